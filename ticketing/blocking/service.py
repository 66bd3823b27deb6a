"""Blocking and lifting numbers. Nothing is ever deleted: who did what to which number, why and until when stays readable."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select

from config.errors import BadInput, NotFound
from config.ids import new_id
from ticketing.blocking.models import BlockedNumberRow
from ticketing.blocking.schemas import BlockedOut, BlockIn, BlockList, BlockStep, SuspectOut
from ticketing.calls.models import CallRow
from ticketing.people import repository as people
from ticketing.uow import UnitOfWork

LONGEST = timedelta(days=366)
LIMIT = 50_000
SUSPECT_WITHIN = timedelta(days=30)
SUSPECT_CALLS = 2
SUSPECTS = 50


def block(uow: UnitOfWork, new: BlockIn, by: str, at: datetime) -> BlockedOut:
    """Refuse the number's next calls; a number that is blocked already gets the new reason and end."""
    if new.until is not None and not at < new.until <= at + LONGEST:
        raise BadInput("解除时间须晚于现在，且不超过一年。", "请改正解除时间，或留空表示长期。")
    _append(uow, "blocked", new.number, new.reason.strip(), by, at, new.until)
    return _stand(uow, new.number, at)


def lift(uow: UnitOfWork, number: str, reason: str, by: str, at: datetime) -> None:
    """Take the number's calls again; NotFound when it is not blocked."""
    _stand(uow, number, at)
    _append(uow, "lifted", number, reason.strip(), by, at, None)


def listed(uow: UnitOfWork, now: datetime) -> BlockList:
    """Who is blocked now, the latest first, and who gave reason for it."""
    standing = _standing(uow, now)
    blocked = sorted(standing.values(), key=lambda rows: rows[0].at, reverse=True)
    names = people.names(uow, {row.by for rows in blocked for row in rows})
    return BlockList(
        blocked=tuple(_out(rows, names) for rows in blocked),
        suspects=tuple(one for one in _suspects(uow, now) if one.number not in standing),
    )


def numbers(uow: UnitOfWork, now: datetime) -> Mapping[str, str]:
    """Number and reason of all that are blocked now: what telephony is told."""
    return {number: rows[0].reason for number, rows in _standing(uow, now).items()}


def stands(newest: BlockedNumberRow, now: datetime) -> bool:
    """Whether the newest step of a number blocks it at ``now``. Pure."""
    return newest.step == "blocked" and (newest.until is None or newest.until > now)


def _standing(uow: UnitOfWork, now: datetime) -> Mapping[str, Sequence[BlockedNumberRow]]:
    """By number all its steps, newest first, of those that are blocked."""
    query = select(BlockedNumberRow).order_by(BlockedNumberRow.number, BlockedNumberRow.at.desc(), BlockedNumberRow.id.desc())
    steps = groupby(uow.session.scalars(query.limit(LIMIT)), key=lambda row: row.number)
    by_number = {number: list(rows) for number, rows in steps}
    return {number: rows for number, rows in by_number.items() if stands(rows[0], now)}


def _stand(uow: UnitOfWork, number: str, now: datetime) -> BlockedOut:
    rows = _standing(uow, now).get(number)
    if rows is None:
        raise NotFound(f"号码 {number} 不在拦截名单中。", "请刷新拦截名单。")
    return _out(rows, people.names(uow, {row.by for row in rows}))


def _suspects(uow: UnitOfWork, now: datetime) -> list[SuspectOut]:
    calls, last = func.count(CallRow.id), func.max(CallRow.arrived_at)
    query = (
        select(CallRow.caller_number, calls, last)
        .where(CallRow.outcome == "harassment", CallRow.arrived_at > now - SUSPECT_WITHIN, CallRow.caller_number != "")
        .group_by(CallRow.caller_number)
        .having(calls >= SUSPECT_CALLS)
        .order_by(calls.desc())
        .limit(SUSPECTS)
    )
    return [SuspectOut(number=row[0], count=row[1], last_at=row[2]) for row in uow.session.execute(query)]


def _out(rows: Sequence[BlockedNumberRow], names: Mapping[str, str]) -> BlockedOut:
    newest = rows[0]
    return BlockedOut(
        number=newest.number,
        reason=newest.reason,
        at=newest.at,
        by=people.named(names, newest.by),
        until=newest.until,
        history=tuple(
            BlockStep.model_validate(
                {"step": row.step, "at": row.at, "by": people.named(names, row.by), "reason": row.reason, "until": row.until}
            )
            for row in rows
        ),
    )


def _append(uow: UnitOfWork, step: str, number: str, reason: str, by: str, at: datetime, until: datetime | None) -> None:
    uow.session.add(BlockedNumberRow(id=new_id(), number=number, step=step, reason=reason, by=by, at=at, until=until))
    uow.session.flush()

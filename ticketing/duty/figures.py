"""The ledger of a year as of any date: sessions that were held here, and the sheets of years before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from ticketing.duty import ledger, repository
from ticketing.duty.ledger import LedgerCall, LedgerSession, Tally
from ticketing.duty.models import DutyCorrectionRow, DutySessionRow, PastSheetRow
from ticketing.duty.schemas import CorrectionOut, Counting, DutyFigures
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_phone
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

SHOWN_CORRECTIONS = 50
AT_ONCE = 500
"""Sessions whose calls are asked for in one query."""


def figures(uow: UnitOfWork, as_of: datetime) -> DutyFigures:
    """The ledger of the year up to ``as_of`` as it stood then: in all, by leader, unit and month (local time).

    A correction counts from when it was made. Sheets of years before count from their own day: they were facts then.
    """
    return year_ledger(uow, as_of)[0]


def year_ledger(uow: UnitOfWork, as_of: datetime) -> tuple[DutyFigures, list[LedgerSession]]:
    """The figures, and the sessions out of which they come, by their beginning."""
    local = uow.calendar.local(as_of)
    since = local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = repository.sessions_opened(uow, since.astimezone(UTC), as_of)
    counted = _calls(uow, [row.id for row in rows], as_of)
    past = _past(uow, repository.past_sheets(uow, since.astimezone(UTC), as_of))
    sessions = [*_held(uow, rows, ledger.tallies(counted)), *past]
    closed = ledger.tallies(replace(call, corrected=None) for call in counted)
    figures = DutyFigures(
        as_of=as_of,
        since=since.date(),
        total=ledger.line("total", "合计", sessions),
        as_closed=ledger.line("as_closed", "更正前", [*_held(uow, rows, closed), *past]),
        by_leader=ledger.roll_up(sessions, ledger.by_leader),
        by_unit=ledger.roll_up(sessions, ledger.by_unit),
        by_month=ledger.roll_up(sessions, ledger.by_month),
        corrections=_corrections(uow, rows, as_of),
    )
    return figures, sorted(sessions, key=lambda one: (one.began, one.id))


def _calls(uow: UnitOfWork, ids: Sequence[str], as_of: datetime) -> list[LedgerCall]:
    parts = (ids[n : n + AT_ONCE] for n in range(0, len(ids), AT_ONCE))
    return [call for part in parts for call in repository.ledger_calls(uow, part, as_of)]


def _held(uow: UnitOfWork, rows: Sequence[DutySessionRow], sums: dict[str, Tally]) -> list[LedgerSession]:
    """Each session under whoever sat in the leader's place."""
    known = people.names(uow, {row.acting_id or row.leader_id for row in rows})
    return [
        LedgerSession(
            id=row.id,
            leader_id=(leader := row.acting_id or row.leader_id),
            leader_name=known.get(leader, leader),
            unit_code=row.unit_code,
            unit_name=unit_coded(uow, row.unit_code).name,
            began=f"{uow.calendar.local(row.opened_at or row.starts_at):%Y-%m-%d %H:%M}",
            tally=sums.get(row.id, ledger.NOTHING),
        )
        for row in rows
    ]


def _past(uow: UnitOfWork, rows: Sequence[PastSheetRow]) -> list[LedgerSession]:
    known = people.names(uow, {row.leader_id for row in rows})
    plain = ("connected", "on_the_spot", "abandoned", "silent", "wrong_number")
    return [
        LedgerSession(
            id=row.id,
            leader_id=row.leader_id or f"past:{row.leader_name}",
            leader_name=known.get(row.leader_id or "", row.leader_name),
            unit_code=row.unit_code,
            unit_name=uow.city.unit(row.unit_code).name if row.unit_code in uow.city.units else row.unit_name,
            began=f"{uow.calendar.local(row.starts_at):%Y-%m-%d %H:%M}",
            past=True,
            tally=Tally(**{name: getattr(row, name) for name in plain}),
        )
        for row in rows
    ]


def _corrections(uow: UnitOfWork, rows: Sequence[DutySessionRow], as_of: datetime) -> tuple[CorrectionOut, ...]:
    found = repository.corrections(uow, [row.id for row in rows], as_of).values()
    newest = sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:SHOWN_CORRECTIONS]
    titles = {row.id: row.title for row in rows}
    known = people.names(uow, {one.by for one in newest})
    numbers = {call.id: call.caller_number for call in repository.called(uow, [one.call_id for one in newest])}
    return tuple(_correction_out(one, titles, known, numbers) for one in newest)


def _correction_out(
    row: DutyCorrectionRow, titles: dict[str, str], known: Mapping[str, str], numbers: dict[str, str]
) -> CorrectionOut:
    return CorrectionOut.model_validate(
        {name: getattr(row, name) for name in ("call_id", "at", "reason")}
        | {
            "session": row.session_id,
            "session_title": titles[row.session_id],
            "number": mask_phone(numbers[row.call_id]),
            "by": people.named(known, row.by),
            "was": cast(Counting, row.was),
            "counts_as": cast(Counting, row.counts_as),
        }
    )

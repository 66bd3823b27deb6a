"""Talking a dispute out: rounds with all four parties until there is an agreement, or it is shown that there is none."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import String, cast, func, select

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing import paging
from ticketing.disputes.models import DisputeRow, DisputeStepRow
from ticketing.disputes.schemas import DisputeFigures, DisputeIn, DisputeOut, DisputePage, TalkIn
from ticketing.disputes.states import ENDED, TABLE
from ticketing.figures.rate import Rate, rate
from ticketing.ledgers import append, locked, seen, steps_of, take
from ticketing.meetings import out as meetings_out
from ticketing.meetings import service as meetings
from ticketing.meetings.models import MeetingRow
from ticketing.meetings.schemas import ItemIn, MeetingIn, PartyIn
from ticketing.meetings.who import convenes, require_convener, require_part
from ticketing.privacy.masks import mask_name, mask_phone, mask_text
from ticketing.schema import Coded
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.named import named_tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

BASE = "本年了结的复杂矛盾纠纷（达成协议与调处终结，不含撤回）"
MISSING = "没有这起纠纷。"
HOST = "12345 热线（主持）"
PLAIN = ("id", "state", "version", "complex", "called_by", "complained_of", "rounds", "agreement", "opened_at", "closed_at")


def open_dispute(uow: UnitOfWork, new: DisputeIn, *, actor: Actor, at: datetime) -> DisputeOut:
    """Register a dispute; one that the citizens called names the units that they want to hear."""
    require_convener(actor)
    for code in (new.supervising_unit, *new.ordered, *([new.complained_unit] if new.complained_unit else [])):
        uow.city.unit(code)
    if new.ticket is not None:
        tickets.ticket_row(uow, new.ticket)
    if new.called_by == "citizen" and not new.ordered:
        raise BadInput("群众点单没有写明点了哪些单位。", "请选择群众点名邀请的单位。")
    row = DisputeRow(
        id=new_id(),
        state="open",
        version=0,
        ticket_id=new.ticket,
        rounds=0,
        agreement="",
        opened_at=at,
        opened_by=actor.id,
        closed_at=None,
        ordered=list(new.ordered),
        **new.model_dump(exclude={"ticket", "ordered"}),
    )
    uow.session.add(row)
    append(uow, row, DisputeStepRow, "open", by=actor.id, at=at, text=row.title, detail={"called_by": new.called_by})
    return _out(uow, row, actor)


def talk(uow: UnitOfWork, id: str, new: TalkIn, *, version: int, actor: Actor, at: datetime) -> DisputeOut:
    """Plan the next round: a four-party meeting that is called as any other. Conflict while the last round has no end."""
    require_convener(actor)
    row = _row(uow, id)
    if any(one.state in ("planned", "invited") for one in _talks(uow, id)):
        raise Conflict("上一轮会谈还没有召开。", "请先记录或取消上一轮会谈。")
    detail = {"round": row.rounds + 1}
    take(uow, row, DisputeStepRow, TABLE, "talk", version=version, by=actor.id, at=at, detail=detail)
    row.rounds += 1
    meeting = MeetingIn(
        kind="four_party",
        mode=new.mode,
        title=f"{row.title}（第 {row.rounds} 轮会谈）"[:200],
        purpose=row.matter,
        place=new.place,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        parties=_parties(row),
        items=(ItemIn(title=row.title, ticket=row.ticket_id),),
    )
    meetings.make(uow, meeting, by=actor.id, at=at, dispute=row.id, round=row.rounds)
    return _out(uow, row, actor)


def outcome(uow: UnitOfWork, id: str, text: str, *, version: int, actor: Actor, at: datetime) -> DisputeOut:
    """What a round brought without an end to the dispute."""
    return _step(uow, id, "outcome", text, version=version, actor=actor, at=at)


def settle(uow: UnitOfWork, id: str, agreement: str, *, version: int, actor: Actor, at: datetime) -> DisputeOut:
    """An agreement, in its words; Conflict before any round was held."""
    require_convener(actor)
    _require_talked(uow, id)
    return _step(uow, id, "settle", agreement, version=version, actor=actor, at=at)


def fail(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> DisputeOut:
    """No agreement is to be had: why, and where the parties were shown to (court, arbitration, mediation)."""
    require_convener(actor)
    _require_talked(uow, id)
    return _step(uow, id, "fail", why, version=version, actor=actor, at=at)


def withdraw(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> DisputeOut:
    return _step(uow, id, "withdraw", why, version=version, actor=actor, at=at)


def reopen(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> DisputeOut:
    """The agreement did not hold, or the parties come back: further rounds, and it counts as ended no more."""
    return _step(uow, id, "reopen", why, version=version, actor=actor, at=at)


def get(uow: UnitOfWork, id: str, *, actor: Actor) -> DisputeOut:
    row = seen(uow, DisputeRow, id, MISSING)
    require_part(actor, (row.supervising_unit, row.complained_unit, *row.ordered))
    return _out(uow, row, actor)


def list_disputes(
    uow: UnitOfWork, *, actor: Actor, state: str | None = None, before: str | None = None, limit: int = 50
) -> DisputePage:
    """Newest first; units see those in which they have a part."""
    limit = paging.bounded(limit)
    query = select(DisputeRow)
    if state:
        query = query.where(DisputeRow.state == state)
    if not convenes(actor):
        unit = actor.unit or ""
        ordered = cast(DisputeRow.ordered, String).contains(f'"{unit}"', autoescape=True)
        query = query.where((DisputeRow.supervising_unit == unit) | (DisputeRow.complained_unit == unit) | ordered)
    rows = uow.session.scalars(paging.page(query, DisputeRow.opened_at, DisputeRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return DisputePage(
        items=tuple(_out(uow, row, actor, whole=False) for row in rows[:limit]),
        next=paging.cursor(last.opened_at, last.id) if last else None,
    )


def figures(uow: UnitOfWork, year: int) -> DisputeFigures:
    since, until = _year(uow, year)
    called = select(DisputeRow.called_by, func.count()).where(DisputeRow.opened_at >= since, DisputeRow.opened_at < until)
    by = {row[0]: row[1] for row in uow.session.execute(called.group_by(DisputeRow.called_by))}
    rounds = select(func.count()).where(
        MeetingRow.dispute_id.is_not(None), MeetingRow.held_at >= since, MeetingRow.held_at < until
    )
    return DisputeFigures(
        year=year,
        goal=uow.law.joint.talks_goal,
        complex_resolution=_complex_rate(uow, year),
        complex_resolution_last_year=_complex_rate(uow, year - 1),
        open=uow.session.scalar(select(func.count()).where(DisputeRow.state == "open")) or 0,
        by_citizens=by.get("citizen", 0),
        by_hotline=by.get("hotline", 0),
        rounds=uow.session.scalar(rounds) or 0,
    )


def _complex_rate(uow: UnitOfWork, year: int) -> Rate:
    since, until = _year(uow, year)
    ended = (
        select(DisputeRow.state, func.count())
        .where(DisputeRow.complex, DisputeRow.state.in_(ENDED), DisputeRow.closed_at >= since, DisputeRow.closed_at < until)
        .group_by(DisputeRow.state)
    )
    found = {row[0]: row[1] for row in uow.session.execute(ended)}
    return rate(found.get("settled", 0), sum(found.values()), BASE)


def _year(uow: UnitOfWork, year: int) -> tuple[datetime, datetime]:
    zone = uow.calendar.timezone
    return datetime(year, 1, 1, tzinfo=zone).astimezone(UTC), datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC)


def _step(uow: UnitOfWork, id: str, command: str, text: str, *, version: int, actor: Actor, at: datetime) -> DisputeOut:
    require_convener(actor)
    row = _row(uow, id)
    if not text.strip():
        raise BadInput("没有填写内容。", "请写明会谈结果、协议或原因。")
    take(uow, row, DisputeStepRow, TABLE, command, version=version, by=actor.id, at=at, text=text.strip())
    row.closed_at = None if row.state == "open" else at
    row.agreement = text.strip() if command == "settle" else "" if command == "reopen" else row.agreement
    uow.session.flush()
    return _out(uow, row, actor)


def _row(uow: UnitOfWork, id: str) -> DisputeRow:
    return locked(uow, DisputeRow, id, MISSING)


def _require_talked(uow: UnitOfWork, id: str) -> None:
    if not any(one.held_at for one in _talks(uow, id)):
        raise Conflict("还没有开过会谈。", "请先安排会谈并记为已召开。")


def _talks(uow: UnitOfWork, id: str) -> Sequence[MeetingRow]:
    query = select(MeetingRow).where(MeetingRow.dispute_id == id).order_by(MeetingRow.round)
    return uow.session.scalars(query.limit(paging.MAX_LIMIT)).all()


def _parties(row: DisputeRow) -> tuple[PartyIn, ...]:
    """The four, and whom the citizens asked for beside them."""
    there = {row.complained_unit, row.supervising_unit}
    complained = (
        PartyIn(role="complained_of", unit=row.complained_unit)
        if row.complained_unit and row.complained_unit != row.supervising_unit
        else PartyIn(role="complained_of", name=row.complained_of)
    )
    return (
        PartyIn(role="host", name=HOST),
        PartyIn(role="representative", name=row.representative, contact=row.representative_phone),
        complained,
        PartyIn(role="supervising", unit=row.supervising_unit),
        *(PartyIn(role="concerned", unit=code) for code in dict.fromkeys(row.ordered) if code not in there),
    )


def _out(uow: UnitOfWork, row: DisputeRow, actor: Actor, *, whole: bool = True) -> DisputeOut:
    convening = convenes(actor)
    ticket = named_tickets(uow, [row.ticket_id]).get(row.ticket_id or "")
    return DisputeOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "title": row.title if convening else mask_text(row.title),
            "matter": row.matter if convening else mask_text(row.matter),
            "ticket": ticket,
            "ordered": tuple(unit_coded(uow, code) for code in row.ordered),
            "representative": row.representative if convening else mask_name(row.representative),
            "representative_phone": row.representative_phone if convening else mask_phone(row.representative_phone),
            "complained_unit": _unit(uow, row.complained_unit),
            "supervising_unit": unit_coded(uow, row.supervising_unit),
            "allowed": TABLE.allowed(row.state) if convening else (),
            "talks": meetings_out.lines(uow, _talks(uow, row.id), actor) if whole else (),
            "history": steps_of(uow, DisputeStepRow, row.id) if whole and convening else (),
        }
    )


def _unit(uow: UnitOfWork, code: str | None) -> Coded | None:
    return unit_coded(uow, code) if code else None

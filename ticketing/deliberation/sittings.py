"""Sittings of a building's, a grid's or a community's residents, and the rhythm that brings the next one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.deliberation.levels import SITTINGS
from ticketing.deliberation.models import DeliberationSeriesRow, MatterRow, SittingRow, SittingStepRow
from ticketing.deliberation.papers import record_of, subject_of
from ticketing.deliberation.schemas import HeldIn, RhythmIn, RhythmOut, SittingIn, SittingOut, SittingPage
from ticketing.deliberation.where import chain, require_body
from ticketing.documents import service as documents
from ticketing.ledgers import append, locked, seen, take
from ticketing.meetings import rhythm
from ticketing.meetings.who import convenes
from ticketing.people.repository import SYSTEM
from ticketing.tickets.actor import Actor
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

ROUND = 50
MISSING = "没有这次议事。"
MOST_RHYTHMS = 500
PLAIN = ("id", "state", "version", "level", "building", "theme", "starts_at", "attended", "notes")


def plan(uow: UnitOfWork, new: SittingIn, *, actor: Actor, at: datetime) -> SittingOut:
    require_body(uow, actor, new.unit)
    return _out(uow, [_add(uow, new, by=actor.id, at=at)])[0]


def hold(uow: UnitOfWork, id: str, new: HeldIn, *, actor: Actor, at: datetime) -> SittingOut:
    """Say that it was held, how many came and what was talked about."""
    row = sitting_row(uow, id)
    require_body(uow, actor, row.unit_code)
    if row.starts_at > at:
        raise BadInput("这次议事还没有到召开的时间。", "请在召开之后登记。")
    take(uow, row, SittingStepRow, SITTINGS, "hold", version=new.version, by=actor.id, at=at, text=new.notes.strip())
    row.attended, row.notes = new.attended, new.notes.strip()
    uow.session.flush()
    return _out(uow, [row])[0]


def cancel(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> SittingOut:
    row = sitting_row(uow, id)
    require_body(uow, actor, row.unit_code)
    if not why.strip():
        raise BadInput("没有填写取消的原因。", "请写明原因。")
    take(uow, row, SittingStepRow, SITTINGS, "cancel", version=version, by=actor.id, at=at, text=why.strip())
    return _out(uow, [row])[0]


def record(uow: UnitOfWork, id: str, *, actor: Actor, at: datetime) -> SittingOut:
    """议事记录: a numbered paper of a sitting that was held, with the matters that were raised there; again after more were."""
    row = sitting_row(uow, id)
    require_body(uow, actor, row.unit_code)
    if row.state != "held":
        raise Conflict("这次议事还没有召开。", "请先记为已召开。")
    query = select(MatterRow).where(MatterRow.sitting_id == id).order_by(MatterRow.raised_at, MatterRow.id)
    document = record_of(uow, row, uow.session.scalars(query.limit(paging.MAX_LIMIT)).all(), at)
    units = [code for code in chain(uow, row.unit_code) if code in uow.city.units]
    documents.issue(uow, document, by=actor.id, at=at, subject=subject_of(row.id), units=units)
    return _out(uow, [row])[0]


def get(uow: UnitOfWork, id: str, *, actor: Actor) -> SittingOut:
    """With its papers."""
    row = seen(uow, SittingRow, id, MISSING)
    require_body(uow, actor, row.unit_code)
    return _out(uow, [row])[0]


def sitting_row(uow: UnitOfWork, id: str) -> SittingRow:
    return locked(uow, SittingRow, id, MISSING)


def list_sittings(
    uow: UnitOfWork, *, actor: Actor, units: Sequence[str], before: str | None = None, limit: int = 50
) -> SittingPage:
    """The latest first; ``units`` bounds what those see who do not convene."""
    limit = paging.bounded(limit)
    query = select(SittingRow)
    if not convenes(actor):
        query = query.where(SittingRow.unit_code.in_(list(units)))
    rows = uow.session.scalars(paging.page(query, SittingRow.starts_at, SittingRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return SittingPage(items=_out(uow, rows[:limit]), next=paging.cursor(last.starts_at, last.id) if last else None)


def start(uow: UnitOfWork, new: RhythmIn, *, actor: Actor, at: datetime) -> RhythmOut:
    """A weekly or monthly rhythm of one body; its themes come up in turn."""
    require_body(uow, actor, new.unit)
    rhythm.check(new.rhythm, new.day)
    row = DeliberationSeriesRow(
        id=new_id(),
        unit_code=new.unit,
        themes=list(new.themes),
        turn=0,
        next_day=rhythm.first_day(new.rhythm, new.day, uow.calendar.local(at).date()),
        active=True,
        created_at=at,
        created_by=actor.id,
        **new.model_dump(exclude={"unit", "themes"}),
    )
    uow.session.add(row)
    uow.session.flush()
    _plan_ahead(uow, row, at)
    return _rhythm_out(uow, row)


def end(uow: UnitOfWork, id: str, *, actor: Actor) -> RhythmOut:
    query = select(DeliberationSeriesRow).where(DeliberationSeriesRow.id == id).with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这个议事安排。", "请刷新页面。")
    require_body(uow, actor, row.unit_code)
    if not row.active:
        raise Conflict("这个议事安排已经停止。", "请刷新页面。")
    row.active = False
    uow.session.flush()
    return _rhythm_out(uow, row)


def list_rhythms(uow: UnitOfWork, *, actor: Actor) -> tuple[RhythmOut, ...]:
    query = select(DeliberationSeriesRow).where(DeliberationSeriesRow.active).order_by(DeliberationSeriesRow.next_day)
    rows = uow.session.scalars(query.limit(MOST_RHYTHMS))
    return tuple(_rhythm_out(uow, row) for row in rows if convenes(actor) or actor.unit in chain(uow, row.unit_code))


def plan_due(uow: UnitOfWork, now: datetime) -> int:
    """Plan what the rhythms bring within the days ahead; how many."""
    query = select(DeliberationSeriesRow).where(
        DeliberationSeriesRow.active, DeliberationSeriesRow.next_day <= _horizon(uow, now)
    )
    query = query.order_by(DeliberationSeriesRow.next_day).limit(ROUND).with_for_update(skip_locked=True)
    rows = uow.session.scalars(query.execution_options(populate_existing=True)).all()
    return sum(_plan_ahead(uow, row, now) for row in rows)


def _plan_ahead(uow: UnitOfWork, row: DeliberationSeriesRow, now: datetime) -> int:
    every = cast(rhythm.Rhythm, row.rhythm)
    today, planned = uow.calendar.local(now).date(), 0
    days = list(rhythm.days_until(every, row.next_day, _horizon(uow, now)))
    for day in days:
        if day >= today:
            new = SittingIn.model_validate(
                {
                    "level": row.level,
                    "unit": row.unit_code,
                    "building": row.building,
                    "theme": row.themes[row.turn % len(row.themes)],
                    "starts_at": rhythm.moment(day, row.starts, uow.calendar),
                }
            )
            _add(uow, new, by=SYSTEM, at=now, series=row.id, day=day)
            row.turn, planned = row.turn + 1, planned + 1
    if days:
        row.next_day = rhythm.day_after(every, days[-1])
    uow.session.flush()
    return planned


def _horizon(uow: UnitOfWork, now: datetime) -> date:
    return uow.calendar.local(now).date() + timedelta(days=uow.law.joint.series_ahead_days)


def _add(
    uow: UnitOfWork, new: SittingIn, *, by: str, at: datetime, series: str | None = None, day: date | None = None
) -> SittingRow:
    row = SittingRow(
        id=new_id(),
        state="planned",
        version=0,
        series_id=series,
        series_day=day,
        unit_code=new.unit,
        attended=0,
        notes="",
        created_at=at,
        created_by=by,
        **new.model_dump(exclude={"unit"}),
    )
    uow.session.add(row)
    append(uow, row, SittingStepRow, "plan", by=by, at=at, text=row.theme)
    return row


def _out(uow: UnitOfWork, rows: Sequence[SittingRow]) -> tuple[SittingOut, ...]:
    raised = select(MatterRow.sitting_id, func.count()).where(MatterRow.sitting_id.in_([row.id for row in rows]))
    counted = {row[0]: row[1] for row in uow.session.execute(raised.group_by(MatterRow.sitting_id))}
    return tuple(
        SittingOut.model_validate(
            {name: getattr(row, name) for name in PLAIN}
            | {
                "unit": unit_coded(uow, row.unit_code),
                "series": row.series_id,
                "matters": counted.get(row.id, 0),
                "allowed": SITTINGS.allowed(row.state),
                "papers": tuple(documents.of_subject(uow, subject_of(row.id))) if row.state == "held" else (),
            }
        )
        for row in rows
    )


def _rhythm_out(uow: UnitOfWork, row: DeliberationSeriesRow) -> RhythmOut:
    plain = ("id", "level", "building", "rhythm", "day", "starts", "themes", "next_day", "active")
    return RhythmOut.model_validate({name: getattr(row, name) for name in plain} | {"unit": unit_coded(uow, row.unit_code)})

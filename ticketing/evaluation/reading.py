"""Callbacks as lists and one by one, and their figures by unit."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from config.errors import BadInput
from ticketing import paging
from ticketing.evaluation import figures, repository
from ticketing.evaluation.figures import Evaluated, EvaluationFigures
from ticketing.evaluation.models import EvaluationAppealRow, EvaluationRow
from ticketing.evaluation.out import outs
from ticketing.evaluation.schemas import EvaluationOut, EvaluationPage
from ticketing.mandates.ended import guided
from ticketing.tickets.models import TicketRow
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

Box = str
ENDED = ("answered", "not_effective", "skipped")
MAX_DAYS = 400


def get(uow: UnitOfWork, id: str) -> EvaluationOut:
    """With its tries, answers and appeal."""
    return outs(uow, [repository.evaluation_row(uow, id, lock=False)], whole=True)[0]


def of_ticket(uow: UnitOfWork, ticket_id: str) -> tuple[EvaluationOut, ...]:
    return outs(uow, repository.of_ticket(uow, ticket_id), whole=True)


def page(
    uow: UnitOfWork, box: Box, now: datetime, me: str, *, unit: str | None = None, after: str | None = None, limit: int = 50
) -> EvaluationPage:
    """``box`` to_call (now), later, mine, appeals or ended; open ones by their due time, ended ones the newest first."""
    limit = paging.bounded(limit)
    query = select(EvaluationRow)
    if unit:
        query = query.where(EvaluationRow.unit_code == unit)
    query = _of_box(query, box, now, me)
    rising = box != "ended"
    column = EvaluationRow.due_at if rising else EvaluationRow.ended_at
    if after:
        when, last = paging.place(after)
        older = or_(column < when, (column == when) & (EvaluationRow.id < last))
        newer = or_(column > when, (column == when) & (EvaluationRow.id > last))
        query = query.where(newer if rising else older)
    order = (column.asc(), EvaluationRow.id.asc()) if rising else (column.desc(), EvaluationRow.id.desc())
    rows = uow.session.scalars(query.order_by(*order).limit(limit + 1)).all()
    last_row = rows[limit - 1] if len(rows) > limit else None
    following = paging.cursor((last_row.due_at if rising else last_row.ended_at) or now, last_row.id) if last_row else None
    return EvaluationPage(items=outs(uow, rows[:limit]), next=following)


def by_unit(uow: UnitOfWork, first: date, last: date) -> tuple[EvaluationFigures, ...]:
    """All units together first, then each; of the reports closed from ``first`` to ``last``, local days, both included."""
    if last < first or (last - first).days > MAX_DAYS:
        raise BadInput(f"统计期须为1至{MAX_DAYS}天。", "请改正日期。")
    since, until = (datetime.combine(day, time(), tzinfo=uow.calendar.timezone) for day in (first, last + timedelta(days=1)))
    ended = (EvaluationRow.ended_at >= since, EvaluationRow.ended_at < until, EvaluationRow.state != "skipped")
    columns = (EvaluationRow.unit_code, EvaluationRow.effective, EvaluationRow.solved, EvaluationRow.grade)
    asked = uow.session.execute(select(*columns, guided(EvaluationRow.ticket_id).label("guided")).where(*ended)).all()
    closed = _count(uow, (TicketRow.closed_at >= since, TicketRow.closed_at < until))
    called = _count(
        uow,
        (
            TicketRow.closed_at >= since,
            TicketRow.closed_at < until,
            TicketRow.id.in_(select(EvaluationRow.ticket_id).where(EvaluationRow.state != "skipped")),
        ),
    )
    units: dict[str, list[Evaluated]] = {}
    for row in asked:
        units.setdefault(row.unit_code or "", []).append(
            Evaluated(effective=bool(row.effective), solved=row.solved, grade=row.grade, guided=bool(row.guided))
        )
    total = [one for several in units.values() for one in several]
    lines = [_line(uow, "total", "合计", total, sum(called.values()), sum(closed.values()))]
    for code in sorted(set(units) | set(closed)):
        name = unit_coded(uow, code).name if code else "未派单"
        lines.append(_line(uow, code, name, units.get(code, []), called.get(code, 0), closed.get(code, 0)))
    return tuple(lines)


def _line(uow: UnitOfWork, key: str, name: str, asked: Sequence[Evaluated], called: int, closed: int) -> EvaluationFigures:
    lowest = uow.law.evaluation.satisfied_from
    graded = [one.grade for one in asked if one.effective and one.grade]
    return EvaluationFigures(
        key=key,
        name=name,
        callback=figures.callback_rate(called, closed),
        resolution=figures.resolution_rate(asked),
        satisfaction=figures.satisfaction_rate(asked, lowest),
        satisfied_from=lowest,
        grades=(graded.count(5), graded.count(4), graded.count(3), graded.count(2), graded.count(1)),
        not_effective=sum(not one.effective for one in asked),
    )


def _count(uow: UnitOfWork, conditions: Iterable[Any]) -> dict[str, int]:
    query = select(TicketRow.unit_code, func.count()).where(*conditions).group_by(TicketRow.unit_code)
    return {code or "": number for code, number in uow.session.execute(query)}


def _of_box(query: "Select[EvaluationRow]", box: Box, now: datetime, me: str) -> "Select[EvaluationRow]":
    match box:
        case "to_call":
            return query.where(EvaluationRow.state.in_(("waiting", "sent")), EvaluationRow.next_at <= now)
        case "later":
            return query.where(EvaluationRow.state.in_(("waiting", "sent")), EvaluationRow.next_at > now)
        case "mine":
            return query.where(EvaluationRow.state == "claimed", EvaluationRow.claimed_by == me)
        case "appeals":
            open_ones = select(EvaluationAppealRow.evaluation_id).where(EvaluationAppealRow.state == "open")
            return query.where(EvaluationRow.id.in_(open_ones))
        case "ended":
            return query.where(EvaluationRow.state.in_(ENDED), EvaluationRow.ended_at.is_not(None))
    raise BadInput("没有这个回访列表。", "请从页面上选择。")

"""From rows to a bulletin's numbers: what was received, what fell due, what was handled, by unit. Queries only, no formula."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from ticketing.bulletins.periods import Period, moments, parts
from ticketing.bulletins.schemas import TrendPoint
from ticketing.bulletins.tallies import Tallies
from ticketing.bulletins.worked_hours import WorkedHours
from ticketing.calls.models import CallRow
from ticketing.figures import measures
from ticketing.figures.rate import Rate
from ticketing.figures.service import LOST
from ticketing.supervision.clusters.models import EarlyWarningRow
from ticketing.supervision.models import PaperRow, SampleItemRow, ScoreRow
from ticketing.tickets.models import TicketLegRow, TicketRow, TicketStepRow
from ticketing.uow import UnitOfWork

A_PAGE = 5_000
NOT_RECEIVED = ("draft",)
DIRECT = ("answered", "closed", "archived")


def tallies(uow: UnitOfWork, shown: Period) -> Tallies:
    """One pass over the tickets that were received, fell due, or were reported in the period."""
    found, (since, until) = Tallies(), moments(shown, uow.calendar.timezone)
    for unit, number in uow.session.execute(
        select(TicketRow.unit_code, func.count()).where(*received(since, until)).group_by(TicketRow.unit_code)
    ):
        found.of(unit).received = number
    _responses(uow, since, until, found)
    _due(uow, since, until, found)
    _handled(uow, since, until, found)
    return found


def received(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Tickets of a time: whatever became of them, but no draft."""
    return (TicketRow.created_at >= since, TicketRow.created_at < until, TicketRow.state.not_in(NOT_RECEIVED))


def number(uow: UnitOfWork, shown: Period) -> int:
    query = select(func.count()).select_from(TicketRow).where(*received(*moments(shown, uow.calendar.timezone)))
    return uow.session.scalar(query) or 0


def by(uow: UnitOfWork, shown: Period, column: Any) -> Mapping[str, int]:
    """How many tickets for each value of a column; ``""`` for none."""
    conditions = received(*moments(shown, uow.calendar.timezone))
    rows = uow.session.execute(select(column, func.count()).where(*conditions).group_by(column))
    return {value or "": count for value, count in rows}


def category_names(uow: UnitOfWork, shown: Period) -> Mapping[str, str]:
    """As the tickets were given them: a category may be gone from the city's tables since."""
    conditions = received(*moments(shown, uow.calendar.timezone))
    rows = uow.session.execute(
        select(TicketRow.category_code, func.max(TicketRow.category_name)).where(*conditions).group_by(TicketRow.category_code)
    )
    return {code: name or code for code, name in rows if code}


def direct(uow: UnitOfWork, shown: Period) -> int:
    """Tickets that were answered without any unit."""
    conditions = received(*moments(shown, uow.calendar.timezone))
    query = select(func.count()).where(*conditions, TicketRow.dispatched_at.is_(None), TicketRow.state.in_(DIRECT))
    return uow.session.scalar(query.select_from(TicketRow)) or 0


def trend(uow: UnitOfWork, shown: Period) -> tuple[TrendPoint, ...]:
    """Tickets by hour, day or month."""
    pieces = parts(shown, uow.calendar.timezone)
    ends = [*(at for _, at in pieces[1:]), moments(shown, uow.calendar.timezone)[1]]
    counts = (
        select(func.count()).select_from(TicketRow).where(*received(at, end)) for (_, at), end in zip(pieces, ends, strict=True)
    )
    return tuple(
        TrendPoint(label=label, count=uow.session.scalar(query) or 0) for (label, _), query in zip(pieces, counts, strict=True)
    )


def connection(uow: UnitOfWork, shown: Period) -> Rate:
    """接通率 of the calls that came to a queue; what we call ourselves was never offered."""
    since, until = moments(shown, uow.calendar.timezone)
    came = (CallRow.arrived_at >= since, CallRow.arrived_at < until, CallRow.direction == "in", CallRow.queued_at.is_not(None))
    answered = uow.session.scalar(select(func.count()).select_from(CallRow).where(*came, CallRow.answered_at.is_not(None))) or 0
    lost = uow.session.scalar(
        select(func.count()).select_from(CallRow).where(*came, CallRow.answered_at.is_(None), CallRow.reason.in_(LOST))
    )
    return measures.connection_rate(answered, answered + (lost or 0))


def papers(uow: UnitOfWork, shown: Period) -> Mapping[str, int]:
    """Supervision papers by rung, early warnings, and false closures that look-backs found."""
    since, until = moments(shown, uow.calendar.timezone)
    issued = select(PaperRow.rung, func.count()).where(
        PaperRow.at >= since, PaperRow.at < until, PaperRow.state.not_in(("withdrawn", "asked", "refused"))
    )
    found = {row[0]: row[1] for row in uow.session.execute(issued.group_by(PaperRow.rung))}
    warned = select(func.count()).select_from(EarlyWarningRow).where(EarlyWarningRow.at >= since, EarlyWarningRow.at < until)
    false = select(func.count()).select_from(SampleItemRow)
    false = false.where(SampleItemRow.result == "false", SampleItemRow.called_at >= since, SampleItemRow.called_at < until)
    return found | {"early_warning": uow.session.scalar(warned) or 0, "false_closure": uow.session.scalar(false) or 0}


def points(uow: UnitOfWork, shown: Period) -> Mapping[str, float]:
    """Points off by unit, what was given back taken away."""
    since, until = moments(shown, uow.calendar.timezone)
    query = select(ScoreRow.unit_code, func.sum(ScoreRow.points)).where(ScoreRow.at >= since, ScoreRow.at < until)
    return {unit: round(float(taken), 2) for unit, taken in uow.session.execute(query.group_by(ScoreRow.unit_code))}


def _responses(uow: UnitOfWork, since: datetime, until: datetime, found: Tallies) -> None:
    """Signed and the citizen contacted in time, of the lead parts whose limit for the contact fell into the period."""
    kept = (TicketLegRow.signed_at <= TicketLegRow.sign_due) & (TicketLegRow.contacted_at <= TicketLegRow.contact_due)
    query = select(TicketLegRow.unit_code, func.count(), func.sum(case((kept, 1), else_=0))).where(
        TicketLegRow.role == "lead",
        TicketLegRow.state != "withdrawn",
        TicketLegRow.contact_due >= since,
        TicketLegRow.contact_due < until,
    )
    for unit, due, in_time in uow.session.execute(query.group_by(TicketLegRow.unit_code)):
        found.of(unit).contact_due, found.of(unit).contact_in_time = due, int(in_time or 0)


def _due(uow: UnitOfWork, since: datetime, until: datetime, found: Tallies) -> None:
    """What fell due, and of it what was on time, sent back, done again, extended."""
    fell_due = (
        TicketRow.deadline >= since,
        TicketRow.deadline < until,
        TicketRow.unit_code.is_not(None),
        TicketRow.state.not_in(("draft", "merged")),
    )
    done = func.coalesce(TicketRow.reported_at, TicketRow.closed_at)
    query = select(
        TicketRow.unit_code,
        func.count(),
        func.sum(case((done <= TicketRow.deadline, 1), else_=0)),
        func.sum(case((TicketRow.returns > 0, 1), else_=0)),
        func.sum(case((TicketRow.reworks > 0, 1), else_=0)),
        func.sum(case((TicketRow.extensions > 0, 1), else_=0)),
    )
    for unit, due, on_time, returned, reworked, extended in uow.session.execute(
        query.where(*fell_due).group_by(TicketRow.unit_code)
    ):
        one = found.of(unit)
        one.due, one.on_time, one.returned = due, int(on_time or 0), int(returned or 0)
        one.reworked, one.extended = int(reworked or 0), int(extended or 0)
    again = select(TicketRow.id, TicketRow.unit_code).where(*fell_due, TicketRow.reworks > 0, done <= TicketRow.deadline)
    again_rows = uow.session.execute(again).all()
    late = _reported_late(uow, [row.id for row in again_rows])
    for row in again_rows:
        found.of(row.unit_code).on_time -= row.id in late


def _reported_late(uow: UnitOfWork, ids: Sequence[str]) -> set[str]:
    """Tickets of which any report came late: a rework gives a new deadline, the first one stays on record."""
    late: set[str] = set()
    for n in range(0, len(ids), A_PAGE):
        query = select(TicketStepRow.ticket_id, TicketStepRow.detail).where(
            TicketStepRow.ticket_id.in_(ids[n : n + A_PAGE]), TicketStepRow.command == "report"
        )
        late.update(row.ticket_id for row in uow.session.execute(query) if row.detail.get("late"))
    return late


def _handled(uow: UnitOfWork, since: datetime, until: datetime, found: Tallies) -> None:
    """From the dispatch to the unit's report, for what was closed in the period."""
    query = select(TicketRow.unit_code, TicketRow.dispatched_at, TicketRow.reported_at).where(
        TicketRow.closed_at >= since,
        TicketRow.closed_at < until,
        TicketRow.dispatched_at.is_not(None),
        TicketRow.reported_at.is_not(None),
    )
    first = uow.session.scalar(query.with_only_columns(func.min(TicketRow.dispatched_at)))
    if first is None:
        return
    worked = WorkedHours(uow.calendar, uow.calendar.local(first).date(), uow.calendar.local(until).date())
    for unit, dispatched, reported in uow.session.execute(query.execution_options(yield_per=A_PAGE)):
        assert dispatched is not None
        assert reported is not None
        one = found.of(unit)
        one.handled += 1
        one.calendar_s += (reported - dispatched).total_seconds()
        one.working_s += worked.between(dispatched, reported)

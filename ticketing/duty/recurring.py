"""Recurring plans: who takes which week's session, written down as sessions some weeks ahead, by hand and by themselves."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from config.errors import Conflict, HotlineError, NotFound
from config.ids import new_id
from ticketing.duty import planning, rota
from ticketing.duty.models import DutyRotaRow, DutySessionRow
from ticketing.duty.out import announce
from ticketing.duty.rota import Occurrence, Recurring, Turn
from ticketing.duty.schemas import DutyPlan, OccurrenceOut, RotaIn, RotaOut, TurnOut
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

A_ROUND = 20
"""Plans that one round looks at."""
MOST_LISTED = 200
SAID = 10


def preview(uow: UnitOfWork, new: RotaIn, at: datetime) -> tuple[OccurrenceOut, ...]:
    """The sessions that the plan would have in the weeks ahead, each with what it clashes with; nothing is written."""
    plan = _plan(new)
    found = []
    for one in _ahead(uow, plan, None, at):
        starts_at, ends_at = rota.moments(plan, one.day, uow.calendar.timezone)
        problem = _problem_of(uow, new.number, one.turn, starts_at, ends_at)
        turn = _turn_out(uow, one.turn)
        found.append(OccurrenceOut(day=one.day, starts_at=starts_at, ends_at=ends_at, turn=turn, problem=problem))
    return tuple(found)


def create(uow: UnitOfWork, new: RotaIn, by: str, at: datetime) -> RotaOut:
    """Keep the plan and write its first weeks; Conflict that names every clash, then nothing is written."""
    plan = _plan(new)
    for turn in plan.turns:
        planning.leading(uow, turn.leader)
    row = DutyRotaRow(
        id=new_id(),
        title=new.title,
        number=new.number,
        turns=[one.model_dump() for one in new.turns],
        weekdays=sorted(set(new.weekdays)),
        every_weeks=new.every_weeks,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        begins=new.begins,
        finishes=new.finishes,
        skip_rest_days=new.skip_rest_days,
        state="active",
        created_at=at,
        created_by=by,
        reason="",
    )
    uow.session.add(row)
    uow.session.flush()
    written = [_written(uow, row, plan, one, by, at) for one in _ahead(uow, plan, None, at)]
    planning.refuse(planning.clashes(uow, written))
    row.written_until = _until(uow, at)
    for session in written:
        announce(uow, session)
    return _out(uow, [row])[0]


def end(uow: UnitOfWork, rota_id: str, by: str, at: datetime, reason: str, *, cancel_planned: bool = True) -> RotaOut:
    """The plan goes on no more; the sessions it has planned from now on are called off too, unless they are to stay."""
    row = uow.session.scalar(
        select(DutyRotaRow).where(DutyRotaRow.id == rota_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("没有这个排班计划。", "请刷新排班计划。")
    if row.state != "active":
        raise Conflict("这个排班计划已经停止。", "请刷新排班计划。")
    row.state, row.ended_at, row.ended_by, row.reason = "ended", at, by, reason.strip()
    if cancel_planned:
        query = select(DutySessionRow.id).where(
            DutySessionRow.rota_id == row.id, DutySessionRow.state == "planned", DutySessionRow.starts_at > at
        )
        for session_id in uow.session.scalars(query.order_by(DutySessionRow.starts_at)).all():
            planning.cancel(uow, session_id, by, at, reason)
    uow.session.flush()
    return _out(uow, [row])[0]


def listed(uow: UnitOfWork) -> list[RotaOut]:
    """Those that go on first, then the newest of the others."""
    query = select(DutyRotaRow).order_by(DutyRotaRow.state, DutyRotaRow.created_at.desc()).limit(MOST_LISTED)
    return _out(uow, uow.session.scalars(query).all())


def write_ahead(uow: UnitOfWork, now: datetime) -> int:
    """Write the days that have come within the weeks ahead; a day that clashes is left out, and supervisors are told once."""
    until = _until(uow, now)
    query = select(DutyRotaRow).where(DutyRotaRow.state == "active", DutyRotaRow.written_until < until)
    query = query.order_by(DutyRotaRow.written_until, DutyRotaRow.id).limit(A_ROUND)
    rows = uow.session.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()
    for row in rows:
        _write_on(uow, row, until, now)
    return len(rows)


def _write_on(uow: UnitOfWork, row: DutyRotaRow, until: date, now: datetime) -> None:
    plan, left_out = _of_row(row), []
    for one in _ahead(uow, plan, row.written_until, now):
        starts_at, ends_at = rota.moments(plan, one.day, uow.calendar.timezone)
        problem = _problem_of(uow, row.number, one.turn, starts_at, ends_at)
        if problem:
            left_out.append(f"{one.day:%m月%d日} {problem}")
        else:
            announce(uow, _written(uow, row, plan, one, SYSTEM, now))
    row.written_until = until
    uow.session.flush()
    if left_out:
        text = f"排班计划“{row.title}”有 {len(left_out)} 场未能排入：{'；'.join(left_out[:SAID])}"
        notices.tell(uow, "duty", text, at=now, link="/duty/rota", roles=["supervisor"])


def _problem_of(uow: UnitOfWork, number: str, turn: Turn, starts_at: datetime, ends_at: datetime) -> str:
    """Why there can be no such session, empty when there can; the days stay held."""
    try:
        new = _session(number, "", turn, starts_at, ends_at)
        with uow.session.begin_nested() as tried:
            row = planning.written(uow, new, by=SYSTEM, at=uow.now())
            found = planning.clashes(uow, [row])
            tried.rollback()
    except HotlineError as error:
        return error.what
    return "；".join(found)


def _written(uow: UnitOfWork, row: DutyRotaRow, plan: Recurring, one: Occurrence, by: str, at: datetime) -> DutySessionRow:
    starts_at, ends_at = rota.moments(plan, one.day, uow.calendar.timezone)
    new = _session(row.number, row.title, one.turn, starts_at, ends_at)
    return planning.written(uow, new, by=by, at=at, rota_id=row.id, day=one.day)


def _session(number: str, title: str, turn: Turn, starts_at: datetime, ends_at: datetime) -> DutyPlan:
    return DutyPlan(
        leader=turn.leader,
        deputy=turn.deputy,
        assistant=turn.assistant,
        unit=turn.unit,
        title=title,
        number=number,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _ahead(uow: UnitOfWork, plan: Recurring, after: date | None, at: datetime) -> list[Occurrence]:
    """The plan's days after ``after`` within the weeks ahead, those whose session would not have begun yet."""
    found = rota.occurrences(plan, _until(uow, at), uow.calendar.is_working_day)
    zone = uow.calendar.timezone
    return [one for one in found if (after is None or one.day > after) and rota.moments(plan, one.day, zone)[0] > at]


def _until(uow: UnitOfWork, at: datetime) -> date:
    return uow.calendar.local(at).date() + timedelta(weeks=uow.law.duty.weeks_ahead)


def _plan(new: RotaIn) -> Recurring:
    return Recurring(
        turns=[Turn(**one.model_dump()) for one in new.turns],
        weekdays=new.weekdays,
        every_weeks=new.every_weeks,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        begins=time.fromisoformat(new.begins),
        finishes=time.fromisoformat(new.finishes),
        skip_rest_days=new.skip_rest_days,
    )


def _of_row(row: DutyRotaRow) -> Recurring:
    return Recurring(
        turns=[Turn(**one) for one in row.turns],
        weekdays=row.weekdays,
        every_weeks=row.every_weeks,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        begins=time.fromisoformat(row.begins),
        finishes=time.fromisoformat(row.finishes),
        skip_rest_days=row.skip_rest_days,
    )


def _turn_out(uow: UnitOfWork, turn: Turn) -> TurnOut:
    known = people.names(uow, (turn.leader, turn.deputy, turn.assistant))
    return TurnOut.model_validate(
        {
            "leader": people.named(known, turn.leader),
            "deputy": people.named(known, turn.deputy),
            "assistant": people.named(known, turn.assistant),
            "unit": unit_coded(uow, turn.unit) if turn.unit else None,
        }
    )


def _out(uow: UnitOfWork, rows: Sequence[DutyRotaRow]) -> list[RotaOut]:
    plain = (
        "id", "title", "number", "weekdays", "every_weeks", "starts_on", "ends_on", "begins", "finishes", "skip_rest_days",
        "state", "written_until", "created_at", "ended_at", "reason",
    )  # fmt: skip
    return [
        RotaOut.model_validate(
            {name: getattr(row, name) for name in plain} | {"turns": [_turn_out(uow, Turn(**one)) for one in row.turns]}
        )
        for row in rows
    ]

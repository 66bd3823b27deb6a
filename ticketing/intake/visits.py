"""Sittings in which citizens are received (心安夜话, 专窗, 有约, 接待大厅): parties, their matters, and what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.drafts import service as drafts
from ticketing.figures.rate import rate
from ticketing.intake import bookings
from ticketing.intake.models import IntakeRow, VisitRow, VisitSessionRow
from ticketing.intake.out import intakes_out
from ticketing.intake.schemas import IntakeDetail, IntakeOut
from ticketing.intake.service import NewIntake, accept, receive
from ticketing.intake.service import get as intake_detail
from ticketing.intake.visit_schemas import (
    SittingFigures,
    VisitFigures,
    VisitIn,
    VisitMatterIn,
    VisitOut,
    VisitSessionIn,
    VisitSessionOut,
    VisitSessionPage,
)
from ticketing.people import repository as people
from ticketing.schema import PersonName
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

MOST_VISITS = 2_000
MOST_MATTERS = 50
"""So many matters one party may bring in a sitting."""
MOST_SITTINGS = 5_000
MATTERS = "本期来访事项"
Result = Literal["held", "answered", "entered", "closed"]
RESULTS: Mapping[str, Result] = {
    "received": "held",
    "accepted": "held",
    "waiting": "held",
    "answered": "answered",
    "prevented": "answered",
    "dispatched": "entered",
    "joined": "entered",
    "handed_back": "entered",
    "closed": "closed",
}
"""``held``: on the table, neither answered on the spot nor entered yet."""


@dataclass(frozen=True, slots=True)
class Tally:
    visitors: int = 0
    visits: int = 0
    held: int = 0
    answered: int = 0
    entered: int = 0
    closed: int = 0

    @property
    def matters(self) -> int:
        return self.held + self.answered + self.entered + self.closed

    def plus(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def plan(uow: UnitOfWork, new: VisitSessionIn, by: str, at: datetime) -> VisitSessionOut:
    """Put a sitting on the list: its unit, place, leader and time."""
    if new.ends_at <= new.starts_at:
        raise BadInput("结束时间须晚于开始时间。", "请改正时间。")
    unit = uow.city.unit(new.unit)
    leader = people.person_row(uow, new.leader).name if new.leader else new.leader_name
    row = VisitSessionRow(
        id=new_id(),
        kind=new.kind,
        title=new.title or f"{unit.name} {uow.calendar.local(new.starts_at):%m月%d日}",
        unit_code=unit.code,
        place=new.place,
        leader_id=new.leader,
        leader_name=leader,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        state="planned",
        created_by=by,
        held_at=None,
        closed_at=None,
    )
    uow.session.add(row)
    uow.session.flush()
    return _session_out(uow, row, Tally(), ())


def begin(uow: UnitOfWork, session_id: str, at: datetime) -> VisitSessionOut:
    row = _locked(uow, session_id)
    if row.state != "planned":
        raise Conflict("这场接待已经开始或结束。", "请刷新接待列表。")
    row.state, row.held_at = "open", at
    uow.session.flush()
    return get_session(uow, row.id)


def end(uow: UnitOfWork, session_id: str, at: datetime) -> VisitSessionOut:
    """Conflict while a matter of it is neither answered nor entered: no visitor's words are left lying."""
    row = _locked(uow, session_id)
    if row.state != "open":
        raise Conflict("这场接待没有在进行。", "请刷新接待列表。")
    held = _tallies(uow, [row.id]).get(row.id, Tally()).held
    if held:
        raise Conflict(f"还有{held}件事项没有答复或录入。", "请逐件答复或派单后再结束。")
    row.state, row.closed_at = "closed", at
    uow.session.flush()
    return get_session(uow, row.id)


def cancel(uow: UnitOfWork, session_id: str, at: datetime) -> VisitSessionOut:
    row = _locked(uow, session_id)
    if row.state != "planned":
        raise Conflict("只有未开始的接待可以取消。", "进行中的接待请先办完事项再结束。")
    row.state, row.closed_at = "cancelled", at
    uow.session.flush()
    return get_session(uow, row.id)


def arrive(uow: UnitOfWork, session_id: str, new: VisitIn, by: str, at: datetime) -> VisitSessionOut:
    """A party has come: so many visitors, one who speaks for them; a booking of theirs is kept with it."""
    row = _locked(uow, session_id)
    if row.state != "open":
        raise Conflict("这场接待没有在进行。", "请先开始接待。")
    if new.booking:
        bookings.came(uow, new.booking, by, at)
    visit = VisitRow(
        id=new_id(),
        session_id=row.id,
        at=at,
        by=by,
        visitors=new.visitors,
        name=new.name,
        number=new.number,
        booking_id=new.booking,
    )
    uow.session.add(visit)
    uow.session.flush()
    return get_session(uow, row.id)


def bring(uow: UnitOfWork, visit_id: str, new: VisitMatterIn, by: str, at: datetime) -> IntakeDetail:
    """A matter of the party, one of several: it becomes a draft like any other, and is answered on the spot if it is said so."""
    visit = uow.session.get(VisitRow, visit_id)
    if visit is None:
        raise NotFound("没有这批来访。", "请刷新接待页面。")
    session = _locked(uow, visit.session_id)
    if session.state != "open":
        raise Conflict("这场接待没有在进行。", "请先开始接待。")
    own = select(func.count()).select_from(IntakeRow).where(IntakeRow.visit_id == visit_id)
    if (uow.session.scalar(own) or 0) >= MOST_MATTERS:
        raise BadInput(f"一批来访最多{MOST_MATTERS}件事项。", "请登记为另一批来访。")
    row = receive(
        uow,
        NewIntake(
            channel="walk_in" if session.kind == "desk" else "visit",
            text=new.text,
            source=session.unit_code,
            caller_name=visit.name,
            caller_number=visit.number,
            type=new.type,
            place=new.place,
            facts={"mode": "on_site", "group": session.title},
            visit_id=visit.id,
        ),
        by=by,
        at=at,
    )
    accept(uow, row.id, by, at)
    if new.answer:
        drafts.answer(uow, row.id, None, new.answer, by, at)
    return intake_detail(uow, row.id, at)


def list_sessions(uow: UnitOfWork, *, state: str | None, before: str | None, limit: int) -> VisitSessionPage:
    """Latest first, without their visits."""
    limit = paging.bounded(limit)
    query = select(VisitSessionRow)
    if state:
        query = query.where(VisitSessionRow.state == state)
    found = uow.session.scalars(paging.page(query, VisitSessionRow.starts_at, VisitSessionRow.id, before, limit)).all()
    rows, tallies = found[:limit], _tallies(uow, [row.id for row in found[:limit]])
    return VisitSessionPage(
        items=tuple(_session_out(uow, row, tallies.get(row.id, Tally()), ()) for row in rows),
        next=paging.cursor(rows[-1].starts_at, rows[-1].id) if len(found) > limit else None,
    )


def get_session(uow: UnitOfWork, session_id: str) -> VisitSessionOut:
    """The sitting with its visits, and each visit's matters."""
    row = _locked(uow, session_id, lock=False)
    visits = uow.session.scalars(
        select(VisitRow).where(VisitRow.session_id == row.id).order_by(VisitRow.at, VisitRow.id).limit(MOST_VISITS)
    ).all()
    query = select(IntakeRow).where(IntakeRow.visit_id.in_([visit.id for visit in visits])).order_by(IntakeRow.arrived_at)
    rows = uow.session.scalars(query).all()
    of: dict[str | None, list[IntakeOut]] = {}
    for intake, shown in zip(rows, intakes_out(uow, rows, uow.now()), strict=True):
        of.setdefault(intake.visit_id, []).append(shown)
    return _session_out(
        uow,
        row,
        _tallies(uow, [row.id]).get(row.id, Tally()),
        tuple(
            VisitOut(
                id=visit.id,
                at=visit.at,
                visitors=visit.visitors,
                name=visit.name,
                number=visit.number,
                booking=visit.booking_id,
                matters=tuple(of.get(visit.id, ())),
            )
            for visit in visits
        ),
    )


def figures(uow: UnitOfWork, since: datetime, until: datetime) -> VisitFigures:
    """Sittings that were held in the period: visitors, visits, matters, and the rates of those answered and entered."""
    if not since < until:
        raise BadInput("统计时段的开始须早于结束。", "请改正时段。")
    query = select(VisitSessionRow).where(VisitSessionRow.held_at >= since, VisitSessionRow.held_at < until)
    rows = uow.session.scalars(query.order_by(VisitSessionRow.held_at).limit(MOST_SITTINGS)).all()
    tallies = _tallies(uow, [row.id for row in rows])
    groups: dict[str, tuple[int, Tally]] = {}
    for row in rows:
        sittings, tally = groups.get(row.kind, (0, Tally()))
        groups[row.kind] = (sittings + 1, tally.plus(tallies.get(row.id, Tally())))
    total = Tally()
    for _, tally in groups.values():
        total = total.plus(tally)
    return VisitFigures(
        since=since,
        until=until,
        total=_line("total", len(rows), total),
        by_kind=tuple(_line(kind, *group) for kind, group in sorted(groups.items())),
    )


def _line(kind: str, sittings: int, tally: Tally) -> SittingFigures:
    return SittingFigures.model_validate(
        {"kind": kind, "sessions": sittings, "matters": tally.matters}
        | {name: getattr(tally, name) for name in tally.__slots__}
        | {
            "answered_rate": rate(tally.answered, tally.matters, MATTERS),
            "entered_rate": rate(tally.entered, tally.matters, MATTERS),
        }
    )


def _tallies(uow: UnitOfWork, session_ids: Sequence[str]) -> dict[str, Tally]:
    """By sitting, in two queries whatever their number."""
    came = (
        select(VisitRow.session_id, func.count(), func.sum(VisitRow.visitors))
        .where(VisitRow.session_id.in_(session_ids))
        .group_by(VisitRow.session_id)
    )
    found = {id: Tally(visits=visits, visitors=int(visitors)) for id, visits, visitors in uow.session.execute(came)}
    brought = (
        select(VisitRow.session_id, IntakeRow.state, func.count())
        .join(IntakeRow, IntakeRow.visit_id == VisitRow.id)
        .where(VisitRow.session_id.in_(session_ids))
        .group_by(VisitRow.session_id, IntakeRow.state)
    )
    for id, state, number in uow.session.execute(brought):
        found[id] = found[id].plus(Tally(**{RESULTS[state]: number}))
    return found


def _locked(uow: UnitOfWork, session_id: str, *, lock: bool = True) -> VisitSessionRow:
    query = select(VisitSessionRow).where(VisitSessionRow.id == session_id)
    if lock:
        query = query.with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这场接待。", "请刷新接待列表。")
    return row


def _session_out(uow: UnitOfWork, row: VisitSessionRow, tally: Tally, visits: tuple[VisitOut, ...]) -> VisitSessionOut:
    plain = ("id", "kind", "title", "place", "leader_name", "starts_at", "ends_at", "state", "held_at", "closed_at")
    leader = PersonName(id=row.leader_id, name=row.leader_name) if row.leader_id else None
    return VisitSessionOut.model_validate(
        {name: getattr(row, name) for name in plain}
        | {name: getattr(tally, name) for name in tally.__slots__}
        | {"unit": unit_coded(uow, row.unit_code), "leader": leader, "matters": tally.matters, "parties": visits}
    )

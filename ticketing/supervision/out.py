"""From rows of supervision to what is shown of them; lists ask for people and tickets once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import select

from ticketing import clocks
from ticketing.people import repository as people
from ticketing.schema import Coded, PersonName
from ticketing.supervision.models import PaperRow, PaperStepRow
from ticketing.supervision.paper_states import OPEN, STATE_NAMES, PaperState
from ticketing.supervision.rungs import (
    GROUND_NAMES,
    POOL_LEVELS,
    POOL_NAMES,
    RISES,
    RUNG_NAMES,
    Ground,
    PoolLevel,
    Rung,
    grounds_of,
    next_rung,
)
from ticketing.supervision.schemas import LadderTable, PaperOut, PaperStepOut, RungChoice, TicketBrief
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

PLAIN = (
    "id", "rung", "number", "state", "ground", "text", "evidence", "at", "due_at", "first_due_at", "replied_at", "ended_at",
    "late", "pool_level", "review_at", "points", "version",
)  # fmt: skip


def papers_out(uow: UnitOfWork, rows: Sequence[PaperRow], now: datetime, *, history: bool = False) -> tuple[PaperOut, ...]:
    steps = _steps(uow, [row.id for row in rows])
    known = people.names(uow, {row.by for row in rows} | {step.by for listed in steps.values() for step in listed})
    briefs = tickets(uow, (row.ticket_id for row in rows))
    return tuple(_paper(row, now, known, briefs, steps.get(row.id, []), history) for row in rows)


def tickets(uow: UnitOfWork, ids: Iterable[str | None]) -> Mapping[str, TicketBrief]:
    """By id, in one query."""
    wanted = {id for id in ids if id}
    columns = (
        TicketRow.id, TicketRow.number, TicketRow.title, TicketRow.state, TicketRow.unit_code, TicketRow.unit_name,
        TicketRow.deadline,
    )  # fmt: skip
    rows = uow.session.execute(select(*columns).where(TicketRow.id.in_(wanted))) if wanted else ()
    return {
        row.id: TicketBrief(
            id=row.id,
            number=row.number,
            title=row.title,
            state=row.state,
            unit=Coded(code=row.unit_code, name=row.unit_name or row.unit_code) if row.unit_code else None,
            deadline=row.deadline,
        )
        for row in rows
    }


def person(known: Mapping[str, str], id: str) -> PersonName:
    return PersonName(id=id, name=known.get(id, id))


def choice(start: Rung | None, rung: Rung) -> RungChoice:
    grounds = tuple(Coded(code=ground, name=GROUND_NAMES[ground]) for ground in grounds_of(start, rung))
    return RungChoice(rung=rung, name=RUNG_NAMES[rung], grounds=grounds)


def ladder_table() -> LadderTable:
    return LadderTable(
        begins=tuple(choice(None, to) for start, to in RISES if start is None),
        rises={start: choice(start, to) for start, to in RISES if start is not None},
        pool_levels=tuple(Coded(code=level, name=POOL_NAMES[level]) for level in POOL_LEVELS),
    )


def _paper(
    row: PaperRow,
    now: datetime,
    known: Mapping[str, str],
    briefs: Mapping[str, TicketBrief],
    steps: Sequence[PaperStepRow],
    history: bool,
) -> PaperOut:
    rung, over = cast(Rung, row.rung), row.state not in OPEN
    after = next_rung(rung)
    overdue = row.state == "issued" and row.due_at is not None and now > row.due_at
    waits = row.due_at is not None and row.state == "issued"
    lamp = clocks.light(now, start=row.at, due=row.due_at or now, closed=over) if waits or over else "blue"
    replies = [step.text for step in steps if step.command == "reply"]
    return PaperOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "rung_name": RUNG_NAMES[rung],
            "state_name": STATE_NAMES[cast(PaperState, row.state)],
            "ticket": briefs.get(row.ticket_id or ""),
            "cluster": row.cluster_id,
            "inspection": row.inspection_id,
            "previous": row.previous_id,
            "unit": Coded(code=row.unit_code, name=row.unit_name),
            "ground_name": GROUND_NAMES[cast(Ground, row.ground)],
            "by": person(known, row.by),
            "reply": replies[-1] if replies else "",
            "overdue": overdue,
            "lamp": lamp,
            "age_days": max(0, ((row.ended_at or now) - row.at).days),
            "pool_name": POOL_NAMES[cast(PoolLevel, row.pool_level)] if row.pool_level else "",
            "document": row.document_id,
            "next": choice(rung, after) if after and not over else None,
            "history": tuple(_step(step, known) for step in steps) if history else (),
        }
    )


def _step(step: PaperStepRow, known: Mapping[str, str]) -> PaperStepOut:
    return PaperStepOut(
        at=step.at,
        by=person(known, step.by),
        command=step.command,
        from_state=step.from_state,
        to_state=step.to_state,
        text=step.text,
    )


def _steps(uow: UnitOfWork, ids: Sequence[str]) -> Mapping[str, list[PaperStepRow]]:
    found: dict[str, list[PaperStepRow]] = {}
    query = select(PaperStepRow).where(PaperStepRow.paper_id.in_(ids)).order_by(PaperStepRow.position)
    for step in uow.session.scalars(query) if ids else ():
        found.setdefault(step.paper_id, []).append(step)
    return found

"""Steps of tickets: the only place where a state is written, and what keeps two people from overwriting each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from config.errors import Conflict, NotFound
from config.ids import new_id
from ticketing.people import repository as people
from ticketing.supervision.clusters import arrivals
from ticketing.tickets.actor import Actor
from ticketing.tickets.legs import LegCommand, LegState, leg_step
from ticketing.tickets.models import TicketLegRow, TicketRow, TicketStepRow
from ticketing.tickets.permissions import require, standing
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import COMMAND_NAMES, OVER, Command, step
from ticketing.uow import UnitOfWork

# Where a request for extension goes on waiting for its decision; elsewhere it lapses.
_ASKING = frozenset({"signed", "handling", "supplement"})
# … and a request for suspension.
_PARKABLE = frozenset({"handling", "supplement"})


def taken(uow: UnitOfWork, ticket_id: str, *, actor: Actor, command: Command, version: int | None) -> TicketRow:
    """The ticket with its legs, nobody else's until the commit, checked for this person and this version.

    ``version`` is what the person's screen showed (None: the law itself, or a fresh read in the same unit). Conflict when it
    has changed since, with who did what; NotAllowed by the table of permissions; Conflict when the state has no such step.
    """
    row = locked(uow, ticket_id)
    if version is not None and version != row.version:
        raise Conflict(_changed_by(uow, row), "请刷新工单，核对后再操作。")
    require(actor, command, standing(cast(TicketState, row.state), row.legs))
    step(cast(TicketState, row.state), command)
    return row


def locked(uow: UnitOfWork, ticket_id: str) -> TicketRow:
    """The ticket with its legs, locked until the commit; NotFound when there is none."""
    query = select(TicketRow).where(TicketRow.id == ticket_id).options(selectinload(TicketRow.legs)).with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这张工单。", "请刷新工单列表。")
    return row


def move(
    uow: UnitOfWork,
    row: TicketRow,
    command: Command,
    *,
    by: str,
    at: datetime,
    reason: str = "",
    leg: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of the table and append its row. Also a step that stays counts as a change of the ticket."""
    before = cast(TicketState, row.state)
    after = step(before, command)
    last = select(func.max(TicketStepRow.position)).where(TicketStepRow.ticket_id == row.id)
    history = TicketStepRow(
        id=new_id(),
        ticket_id=row.id,
        position=(uow.session.scalar(last) or 0) + 1,
        at=at,
        by=by,
        command=command,
        from_state=before,
        to_state=after,
        reason=reason,
        leg_id=leg,
        detail=dict(detail or {}),
    )
    uow.session.add(history)
    row.state, row.version = after, row.version + 1
    row.closed_at = at if after == "closed" else None if command == "reopen" else row.closed_at
    if after in OVER:
        row.light, row.light_due_at = "green", None
    elif row.dispatched_at is not None:
        row.light_due_at = at  # the sweep looks at it at its next turn
    if before != after and after not in _ASKING:
        row.asked_extension = None
    if before != after and after not in _PARKABLE:
        row.asked_suspension = row.asked_review_at = None
    arrivals.note(uow, row, command, at)
    uow.session.flush()


def move_leg(leg: TicketLegRow, command: LegCommand, at: datetime) -> None:
    """Take one step of the legs' table; the ticket's own step tells of it in the history."""
    leg.state = leg_step(cast(LegState, leg.state), command)
    leg.ended_at = at if leg.state in ("reported", "withdrawn") else None


def _changed_by(uow: UnitOfWork, row: TicketRow) -> str:
    """In one sentence who changed the ticket last, how and when."""
    last = select(TicketStepRow).where(TicketStepRow.ticket_id == row.id).order_by(TicketStepRow.position.desc()).limit(1)
    step_row = uow.session.scalar(last)
    if step_row is None:
        return "这张工单刚被他人修改。"
    name = people.names(uow, [step_row.by]).get(step_row.by, step_row.by)
    what = COMMAND_NAMES.get(cast(Command, step_row.command), step_row.command)
    return f"这张工单已由{name}于{uow.calendar.local(step_row.at):%m月%d日%H:%M}更新（{what}）。"

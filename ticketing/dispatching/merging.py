"""并单: tickets of one matter are handled once, under a head. The callers stay where they are, and each is called back.

A merged ticket points to its head and ends with it; a merge is undone within a set time: the unit has it again, and its clock
counts from where it began.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import select

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.dispatching import sending
from ticketing.dispatching.models import TicketMergeRow
from ticketing.dispatching.rerouting import stated
from ticketing.notices import service as notices
from ticketing.tickets import callers
from ticketing.tickets.actor import Actor
from ticketing.tickets.legs import LegCommand
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import locked, move, move_leg, taken
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import IN_HAND, STATE_NAMES, Command
from ticketing.uow import UnitOfWork

MERGED, UNDONE, RESTORED = "merged", "undone", "leg_restored"
MOST_MERGED = 500
"""So many tickets under one head; a matter of more is a batch."""
MAX_DEPTH = 20
BACK: Mapping[str, tuple[Command, ...]] = {
    "accepted": (),
    "dispatched": ("dispatch",),
    "signed": ("dispatch", "sign"),
    "handling": ("dispatch", "sign", "start_handling"),
    "problem_ticket": ("dispatch", "name_problem"),
}
"""The steps that bring a ticket back to where it was when it was merged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who brought the matter of a ticket, as it was said then."""

    ticket_id: str
    intake_id: str | None
    name: str
    number: str
    callback_number: str


def merge(
    uow: UnitOfWork, ticket_id: str, head_id: str, reason: str, *, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """Put the ticket under ``head_id``; its units are relieved. Conflict when the head is past taking further callers.

    Both are locked in the order of their ids, so that two merges of a pair in opposite directions cannot wait for each other.
    """
    if ticket_id == head_id:
        raise BadInput("工单不能并入自身。", "请选择另一张工单。")
    for id in sorted((ticket_id, head_id)):
        locked(uow, id)
    row = taken(uow, ticket_id, actor=actor, command="merge", version=version)
    head = locked(uow, head_id)
    if head.state not in IN_HAND:
        raise Conflict(f"工单 {head.number} 处于“{STATE_NAMES[cast(TicketState, head.state)]}”，不能并入。", "请选择在办的工单。")
    if len(members(uow, head_id)) + 1 + len(members(uow, ticket_id)) > MOST_MERGED:
        raise Conflict(f"并入一张工单的不超过{MOST_MERGED}件。", "请改用批量件。")
    why = stated(reason)
    legs = {leg.id: leg.state for leg in sending.legs_of(uow, row.id)}
    relieved = {leg.id: legs[leg.id] for leg in row.legs if sending.withdraw(uow, row, leg, f"并入工单 {head.number}", at)}
    row.merged_into = head.id
    _append(uow, row, head, MERGED, why, {"state": row.state, "legs": relieved}, actor.id, at)
    said = f"并入工单 {head.number}：{why}"
    move(uow, row, "merge", by=actor.id, at=at, reason=said, detail={"head": head.id})
    _step_of_head(uow, head, f"工单 {row.number} 并入本单", "merged_in", row, actor.id, at)
    return row


def unmerge(uow: UnitOfWork, ticket_id: str, reason: str, *, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """Take a wrong merge back. The unit that had the ticket has it again, due when it was; Conflict when that is too long ago."""
    row = taken(uow, ticket_id, actor=actor, command="unmerge", version=version)
    done = last_merge(uow, ticket_id)
    if done is None or row.merged_into is None:
        raise Conflict("这张工单没有并单。", "请刷新工单。")
    if at - done.at > timedelta(seconds=uow.law.dispatching.merge_undo_s):
        raise Conflict(f"并单已超过{uow.law.dispatching.merge_undo_s / 60:.0f}分钟，不能撤回。", "如有需要，请拆单或另立工单。")
    head = locked(uow, done.head_id)
    if head.state not in IN_HAND:
        raise Conflict(f"工单 {head.number} 已上报办理结果，并单不能撤回。", "如有需要，请拆单或另立工单。")
    why = stated(reason)
    row.merged_into = None
    _append(uow, row, head, UNDONE, why, {}, actor.id, at)
    move(uow, row, "unmerge", by=actor.id, at=at, reason=why, detail={"head": head.id})
    _give_back(uow, row, done.before, by=actor.id, at=at)
    _step_of_head(uow, head, f"工单 {row.number} 撤回并单", "merged_out", row, actor.id, at)
    return row


def head_of(uow: UnitOfWork, row: TicketRow) -> TicketRow:
    """The ticket under which this one is handled: itself where it was not merged."""
    for _ in range(MAX_DEPTH):
        if row.merged_into is None:
            return row
        row = uow.session.get_one(TicketRow, row.merged_into)
    return row


def members(uow: UnitOfWork, head_id: str) -> Sequence[TicketRow]:
    """All tickets that are handled under this one, also those merged into one that was merged later; at most `MOST_MERGED`."""
    found: list[TicketRow] = []
    level = [head_id]
    while level and len(found) < MOST_MERGED:
        query = select(TicketRow).where(TicketRow.merged_into.in_(level)).order_by(TicketRow.created_at, TicketRow.id)
        below = uow.session.scalars(query.limit(MOST_MERGED - len(found))).all()
        found.extend(below)
        level = [row.id for row in below]
    return found


def everyone(uow: UnitOfWork, row: TicketRow) -> tuple[Person, ...]:
    """All who brought this ticket's matter, also of the tickets merged into it: each of them is called back."""
    return tuple(person for one in (row, *members(uow, row.id)) for person in _of(uow, one))


def last_merge(uow: UnitOfWork, ticket_id: str) -> TicketMergeRow | None:
    """The last row of the ticket's merges, if that is one that stands."""
    query = select(TicketMergeRow).where(TicketMergeRow.ticket_id == ticket_id)
    last = uow.session.scalar(query.order_by(TicketMergeRow.at.desc(), TicketMergeRow.id.desc()).limit(1))
    return last if last is not None and last.step == MERGED else None


def _of(uow: UnitOfWork, row: TicketRow) -> Iterator[Person]:
    yield Person(
        ticket_id=row.id,
        intake_id=row.intake_id,
        name=row.caller_name,
        number=row.caller_number,
        callback_number=row.callback_number,
    )
    for one in callers.of_ticket(uow, row.id):
        yield Person(
            ticket_id=row.id,
            intake_id=one.intake_id,
            name=one.name,
            number=one.number,
            callback_number=one.callback_number,
        )


def _append(
    uow: UnitOfWork, row: TicketRow, head: TicketRow, step: str, why: str, before: dict[str, Any], by: str, at: datetime
) -> None:
    kept = TicketMergeRow(id=new_id(), ticket_id=row.id, head_id=head.id, step=step, at=at, by=by, reason=why, before=before)
    uow.session.add(kept)
    uow.session.flush()


def _step_of_head(uow: UnitOfWork, head: TicketRow, said: str, what: str, of: TicketRow, by: str, at: datetime) -> None:
    """The head's history says so too; the ticket stays where it is."""
    command = "add_caller" if what == "merged_in" else "remove_caller"
    move(uow, head, command, by=by, at=at, reason=said, detail={what: of.id})  # type: ignore[arg-type]


def _give_back(uow: UnitOfWork, row: TicketRow, before: Mapping[str, Any], *, by: str, at: datetime) -> None:
    """The units have their parts again, as far as they were, and the ticket its state: the clocks went on meanwhile."""
    for leg in sending.legs_of(uow, row.id):
        if leg.id in before["legs"]:
            _restore(uow, row, leg, before["legs"][leg.id], at)
    lead = sending.live_lead(sending.legs_of(uow, row.id))
    for command in BACK[before["state"]]:
        move(uow, row, command, by=by, at=at, reason="撤回并单，时限不变。", leg=lead.id if lead else None)
    sending.settle(uow, row, at)


def _restore(uow: UnitOfWork, row: TicketRow, leg: TicketLegRow, state: str, at: datetime) -> None:
    commands: Mapping[str, tuple[LegCommand, ...]] = {"signed": ("sign",), "handling": ("sign", "start_handling")}
    for command in ("restore", *commands.get(state, ())):
        move_leg(leg, command, at)
    text = f"工单 {row.number}「{row.title}」的并单已撤回，仍由贵单位办理，时限不变。"
    notices.tell(uow, RESTORED, text, at=at, ticket=row.id, units=[leg.unit_code])

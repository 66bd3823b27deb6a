"""What is talked about, and the one decision on each matter (一事一议)."""

from datetime import datetime

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.ledgers import take
from ticketing.meetings import kinds, out, repository
from ticketing.meetings.models import AgendaItemRow, MeetingRow, MeetingStepRow
from ticketing.meetings.schemas import MAX_ITEMS, ItemIn, MeetingDetail
from ticketing.meetings.states import TABLE
from ticketing.meetings.who import require_convener
from ticketing.resolutions import repository as followed
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.schemas import OwnerIn
from ticketing.resolutions.states import ResolutionKind
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


def add_item(uow: UnitOfWork, id: str, new: ItemIn, *, actor: Actor, at: datetime) -> MeetingDetail:
    require_convener(actor)
    row = repository.row_of(uow, id)
    item = add_item_row(uow, row, new)
    take(uow, row, MeetingStepRow, TABLE, "add_item", version=None, by=actor.id, at=at, text=item.title)
    return out.detail(uow, row, actor=actor, now=at)


def add_item_row(uow: UnitOfWork, row: MeetingRow, new: ItemIn) -> AgendaItemRow:
    """A ticket gives the title; Conflict for one that stands on this agenda already."""
    there = repository.items(uow, row.id)
    if len(there) >= MAX_ITEMS:
        raise BadInput(f"议题不能超过 {MAX_ITEMS} 个。", "请另开一次会议。")
    title, ticket = new.title.strip(), new.ticket
    if new.carried is not None:
        carried = followed.row_of(uow, new.carried)
        title, ticket = title or carried.text, ticket or carried.ticket_id
    if ticket is not None:
        found = tickets.ticket_row(uow, ticket)
        title = title or found.title or found.matter
        if any(item.ticket_id == ticket for item in there):
            raise Conflict(f"工单 {found.number} 已在本次会议的议题中。", "请选择其他工单。")
    if not title:
        raise BadInput("议题没有标题。", "请填写标题或选择工单。")
    item = AgendaItemRow(
        id=new_id(),
        meeting_id=row.id,
        position=repository.next_position(uow, AgendaItemRow, row.id),
        title=title[:200],
        note=new.note.strip(),
        ticket_id=ticket,
        carried_id=new.carried,
    )
    uow.session.add(item)
    uow.session.flush()
    return item


def remove_item(uow: UnitOfWork, id: str, item_id: str, *, actor: Actor, at: datetime) -> MeetingDetail:
    """Conflict for one that is decided on."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    item = repository.item(uow, id, item_id)
    if followed.of_item(uow, item.id) is not None:
        raise Conflict("这一议题已有决议，不能移除。", "请查看决议。")
    take(uow, row, MeetingStepRow, TABLE, "remove_item", version=None, by=actor.id, at=at, text=item.title)
    item.removed_at = at
    return out.detail(uow, row, actor=actor, now=at)


def decide(
    uow: UnitOfWork, id: str, item_id: str, new: OwnerIn, *, names_unit: bool = False, actor: Actor, at: datetime
) -> MeetingDetail:
    """The decision on one matter of a meeting that was held.

    ``names_unit``: a joint study names the unit of the item's problem ticket, which is dispatched to it at once. Conflict
    for an item that has its decision, and for a ticket that is no problem ticket.
    """
    require_convener(actor)
    row = repository.row_of(uow, id)
    item = repository.item(uow, id, item_id)
    if names_unit and (row.kind not in kinds.NAMES_UNITS or item.ticket_id is None):
        raise BadInput("只有联席研判会和 3+X 会商可以为疑难工单指定单位。", "请选择这类会议中列有工单的议题。")
    take(uow, row, MeetingStepRow, TABLE, "decide", version=None, by=actor.id, at=at, text=item.title, counts=False)
    kind: ResolutionKind = "names_unit" if names_unit else "task"
    origin = resolutions.Origin(kind=kind, meeting=row.id, item=item.id, ticket=item.ticket_id)
    resolution = resolutions.decide(uow, new, origin, by=actor.id, at=at)
    if names_unit and item.ticket_id is not None:
        resolutions.names_unit(uow, resolution, item.ticket_id, actor=actor, at=at)
    return out.detail(uow, row, actor=actor, now=at)

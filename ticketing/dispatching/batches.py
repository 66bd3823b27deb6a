"""批量件: many tickets of one matter under one opinion, e.g. 4,000 complaints about slag lorries.

The opinion answers each ticket, and each caller is called back. Answering goes on page by page, in a transaction for each page,
also after a restart: what is left is read from the rows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, not_, select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from config.ids import new_id
from ticketing.dispatching import sending
from ticketing.dispatching.models import BatchRow, BatchStepRow
from ticketing.dispatching.plan import Dispatch, level_of
from ticketing.dispatching.schemas import Solved
from ticketing.people.repository import SYSTEM
from ticketing.tickets.actor import Actor
from ticketing.tickets.legs import LEG_TRANSITIONS
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import locked, move, move_leg
from ticketing.tickets.numbers import next_number
from ticketing.tickets.states import IN_HAND, STATE_NAMES, TRANSITIONS
from ticketing.uow import UnitOfWork

CHANGED = "batch_changed"
WATCHERS = ("dispatcher", "supervisor")
MOST_ADDED = 500
"""So many tickets one step adds."""
JOINED, LEFT, ANSWERED, KEPT = "joined", "left", "answered", "kept"
ANSWERABLE: tuple[str, ...] = tuple(state for state, command in TRANSITIONS if command == "answer_batch")
MAX_TITLE, MIN_OPINION, MAX_OPINION = 100, 5, 4_000


def create(uow: UnitOfWork, title: str, *, lead_ticket: str | None, opinion: str, actor: Actor, at: datetime) -> BatchRow:
    """A batch without tickets; with ``lead_ticket`` its unit finds the opinion, and takes what was dispatched to nobody."""
    _may(actor)
    if not 2 <= len(title.strip()) <= MAX_TITLE:
        raise BadInput("批量件须有标题。", f"标题为2至{MAX_TITLE}字。")
    row = BatchRow(
        id=new_id(),
        number=f"PL-{next_number(uow, at)}",
        title=title.strip(),
        opinion=opinion.strip()[:MAX_OPINION],
        state="open",
        version=1,
        created_at=at,
        created_by=actor.id,
    )
    uow.session.add(row)
    uow.session.flush()
    if lead_ticket is not None:
        add(uow, row.id, [lead_ticket], actor=actor, at=at)
        row.lead_ticket_id = lead_ticket
    uow.session.flush()
    return row


def add(uow: UnitOfWork, batch_id: str, ticket_ids: Iterable[str], *, actor: Actor, at: datetime) -> dict[str, str]:
    """Put tickets in; returns by ticket why it was not taken. One that comes after the answer is answered too."""
    _may(actor)
    wanted = sorted(set(ticket_ids))
    if len(wanted) > MOST_ADDED:
        raise BadInput(f"一次最多加入{MOST_ADDED}件。", "请分批加入。")
    batch = locked_batch(uow, batch_id)
    refused: dict[str, str] = {}
    for ticket_id in wanted:
        why = _join(uow, batch, locked(uow, ticket_id), actor.id, at)
        if why:
            refused[ticket_id] = why
    if len(refused) < len(wanted):
        batch.state = "answering" if batch.answered_at else batch.state
        _changed(uow, batch)
    return refused


def remove(uow: UnitOfWork, batch_id: str, ticket_id: str, reason: str, *, actor: Actor, at: datetime) -> None:
    """Take a ticket out that was put in by mistake; Conflict once it was answered."""
    _may(actor)
    batch = locked_batch(uow, batch_id)
    row = locked(uow, ticket_id)
    if row.batch_id != batch.id:
        raise Conflict("这张工单不在这个批量件中。", "请刷新批量件。")
    if row.state not in IN_HAND:
        raise Conflict("这张工单已按批量意见答复。", "请刷新批量件。")
    if batch.lead_ticket_id == row.id:
        batch.lead_ticket_id = None
    row.batch_id = None
    _append(uow, batch, row, LEFT, actor.id, at, reason.strip())
    move(uow, row, "flag", by=actor.id, at=at, reason=f"移出批量件 {batch.number}", detail={"batch": batch.id})
    _changed(uow, batch)


def answer(
    uow: UnitOfWork, batch_id: str, opinion: str, solved: Solved, *, actor: Actor, version: int | None, at: datetime
) -> BatchRow:
    """Give the one opinion; the tickets are answered with it page by page, the first page at once."""
    _may(actor)
    batch = locked_batch(uow, batch_id)
    if version is not None and version != batch.version:
        raise Conflict("这个批量件刚被他人更新。", "请刷新后核对。")
    if batch.state != "open":
        raise Conflict("这个批量件已经答复。", "新的工单加入后会自动按此意见答复。")
    if not MIN_OPINION <= len(opinion.strip()) <= MAX_OPINION:
        raise BadInput("请写明统一答复意见。", f"意见为{MIN_OPINION}至{MAX_OPINION}字。")
    batch.opinion, batch.solved, batch.state = opinion.strip(), solved, "answering"
    batch.answered_at, batch.answered_by = at, actor.id
    advance(uow, batch, at)
    return batch


def round_of_batches(uow: UnitOfWork, now: datetime) -> int:
    """A page of one batch that is being answered; a batch that another node has in hand is passed over."""
    query = select(BatchRow).where(BatchRow.state == "answering").order_by(BatchRow.answered_at, BatchRow.id).limit(1)
    batch = uow.session.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    return advance(uow, batch, now) if batch is not None else 0


def advance(uow: UnitOfWork, batch: BatchRow, at: datetime) -> int:
    """Answer the next page; returns how many were. With none left in hand the batch is answered."""
    page = uow.law.dispatching.batch_page
    waiting = _waiting(batch).with_only_columns(TicketRow.id).order_by(TicketRow.created_at, TicketRow.id).limit(page + 1)
    ids = uow.session.scalars(waiting).all()
    lead_unit = _lead_unit(uow, batch)
    for ticket_id in sorted(ids[:page]):
        _answer_one(uow, batch, locked(uow, ticket_id), lead_unit, at)
    if len(ids) <= page:
        batch.state = "answered"
    _changed(uow, batch)
    return len(ids[:page])


def go_on(uow: UnitOfWork, batch_id: str, *, actor: Actor, at: datetime) -> BatchRow:
    """Answer a page more now, also of a batch that was answered when tickets were kept. Conflict before the opinion."""
    _may(actor)
    batch = locked_batch(uow, batch_id)
    if batch.answered_at is None:
        raise Conflict("这个批量件还没有统一意见。", "请先填写统一答复意见。")
    batch.state = "answering"
    advance(uow, batch, at)
    return batch


def locked_batch(uow: UnitOfWork, batch_id: str) -> BatchRow:
    """The batch, nobody else's until the commit."""
    query = select(BatchRow).where(BatchRow.id == batch_id).with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这个批量件。", "请刷新列表。")
    return row


def counts(uow: UnitOfWork, batch: BatchRow) -> dict[str, int]:
    """How many tickets there are, were answered, are in hand, or were kept for a person."""
    by_state = select(TicketRow.state, func.count()).where(TicketRow.batch_id == batch.id).group_by(TicketRow.state)
    found = {row.state: row[1] for row in uow.session.execute(by_state)}
    return {
        "total": sum(found.values()),
        "answered": _steps(uow, batch, ANSWERED),
        "kept": _steps(uow, batch, KEPT),
        "open": sum(number for state, number in found.items() if state in IN_HAND),
    }


def _join(uow: UnitOfWork, batch: BatchRow, row: TicketRow, by: str, at: datetime) -> str:
    """Why the ticket cannot be taken; empty when it was."""
    if row.batch_id is not None:
        return "已在批量件中。"
    if row.state not in IN_HAND:
        return f"工单处于“{STATE_NAMES[row.state]}”。"  # type: ignore[index]
    row.batch_id = batch.id
    _append(uow, batch, row, JOINED, by, at)
    move(uow, row, "flag", by=by, at=at, reason=f"列入批量件 {batch.number}「{batch.title}」", detail={"batch": batch.id})
    return ""


def _answer_one(uow: UnitOfWork, batch: BatchRow, row: TicketRow, lead_unit: str | None, at: datetime) -> None:
    """The opinion is the ticket's result; its units are done with it, and its caller is called back."""
    by = batch.answered_by or SYSTEM
    if row.state not in ANSWERABLE or row.batch_id != batch.id:
        return
    if row.state == "accepted" and lead_unit is None:
        _append(uow, batch, row, KEPT, by, at, "尚未派单，也没有主单的承办单位。")
        return
    if row.state == "accepted" and lead_unit is not None:
        sending.dispatch(uow, row, _to(uow, batch, row, lead_unit), by=by, at=at)
    for leg in sending.legs_of(uow, row.id):
        _report(leg, batch, by, at)
    row.result, row.solved, row.reported_at = batch.opinion, batch.solved, at
    said = f"批量件 {batch.number} 统一答复：{batch.opinion}"
    move(uow, row, "answer_batch", by=by, at=at, reason=said, detail={"batch": batch.id})
    sending.settle(uow, row, at)
    _append(uow, batch, row, ANSWERED, by, at)


def _report(leg: TicketLegRow, batch: BatchRow, by: str, at: datetime) -> None:
    if leg.state == "dispatched" and leg.role != "cc":
        move_leg(leg, "sign", at)
        leg.signed_at, leg.signed_by = at, by
    if (leg.state, "report") in LEG_TRANSITIONS and leg.role != "cc":
        move_leg(leg, "report", at)
        leg.reported_at, leg.reported_by, leg.result = at, by, batch.opinion


def _to(uow: UnitOfWork, batch: BatchRow, row: TicketRow, unit: str) -> Dispatch:
    why = f"批量件 {batch.number} 由{uow.city.unit(unit).name}统一办理。"
    level = row.level or uow.law.default_level
    return Dispatch(unit=unit, co_units=(), basis="named", why=why, dispatch_level=level_of(uow.city, unit), level=level)


def _lead_unit(uow: UnitOfWork, batch: BatchRow) -> str | None:
    lead = uow.session.get(TicketRow, batch.lead_ticket_id) if batch.lead_ticket_id else None
    return lead.unit_code if lead else None


def _waiting(batch: BatchRow) -> Select[Any]:
    """Tickets in hand, without those that were kept for a person and that nobody has dispatched since."""
    kept = select(BatchStepRow.ticket_id).where(BatchStepRow.batch_id == batch.id, BatchStepRow.step == KEPT)
    undispatched = and_(TicketRow.state == "accepted", TicketRow.id.in_(kept))
    return select(TicketRow).where(TicketRow.batch_id == batch.id, TicketRow.state.in_(ANSWERABLE), not_(undispatched))


def _steps(uow: UnitOfWork, batch: BatchRow, step: str) -> int:
    query = select(func.count()).where(BatchStepRow.batch_id == batch.id, BatchStepRow.step == step)
    return uow.session.scalar(query) or 0


def _append(uow: UnitOfWork, batch: BatchRow, row: TicketRow, step: str, by: str, at: datetime, reason: str = "") -> None:
    uow.session.add(BatchStepRow(id=new_id(), batch_id=batch.id, ticket_id=row.id, step=step, at=at, by=by, reason=reason))
    uow.session.flush()


def _changed(uow: UnitOfWork, batch: BatchRow) -> None:
    batch.version += 1
    uow.session.flush()
    uow.emit(CHANGED, {"batch": batch.id, "state": batch.state, "version": batch.version}, roles=WATCHERS)


def _may(actor: Actor) -> None:
    if not {"dispatcher", "supervisor"} & actor.roles:
        raise NotAllowed("批量件由派单员或班长办理。", "需要时请联系派单员。")


def matching(uow: UnitOfWork, *, category: str, street: str | None, since: datetime, limit: int) -> Sequence[str]:
    """Tickets in hand of this category (a prefix of its code) and street that are in no batch, oldest first."""
    query = select(TicketRow.id).where(
        TicketRow.category_code.between(category, f"{category}~"),
        TicketRow.created_at >= since,
        TicketRow.state.in_(IN_HAND),
        TicketRow.batch_id.is_(None),
    )
    if street:
        query = query.where(TicketRow.street_code == street)
    return uow.session.scalars(query.order_by(TicketRow.created_at, TicketRow.id).limit(limit)).all()

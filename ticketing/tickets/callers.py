"""Who else called about a ticket's matter: append-only steps. When their number warns stands in `ticketing.supervision`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from config.errors import Conflict
from config.ids import new_id
from ticketing.tickets.models import TicketCallerRow, TicketRow
from ticketing.tickets.schemas import TicketCaller
from ticketing.uow import UnitOfWork

JOINED, LEFT = "joined", "left"
MOST_CALLERS = 500
"""So many further callers one ticket takes; a matter of more is no ticket any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What the draft of a further call, or of another intake, says; kept as it was then."""

    intake_id: str
    call_id: str | None
    number: str
    name: str
    callback_number: str
    matter: str
    wish: str


def present(rows: Iterable[TicketCallerRow]) -> list[TicketCallerRow]:
    """Those who joined and were not taken back, in the order of joining; ``rows`` in the order of time."""
    standing: dict[str, TicketCallerRow] = {}
    for row in rows:
        standing.pop(row.intake_id, None)
        if row.step == JOINED:
            standing[row.intake_id] = row
    return list(standing.values())


def add(uow: UnitOfWork, ticket: TicketRow, caller: Caller, *, by: str, at: datetime) -> int:
    """Append a further caller; returns how many there are then, the first one counted.

    Conflict when the call is there already, or the list is full.
    """
    standing = of_ticket(uow, ticket.id)
    if ticket.intake_id == caller.intake_id or any(row.intake_id == caller.intake_id for row in standing):
        raise Conflict("这通来电已在这张工单中。", "请刷新后查看。")
    if len(standing) >= MOST_CALLERS:
        raise Conflict(f"这张工单的诉求人已达{MOST_CALLERS}位。", "请另立工单。")
    _append(uow, ticket.id, JOINED, caller, by, at)
    return len(standing) + 2


def remove(uow: UnitOfWork, ticket_id: str, intake_id: str, *, by: str, at: datetime) -> None:
    """Append that this call's caller was added by mistake."""
    row = joined(uow, intake_id)
    if row is None or row.ticket_id != ticket_id:
        raise Conflict("这通来电没有并入这张工单。", "请刷新后查看。")
    said = {name: getattr(row, name) for name in Caller.__slots__}
    _append(uow, ticket_id, LEFT, Caller(**said), by, at)


def joined(uow: UnitOfWork, intake_id: str) -> TicketCallerRow | None:
    """The row by which this intake's caller stands at a ticket, if at any."""
    return next(iter(of_intakes(uow, (intake_id,))), None)


def of_intakes(uow: UnitOfWork, intake_ids: Sequence[str]) -> list[TicketCallerRow]:
    """The rows by which the callers of these intakes (a call's has the call's id) stand at tickets."""
    query = select(TicketCallerRow).where(TicketCallerRow.intake_id.in_(intake_ids))
    return present(uow.session.scalars(query.order_by(TicketCallerRow.at, TicketCallerRow.id)))


def of_ticket(uow: UnitOfWork, ticket_id: str) -> list[TicketCallerRow]:
    query = select(TicketCallerRow).where(TicketCallerRow.ticket_id == ticket_id)
    return present(uow.session.scalars(query.order_by(TicketCallerRow.at, TicketCallerRow.id)))


def counts(uow: UnitOfWork, ticket_ids: Sequence[str]) -> Mapping[str, int]:
    """Callers of each ticket in all, the first one counted."""
    rows = uow.session.execute(
        select(TicketCallerRow.ticket_id, TicketCallerRow.step, func.count())
        .where(TicketCallerRow.ticket_id.in_(ticket_ids))
        .group_by(TicketCallerRow.ticket_id, TicketCallerRow.step)
    )
    found = dict.fromkeys(ticket_ids, 1)
    for ticket_id, step, number in rows:
        found[ticket_id] += number if step == JOINED else -number
    return found


def caller_out(row: TicketCallerRow) -> TicketCaller:
    plain = ("intake_id", "call_id", "at", "number", "name", "callback_number", "matter", "wish")
    return TicketCaller.model_validate({name: getattr(row, name) for name in plain})


def _append(uow: UnitOfWork, ticket_id: str, step: str, caller: Caller, by: str, at: datetime) -> None:
    said = {name: getattr(caller, name) for name in Caller.__slots__}
    uow.session.add(TicketCallerRow(id=new_id(), ticket_id=ticket_id, step=step, at=at, by=by, **said))
    uow.session.flush()

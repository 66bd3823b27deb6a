"""What every command on a ticket shares: the actor's own leg, texts that must be given, and the end of each command."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from config.errors import BadInput, NotAllowed
from ticketing.notices import service as notices
from ticketing.tickets import timing
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import move
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

MAX_TEXT = 4_000


def required(text: str, what: str, remedy: str = "") -> str:
    """The text without its outer blanks; BadInput where it says nothing or too much."""
    text = text.strip()
    if not text:
        raise BadInput(f"{what}不能为空。", remedy or f"请填写{what}。")
    if len(text) > MAX_TEXT:
        raise BadInput(f"{what}超过{MAX_TEXT}字。", "请精简后再提交。")
    return text


def live(legs: Iterable[TicketLegRow]) -> list[TicketLegRow]:
    """The legs that have a part and a clock: neither withdrawn nor only told."""
    return [leg for leg in legs if leg.state != "withdrawn" and leg.role != "cc"]


def lead_leg(row: TicketRow) -> TicketLegRow:
    """The leg of the unit that leads; NotAllowed while no unit does."""
    return _one((leg for leg in live(row.legs) if leg.role == "lead"), "这张工单还没有主办单位。")


def own_leg(row: TicketRow, actor: Actor, *roles: str) -> TicketLegRow:
    """The part of the actor's own unit; the lead's first where it has more than one."""
    mine = sorted(live(row.legs), key=lambda leg: leg.role != "lead")
    wanted = roles or ("lead", "co")
    return _one((leg for leg in mine if leg.unit_code == actor.unit and leg.role in wanted), "这张工单不由您的单位承办。")


def end(
    uow: UnitOfWork,
    row: TicketRow,
    command: Command,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    leg: TicketLegRow | None = None,
    detail: Mapping[str, Any] | None = None,
    clock: bool = False,
) -> TicketRow:
    """Take the step, compute the clocks anew where it moved them (``clock``), and set the lamp."""
    move(uow, row, command, by=actor.id, at=at, reason=reason, leg=leg.id if leg else None, detail=detail)
    if clock:
        timing.refresh(uow, row, row.legs)
    timing.settle(uow, row, row.legs, at)
    uow.session.flush()
    return row


def tell(
    uow: UnitOfWork, row: TicketRow, kind: str, text: str, *, at: datetime, units: Iterable[str] = (), roles: tuple[str, ...] = ()
) -> None:
    """A notice about this ticket, its number and title first."""
    notices.tell(uow, kind, f"工单 {row.number}「{row.title[:60]}」{text}", at=at, ticket=row.id, units=units, roles=roles)


def _one(legs: Iterable[TicketLegRow], otherwise: str) -> TicketLegRow:
    found = next(iter(legs), None)
    if found is None:
        raise NotAllowed(otherwise, "请刷新工单后查看。")
    return found

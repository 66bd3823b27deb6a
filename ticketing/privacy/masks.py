"""Masks for phones, names, ID and card numbers: pure, applied at the edge for those who need no more."""

import re

from ticketing.calls.schemas import CallOut
from ticketing.tickets.schemas import TicketCaller, TicketOut
from ticketing.tickets.states import OVER

# 15 or 18 digits of a resident ID, 12-19 digits of a bank card, 11 of a mobile, an area code with 7-8 digits.
_ID = re.compile(r"(?<!\d)(\d{3})\d{8,11}(\d{3}[\dXx])(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:\d[ -]?){8,15}(\d{4})(?!\d)")
_TICKET = re.compile(r"20\d{6}-\d{6}")
_MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?<!职责目录 )(0\d{2,3}-?)\d{4,5}(\d{3})(?!\d)")


def mask_phone(number: str) -> str:
    """16812345678 → 168****5678; a short number keeps its last two digits."""
    digits = sum(character.isdigit() for character in number)
    if digits >= 11:
        return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
    return "*" * max(0, len(number) - 2) + number[-2:] if len(number) > 4 else "*" * len(number)


def mask_name(name: str) -> str:
    """张三丰 → 张**; an address such as 张女士 stays as it is."""
    return name if len(name) < 2 or name.endswith(("先生", "女士")) else name[0] + "*" * (len(name) - 1)


def mask_text(text: str) -> str:
    """Mask every phone, ID and card number that stands in a text."""
    text = _ID.sub(lambda found: f"{found[1]}{'*' * (len(found[0]) - 7)}{found[2]}", text)
    text = _CARD.sub(lambda found: found[0] if _is_open(found[0]) else f"{'*' * 12}{found[1]}", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _LANDLINE.sub(r"\1****\2", text)


def masked_ticket(ticket: TicketOut) -> TicketOut:
    """For analysts and dispatchers, and for the handling unit once the matter is over."""
    texts = {name: mask_text(getattr(ticket, name)) for name in ("title", "summary", "matter", "wish", "answer", "result")}
    return ticket.model_copy(
        update=texts
        | {
            "caller_number": mask_phone(ticket.caller_number),
            "callback_number": mask_phone(ticket.callback_number),
            "caller_name": mask_name(ticket.caller_name),
            "callers": tuple(map(_masked_caller, ticket.callers)),
            "legs": tuple(leg.model_copy(update={"result": mask_text(leg.result)}) for leg in ticket.legs),
            "history": tuple(step.model_copy(update={"reason": mask_text(step.reason)}) for step in ticket.history),
        }
    )


def _masked_caller(caller: TicketCaller) -> TicketCaller:
    return caller.model_copy(
        update={
            "number": mask_phone(caller.number),
            "callback_number": mask_phone(caller.callback_number),
            "name": mask_name(caller.name),
            "matter": mask_text(caller.matter),
            "wish": mask_text(caller.wish),
        }
    )


def sees_callers(roles: frozenset[str]) -> bool:
    """Who speaks with citizens, and who watches over those: their names and numbers are not masked."""
    return bool(roles & {"agent", "leader", "supervisor", "inspector"})


def ticket_for(ticket: TicketOut, roles: frozenset[str]) -> TicketOut:
    """What these roles may see: who speaks with citizens all; a handler the names while the ticket is open.

    A handler gets the phones in full by `ticketing.privacy.reveals`, where each look is logged; of a confidential matter
    (举报) neither phones nor names.
    """
    if sees_callers(roles):
        return ticket
    masked = masked_ticket(ticket)
    if ticket.confidential:
        return _nameless(masked)
    if "handler" not in roles or ticket.state in OVER:
        return masked
    named = tuple(one.model_copy(update={"name": given.name}) for one, given in zip(masked.callers, ticket.callers, strict=True))
    return masked.model_copy(update={"caller_name": ticket.caller_name, "callers": named})


def _nameless(ticket: TicketOut) -> TicketOut:
    nobody = {"name": "", "number": "", "callback_number": ""}
    hidden = {"caller_name": "", "caller_number": "", "callback_number": ""}
    return ticket.model_copy(update=hidden | {"callers": tuple(one.model_copy(update=nobody) for one in ticket.callers)})


def masked_call(call: CallOut) -> CallOut:
    return call.model_copy(update={"caller_number": mask_phone(call.caller_number), "caller_name": mask_name(call.caller_name)})


def _is_open(text: str) -> bool:
    """A phone has a mask of its own; a ticket's number is nobody's secret."""
    return _TICKET.fullmatch(text) is not None or _is_phone(text)


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return len(digits) == 11 and digits.startswith("1")

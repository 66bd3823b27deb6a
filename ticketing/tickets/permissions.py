"""Who may do what with a ticket: one table of command, role and the person's relation to the ticket.

The state table says what may happen to a ticket; this one says at whose hands. Documents and screens are made from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from config.errors import NotAllowed
from ticketing.tickets.actor import Actor
from ticketing.tickets.legs import Leg
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import COMMAND_NAMES, COMMANDS, Command, allowed

Relation = Literal["any", "lead", "co", "leg"]
"""``any`` ticket, one whose lead unit is the person's own, one that the own unit helps with, or either of these (``leg``)."""
Grant = tuple[str, Relation]

_HOTLINE: tuple[Grant, ...] = (("dispatcher", "any"), ("supervisor", "any"))
_DESK: tuple[Grant, ...] = (("agent", "any"), ("leader", "any"), *_HOTLINE)
_LEAD: tuple[Grant, ...] = (("handler", "lead"),)
_CO: tuple[Grant, ...] = (("handler", "co"),)
_LEG: tuple[Grant, ...] = (("handler", "leg"),)
_INSPECTION: tuple[Grant, ...] = (("inspector", "any"), ("supervisor", "any"))
_LAW: tuple[Grant, ...] = (("system", "any"),)

GRANTS: Mapping[Command, tuple[Grant, ...]] = MappingProxyType(
    {
        "accept": (*_DESK, *_LAW),
        "answer": (*_DESK, *_LAW),
        "guide": (*_HOTLINE, ("inspector", "any")),
        "dispatch": (*_DESK, *_LAW),
        "sign": _LEAD,
        "contact": _LEG,
        "start_handling": _LEAD,
        "sign_leg": _CO,
        "start_leg": _CO,
        "report": _LEAD,
        "report_leg": _CO,
        "pass_review": (*_HOTLINE, ("inspector", "any")),
        "close": (("agent", "any"), *_HOTLINE, ("inspector", "any"), *_LAW),
        "archive": (*_HOTLINE, *_LAW),
        "ask_supplement": (*_DESK, *_LEAD),
        "supplement": (*_DESK, *_LAW),
        "resume": (*_HOTLINE, ("inspector", "any"), *_LEAD, *_LAW),
        "object": _LEAD,
        "reject_objection": _HOTLINE,
        "redispatch": _HOTLINE,
        "name_problem": (*_HOTLINE, *_LAW),
        "name_unit": (*_HOTLINE, ("inspector", "any")),
        "ask_extension": _LEAD,
        "extend": _HOTLINE,
        "refuse_extension": _HOTLINE,
        "rework": (("agent", "any"), *_HOTLINE, ("inspector", "any"), *_LAW),
        "ask_suspension": _LEAD,
        "refuse_suspension": (*_HOTLINE, ("inspector", "any")),
        "suspend": (*_HOTLINE, ("inspector", "any")),
        "review_suspension": (*_HOTLINE, ("inspector", "any")),
        "merge": (("agent", "any"), *_HOTLINE),
        "unmerge": (("agent", "any"), *_HOTLINE),
        "split": _HOTLINE,
        "reopen": _INSPECTION,
        "ask_transfer": (("inspector", "any"),),
        "refuse_transfer": _INSPECTION,
        "transfer": _INSPECTION,
        "add_leg": _HOTLINE,
        "copy": (*_HOTLINE, ("inspector", "any")),
        "withdraw_leg": _HOTLINE,
        "add_caller": (*_DESK, *_LAW),
        "remove_caller": (*_DESK, *_LAW),
        "answer_batch": (*_HOTLINE, *_LAW),
        "flag": (("agent", "any"), *_HOTLINE, ("inspector", "any"), *_LAW),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the table looks at: the lead unit, and the units that have a part (告知 is none)."""

    state: TicketState
    lead_unit: str | None
    leg_units: frozenset[str]


def standing(state: TicketState, legs: Iterable[Leg]) -> Standing:
    """Of a ticket's legs as they are now; a unit that the ticket was taken from has no part any more."""
    live = [leg for leg in legs if leg.state != "withdrawn" and leg.role != "cc"]
    lead = next((leg.unit_code for leg in live if leg.role == "lead"), None)
    return Standing(state=state, lead_unit=lead, leg_units=frozenset(leg.unit_code for leg in live))


def may(actor: Actor, command: Command, of: Standing) -> bool:
    """Whether the table lets this person give this command to this ticket; its state is the other table's matter."""
    return any(role in actor.roles and _related(actor, relation, of) for role, relation in GRANTS[command])


def require(actor: Actor, command: Command, of: Standing) -> None:
    """NotAllowed unless `may`."""
    if not may(actor, command, of):
        raise NotAllowed(f"您不能对这张工单进行“{COMMAND_NAMES[command]}”。", "需要时请联系派单员或班长。")


def open_to(actor: Actor, of: Standing) -> tuple[Command, ...]:
    """The commands that both tables have for this person at this ticket: what a screen offers."""
    steps = allowed(of.state)
    return tuple(command for command in COMMANDS if command in steps and may(actor, command, of))


def _related(actor: Actor, relation: Relation, of: Standing) -> bool:
    if relation == "any":
        return True
    return actor.unit is not None and actor.unit in _units(relation, of)


def _units(relation: Relation, of: Standing) -> frozenset[str | None]:
    lead = frozenset({of.lead_unit})
    return {"lead": lead, "co": of.leg_units - lead, "leg": of.leg_units, "any": frozenset()}[relation]

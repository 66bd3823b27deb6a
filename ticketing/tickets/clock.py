"""A leg's clock from the ticket's history: what of the history starts, stops, prolongs or ends it. Pure.

The columns ``deadline``, ``started_at`` and ``yellow_at`` of a leg hold the result so that lists are quick;
`ticketing.tickets.timing` writes them, and a check compares.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, cast

from ticketing.clocks import ClockEvent, ClockScheme, Extended, Paused, Resumed, Started

STARTS = ("dispatch", "redispatch", "name_unit", "add_leg")
"""The steps that make legs; ``detail`` says scheme and level where they are not the ticket's."""
AGAIN: Mapping[str, str] = {"rework": "重办", "reopen": "重新打开", "resume": "恢复办理", "unmerge": "撤回并单"}
"""The steps after which a leg's clock may count anew: of the legs that ``detail["legs"]`` names."""

BACK = "back"
"""A step whose ``detail`` names legs so puts them back in hand without a new deadline (a suspension after the report)."""


class Step(Protocol):
    """What is looked at; a row of the history is one."""

    @property
    def at(self) -> datetime: ...
    @property
    def command(self) -> str: ...
    @property
    def from_state(self) -> str: ...
    @property
    def leg_id(self) -> str | None: ...
    @property
    def detail(self) -> Mapping[str, Any]: ...


class Leg(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def dispatched_at(self) -> datetime: ...


def events_of(leg: Leg, steps: Sequence[Step], *, scheme: str, level: int) -> list[ClockEvent]:
    """The events of this leg's clock in the order of the history; ``scheme`` and ``level`` are the ticket's."""
    made = next((n for n, step in enumerate(steps) if step.command in STARTS and _makes(step, leg)), None)
    first = steps[made].detail if made is not None else {}
    after = steps[made + 1 :] if made is not None else [step for step in steps if step.at > leg.dispatched_at]
    why = "改派" if made is not None and steps[made].command in ("redispatch", "name_unit") else "派单"
    start = Started(
        at=leg.dispatched_at,
        scheme=cast(ClockScheme, first.get("scheme", scheme)),
        level=int(first.get("level", level)),
        why=why,
    )
    return [start, *_later(leg, after, start)]


def _makes(step: Step, leg: Leg) -> bool:
    """The lead leg's step names it; the legs of the same dispatch were made at the same moment."""
    return step.leg_id == leg.id or step.at == leg.dispatched_at


def _later(leg: Leg, steps: Iterable[Step], start: Started) -> Iterable[ClockEvent]:
    running = True
    for step in steps:
        if step.command in AGAIN and leg.id in step.detail.get("legs", ()):
            running = True
            yield replace(start, at=step.at, why=AGAIN[step.command])
        elif _ends(leg, step):
            running = False
        elif leg.id in step.detail.get(BACK, ()):
            running = True
        elif running and (event := _event(leg, step)):
            yield event


def _event(leg: Leg, step: Step) -> ClockEvent | None:
    if step.command == "ask_supplement" and step.from_state != "accepted":
        return Paused(at=step.at, until=datetime.fromisoformat(step.detail["until"]))
    if step.command in ("resume", "supplement") and step.from_state == "supplement":
        return Resumed(at=step.at)
    if step.command == "extend" and leg.role == "lead":
        return Extended(at=step.at, days=int(step.detail["days"]))
    return None


def _ends(leg: Leg, step: Step) -> bool:
    """The unit's own report: what happens to the ticket after it moves this clock no more."""
    return step.leg_id == leg.id and step.command in ("report", "report_leg")

"""What a caller would hear at a moment: the same hours, prompts and words as the hall uses. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agent_console.node import Heard, HeardPrompt
from config.settings import Settings
from telephony.exchange_port import QueueSpec
from telephony.prompts.catalogue import PROMPTS
from telephony.queues import floor as floors
from telephony.queues.floor import Floor
from telephony.waiting import announcement as words
from telephony.waiting.hours import Hours, Opening
from ticketing.clocks import WorkCalendar

KINDS = {"workday": "工作日", "shifted_workday": "调休上班日", "weekend": "周末", "holiday": "节假日"}


def heard(
    settings: Settings,
    specs: Sequence[QueueSpec],
    hours: Hours,
    calendar: WorkCalendar,
    at: datetime,
    *,
    dialled: str,
    digit: str,
) -> Heard:
    """``dialled`` is the number that was called, ``digit`` what is pressed in the welcome; nobody is free in this picture."""
    chosen = _chosen(specs, dialled, digit)
    queue, opening = _first_open(settings, specs, hours, chosen, at)
    if opening.open:
        names: tuple[str, ...] = (*settings.acd.prompts, "queue_wait")
    else:
        closed = words.closed(opening, at)
        names = (*settings.acd.prompts, *words.farewell(closed, chosen.callback_digit))
    return Heard(
        queue=queue.name,
        open=opening.open,
        day=_day(calendar, at),
        opens_at=None if opening.open else opening.opens_at,
        prompts=tuple(HeardPrompt(name=name, text=PROMPTS[name].text if name in PROMPTS else "") for name in names),
    )


def _chosen(specs: Sequence[QueueSpec], dialled: str, digit: str) -> QueueSpec:
    by_number = next((spec for spec in specs if dialled in spec.numbers), None)
    pressed = next((spec for spec in specs if digit and spec.digit == digit), None)
    if pressed and (by_number is None or by_number.digit):
        return pressed
    return by_number or specs[0]


def _first_open(
    settings: Settings, specs: Sequence[QueueSpec], hours: Hours, chosen: QueueSpec, at: datetime
) -> tuple[QueueSpec, Opening]:
    floor = Floor(acd=settings.acd)
    for spec in specs:
        floor = floors.open_queue(floor, spec)
    along = [queue.spec for queue in floors.overflows(floor, chosen.name)]
    openings = [hours(spec.hours, at) for spec in along]
    first = next(((spec, one) for spec, one in zip(along, openings, strict=True) if one.open), None)
    opens_at = min((one.opens_at for one in openings if one.opens_at), default=None)
    return first or (chosen, replace(openings[0], opens_at=opens_at))


def _day(calendar: WorkCalendar, at: datetime) -> str:
    day = calendar.local(at).date()
    name = calendar.name(day)
    return KINDS[calendar.kind(day)] + (f"（{name}）" if name else "")

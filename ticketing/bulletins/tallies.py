"""What happened in a period, unit by unit, as plain numbers, and the rates that are made of them. Pure.

Sources of the formulas: the domain notes, callback and evaluation. All four rates after the response have one base: the
tickets that fell due in the period.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ticketing.bulletins import words
from ticketing.bulletins.schemas import BulletinRates, HandlingTime
from ticketing.evaluation.figures import EvaluationFigures, callback_rate, resolution_rate, satisfaction_rate
from ticketing.figures.rate import rate

HOUR_S = 3_600


@dataclass(slots=True)
class Tally:
    """Of one unit, or of all. ``contact_due``: the limit for the contact fell into the period; ``due``: the deadline did."""

    received: int = 0
    contact_due: int = 0
    contact_in_time: int = 0
    due: int = 0
    on_time: int = 0
    returned: int = 0
    reworked: int = 0
    extended: int = 0
    handled: int = 0
    calendar_s: float = 0.0
    working_s: float = 0.0

    def add(self, other: "Tally") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Tallies:
    """By the unit's code; ``""`` for what no unit had."""

    units: dict[str, Tally] = field(default_factory=dict)

    def of(self, unit: str | None) -> Tally:
        return self.units.setdefault(unit or "", Tally())

    def total(self) -> Tally:
        whole = Tally()
        for one in self.units.values():
            whole.add(one)
        return whole


def rates(tally: Tally, called: EvaluationFigures | None) -> BulletinRates:
    """``called`` are the callbacks of the same unit and period."""
    return BulletinRates(
        response=rate(tally.contact_in_time, tally.contact_due, words.DUE_CONTACT),
        on_time=rate(tally.on_time, tally.due, words.DUE),
        returned=rate(tally.returned, tally.due, words.DUE),
        reworked=rate(tally.reworked, tally.due, words.DUE),
        extended=rate(tally.extended, tally.due, words.DUE),
        callback=called.callback if called else callback_rate(0, 0),
        resolution=called.resolution if called else resolution_rate(()),
        satisfaction=called.satisfaction if called else satisfaction_rate((), 1),
    )


def handling(tally: Tally) -> HandlingTime:
    """Mean hours by the calendar and in working time, side by side."""
    if not tally.handled:
        return HandlingTime(tickets=0, calendar_h=None, working_h=None)
    calendar, working = (round(seconds / tally.handled / HOUR_S, 2) for seconds in (tally.calendar_s, tally.working_s))
    return HandlingTime(tickets=tally.handled, calendar_h=calendar, working_h=working)


def per_residents(counts: Mapping[str, int], population: int, unit: str) -> float | None:
    """Complaints per 10,000 residents (万人诉求比), None where nobody lives."""
    return round(counts.get(unit, 0) * 10_000 / population, 2) if population else None

"""The planned rota: on which days a recurring plan falls and whose turn it is, and which sessions cannot both be. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
ROLES = {"leader": "带班领导", "deputy": "替补", "assistant": "协助话务员"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who holds one session of a plan, by people's ids; ``unit`` is a code, None for the leader's own."""

    leader: str
    deputy: str | None = None
    assistant: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """A plan by its week days (1 Monday … 7 Sunday) in every ``every_weeks``-th week from that of ``starts_on`` on."""

    turns: Sequence[Turn]
    weekdays: Sequence[int]
    every_weeks: int
    starts_on: date
    ends_on: date | None
    begins: time
    finishes: time
    skip_rest_days: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    day: date
    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A session as far as it can clash: ``people`` by role. The end is no part of it: back to back is fine."""

    name: str
    starts_at: datetime
    ends_at: datetime
    people: tuple[tuple[str, str], ...]
    number: str


def occurrences(plan: Recurring, until: date, is_worked: Callable[[date], bool]) -> Iterator[Occurrence]:
    """The days of the plan up to ``until`` in order, each with the next turn; a day that is skipped costs nobody a turn."""
    last = min(until, plan.ends_on) if plan.ends_on else until
    days = (day for day in _days(plan, last) if not plan.skip_rest_days or is_worked(day))
    for number, day in enumerate(days):
        yield Occurrence(day=day, turn=plan.turns[number % len(plan.turns)])


def moments(plan: Recurring, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Beginning and end on that day by the place's clock, in UTC; an end that is not after the beginning is the next day's."""
    starts_at = datetime.combine(day, plan.begins, zone)
    ends_on = day if plan.finishes > plan.begins else day + DAY
    return starts_at.astimezone(UTC), datetime.combine(ends_on, plan.finishes, zone).astimezone(UTC)


def clashes(new: Slot, others: Iterable[Slot], name_of: Callable[[str], str], said: Callable[[datetime], str]) -> list[str]:
    """In words why ``new`` cannot stand beside ``others``: a person in two places, or a number with two sessions, at once."""
    found = []
    for other in others:
        if not (new.starts_at < other.ends_at and other.starts_at < new.ends_at):
            continue
        when = f"{said(other.starts_at)} 起的“{other.name}”"
        theirs = {person: role for role, person in other.people}
        for role, person in new.people:
            if person in theirs:
                found.append(f"{ROLES[role]}{name_of(person)}同一时间已是{when}的{ROLES[theirs[person]]}")
        if new.number and new.number == other.number:
            found.append(f"接听号码 {new.number} 同一时间已用于{when}")
    return found


def _days(plan: Recurring, last: date) -> Iterator[date]:
    monday = plan.starts_on - timedelta(days=plan.starts_on.weekday())
    while monday <= last:
        for weekday in sorted(set(plan.weekdays)):
            day = monday + timedelta(days=weekday - 1)
            if plan.starts_on <= day <= last:
                yield day
        monday += WEEK * plan.every_weeks

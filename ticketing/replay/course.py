"""From facts to courses: how many waited and talked in each step, and which state an agent was in for the most of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ticketing.figures.states import StateChange
from ticketing.replay.schemas import Stretch

STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600)
MOST_STEPS = 300
OFFLINE = "offline"


@dataclass(frozen=True, slots=True, order=True)
class CallFact:
    """``kind`` is call_queued, call_answered or call_ended; ``queue`` of a queued one."""

    at: datetime
    call: str
    kind: str
    queue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """``count`` steps of ``step_s`` seconds from ``since`` on."""

    since: datetime
    step_s: int
    count: int

    @classmethod
    def of(cls, since: datetime, until: datetime) -> "Steps":
        """The finest steps that are few enough to be sent and drawn; they begin at whole multiples of their length."""
        span = (until - since).total_seconds()
        step_s = next((step for step in STEPS_S if span / step <= MOST_STEPS), STEPS_S[-1])
        begins = since - timedelta(seconds=since.timestamp() % step_s)
        count = min(MOST_STEPS + 1, -(-int((until - begins).total_seconds()) // step_s))
        return cls(since=begins, step_s=step_s, count=max(1, count))

    @property
    def until(self) -> datetime:
        return self.since + timedelta(seconds=self.step_s * self.count)

    def index(self, at: datetime) -> int:
        """The step of ``at``; times outside belong to the first and the last one."""
        return max(0, min(self.count - 1, int((at - self.since).total_seconds() // self.step_s)))


def floor_of(facts: Iterable[CallFact], steps: Steps) -> tuple[Mapping[str, Sequence[int]], Sequence[int]]:
    """By queue the most that waited in each step, and the most calls that were talked in; facts from before count as well."""
    place: dict[str, str] = {}
    talking: set[str] = set()
    waiting: dict[str, int] = {}
    most: dict[str, list[int]] = {}
    live = [0] * steps.count
    last = 0
    for fact in sorted(facts):
        here = steps.index(fact.at)
        if here > last:
            _fill(most, waiting, live, len(talking), last, here)
            last = here
        _apply(fact, place, talking, waiting)
        if fact.at >= steps.since:
            _peak(most, waiting, live, len(talking), here, steps.count)
        else:
            _begin(most, waiting, live, len(talking), steps.count)
    _fill(most, waiting, live, len(talking), last, steps.count - 1)
    return most, live


def lane_of(course: Sequence[StateChange], steps: Steps) -> tuple[Stretch, ...]:
    """The changes of one agent in their order; each step shows the state that had the most of it, like neighbours are one."""
    spent: list[dict[str, float]] = [{} for _ in range(steps.count)]
    ends = [change.at for change in course[1:]] + [steps.until]
    for change, end in zip(course, ends, strict=True):
        _spend(spent, change.state, max(change.at, steps.since), min(end, steps.until), steps)
    states = [max(one, key=lambda state: one[state]) if one else OFFLINE for one in spent]
    stretches: list[Stretch] = []
    for n, state in enumerate(states):
        if stretches and stretches[-1].state == state:
            stretches[-1] = stretches[-1].model_copy(update={"steps": stretches[-1].steps + 1})
        else:
            stretches.append(Stretch(first=n, steps=1, state=state))
    return tuple(stretch for stretch in stretches if stretch.state != OFFLINE)


def _apply(fact: CallFact, place: dict[str, str], talking: set[str], waiting: dict[str, int]) -> None:
    """A call leaves its queue by an answer, by its end, or for another queue."""
    left = place.pop(fact.call, None)
    if left is not None:
        waiting[left] -= 1
    if fact.kind == "call_queued":
        talking.discard(fact.call)
        place[fact.call] = fact.queue
        waiting[fact.queue] = waiting.get(fact.queue, 0) + 1
    elif fact.kind == "call_answered":
        talking.add(fact.call)
    else:
        talking.discard(fact.call)


def _begin(most: dict[str, list[int]], waiting: Mapping[str, int], live: list[int], talking: int, count: int) -> None:
    """What stood before the first step is what the first step begins with."""
    for queue, number in waiting.items():
        most.setdefault(queue, [0] * count)[0] = number
    live[0] = talking


def _peak(most: dict[str, list[int]], waiting: Mapping[str, int], live: list[int], talking: int, here: int, count: int) -> None:
    for queue, number in waiting.items():
        course = most.setdefault(queue, [0] * count)
        course[here] = max(course[here], number)
    live[here] = max(live[here], talking)


def _fill(most: dict[str, list[int]], waiting: Mapping[str, int], live: list[int], talking: int, last: int, here: int) -> None:
    """Steps in which nothing happened are as the one before ended; the next one begins so."""
    for step in range(last + 1, here + 1):
        live[step] = talking
        for queue, number in waiting.items():
            most[queue][step] = number


def _spend(spent: list[dict[str, float]], state: str, begins: datetime, ends: datetime, steps: Steps) -> None:
    at, end = (begins - steps.since).total_seconds(), (ends - steps.since).total_seconds()
    while at < end:
        step = int(at // steps.step_s)
        upto = min(end, float((step + 1) * steps.step_s))
        spent[step][state] = spent[step].get(state, 0.0) + upto - at
        at = upto

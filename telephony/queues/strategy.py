"""Who gets the next call, and which queue is served first. Pure functions; another strategy is another function.

A strategy names everybody whose phone shall ring: one agent, or (ring all) several of whom the first to answer has the call.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from config.ids import PersonId
from telephony.exchange_port import StrategyName
from telephony.queues.agents import Agent
from telephony.queues.queue import Queue, Waiting

Strategy = Callable[[Sequence[Agent], Queue], Sequence[Agent]]
WORST_LEVEL = 9


def longest_idle(candidates: Sequence[Agent], queue: Queue) -> Sequence[Agent]:
    """The one whose last call is longest ago; the agent's id decides between equals, so that a replay agrees."""
    return (min(candidates, key=_idle),)


def fewest_calls(candidates: Sequence[Agent], queue: Queue) -> Sequence[Agent]:
    """The one who has answered the fewest calls of the shift, whatever the queue; then the longest idle."""
    return (min(candidates, key=lambda agent: (agent.answered, *_idle(agent))),)


def round_robin(candidates: Sequence[Agent], queue: Queue) -> Sequence[Agent]:
    """The next in the circle of ids after the one whom this queue rang last, also across shifts and absences."""
    last = queue.last_rung or PersonId("")
    return (min(candidates, key=lambda agent: (agent.seat.agent <= last, agent.seat.agent)),)


def by_level(candidates: Sequence[Agent], queue: Queue) -> Sequence[Agent]:
    """The one who knows the queue's matters best; then the longest idle."""
    return (min(candidates, key=lambda agent: (agent.level(queue.spec.name), *_idle(agent))),)


def ring_all(candidates: Sequence[Agent], queue: Queue) -> Sequence[Agent]:
    """Everybody, the longest idle first (the floor bounds how many phones ring for one call)."""
    return sorted(candidates, key=_idle)


STRATEGIES: Mapping[StrategyName, Strategy] = MappingProxyType(
    {
        "longest_idle": longest_idle,
        "fewest_calls": fewest_calls,
        "round_robin": round_robin,
        "by_level": by_level,
        "ring_all": ring_all,
    }
)


def by_urgency(queues: Iterable[Queue], now: datetime) -> list[Queue]:
    """Queues with callers, the most urgent first: waiting time of the first in line × the queue's weight."""

    def urgency(queue: Queue) -> tuple[float, int]:
        return queue.spec.weight * (now - queue.waiting[0].since).total_seconds(), queue.spec.weight

    return sorted((queue for queue in queues if queue.waiting), key=urgency, reverse=True)


def level_asked(relax_s: Sequence[float], waited: timedelta) -> int:
    """The worst level of knowledge that a caller accepts by now; without steps everybody at once."""
    if not relax_s:
        return WORST_LEVEL
    return 1 + sum(waited.total_seconds() >= step for step in relax_s)


def next_relaxation(relax_s: Sequence[float], one: Waiting, now: datetime) -> datetime | None:
    """When this caller's wait admits the next level; None where all steps are behind."""
    return min((at for step in relax_s if (at := one.since + timedelta(seconds=step)) > now), default=None)


def _idle(agent: Agent) -> tuple[datetime, PersonId]:
    return agent.idle_since, agent.seat.agent

"""Who gets the next call, and which queue is served first. Pure functions; another strategy is another function."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from telephony.queues.agents import Agent
from telephony.queues.queue import Queue

Strategy = Callable[[Sequence[Agent]], Agent]


def longest_idle(candidates: Sequence[Agent]) -> Agent:
    """The one whose last call is longest ago; the agent's id decides between equals, so that a replay agrees."""
    return min(candidates, key=lambda agent: (agent.idle_since, agent.seat.agent))


STRATEGIES: Mapping[str, Strategy] = MappingProxyType({"longest_idle": longest_idle})


def by_urgency(queues: Iterable[Queue], now: datetime) -> list[Queue]:
    """Queues with callers, the most urgent first: waiting time of the first in line × the queue's weight."""

    def urgency(queue: Queue) -> float:
        return queue.spec.weight * (now - queue.waiting[0].since).total_seconds()

    return sorted((queue for queue in queues if queue.waiting), key=urgency, reverse=True)

"""How long a caller will probably still wait: a queue's smoothed handling time and the agents who work for it. Pure.

With n agents who each take h seconds a call, one becomes free every h / n seconds; whoever stands at place p waits for p of
them. An agent who serves other queues with callers as well counts by parts.
"""

from telephony.queues.floor import Floor
from telephony.queues.queue import Queue


def seconds_per_place(floor: Floor, queue: Queue) -> float | None:
    """How long it takes until the line moves up by one; None where nobody works for this queue."""
    name = queue.spec.name
    busy = {one.spec.name for one in floor.queues.values() if one.waiting} | {name}
    servers = sum(1.0 / len(busy.intersection(agent.seat.queues)) for agent in floor.staff(name))
    handling_s = floor.acd.handling_s if queue.handling_s is None else queue.handling_s
    return handling_s / servers if servers else None


def expected_wait_s(floor: Floor, queue: Queue, place: int) -> float | None:
    """Seconds that the caller at ``place`` (from 1) still waits; None where that cannot be said."""
    each = seconds_per_place(floor, queue)
    return None if each is None else max(0.0, each * place)

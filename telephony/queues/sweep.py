"""The last net: whoever is still engaged for a call that is gone is free again, whatever went wrong before. Pure."""

from collections.abc import Collection
from datetime import datetime
from itertools import chain

from config.ids import CallId, PersonId
from telephony.queues import agents as seats
from telephony.queues.floor import Floor, depart, with_agent


def stranded(floor: Floor, live: Collection[CallId]) -> tuple[PersonId, ...]:
    """Agents reserved or talking for a call that is not among the ``live`` ones."""
    return tuple(
        who for who, agent in floor.agents.items() if agent.state in ("reserved", "talking", "held") and agent.call not in live
    )


def freed(floor: Floor, agent: PersonId, now: datetime) -> Floor:
    """That agent out of the call: from a reservation free at once, from a talk by way of wrap-up, which ends by itself."""
    call = floor.agent(agent).call
    floor = depart(floor, call, now) if call else floor
    present = floor.agent(agent)
    if present.state == "reserved":
        return with_agent(floor, seats.release(present, now))
    if present.state in ("talking", "held"):
        return with_agent(floor, seats.finish(present, now, floor.wrap_up_s(present)))
    return floor


def placeless(floor: Floor, waiting: Collection[CallId]) -> set[CallId]:
    """Calls of those said to be waiting that stand in no line and are offered to nobody."""
    placed = chain((one.call for queue in floor.queues.values() for one in queue.waiting), floor.offers)
    return set(waiting).difference(placed)

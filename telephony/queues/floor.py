"""The floor: every seat, every queue, every offer and every conversation, as one value. Pure; time is passed in.

Each function takes a floor and gives the next one. What must never happen is refused by construction: an agent has at
most one call, a call that leaves is taken from whoever had it, and one that an agent fails returns to the head of its queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.exchange_port import QueueSpec, Seat
from telephony.queues import agents as seats
from telephony.queues import queue as lines
from telephony.queues.agents import Agent, Presence
from telephony.queues.queue import Queue, Waiting
from telephony.queues.strategy import Strategy, by_urgency, longest_idle

Value = TypeVar("Value")

REFUSAL_REST_S = 5.0  # after declining, or a failing phone: no offer to that agent for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A reservation: it ends by an answer, a refusal, the caller's leaving, or at ``expires_at``."""

    call: CallId
    agent: PersonId
    queue: str
    expires_at: datetime
    waiting: Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """``talks``: who talks to which caller. ``moved``: closed queues and where their callers go now."""

    acd: Acd
    strategy: Strategy = longest_idle
    agents: Mapping[PersonId, Agent] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    offers: Mapping[CallId, Offer] = field(default_factory=dict)
    talks: Mapping[CallId, PersonId] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def agent(self, agent: PersonId) -> Agent:
        try:
            return self.agents[agent]
        except KeyError:
            raise NotFound("您尚未签入坐席。", "请先签入。") from None

    def queue(self, name: str) -> Queue:
        try:
            return self.queues[name]
        except KeyError:
            raise NotFound(f"没有名为“{name}”的队列。", "请刷新后重新选择。") from None

    def queue_of(self, call: CallId) -> Queue | None:
        return next((queue for queue in self.queues.values() if queue.position(call)), None)

    def standing(self, name: str) -> str:
        """The name itself, or the queue that took over from it; the first queue where that is gone as well."""
        for _ in range(len(self.moved) + 1):
            if name in self.queues:
                return name
            name = self.moved.get(name, "")
        return next(iter(self.queues))


# Seats


def sign_in(floor: Floor, seat: Seat, now: datetime) -> Floor:
    known = floor.agents.get(seat.agent)
    return _with_agent(floor, seats.change_seat(known, seat) if known else seats.sign_in(seat, now))


def sign_out(floor: Floor, agent: PersonId, now: datetime) -> Floor:
    """Whoever has an offer loses it: the call returns to the head."""
    present = floor.agent(agent)
    offer = next((one for one in floor.offers.values() if one.agent == agent), None)
    floor = _with_agent(floor, seats.sign_out(present, now))
    return _back_to_head(floor, offer) if offer else floor


def set_presence(floor: Floor, agent: PersonId, presence: Presence, reason: str, now: datetime) -> Floor:
    return _with_agent(floor, seats.set_presence(floor.agent(agent), presence, reason, now))


def end_wrap_up(floor: Floor, agent: PersonId, now: datetime) -> Floor:
    present = floor.agent(agent)
    if present.state != "wrap_up":
        raise Conflict("您当前不在话后整理状态。", "无需结束整理。")
    return _with_agent(floor, seats.end_wrap_up(present, now))


# Queues


def open_queue(floor: Floor, spec: QueueSpec) -> Floor:
    known = floor.queues.get(spec.name)
    queue = replace(known, spec=spec) if known else Queue(spec=spec)
    moved = {name: to for name, to in floor.moved.items() if name != spec.name}
    return replace(floor, queues={**floor.queues, spec.name: queue}, moved=moved)


def close_queue(floor: Floor, name: str, move_to: str, now: datetime) -> Floor:
    """Those who wait go to ``move_to`` at the place of their waiting time, offers return there; nobody is turned away."""
    closing, target = floor.queue(name), floor.queue(move_to)
    if name == move_to:
        raise Conflict("队列不能并入它自己。", "请选择另一个队列。")
    for one in closing.waiting:
        target = lines.join(target, replace(one, joined_at=now))
    queues = {key: queue for key, queue in floor.queues.items() if key != name} | {move_to: target}
    return replace(floor, queues=queues, moved={**floor.moved, name: move_to})


def enqueue(floor: Floor, call: CallId, name: str, now: datetime) -> tuple[Floor, str | None]:
    """Join the queue, or the first along its overflows that has room; None as name where all are full."""
    return _join_with_room(floor, Waiting(call=call, since=now, joined_at=now), floor.standing(name), now)


def overflow(floor: Floor, call: CallId, now: datetime) -> tuple[Floor, str | None]:
    """A caller has waited too long: on to the overflow queue, or (None) out of all queues."""
    queue = floor.queue_of(call)
    if queue is None:
        return floor, None
    one = next(one for one in queue.waiting if one.call == call)
    floor = _with_queue(floor, lines.leave(queue, call))
    return _join_with_room(floor, one, queue.spec.overflow_to, now, passed={queue.spec.name})


def _join_with_room(
    floor: Floor, one: Waiting, name: str | None, now: datetime, passed: set[str] | None = None
) -> tuple[Floor, str | None]:
    passed = set(passed or ())
    while name and name not in passed and name in floor.queues:
        queue = floor.queues[name]
        if not queue.full:
            return _with_queue(floor, lines.join(queue, replace(one, joined_at=now))), name
        passed.add(name)
        name = queue.spec.overflow_to
    return floor, None


# Offers and conversations


def next_offer(floor: Floor, now: datetime) -> Offer | None:
    """The most urgent call that somebody may take, with whom; nothing is changed yet."""
    for queue in by_urgency(floor.queues.values(), now):
        free = [agent for agent in floor.agents.values() if agent.may_take(queue.spec.name, now)]
        if free:
            first, expires_at = queue.waiting[0], now + timedelta(seconds=floor.acd.offer_s)
            agent = floor.strategy(free).seat.agent
            return Offer(call=first.call, agent=agent, queue=queue.spec.name, expires_at=expires_at, waiting=first)
    return None


def reserve(floor: Floor, offer: Offer, now: datetime) -> Floor:
    agent = seats.reserve(floor.agent(offer.agent), offer.call, offer.expires_at, now)
    floor = _with_queue(floor, lines.leave(floor.queue(offer.queue), offer.call))
    return replace(_with_agent(floor, agent), offers={**floor.offers, offer.call: offer})


def refuse(floor: Floor, call: CallId, now: datetime, *, rest_s: float = 0.0) -> Floor:
    """No answer, declined, or the phone failed: the call returns to the head, the agent has one miss more."""
    offer = floor.offers[call]
    agent = seats.miss(floor.agent(offer.agent), now, pause_after=floor.acd.pause_after_missed, rest_s=rest_s)
    return _back_to_head(_with_agent(floor, agent), offer)


def recall(floor: Floor, call: CallId, now: datetime) -> Floor:
    """Take the offer back without fault of the agent: the call returns to its head, nothing is counted."""
    offer = floor.offers[call]
    return _back_to_head(_with_agent(floor, seats.release(floor.agent(offer.agent), now)), offer)


def answer(floor: Floor, call: CallId, now: datetime) -> Floor:
    offer = floor.offers[call]
    floor = _with_agent(floor, seats.answer(floor.agent(offer.agent), now))
    return replace(floor, offers=_without(floor.offers, call), talks={**floor.talks, call: offer.agent})


def hold(floor: Floor, call: CallId, now: datetime) -> Floor:
    return _with_agent(floor, seats.hold(floor.agent(floor.talks[call]), now))


def resume(floor: Floor, call: CallId, now: datetime) -> Floor:
    return _with_agent(floor, seats.resume(floor.agent(floor.talks[call]), now))


def depart(floor: Floor, call: CallId, now: datetime) -> Floor:
    """The caller is gone, from wherever: out of the line, the reservation released, the talk on to wrap-up."""
    queue, offer, agent = floor.queue_of(call), floor.offers.get(call), floor.talks.get(call)
    if queue:
        floor = _with_queue(floor, lines.leave(queue, call))
    if offer:
        floor = _with_agent(floor, seats.release(floor.agent(offer.agent), now))
    if agent:
        floor = _with_agent(floor, seats.finish(floor.agent(agent), now, floor.acd.wrap_up_s))
    return replace(floor, offers=_without(floor.offers, call), talks=_without(floor.talks, call))


def transfer(floor: Floor, call: CallId, queue: str, now: datetime) -> Floor:
    """From its agent (who writes it up) to the head of ``queue``."""
    target = floor.queue(queue)
    return _send_back(depart(floor, call, now), call, target.spec.name, now)


def lose_agent(floor: Floor, call: CallId, queue: str, now: datetime) -> Floor:
    """The agent's line broke: the caller goes to the head of the queue, the agent is paused."""
    agent = seats.lose(floor.agent(floor.talks[call]), now)
    floor = replace(_with_agent(floor, agent), talks=_without(floor.talks, call))
    return _send_back(floor, call, floor.standing(queue), now)


# The clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the clock has brought about by now: offers without answer, wrap-ups over, waits too long."""

    expired: tuple[Offer, ...]
    wrapped_up: tuple[PersonId, ...]
    overdue: tuple[CallId, ...]


def due(floor: Floor, now: datetime) -> Due:
    over = (one for one in floor.agents.values() if one.state == "wrap_up" and one.until and one.until <= now)
    return Due(
        expired=tuple(offer for offer in floor.offers.values() if offer.expires_at <= now),
        wrapped_up=tuple(agent.seat.agent for agent in over),
        overdue=tuple(one.call for queue in floor.queues.values() for one in lines.overdue(queue, now)),
    )


def next_deadline(floor: Floor, now: datetime) -> datetime | None:
    """When `due` or `next_offer` may first say something new; None when only a person or a caller can change things."""
    times = [offer.expires_at for offer in floor.offers.values()]
    times += [agent.until for agent in floor.agents.values() if agent.state == "wrap_up" and agent.until]
    times += [one.rest_until for one in floor.agents.values() if one.rest_until and one.rest_until > now]
    times += [queue.leaves_at(one) for queue in floor.queues.values() for one in queue.waiting]
    return min(times, default=None)


def _send_back(floor: Floor, call: CallId, queue: str, now: datetime) -> Floor:
    one = Waiting(call=call, since=now, joined_at=now)
    return _with_queue(floor, lines.return_to_head(floor.queue(queue), one))


def _back_to_head(floor: Floor, offer: Offer) -> Floor:
    floor = replace(floor, offers=_without(floor.offers, offer.call))
    return _with_queue(floor, lines.return_to_head(floor.queue(floor.standing(offer.queue)), offer.waiting))


def _with_agent(floor: Floor, agent: Agent) -> Floor:
    if agent.state == "offline":
        return replace(floor, agents={key: one for key, one in floor.agents.items() if key != agent.seat.agent})
    return replace(floor, agents={**floor.agents, agent.seat.agent: agent})


def _with_queue(floor: Floor, queue: Queue) -> Floor:
    return replace(floor, queues={**floor.queues, queue.spec.name: queue})


def _without(table: Mapping[CallId, Value], call: CallId) -> dict[CallId, Value]:
    return {key: value for key, value in table.items() if key != call}

"""The floor: every seat, every queue, every offer and every conversation, as one value. Pure; time is passed in.

Each function takes a floor and gives the next one. What must never happen is refused by construction: an agent has at
most one call, a call that leaves is taken from whoever had it, and one that an agent fails returns to the head of its queue.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeVar

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.exchange_port import QueueSpec, Seat
from telephony.queues import agents as seats
from telephony.queues import queue as lines
from telephony.queues.agents import Agent, Presence
from telephony.queues.queue import Queue, Waiting
from telephony.queues.shift import Shift, recalled, seat_taken
from telephony.queues.strategy import STRATEGIES, by_urgency, level_asked, next_relaxation

Value = TypeVar("Value")

REFUSAL_REST_S = 5.0  # after declining, or a failing phone: no offer to that agent for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A reservation: it ends by an answer, a refusal of the last agent, the caller's leaving, or at ``expires_at``.

    ``agents`` are those whose phones ring: one, or several (ring all) of whom the first to answer has the call.
    """

    call: CallId
    agents: tuple[PersonId, ...]
    queue: str
    expires_at: datetime
    waiting: Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """``talks``: who talks to which caller. ``moved``: closed queues and where their callers go now.

    ``shifts`` are those of people who have signed out.
    """

    acd: Acd
    agents: Mapping[PersonId, Agent] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    offers: Mapping[CallId, Offer] = field(default_factory=dict)
    talks: Mapping[CallId, PersonId] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    shifts: Mapping[PersonId, Shift] = field(default_factory=dict)

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

    def staff(self, queue: str) -> list[Agent]:
        """Who works for this queue now, free or not."""
        return [agent for agent in self.agents.values() if agent.staffed and queue in agent.seat.queues]

    def wrap_up_s(self, agent: Agent) -> float:
        """How long this agent may write up the call at hand: what its queue says, else the house."""
        served = self.queues.get(agent.served)
        own = served.spec.wrap_up_s if served else None
        return self.acd.wrap_up_s if own is None else own

    def patience_s(self, queue: Queue) -> float:
        """How long a caller stands in this queue at most; in a duty session's while nobody sits there, only a moment."""
        deserted = queue.spec.duty_session is not None and not self.staff(queue.spec.name)
        return min(self.acd.duty_absent_s, queue.spec.max_wait_s) if deserted else queue.spec.max_wait_s


# Seats


def sign_in(floor: Floor, seat: Seat, now: datetime) -> Floor:
    """Take or change a seat; who signs in again within a shift keeps its count of calls, also across a restart of ours."""
    if seat.home and seat.home.until <= now:
        seat = replace(seat, queues=seat.home.queues, levels=seat.home.levels, home=None)
    known = floor.agents.get(seat.agent)
    if known:
        return _with_agent(floor, seats.change_seat(known, seat))
    shift_s = floor.acd.shift_s
    shifts = {who: shift for who, shift in floor.shifts.items() if shift.lasts(now, shift_s)}
    shift = seat_taken(shifts.get(seat.agent) or recalled(seat.worked, shift_s), now, shift_s)
    return _with_agent(replace(floor, shifts=shifts), seats.sign_in(seat, now, shift=shift))


def sign_out(floor: Floor, agent: PersonId, now: datetime) -> Floor:
    """Whoever has an offer loses it: the call returns to the head, unless other phones ring on."""
    present = floor.agent(agent)
    offer = floor.offers.get(present.call) if present.state == "reserved" and present.call else None
    if present.state == "wrap_up":
        floor = _learn(floor, present, now)
    floor = _with_agent(floor, seats.sign_out(present, now))
    return _rings_no_more(floor, offer, agent) if offer else floor


def set_presence(floor: Floor, agent: PersonId, presence: Presence, reason: str, now: datetime) -> Floor:
    return _with_agent(floor, seats.set_presence(floor.agent(agent), presence, reason, now))


def end_wrap_up(floor: Floor, agent: PersonId, now: datetime) -> Floor:
    present = floor.agent(agent)
    if present.state != "wrap_up":
        raise Conflict("您当前不在话后整理状态。", "无需结束整理。")
    return _with_agent(_learn(floor, present, now), seats.end_wrap_up(present, now))


def _learn(floor: Floor, agent: Agent, now: datetime) -> Floor:
    """What this call took from the answer to the end of wrap-up, smoothed into its queue's handling time."""
    queue = floor.queues.get(agent.served)
    if queue is None or agent.busy_since is None:
        return floor
    took = max(0.0, (now - agent.busy_since).total_seconds())
    known = floor.acd.handling_s if queue.handling_s is None else queue.handling_s
    smoothed = known + floor.acd.handling_smoothing * (took - known)
    return _with_queue(floor, replace(queue, handling_s=smoothed))


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


def overflows(floor: Floor, name: str) -> list[Queue]:
    """The queue and those that its callers overflow to, one after another, each once."""
    chain: dict[str, Queue] = {}
    following: str | None = name
    while following and following not in chain and following in floor.queues:
        chain[following] = floor.queues[following]
        following = chain[following].spec.overflow_to
    return list(chain.values())


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
    free = [agent for agent in floor.agents.values() if agent.free(now)]
    if not free:
        return None
    choices = (_choice(floor, queue, free, now) for queue in by_urgency(floor.queues.values(), now))
    return next((offer for offer in choices if offer), None)


def _choice(floor: Floor, queue: Queue, free: Sequence[Agent], now: datetime) -> Offer | None:
    """The first in line for whom somebody free knows enough; where nobody better works now, the next level will do."""
    spec = queue.spec
    skilled = [agent for agent in free if spec.name in agent.seat.queues]
    if not skilled:
        return None
    best = min(agent.level(spec.name) for agent in floor.staff(spec.name))
    for one in queue.next_in_line:
        asked = max(best, level_asked(spec.relax_s, now - one.since))
        candidates = [agent for agent in skilled if agent.level(spec.name) <= asked]
        if candidates:
            chosen = STRATEGIES[spec.strategy](candidates, queue)[: floor.acd.ring_all_max]
            rings = tuple(agent.seat.agent for agent in chosen)
            until = now + timedelta(seconds=spec.offer_s or floor.acd.offer_s)
            return Offer(call=one.call, agents=rings, queue=spec.name, expires_at=until, waiting=one)
    return None


def reserve(floor: Floor, offer: Offer, now: datetime) -> Floor:
    """Take the call out of its line and reserve everybody whose phone shall ring."""
    queue = replace(lines.leave(floor.queue(offer.queue), offer.call), last_rung=offer.agents[0])
    rung = {agent: seats.reserve(floor.agent(agent), offer.call, offer.expires_at, now) for agent in offer.agents}
    floor = replace(floor, agents={**floor.agents, **rung}, offers={**floor.offers, offer.call: offer})
    return _with_queue(floor, queue)


def refuse(floor: Floor, call: CallId, agent: PersonId, now: datetime, *, rest_s: float = 0.0) -> Floor:
    """No answer, declined, or the phone failed: one miss more; after the last of them the call returns to the head."""
    offer = floor.offers[call]
    missed = seats.miss(floor.agent(agent), now, pause_after=floor.acd.pause_after_missed, rest_s=rest_s)
    return _rings_no_more(_with_agent(floor, missed), offer, agent)


def recall(floor: Floor, call: CallId, now: datetime) -> Floor:
    """Take the offer back without anybody's fault: the call returns to its head, nothing is counted."""
    offer = floor.offers[call]
    return _back_to_head(_released(floor, offer.agents, now), offer)


def answer(floor: Floor, call: CallId, agent: PersonId, now: datetime) -> Floor:
    """The first to answer has the call; whoever else was rung is free again, without a miss."""
    offer = floor.offers[call]
    floor = _released(floor, [one for one in offer.agents if one != agent], now)
    answered = seats.answer(floor.agent(agent), now, queue=offer.queue, shift_s=floor.acd.shift_s)
    floor = _with_agent(floor, answered)
    return replace(floor, offers=_without(floor.offers, call), talks={**floor.talks, call: agent})


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
        floor = _released(floor, offer.agents, now)
    if agent:
        floor = _with_agent(floor, seats.finish(floor.agent(agent), now, floor.wrap_up_s(floor.agent(agent))))
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
    """What the clock has brought about by now: offers without answer, wrap-ups over, waits too long, moves over."""

    expired: tuple[Offer, ...]
    wrapped_up: tuple[PersonId, ...]
    overdue: tuple[CallId, ...]
    homeward: tuple[PersonId, ...] = ()


def due(floor: Floor, now: datetime) -> Due:
    over = (one for one in floor.agents.values() if one.state == "wrap_up" and one.until and one.until <= now)
    return Due(
        expired=tuple(offer for offer in floor.offers.values() if offer.expires_at <= now),
        wrapped_up=tuple(agent.seat.agent for agent in over),
        overdue=tuple(one.call for queue in floor.queues.values() for one in lines.overdue(queue, now, floor.patience_s(queue))),
        homeward=tuple(who for who, one in floor.agents.items() if one.seat.home and one.seat.home.until <= now),
    )


def next_deadline(floor: Floor, now: datetime) -> datetime | None:
    """When `due` or `next_offer` may first say something new; None when only a person or a caller can change things."""
    times = [offer.expires_at for offer in floor.offers.values()]
    times += [agent.until for agent in floor.agents.values() if agent.state == "wrap_up" and agent.until]
    times += [one.rest_until for one in floor.agents.values() if one.rest_until and one.rest_until > now]
    times += [one.seat.home.until for one in floor.agents.values() if one.seat.home]
    times += chain.from_iterable(_deadlines(floor, queue, now) for queue in floor.queues.values())
    return min(times, default=None)


def _deadlines(floor: Floor, queue: Queue, now: datetime) -> Iterator[datetime]:
    """When the first in line has waited too long, and when the next in line accepts the next level."""
    first = lines.first_leaves_at(queue, floor.patience_s(queue))
    if first:
        yield first
    if queue.spec.relax_s:
        for one in queue.next_in_line:
            at = next_relaxation(queue.spec.relax_s, one, now)
            if at:
                yield at


def _send_back(floor: Floor, call: CallId, queue: str, now: datetime) -> Floor:
    one = Waiting(call=call, since=now, joined_at=now)
    return _with_queue(floor, lines.return_to_head(floor.queue(queue), one))


def _released(floor: Floor, agents: Iterable[PersonId], now: datetime) -> Floor:
    for agent in agents:
        floor = _with_agent(floor, seats.release(floor.agent(agent), now))
    return floor


def _rings_no_more(floor: Floor, offer: Offer, agent: PersonId) -> Floor:
    """That agent's phone is out of the offer; without another that rings the call returns to the head."""
    left = tuple(one for one in offer.agents if one != agent)
    if not left:
        return _back_to_head(floor, offer)
    return replace(floor, offers={**floor.offers, offer.call: replace(offer, agents=left)})


def _back_to_head(floor: Floor, offer: Offer) -> Floor:
    floor = replace(floor, offers=_without(floor.offers, offer.call))
    return _with_queue(floor, lines.return_to_head(floor.queue(floor.standing(offer.queue)), offer.waiting))


def _with_agent(floor: Floor, agent: Agent) -> Floor:
    who = agent.seat.agent
    if agent.state == "offline":
        shifts = {**floor.shifts, who: agent.shift}
        return replace(floor, agents={key: one for key, one in floor.agents.items() if key != who}, shifts=shifts)
    return replace(floor, agents={**floor.agents, who: agent})


def with_agent(floor: Floor, agent: Agent) -> Floor:
    """The floor with an agent's next state; who is offline has no seat any more."""
    return _with_agent(floor, agent)


def _with_queue(floor: Floor, queue: Queue) -> Floor:
    return replace(floor, queues={**floor.queues, queue.spec.name: queue})


def _without(table: Mapping[CallId, Value], call: CallId) -> dict[CallId, Value]:
    return {key: value for key, value in table.items() if key != call}

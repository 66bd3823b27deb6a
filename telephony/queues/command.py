"""What a supervisor does with agents and calls, as rules of the floor: refused with a sentence, or the next floor. Pure.

Like `telephony.queues.floor`, each function takes a floor and gives the next one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from telephony.exchange_port import Home, Seat
from telephony.queues import agents as seats
from telephony.queues import floor as floors
from telephony.queues import queue as lines
from telephony.queues.agents import Agent
from telephony.queues.floor import Floor, Offer, depart, with_agent
from telephony.queues.queue import Queue, Waiting

Forced = Literal["available", "paused", "offline"]
FREE = frozenset({"available", "paused"})


# Agents


def move_agent(
    floor: Floor, agent: PersonId, queues: Sequence[str], levels: Mapping[str, int], until: datetime | None, now: datetime
) -> Floor:
    """Other queues and levels from now on, until that time or (None) the end of the shift; then those from before.

    A duty session's queue stays with its leader and deputy. A call that rings or is talked on goes on.
    """
    present = _seated(floor, agent)
    back_at = until or shift_ends(present, floor.acd.shift_s, now)
    if back_at <= now:
        raise Conflict("结束时间已经过去。", "请选择晚于现在的时间。")
    home = present.seat.home or Home(queues=present.seat.queues, levels=present.seat.levels, until=back_at)
    return _reseated(floor, present, queues, levels, replace(home, until=back_at))


def settle_agent(floor: Floor, agent: PersonId, queues: Sequence[str], levels: Mapping[str, int]) -> Floor:
    """The same for good: the person's record says so as well."""
    return _reseated(floor, _seated(floor, agent), queues, levels, None)


def go_home(floor: Floor, agent: PersonId) -> Floor:
    """The time of a move is over: the queues and levels from before it."""
    present = _seated(floor, agent)
    return with_agent(floor, replace(present, seat=at_home(present.seat)))


def at_home(seat: Seat) -> Seat:
    """The seat as it is when nobody moved its agent."""
    return replace(seat, queues=seat.home.queues, levels=seat.home.levels, home=None) if seat.home else seat


def shift_ends(agent: Agent, shift_s: float, now: datetime) -> datetime:
    """The end of the present shift; of the next one where the present is over and the agent still there."""
    end = agent.shift.since + timedelta(seconds=shift_s)
    return end if end > now else now + timedelta(seconds=shift_s)


def force(floor: Floor, agent: PersonId, to: Forced, reason: str, now: datetime) -> Floor:
    """Into that state now; during a call as the next state. What is written up after a call ends at once.

    Conflict where the agent is in that state already, or will be after the call.
    """
    present = _seated(floor, agent)
    if _is_or_will_be(present, to, reason):
        raise Conflict("这位坐席已经是该状态。", "无需再改。")
    if to == "offline":
        return floors.sign_out(floor, agent, now)
    floor = with_agent(floor, replace(present, leaving=False))
    floor = floors.set_presence(floor, agent, to, reason, now)
    return floors.end_wrap_up(floor, agent, now) if present.state == "wrap_up" else floor


def _is_or_will_be(agent: Agent, to: Forced, reason: str) -> bool:
    if to == "offline" or agent.leaving:
        return to == "offline" and agent.leaving
    if agent.busy:
        return agent.state != "wrap_up" and agent.following == (to, reason)
    return agent.state == to and agent.reason == reason


def _reseated(floor: Floor, agent: Agent, queues: Sequence[str], levels: Mapping[str, int], home: Home | None) -> Floor:
    wanted = tuple(dict.fromkeys(floor.queue(name).spec.name for name in queues))
    if not wanted:
        raise Conflict("没有选择队列。", "请至少选择一个队列；不让接听可改为小休。")
    duty = tuple(name for name in agent.seat.queues if _is_duty(floor, name))
    known = {name: agent.level(name) for name in duty}
    seat = replace(
        agent.seat,
        queues=tuple(dict.fromkeys((*duty, *wanted))),
        levels={**known, **{name: level for name, level in levels.items() if name in wanted}},
        home=home,
    )
    if home and (set(seat.queues), seat.levels) == (set(agent.seat.queues), dict(agent.seat.levels)):
        raise Conflict("这位坐席已经在这些队列中。", "请选择其他队列或等级。")
    return with_agent(floor, replace(agent, seat=seat))


def _is_duty(floor: Floor, name: str) -> bool:
    queue = floor.queues.get(name)
    return queue is not None and queue.spec.duty_session is not None


def _seated(floor: Floor, agent: PersonId) -> Agent:
    try:
        return floor.agents[agent]
    except KeyError:
        raise NotFound("这位坐席没有签入。", "请刷新页面后再试。") from None


# Waiting calls


def call_to_queue(floor: Floor, call: CallId, name: str, now: datetime) -> Floor:
    """A waiting call to another queue, at the place that its waiting time gives."""
    queue, one = _waiting(floor, call)
    target = floor.queue(name)
    if target.spec.name == queue.spec.name:
        raise Conflict("来电已经在这个队列中。", "请选择另一个队列。")
    if target.full:
        raise Conflict(f"队列“{target.spec.title}”已满。", "请选择另一个队列。")
    floor = _with_line(floor, lines.leave(queue, call))
    return _with_line(floor, lines.join(target, replace(one, joined_at=now)))


def call_to_head(floor: Floor, call: CallId, now: datetime) -> Floor:
    """A waiting call before all others of its queue."""
    queue, one = _waiting(floor, call)
    if queue.position(call) == 1:
        raise Conflict("来电已经在队首。", "无需再移。")
    return _with_line(floor, lines.return_to_head(lines.leave(queue, call), one))


def call_to_agent(floor: Floor, call: CallId, agent: PersonId, now: datetime) -> tuple[Floor, Offer]:
    """A waiting call as an offer to one free agent, of whatever queues; unanswered it is first in its own."""
    queue, one = _waiting(floor, call)
    present = _seated(floor, agent)
    if present.state != "available":
        raise Conflict("这位坐席现在不能接听。", "请选择一位空闲的坐席，或移到队首。")
    until = now + timedelta(seconds=queue.spec.offer_s or floor.acd.offer_s)
    offer = Offer(call=call, agents=(agent,), queue=queue.spec.name, expires_at=until, waiting=one)
    return floors.reserve(floor, offer, now), offer


def _waiting(floor: Floor, call: CallId) -> tuple[Queue, Waiting]:
    queue = floor.queue_of(call)
    if queue is None:
        raise Conflict("这个来电已不在排队。", "请刷新后查看它现在的状态。")
    return queue, next(one for one in queue.waiting if one.call == call)


def _with_line(floor: Floor, queue: Queue) -> Floor:
    return replace(floor, queues={**floor.queues, queue.spec.name: queue})


# Calls that are talked on


def take_over(floor: Floor, call: CallId, seat: Seat, queue: str, now: datetime) -> Floor:
    """The supervisor has the call, its agent writes it up. Who has no seat is given one for this call alone, without queues."""
    agent = floor.talks.get(call)
    if agent is None:
        raise Conflict("这个通话现在没有坐席。", "请刷新后再试。")
    if agent == seat.agent:
        raise Conflict("您正在这个通话中。", "请选择另一个通话。")
    present = floor.agents.get(seat.agent)
    if present is not None and present.state not in FREE:
        raise Conflict("您正在处理另一个通话。", "请结束后再接管。")
    floor = depart(floor, call, now)
    if present is None:
        floor = floors.sign_in(floor, replace(seat, queues=(), levels={}, home=None), now)
        present = replace(floor.agent(seat.agent), leaving=True)
    engaged = seats.engage(present, call, now, now)
    talking = seats.answer(engaged, now, queue=queue, shift_s=floor.acd.shift_s)
    return replace(with_agent(floor, talking), talks={**floor.talks, call: seat.agent})

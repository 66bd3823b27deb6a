"""Agents engaged beside the queues: for a call that they place, and by a colleague who consults them. Pure.

Like `telephony.queues.floor`, each function takes a floor and gives the next one.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from config.errors import Conflict
from config.ids import CallId, PersonId
from telephony.queues import agents as seats
from telephony.queues.floor import Floor, Offer, depart, with_agent
from telephony.queues.queue import Waiting
from telephony.queues.shift import call_answered


def engage(floor: Floor, agent: PersonId, call: CallId, until: datetime, now: datetime) -> Floor:
    """Reserve an agent who is free, or paused, to place ``call``; the reservation ends at ``until`` at the latest."""
    present = floor.agent(agent)
    if present.state not in ("available", "paused"):
        raise Conflict("您正在处理另一个通话。", "请结束后再拨。")
    return with_agent(floor, seats.engage(present, call, until, now))


def begin_talk(floor: Floor, call: CallId, agent: PersonId, now: datetime) -> Floor:
    """Whom ``agent`` called has answered: the call is the agent's."""
    answered = seats.answer(floor.agent(agent), now, shift_s=floor.acd.shift_s)
    return replace(with_agent(floor, answered), talks={**floor.talks, call: agent})


def pick_up(floor: Floor, call: CallId, agent: PersonId, now: datetime) -> tuple[Floor, Offer]:
    """A colleague of the same queue takes part in an offer that rings elsewhere; Conflict for anybody else."""
    offer, present = floor.offers.get(call), floor.agent(agent)
    if offer is None or offer.queue not in present.seat.queues or present.state != "available":
        raise Conflict("这个来电不能由您代接。", "请确认它仍在振铃，且您在该队列中并处于空闲状态。")
    joined = replace(offer, agents=(*offer.agents, agent))
    floor = with_agent(floor, seats.reserve(present, call, offer.expires_at, now))
    return replace(floor, offers={**floor.offers, call: joined}), joined


def consult(floor: Floor, agent: PersonId, call: CallId, until: datetime, now: datetime) -> Floor:
    """Reserve a colleague for a consultation, or for a call that is handed over."""
    present = floor.agents.get(agent)
    if present is None or present.state != "available":
        raise Conflict("对方坐席现在不能接听。", "请稍后再试，或转到队列。")
    return with_agent(floor, seats.engage(present, call, until, now))


def consulted(floor: Floor, agent: PersonId, now: datetime) -> Floor:
    """The colleague has answered."""
    present = floor.agent(agent)
    return with_agent(floor, replace(seats.answer(present, now), shift=present.shift))


def leave(floor: Floor, agent: PersonId, now: datetime, *, missed: bool = False) -> Floor:
    """Who was engaged is free again: with a miss more where the phone was not answered, without wrap-up after a talk."""
    present = floor.agents.get(agent)
    if present is None:
        return floor
    if present.state == "reserved" and missed:
        return with_agent(floor, seats.miss(present, now, pause_after=floor.acd.pause_after_missed, rest_s=0.0))
    if present.state == "reserved":
        return with_agent(floor, seats.release(present, now))
    return with_agent(floor, seats.part(present, now)) if present.state == "talking" else floor


def lose(floor: Floor, agent: PersonId, now: datetime) -> Floor:
    """Somebody engaged in a talk lost the line: paused, and no longer on the call."""
    talks = {call: talker for call, talker in floor.talks.items() if talker != agent}
    return replace(with_agent(floor, seats.lose(floor.agent(agent), now)), talks=talks)


def dismiss(floor: Floor, call: CallId, now: datetime) -> Floor:
    """Whoever is still engaged in a call that is over is free again."""
    engaged = [one.seat.agent for one in floor.agents.values() if one.call == call and one.state in ("reserved", "talking")]
    for agent in engaged:
        floor = leave(floor, agent, now)
    return floor


def take_over(floor: Floor, call: CallId, agent: PersonId, now: datetime) -> Floor:
    """The consulted colleague has the call from now on, and has answered one more."""
    present = floor.agent(agent)
    counted = replace(present, shift=call_answered(present.shift, now, floor.acd.shift_s))
    return replace(with_agent(floor, counted), talks={**floor.talks, call: agent})


def hand_over(floor: Floor, call: CallId, to: PersonId, queue: str, now: datetime) -> tuple[Floor, Offer]:
    """From its agent (who writes it up) as an offer to one colleague; unanswered it goes to the head of ``queue``."""
    until = now + timedelta(seconds=floor.acd.offer_s)
    floor = consult(depart(floor, call, now), to, call, until, now)
    waiting = Waiting(call=call, since=now, joined_at=now)
    offer = Offer(call=call, agents=(to,), queue=floor.standing(queue), expires_at=until, waiting=waiting)
    return replace(floor, offers={**floor.offers, call: offer}), offer

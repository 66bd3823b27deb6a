"""Whom a waiting caller is offered: leaders and deputies of duty sessions, all phones at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.ids import PersonId
from telephony.events import (
    CallAnswered,
    CallOffered,
    OfferEnded,
)
from telephony.exchange_port import Seat
from tests.telephony.exchange.house import ACD, LI, QUEUES, WANG, House, settle
from tests.telephony.waiting.callers import acd

pytestmark = pytest.mark.anyio
GENERAL, _, DUTY = QUEUES


# Duty sessions


async def test_callers_of_an_empty_duty_seat_go_to_the_general_queue_after_a_moment(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        leg, call = await house.caller_waits(dialled="12346")
        assert house.call(call).queue == "duty:1"
        house.clock.advance(ACD.duty_absent_s)
        assert house.call(call).queue == "general"
        assert house.media.sound(leg.leg_id) == ("transfer",)


async def test_while_the_leader_talks_callers_wait_and_then_the_deputy_has_them(tmp_path: Path) -> None:
    queues = (GENERAL, replace(DUTY, relax_s=(60.0,)))
    async with House(tmp_path, queues=queues) as house:
        for agent, level in ((LI, 1), (WANG, 2)):
            house.exchange.sign_in(Seat(agent=agent, name="", phone="browser", queues=("duty:1",), levels={"duty:1": level}))
            house.exchange.set_presence(agent, "available")
        _, first = await house.caller_waits("1", dialled="12346")
        assert house.told(CallOffered)[0].agent == LI
        house.exchange.accept(LI, first)
        _, second = await house.caller_waits("2", dialled="12346")
        house.clock.advance(59)
        assert house.call(second).state == "queued"
        house.clock.advance(1)
        assert house.told(CallOffered)[-1].agent == WANG


async def test_a_leader_who_misses_is_replaced_by_the_deputy_and_then_by_the_general_queue(tmp_path: Path) -> None:
    queues = (GENERAL, replace(DUTY, relax_s=(600.0,)))
    async with House(tmp_path, queues=queues, acd=acd(pause_after_missed=1)) as house:
        for agent, level in ((LI, 1), (WANG, 2)):
            house.exchange.sign_in(Seat(agent=agent, name="", phone="browser", queues=("duty:1",), levels={"duty:1": level}))
            house.exchange.set_presence(agent, "available")
        _, call = await house.caller_waits("1", dialled="12346")
        house.clock.advance(ACD.offer_s)
        house.clock.advance(ACD.offer_s)
        assert [fact.agent for fact in house.told(CallOffered)] == [LI, WANG]
        house.clock.advance(ACD.duty_absent_s)
        assert house.call(call).queue == "general"


async def test_the_end_of_a_session_moves_those_who_wait_and_lets_the_live_call_go_on(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        house.seat(queues=("duty:1",))
        _, live = await house.caller_waits("1", dialled="12346")
        house.exchange.accept(LI, live)
        leg, waiting = await house.caller_waits("2", dialled="12346")
        house.exchange.close_queue("duty:1", move_to="general")
        assert house.call(live).state == "answered"
        assert house.call(waiting).queue == "general"
        assert house.media.sound(leg.leg_id) == ("session_over",)


# All phones ring


async def test_all_phones_ring_and_the_first_to_answer_has_the_call(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, strategy="ring_all"),)) as house:
        house.seat(LI)
        house.seat(WANG, phone="sip:1001@127.0.0.1")
        house.seat(PersonId("zhao"))
        leg, call = await house.caller_waits()
        assert {fact.agent for fact in house.told(CallOffered)} == {LI, WANG, "zhao"}
        house.exchange.decline(PersonId("zhao"), call)
        assert house.call(call).state == "offered"
        await settle()
        house.sip.dialled[0].peer_answers()
        await settle()
        assert [fact.agent for fact in house.told(CallAnswered)] == [WANG]
        assert [(fact.agent, fact.why) for fact in house.told(OfferEnded)] == [("zhao", "declined"), (LI, "answered_elsewhere")]
        assert (house.agent(LI).state, house.agent(LI).missed) == ("available", 0)
        assert house.agent(PersonId("zhao")).missed == 1
        leg.peer_ends()
        await settle()
        assert not house.media.open


async def test_phones_that_nobody_answers_have_all_missed_and_the_caller_is_first_again(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, strategy="ring_all"),)) as house:
        house.seat(LI)
        house.seat(WANG)
        _, call = await house.caller_waits()
        house.exchange.set_presence(LI, "paused")
        house.exchange.set_presence(WANG, "paused")
        house.clock.advance(ACD.offer_s)
        assert (house.call(call).state, house.call(call).position) == ("queued", 1)
        assert [house.agent(agent).missed for agent in (LI, WANG)] == [1, 1]
        await settle()
        assert len(house.media.open) == 1


async def test_a_caller_who_hangs_up_while_all_phones_ring_frees_everybody(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, strategy="ring_all"),)) as house:
        house.seat(LI)
        house.seat(WANG)
        leg, _ = await house.caller_waits()
        leg.peer_ends()
        await settle()
        assert [fact.why for fact in house.told(OfferEnded)] == ["caller_gone"] * 2
        assert {agent.state for agent in house.exchange.snapshot().agents} == {"available"}
        assert not house.media.open

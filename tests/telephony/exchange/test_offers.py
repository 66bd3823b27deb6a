"""Offers end: by an answer, a refusal, the clock, or a caller who is gone; and the caller keeps the first place."""

from dataclasses import replace

import pytest

from config.errors import Conflict
from config.ids import PersonId
from telephony.events import AgentStateChanged, CallAnswered, CallEnded, CallOffered, CallQueued, OfferEnded
from telephony.exchange_port import QueueSpec
from telephony.media.port import PlayFinished
from telephony.queues.floor import REFUSAL_REST_S
from tests.fakes.sip import NEGOTIATED
from tests.telephony.exchange.house import ACD, LI, WANG, House, settle

pytestmark = pytest.mark.anyio
PHONE = "sip:1001@127.0.0.1:5070"


async def test_no_answer_returns_the_caller_to_the_head_and_counts_a_miss(house: House) -> None:
    house.seat()
    leg, call = await house.caller_waits()
    _, second = await house.caller_waits("2")
    house.exchange.set_presence(LI, "paused", "later")
    house.clock.advance(ACD.offer_s)
    assert [fact.why for fact in house.told(OfferEnded)] == ["no_answer"]
    assert (house.call(call).position, house.call(second).position) == (1, 2)
    assert (house.agent(LI).state, house.agent(LI).reason, house.agent(LI).missed) == ("paused", "later", 1)
    assert leg.leg_id in house.media.open


async def test_after_n_misses_the_agent_is_paused(house: House) -> None:
    house.seat()
    await house.caller_waits()
    house.clock.advance(3 * ACD.offer_s)
    assert len(house.told(CallOffered)) == 3
    assert (house.agent(LI).state, house.agent(LI).reason) == ("paused", "missed")
    await settle()
    assert len(house.media.open) == 1, "the legs of missed offers are closed"


async def test_a_missed_call_goes_to_the_other_agent_next(house: House) -> None:
    house.seat(LI)
    house.clock.advance(1)
    house.seat(WANG)
    _, call = await house.caller_waits()
    house.clock.advance(ACD.offer_s)
    assert [(fact.agent, fact.call) for fact in house.told(CallOffered)] == [(LI, call), (WANG, call)]


async def test_who_declines_gets_no_offer_for_a_moment(house: House) -> None:
    house.seat()
    _, call = await house.caller_waits()
    house.exchange.decline(LI, call)
    assert house.states() == ["queued"]
    house.clock.advance(REFUSAL_REST_S - 1)
    assert len(house.told(CallOffered)) == 1
    house.clock.advance(1)
    assert len(house.told(CallOffered)) == 2


async def test_a_caller_who_leaves_during_the_offer_frees_the_agent_without_a_miss(house: House) -> None:
    house.seat()
    leg, _ = await house.caller_waits()
    leg.peer_ends()
    await settle()
    assert [fact.why for fact in house.told(OfferEnded)] == ["caller_gone"]
    assert house.told(CallEnded)[0].reason == "abandoned"
    assert (house.agent(LI).state, house.agent(LI).missed) == ("available", 0)
    assert not house.media.open


async def test_an_agent_who_signs_out_gives_the_offer_back(house: House) -> None:
    house.seat()
    _, call = await house.caller_waits()
    house.exchange.sign_out(LI)
    assert [fact.why for fact in house.told(OfferEnded)] == ["agent_gone"]
    assert house.call(call).position == 1
    assert house.exchange.snapshot().agents == ()


async def test_the_longest_idle_agent_gets_the_call(house: House) -> None:
    house.seat(WANG)
    house.clock.advance(10)
    house.seat(LI)
    await house.caller_waits()
    assert house.told(CallOffered)[0].agent == WANG


async def test_a_sip_phone_is_dialled_at_once_and_its_answer_is_the_acceptance(house: House) -> None:
    house.seat(phone=PHONE)
    leg, call = await house.caller_waits("16400000005")
    await settle()
    phone = house.sip.dialled[0]
    assert phone.remote.uri == PHONE
    assert phone.caller
    assert phone.caller.number == "16400000005"
    with pytest.raises(Conflict):
        house.exchange.accept(LI, call)
    phone.peer_answers()
    assert house.states() == ["answered"]
    agent_leg = house.media.bridges[leg.leg_id]
    assert house.media.connected[agent_leg] == NEGOTIATED
    leg.peer_ends()
    assert phone.did == ["hang_up"]


@pytest.mark.parametrize(("status", "why"), [(486, "declined"), (603, "declined"), (408, "no_answer"), (404, "leg_failed")])
async def test_a_phone_that_does_not_answer_returns_the_call(house: House, status: int, why: str) -> None:
    house.seat(phone=PHONE)
    await house.caller_waits()
    await settle()
    house.sip.dialled[0].peer_fails(status)
    await settle()
    assert [fact.why for fact in house.told(OfferEnded)] == [why]
    assert house.told(CallQueued)[-1].position == 1
    assert house.agent(LI).missed == 1
    assert len(house.told(CallOffered)) == 1, "an agent whose phone refuses is not dialled again at once"


async def test_a_phone_out_of_time_is_cancelled(house: House) -> None:
    house.seat(phone=PHONE)
    await house.caller_waits()
    await settle()
    house.exchange.set_presence(LI, "paused")
    house.clock.advance(ACD.offer_s)
    assert house.sip.dialled[0].did == ["hang_up"]
    house.sip.dialled[0].over = False
    house.sip.dialled[0].peer_answers()
    assert house.states() == ["queued"], "an answer that comes after the offer's end is hung up"
    assert house.sip.dialled[0].did == ["hang_up", "hang_up"]


async def test_an_agent_phone_that_hangs_up_ends_the_call(house: House) -> None:
    house.seat(phone=PHONE)
    leg, _ = await house.caller_waits()
    await settle()
    house.sip.dialled[0].peer_answers()
    house.sip.dialled[0].peer_ends()
    assert (house.told(CallEnded)[0].by, leg.did[-1]) == ("agent", "hang_up")
    assert house.agent(LI).state == "wrap_up"


async def test_the_phones_hold_key_holds_the_caller(house: House) -> None:
    house.seat(phone=PHONE)
    leg, call = await house.caller_waits()
    await settle()
    phone = house.sip.dialled[0]
    phone.peer_answers()
    phone.peer_changes(replace(NEGOTIATED, direction="recvonly"))
    assert house.call(call).state == "held"
    assert house.media.sound(leg.leg_id) == ("hold_music",)
    phone.peer_changes(NEGOTIATED)
    assert house.call(call).state == "answered"


async def test_signing_in_again_changes_phone_and_queues_but_no_call(house: House) -> None:
    _, call = await house.talk()
    house.seat(phone=PHONE, queues=("business",))
    assert house.call(call).state == "answered"
    assert (house.agent(LI).phone, house.agent(LI).queues) == (PHONE, ("business",))


async def test_agents_only_get_calls_of_their_queues(house: House) -> None:
    house.seat(queues=("business",))
    await house.caller_waits()
    assert house.states() == ["queued"]


async def test_every_change_of_an_agent_is_told_once(house: House) -> None:
    leg, call = await house.talk()
    house.exchange.hold(LI, call)
    house.exchange.resume(LI, call)
    leg.peer_ends()
    house.clock.advance(ACD.wrap_up_s)
    states = [fact.state for fact in house.told(AgentStateChanged)]
    assert states == ["paused", "available", "reserved", "talking", "held", "talking", "wrap_up", "available"]
    assert house.told(CallAnswered)[0].agent == LI


async def test_a_stranger_may_not_end_a_call(house: House) -> None:
    _, call = await house.talk()
    with pytest.raises(Conflict):
        house.exchange.hang_up(call, PersonId("somebody-else"))
    assert house.call(call).state == "answered"


async def test_closing_a_queue_takes_back_what_it_offers_and_counts_no_miss(house: House) -> None:
    house.exchange.open_queue(QueueSpec(name="duty:1", title="带班", numbers=("1234501",), duty_session="1"))
    house.seat(queues=("duty:1",))
    _, call = await house.caller_waits(dialled="1234501")
    assert house.call(call).state == "offered"
    house.exchange.close_queue("duty:1", move_to="general")
    assert house.call(call).queue == "general"
    assert house.call(call).state in ("queued", "offered")
    assert house.agent(LI).missed == 0
    assert house.told(OfferEnded)[-1].why == "queue_closed"


async def test_the_end_of_a_notice_that_comes_after_the_answer_starts_no_music(house: House) -> None:
    leg, call = await house.caller_waits()
    token = house.media.playing[leg.leg_id][1]
    house.seat()
    await settle()
    house.exchange.accept(LI, call)
    await settle()
    house.media._tell(PlayFinished(leg=leg.leg_id, token=token))
    assert house.media.sound(leg.leg_id) == ()

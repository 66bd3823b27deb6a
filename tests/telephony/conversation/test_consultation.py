"""Consultation, three-way and transfer step by step: what each person hears and what is told."""

from dataclasses import replace

import pytest

from config.errors import Conflict, Unavailable
from telephony.events import (
    AgentStateChanged,
    CallAnswered,
    CallHeld,
    CallOffered,
    CallQueued,
    CallResumed,
    CallTransferred,
    OfferEnded,
    PartyAnswered,
    PartyCalled,
    PartyJoined,
    PartyLeft,
)
from tests.fakes.sip import NEGOTIATED
from tests.telephony.conversation.stages import LI_BY_WANG, PHONE, POLICE, Stage, calling, consulting, talking, three_way
from tests.telephony.exchange.house import LI, WANG, House, settle

pytestmark = pytest.mark.anyio
STEPS = (CallAnswered, CallHeld, CallResumed, CallTransferred, CallQueued, CallOffered, OfferEnded)
PARTIES = (PartyCalled, PartyAnswered, PartyJoined, PartyLeft)


def told_since(stage: Stage, since: int) -> list[str]:
    return [type(fact).__name__ for fact in stage.house.facts[since:] if isinstance(fact, (*STEPS, *PARTIES))]


async def test_the_caller_hears_music_and_the_agent_ringing_while_the_party_is_called(house: House) -> None:
    stage = await talking(house)
    since = len(house.facts)
    await calling(stage)
    assert told_since(stage, since) == ["PartyCalled", "CallHeld"]
    assert house.media.sound(stage.caller.leg_id) == ("hold_music",)
    assert house.media.sound(stage.agent_leg) == ("ringback",)
    assert stage.agent_leg in house.media.muted
    assert [leg.remote.number for leg in house.sip.dialled] == [POLICE]
    party = house.call(stage.call).parties[0]
    assert (party.number, party.role, party.state) == (POLICE, "consulted", "calling")


async def test_the_agent_hears_the_partys_network_until_the_answer_without_a_gap(house: House) -> None:
    stage = await talking(house)
    await calling(stage)
    assert stage.party
    house.sip.listener.ringing(stage.party)
    assert house.media.sound(stage.agent_leg) == ("ringback",), "180 alone: we ring"
    stage.party.peer_sounds_early()
    assert stage.hears(stage.agent_leg) == {stage.party_leg}
    assert stage.hears(stage.party_leg) == stage.hears(stage.caller.leg_id) == frozenset()
    assert house.media.sound(stage.caller.leg_id) == ("hold_music",)
    assert stage.agent_leg in house.media.muted
    assert house.call(stage.call).parties[0].state == "calling"
    stage.party.peer_sounds_early(replace(NEGOTIATED, remote_port=30010))
    assert house.media.connected[stage.party_leg].remote_port == 30010
    asked = house.media.asked = []
    await stage.party_answers()
    assert stage.hears(stage.party_leg) == {stage.agent_leg}
    assert [sources for leg, sources in asked if leg == stage.agent_leg] == [], "what the agent hears goes on"
    assert stage.agent_leg not in house.media.muted


async def test_an_agent_who_goes_back_to_the_caller_hears_the_network_no_more(house: House) -> None:
    stage = await talking(house)
    await calling(stage)
    assert stage.party
    stage.party.peer_sounds_early()
    house.exchange.resume(LI, stage.call)
    assert house.media.bridges[stage.caller.leg_id] == stage.agent_leg
    stage.party.peer_fails(404)
    assert house.media.bridges[stage.caller.leg_id] == stage.agent_leg


async def test_who_is_transferred_hears_the_network_of_whom_it_calls(house: House) -> None:
    stage = await talking(house)
    house.exchange.transfer_to_number(LI, stage.call, POLICE)
    await settle()
    assert stage.party
    assert house.media.sound(stage.caller.leg_id) == ("ringback",)
    stage.party.peer_sounds_early()
    assert stage.hears(stage.caller.leg_id) == {stage.party_leg}
    assert house.media.sound(stage.caller.leg_id) == ()
    stage.party.peer_answers()
    assert house.media.bridges[stage.caller.leg_id] == stage.party_leg


async def test_the_receiver_hears_first_and_is_then_joined(house: House) -> None:
    stage = await talking(house)
    await calling(stage)
    since = len(house.facts)
    await stage.party_answers()
    assert stage.hears(stage.agent_leg) == {stage.party_leg}
    assert stage.hears(stage.party_leg) == {stage.agent_leg}
    assert stage.hears(stage.caller.leg_id) == frozenset()
    assert house.media.sound(stage.caller.leg_id) == ("hold_music",)
    assert stage.agent_leg not in house.media.muted
    house.exchange.join_party(LI, stage.call)
    assert told_since(stage, since) == ["PartyAnswered", "PartyJoined", "CallResumed"]
    three = {stage.caller.leg_id, stage.agent_leg, stage.party_leg}
    assert {leg: stage.hears(leg) for leg in three} == {leg: three - {leg} for leg in three}
    assert set(house.media.recordings[stage.call][2]) == {stage.agent_leg, stage.party_leg}
    assert house.call(stage.call).parties[0].role == "third_party"


async def test_the_agent_goes_back_and_forth_between_caller_and_party(house: House) -> None:
    stage = await talking(house)
    await consulting(stage)
    house.exchange.resume(LI, stage.call)
    assert house.media.bridges[stage.caller.leg_id] == stage.agent_leg
    assert house.media.sound(stage.party_leg) == ("hold_music",)
    house.exchange.hold(LI, stage.call)
    assert house.media.bridges[stage.party_leg] == stage.agent_leg
    assert house.media.sound(stage.caller.leg_id) == ("hold_music",)


async def test_after_the_party_the_caller_is_with_the_agent_again(house: House) -> None:
    stage = await talking(house)
    await consulting(stage)
    since = len(house.facts)
    house.exchange.drop_party(LI, stage.call)
    await settle()
    assert told_since(stage, since) == ["PartyLeft", "CallResumed"]
    assert house.told(PartyLeft)[0].why == "dropped"
    assert house.media.bridges[stage.caller.leg_id] == stage.agent_leg
    assert stage.party
    assert stage.party.did[-1] == "hang_up"
    assert house.media.recordings[stage.call][2] == (stage.agent_leg,)


@pytest.mark.parametrize(("status", "why"), [(486, "declined"), (480, "no_answer"), (503, "failed")])
async def test_why_a_party_did_not_come_is_told(house: House, status: int, why: str) -> None:
    stage = await talking(house)
    await calling(stage)
    assert stage.party
    stage.party.peer_fails(status)
    assert house.told(PartyLeft)[0].why == why


async def test_attended_transfer_leaves_caller_and_party_together_and_recorded(house: House) -> None:
    stage = await talking(house)
    await consulting(stage)
    since, party = len(house.facts), stage.party_leg
    house.exchange.complete_transfer(LI, stage.call)
    await settle()
    assert told_since(stage, since) == ["PartyJoined", "CallTransferred"]
    assert house.told(CallTransferred)[0].how == "attended"
    assert house.agent(LI).state == "wrap_up"
    assert house.media.bridges[stage.caller.leg_id] == party
    assert house.media.recordings[stage.call][2] == (party,)
    assert stage.call not in house.media.finished_recordings
    live = house.call(stage.call)
    assert (live.state, live.agent, live.recording) == ("answered", None, True)


async def test_blind_transfer_lets_the_caller_hear_ringing_until_the_number_answers(house: House) -> None:
    stage = await talking(house)
    house.exchange.transfer_to_number(LI, stage.call, "025-110")
    await settle()
    assert house.agent(LI).state == "wrap_up"
    assert house.media.sound(stage.caller.leg_id) == ("ringback",)
    dialled = house.sip.dialled[-1]
    assert dialled.remote.number == "025110"
    dialled.peer_answers()
    assert house.media.bridges[stage.caller.leg_id] == stage.party_leg
    assert [fact.number for fact in house.told(PartyJoined)] == ["025110"]


async def test_a_number_that_does_not_answer_gives_the_caller_back_to_the_head_of_the_queue(house: House) -> None:
    stage = await talking(house)
    house.exchange.transfer_to_number(LI, stage.call, POLICE)
    await settle()
    assert stage.party
    stage.party.peer_fails(480)
    live = house.call(stage.call)
    assert (live.state, live.queue, live.position) == ("queued", "general", 1)
    assert house.media.sound(stage.caller.leg_id) == ("transfer_failed",)
    house.media.play_to_end(stage.caller.leg_id)
    assert house.media.sound(stage.caller.leg_id) == ("hold_music",)


async def test_a_call_handed_to_a_colleague_is_an_offer_to_that_one_alone(house: House) -> None:
    stage = await talking(house)
    house.exchange.transfer_to_number(LI, stage.call, LI_BY_WANG)
    await settle()
    offer = house.told(CallOffered)[-1]
    assert (offer.agent, offer.queue) == (WANG, "general")
    assert house.agent(WANG).state == "reserved"
    house.exchange.accept(WANG, stage.call)
    assert (house.call(stage.call).state, house.call(stage.call).agent) == ("answered", WANG)
    assert house.agent(LI).state == "wrap_up"


async def test_a_colleague_who_declines_gives_the_caller_to_the_queue(house: House) -> None:
    stage = await talking(house)
    house.exchange.transfer_to_number(LI, stage.call, LI_BY_WANG)
    await settle()
    house.exchange.decline(WANG, stage.call)
    assert (house.call(stage.call).state, house.call(stage.call).position) == ("queued", 1)
    assert house.told(OfferEnded)[-1].why == "declined"


async def test_a_consulted_colleague_takes_the_call_over_with_an_answer_of_its_own(house: House) -> None:
    stage = await talking(house, colleague=True)
    await consulting(stage)
    leg = stage.party_leg
    assert house.agent(WANG).state == "talking"
    house.exchange.complete_transfer(LI, stage.call)
    await settle()
    assert [(fact.agent, fact.queue) for fact in house.told(CallAnswered)] == [(LI, "general"), (WANG, "general")]
    assert (house.call(stage.call).agent, house.call(stage.call).parties) == (WANG, ())
    assert house.media.bridges[stage.caller.leg_id] == leg
    assert house.media.taps[leg] == f"{stage.call}/agent"
    house.exchange.hold(WANG, stage.call)
    house.exchange.resume(WANG, stage.call)
    house.exchange.hang_up(stage.call, WANG)
    assert house.agent(WANG).state == "wrap_up"


async def test_a_consulted_colleague_writes_nothing_up(house: House) -> None:
    stage = await talking(house, colleague=True)
    await consulting(stage)
    house.exchange.drop_party(LI, stage.call)
    states = [fact.state for fact in house.told(AgentStateChanged) if fact.agent == WANG]
    assert states[-3:] == ["reserved", "talking", "available"]


async def test_a_colleague_who_does_not_answer_a_consultation_has_a_miss(house: House) -> None:
    stage = await talking(house, colleague=True)
    await calling(stage)
    house.clock.advance(60)
    assert (house.agent(WANG).state, house.agent(WANG).missed) == ("available", 1)
    assert house.told(PartyLeft)[0].why == "no_answer"


async def test_a_colleague_who_signs_out_while_rung_leaves_the_caller_with_the_agent(house: House) -> None:
    stage = await talking(house, colleague=True)
    await calling(stage)
    house.exchange.sign_out(WANG)
    assert house.call(stage.call).state == "answered"
    assert [agent.agent for agent in house.exchange.snapshot().agents] == [LI]


async def test_a_colleagues_phone_is_dialled_with_the_callers_number(house: House) -> None:
    stage = await talking(house, colleague=True)
    house.seat(WANG, phone=PHONE, queues=())
    await calling(stage)
    phone = house.sip.dialled[-1]
    assert (phone.remote.number, phone.caller) == (PHONE, stage.caller.remote)
    phone.peer_answers()
    assert house.call(stage.call).parties[0].state == "consulting"


@pytest.mark.parametrize("command", ["join_party", "drop_party", "complete_transfer"])
async def test_without_a_third_party_there_is_nothing_to_join_drop_or_complete(house: House, command: str) -> None:
    stage = await talking(house)
    with pytest.raises(Conflict):
        getattr(house.exchange, command)(LI, stage.call)


async def test_only_one_third_party_at_a_time(house: House) -> None:
    stage = await talking(house)
    await calling(stage)
    for command in (house.exchange.consult, house.exchange.transfer_to_number):
        with pytest.raises(Conflict):
            command(LI, stage.call, "120")
    with pytest.raises(Conflict):
        house.exchange.join_party(LI, stage.call)


@pytest.mark.parametrize("number", [f"agent:{LI}", "agent:nobody", "not a number"])
async def test_whom_nobody_can_call_is_refused_and_nothing_is_changed(house: House, number: str) -> None:
    stage = await talking(house)
    before = len(house.facts)
    for command in (house.exchange.consult, house.exchange.transfer_to_number):
        with pytest.raises(Conflict):
            command(LI, stage.call, number)
    assert len(house.facts) == before
    assert house.call(stage.call).state == "answered"


async def test_a_busy_colleague_is_neither_consulted_nor_handed_a_call(house: House) -> None:
    stage = await talking(house)
    house.exchange.set_presence(WANG, "paused", "lunch")
    for command in (house.exchange.consult, house.exchange.transfer_to_number):
        with pytest.raises(Conflict):
            command(LI, stage.call, LI_BY_WANG)
    assert (house.agent(WANG).state, house.agent(WANG).reason) == ("paused", "lunch")


async def test_a_number_that_cannot_be_dialled_gives_the_caller_back(house: House) -> None:
    stage = await talking(house)
    house.sip.refuse = Unavailable("no trunk")
    await calling(stage)
    assert house.told(PartyLeft)[0].why == "failed"
    assert house.call(stage.call).state == "answered"
    assert len(house.media.open) == 2


async def test_a_consulted_colleague_mutes_the_own_microphone_alone(house: House) -> None:
    stage = await talking(house, colleague=True)
    await calling(stage)
    with pytest.raises(Conflict):
        house.exchange.mute(WANG, stage.call, True)
    await stage.party_answers()
    house.exchange.mute(WANG, stage.call, True)
    assert house.media.muted == {stage.party_leg}
    assert (house.call(stage.call).muted, house.call(stage.call).parties[0].muted) == (False, True)
    house.exchange.join_party(LI, stage.call)
    assert house.media.muted == {stage.party_leg}, "into the three-way as well"
    house.exchange.complete_transfer(LI, stage.call)
    assert house.call(stage.call).muted, "and when the call is the colleague's own"
    house.exchange.mute(WANG, stage.call, False)
    assert house.media.muted == set()


async def test_a_mute_goes_on_through_a_consultation(house: House) -> None:
    stage = await talking(house)
    house.exchange.mute(LI, stage.call, True)
    await consulting(stage)
    assert stage.agent_leg in house.media.muted
    house.exchange.mute(LI, stage.call, False)
    assert stage.agent_leg not in house.media.muted


async def test_keys_are_pressed_towards_the_party_where_there_is_one(house: House) -> None:
    stage = await talking(house)
    house.exchange.send_digits(LI, stage.call, "1")
    await three_way(stage)
    house.exchange.send_digits(LI, stage.call, "20#")
    assert house.media.digits == [(stage.caller.leg_id, "1"), (stage.party_leg, "20#")]
    with pytest.raises(Conflict):
        house.exchange.send_digits(LI, stage.call, "x")

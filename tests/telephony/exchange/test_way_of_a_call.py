"""The way of a call that goes well, and each way in which it may end."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import Conflict, NotFound
from config.ids import CallId
from telephony.events import (
    AgentStateChanged,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallHeld,
    CallOffered,
    CallQueued,
    CallResumed,
    LegMeasured,
    RecordingFinished,
    RecordingStarted,
    WrapUpEnded,
)
from tests.fakes.sip import NEGOTIATED
from tests.telephony.exchange.house import ACD, LI, QUEUES, WANG, House, settle

pytestmark = pytest.mark.anyio


async def test_a_caller_hears_the_prompts_then_waits_with_an_announcement_and_music(house: House) -> None:
    leg, call = await house.caller_in_prompts()
    assert leg.did == ["ring", "answer"]
    assert house.media.sound(leg.leg_id) == ("welcome", "recording_notice")
    assert house.states() == ["ringing"]
    house.media.play_to_end(leg.leg_id)
    assert house.media.sound(leg.leg_id) == ("queue_wait",)
    house.media.play_to_end(leg.leg_id)
    assert house.media.playing[leg.leg_id][2], "hold music loops"
    assert house.media.sound(leg.leg_id) == ("hold_music",)
    assert [(fact.queue, fact.position) for fact in house.told(CallQueued)] == [("general", 1)]
    assert house.call(call).position == 1


async def test_with_a_free_agent_it_rings_instead_of_saying_that_all_are_busy(house: House) -> None:
    house.seat()
    leg, _ = await house.caller_waits()
    assert house.media.sound(leg.leg_id) == ("ringback",)
    house.clock.advance(ACD.offer_s)
    assert house.media.sound(leg.leg_id) == ("queue_wait",)


async def test_an_accepted_offer_joins_both_and_records_and_taps_them(house: House) -> None:
    house.seat()
    leg, call = await house.caller_waits()
    offer = house.told(CallOffered)[0]
    assert (offer.agent, offer.call, offer.queue) == (LI, call, "general")
    assert (offer.expires_at - offer.at).total_seconds() == ACD.offer_s
    house.clock.advance(4)
    house.exchange.accept(LI, call)
    answered = house.told(CallAnswered)[0]
    assert answered.waited_s == 4
    agent_leg = house.media.bridges[leg.leg_id]
    assert house.media.taps == {leg.leg_id: f"{call}/caller", agent_leg: f"{call}/agent"}
    path, left, right = house.media.recordings[call]
    assert (left, right) == (leg.leg_id, (agent_leg,))
    assert house.told(RecordingStarted)[0].path == f"2026/03/04/{call}.wav"
    assert path.as_posix().endswith(f"2026/03/04/{call}.wav")
    assert house.agent(LI).state == "talking"


async def test_acceptance_before_the_audio_leg_stands_takes_effect_when_it_does(house: House) -> None:
    leg, call = await house.caller_waits()
    house.media.gate.clear()
    house.seat()
    await settle()
    house.exchange.accept(LI, call)
    assert house.states() == ["offered"]
    house.media.gate.set()
    await settle()
    assert house.states() == ["answered"]
    assert leg.leg_id in house.media.bridges


async def test_the_callers_hang_up_leaves_the_agent_in_wrap_up_then_available(house: House) -> None:
    leg, call = await house.talk()
    house.clock.advance(60)
    leg.peer_ends()
    await settle()
    ended = house.told(CallEnded)[0]
    assert (ended.reason, ended.by, ended.agent, ended.talked_s) == ("completed", "caller", LI, 60)
    assert house.agent(LI).state == "wrap_up"
    assert house.agent(LI).call == call
    assert {fact.side for fact in house.told(LegMeasured)} == {"caller", "agent"}
    assert len(house.told(RecordingFinished)) == 1
    assert house.media.finished_recordings == [call]
    assert not house.media.open
    house.clock.advance(ACD.wrap_up_s)
    assert house.told(WrapUpEnded)[0].wrap_up_s == ACD.wrap_up_s
    assert house.agent(LI).state == "available"
    assert house.states() == []


async def test_wrap_up_can_be_ended_early(house: House) -> None:
    leg, _ = await house.talk()
    leg.peer_ends()
    house.clock.advance(5)
    house.exchange.end_wrap_up(LI)
    assert house.told(WrapUpEnded)[0].wrap_up_s == 5
    assert house.agent(LI).state == "available"
    with pytest.raises(Conflict):
        house.exchange.end_wrap_up(LI)


async def test_the_agents_hang_up_ends_the_callers_leg(house: House) -> None:
    leg, call = await house.talk()
    house.exchange.hang_up(call, LI)
    assert leg.did[-1] == "hang_up"
    assert house.told(CallEnded)[0].by == "agent"
    with pytest.raises(NotFound):
        house.exchange.hang_up(call, LI)


async def test_a_caller_who_leaves_the_queue_or_the_prompts_is_abandoned_with_the_time_waited(house: House) -> None:
    in_prompts, _ = await house.caller_in_prompts()
    house.clock.advance(3)
    in_prompts.peer_ends()
    waiting, _ = await house.caller_waits("16400000002")
    house.clock.advance(7)
    waiting.peer_ends()
    await settle()
    assert [(fact.reason, fact.by, fact.waited_s, fact.agent) for fact in house.told(CallEnded)] == [
        ("abandoned", "caller", 3, None),
        ("abandoned", "caller", 7, None),
    ]
    assert house.states() == []
    assert not house.media.open


async def test_a_cancel_before_the_answer_closes_the_media_that_opens_late(house: House) -> None:
    house.media.gate.clear()
    leg = house.sip.call_in()
    await settle()
    leg.peer_ends(reason="CANCEL")
    house.media.gate.set()
    await settle()
    assert "answer" not in leg.did
    assert house.told(CallEnded)[0].reason == "abandoned"
    assert not house.media.open


async def test_hold_lets_the_caller_hear_music_and_nobody_hear_the_agent(house: House) -> None:
    leg, call = await house.talk()
    agent_leg = house.media.bridges[leg.leg_id]
    house.exchange.hold(LI, call)
    assert house.media.sound(leg.leg_id) == ("hold_music",)
    assert not house.media.bridges
    assert house.media.muted == {agent_leg}
    assert (house.agent(LI).state, house.call(call).state) == ("held", "held")
    with pytest.raises(Conflict):
        house.exchange.hold(LI, call)
    house.exchange.resume(LI, call)
    assert house.media.bridges[leg.leg_id] == agent_leg
    assert not house.media.muted
    assert (len(house.told(CallHeld)), len(house.told(CallResumed))) == (1, 1)


async def test_a_mute_survives_hold_and_is_shown(house: House) -> None:
    leg, call = await house.talk()
    agent_leg = house.media.bridges[leg.leg_id]
    house.exchange.mute(LI, call, True)
    house.exchange.hold(LI, call)
    house.exchange.resume(LI, call)
    assert house.media.muted == {agent_leg}
    assert house.call(call).muted
    house.exchange.mute(LI, call, False)
    assert not house.media.muted
    assert not house.call(call).muted


async def test_a_digit_in_the_prompts_chooses_the_queue_but_the_notice_is_heard_to_its_end(house: House) -> None:
    leg, call = await house.caller_in_prompts()
    house.media.press(leg.leg_id, "1")
    assert house.media.sound(leg.leg_id) == ("welcome", "recording_notice")
    house.media.play_to_end(leg.leg_id)
    assert house.call(call).queue == "business"


async def test_a_number_outside_the_menu_leads_straight_to_its_queue_whatever_is_pressed(house: House) -> None:
    leg, call = await house.caller_in_prompts(dialled="12346")
    leg.peer_presses("1")
    house.media.play_to_end(leg.leg_id)
    assert house.call(call).queue == "duty:1"


async def test_an_unknown_number_goes_to_the_first_queue(house: House) -> None:
    _, call = await house.caller_waits(dialled="999")
    assert house.call(call).queue == "general"


async def test_a_delayed_offer_hears_the_prompts_when_its_answer_has_come(house: House) -> None:
    leg = house.sip.call_in(delayed_offer=True)
    await settle()
    assert leg.leg_id not in house.media.playing
    leg.peer_changes(NEGOTIATED)
    assert house.media.sound(leg.leg_id) == ("welcome", "recording_notice")
    leg.peer_changes(replace(NEGOTIATED, remote_port=30002))
    assert house.media.connected[leg.leg_id].remote_port == 30002


async def test_without_room_the_caller_hears_why_and_the_call_is_rejected(tmp_path: Path) -> None:
    small = (replace(QUEUES[0], max_length=1, on_full="reject"),)
    async with House(tmp_path, queues=small) as house:
        await house.caller_waits()
        leg, _ = await house.caller_waits("16400000002")
        assert house.media.sound(leg.leg_id) == ("no_agent",)
        house.media.play_to_end(leg.leg_id)
        assert (house.told(CallEnded)[0].reason, leg.did[-1]) == ("rejected", "hang_up")


async def test_a_full_queue_overflows_into_the_next(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(QUEUES[0], replace(QUEUES[1], max_length=1, numbers=("7",)))) as house:
        await house.caller_waits(dialled="7")
        _, call = await house.caller_waits("16400000002", dialled="7")
        assert house.call(call).queue == "general"


async def test_who_waits_too_long_overflows_first_and_is_called_back_at_last(tmp_path: Path) -> None:
    queues = (replace(QUEUES[0], max_wait_s=100), replace(QUEUES[1], max_wait_s=50, numbers=("7",)))
    async with House(tmp_path, queues=queues) as house:
        leg, call = await house.caller_waits(dialled="7")
        house.clock.advance(50)
        assert house.call(call).queue == "general"
        house.clock.advance(100)
        assert house.media.sound(leg.leg_id) == ("callback_offer",)
        assert house.told(CallEnded) == []
        leg.peer_ends()
        assert house.told(CallEnded)[0].reason == "callback_requested"
        assert house.told(CallEnded)[0].waited_s == 150


async def test_a_transfer_puts_the_caller_first_and_the_agent_into_wrap_up(house: House) -> None:
    leg, call = await house.talk()
    _, waiting = await house.caller_waits("16400000002")
    house.clock.advance(10)
    with pytest.raises(NotFound):
        house.exchange.transfer_to_queue(LI, call, "nowhere")
    house.exchange.transfer_to_queue(LI, call, "general")
    await settle()
    assert house.agent(LI).state == "wrap_up"
    assert [house.call(one).position for one in (call, waiting)] == [1, 2]
    assert house.media.sound(leg.leg_id) == ("transfer",)
    house.seat(WANG)
    await settle()
    house.exchange.accept(WANG, call)
    await settle()
    assert house.media.taps[house.media.bridges[leg.leg_id]] == f"{call}/agent"
    assert len(house.told(RecordingStarted)) == 1, "the same file goes on"
    house.exchange.end_wrap_up(LI)
    assert house.call(call).state == "answered", "the first agent's wrap-up is not the call's end"
    house.clock.advance(5)
    leg.peer_ends()
    assert house.told(CallEnded)[0].talked_s == 15


async def test_a_closed_queues_callers_move_to_the_place_of_their_waiting_time(house: House) -> None:
    _, first = await house.caller_waits("1", dialled="12346")
    house.clock.advance(1)
    _, second = await house.caller_waits("2")
    house.clock.advance(1)
    _, third = await house.caller_waits("3", dialled="12346")
    house.exchange.close_queue("duty:1", move_to="general")
    assert [house.call(call).position for call in (first, second, third)] == [1, 2, 3]
    assert {house.call(call).queue for call in (first, third)} == {"general"}
    _, fourth = await house.caller_waits("4", dialled="12346")
    assert house.call(fourth).queue == "general"
    house.exchange.open_queue(QUEUES[2])
    _, fifth = await house.caller_waits("5", dialled="12346")
    assert house.call(fifth).queue == "duty:1"


async def test_the_weightier_queue_is_served_first(house: House) -> None:
    _, ordinary = await house.caller_waits("1")
    house.clock.advance(5)
    _, duty = await house.caller_waits("2", dialled="12346")
    house.clock.advance(5)
    house.seat()
    assert house.call(duty).state == "offered"
    assert house.call(ordinary).state == "queued"


async def test_a_wish_during_a_call_is_kept_and_follows_wrap_up(house: House) -> None:
    leg, _ = await house.talk()
    house.exchange.set_presence(LI, "paused", "meal")
    assert (house.agent(LI).state, house.agent(LI).next) == ("talking", "paused")
    leg.peer_ends()
    house.clock.advance(ACD.wrap_up_s)
    assert (house.agent(LI).state, house.agent(LI).reason) == ("paused", "meal")


async def test_signing_out_lets_the_live_call_go_on_to_its_end(house: House) -> None:
    leg, call = await house.talk()
    house.exchange.sign_out(LI)
    assert house.call(call).state == "answered"
    leg.peer_ends()
    house.clock.advance(ACD.wrap_up_s)
    assert house.exchange.snapshot().agents == ()
    assert house.told(AgentStateChanged)[-1].state == "offline"


async def test_every_arrived_call_is_known_by_number_and_trunk(house: House) -> None:
    leg, call = await house.caller_in_prompts("16400000007")
    arrived = house.told(CallArrived)[0]
    assert (arrived.call, arrived.caller_number, arrived.dialled, arrived.trunk, arrived.sip_call_id) == (
        call,
        "16400000007",
        "12345",
        "local",
        leg.sip_call_id,
    )


async def test_commands_on_calls_of_others_are_refused_in_words(house: House) -> None:
    _, call = await house.talk()
    house.seat(WANG)
    for command in (house.exchange.hold, house.exchange.resume, house.exchange.accept, house.exchange.decline):
        with pytest.raises(Conflict) as refusal:
            command(WANG, call)
        assert refusal.value.what
    with pytest.raises(NotFound):
        house.exchange.hold(LI, CallId("none"))
    assert house.states() == ["answered"]


async def test_stop_ends_all_calls_and_leaves_nothing_open(tmp_path: Path) -> None:
    house = House(tmp_path)
    await house.exchange.start()
    leg, _ = await house.talk()
    waiting, _ = await house.caller_waits("16400000002")
    await house.exchange.stop()
    assert [(fact.reason, fact.detail) for fact in house.told(CallEnded)] == [
        ("completed", "service stopped"),
        ("failed", "service stopped"),
    ]
    assert leg.did[-1] == waiting.did[-1] == "hang_up"
    assert not house.media.open
    assert house.media.stopped
    assert house.sip.stopped
    assert house.exchange.snapshot().agents == ()
    late = house.sip.call_in()
    assert late.did == ["reject 503"]
    assert not house.clock.waiting


async def test_stopping_offers_no_more_calls(tmp_path: Path) -> None:
    house = House(tmp_path)
    await house.exchange.start()
    house.seat(LI)
    house.seat(WANG)
    for number in ("1", "2", "3"):
        await house.caller_waits(number)
    await house.exchange.stop()
    assert len(house.told(CallOffered)) == 2
    assert len(house.told(CallEnded)) == 3

"""Whatever breaks: the caller is told or served by another, no agent stays stuck, other calls go on."""

from pathlib import Path

import pytest

from config.errors import Conflict, Unavailable
from config.ids import CallId
from telephony.events import CallAnswered, CallEnded, CallQueued, OfferEnded, RecordingFailed, RecordingResumed, TelephonyEvent
from telephony.exchange import PbxExchange
from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMediaEngine
from tests.fakes.sip import FakeSipEndpoint
from tests.telephony.exchange.house import ACD, LI, QUEUES, WANG, House, settle

pytestmark = pytest.mark.anyio
PHONE = "sip:1001@127.0.0.1:5070"


async def test_a_browser_back_within_the_grace_keeps_its_leg(house: House) -> None:
    leg, call = await house.talk()
    pipe = house.media.pipes[house.media.bridges[leg.leg_id]]
    older = await house.exchange.browser_audio(LI)
    older.close()
    house.clock.advance(9)
    newer = await house.exchange.browser_audio(LI)
    heard: list[bytes] = []
    newer.on_frame(heard.append)
    newer.send(b"mine")
    older.send(b"late")
    older.close()
    pipe.hear(b"caller")
    house.clock.advance(60)
    assert house.call(call).state == "answered"
    assert (pipe.sent, heard) == ([b"mine"], [b"caller"])


async def test_a_recording_that_cannot_be_written_is_told_and_the_call_goes_on(house: House) -> None:
    _, call = await house.talk()
    assert house.call(call).recording
    house.media.trouble(call, "disk full")
    assert [fact.what for fact in house.told(RecordingFailed)] == ["disk full"]
    assert (house.call(call).state, house.call(call).recording) == ("answered", False)
    house.media.trouble(call, "")
    assert len(house.told(RecordingResumed)) == 1
    assert house.call(call).recording
    house.media.trouble(CallId("gone"), "disk full")
    assert len(house.told(RecordingFailed)) == 1


async def test_a_browser_gone_for_longer_returns_the_caller_and_pauses_the_agent(house: House) -> None:
    leg, call = await house.talk()
    audio = await house.exchange.browser_audio(LI)
    audio.close()
    house.clock.advance(10)
    await settle()
    assert (house.call(call).state, house.call(call).position) == ("queued", 1)
    assert house.media.sound(leg.leg_id) == ("agent_offline",)
    assert (house.agent(LI).state, house.agent(LI).reason, house.agent(LI).call) == ("paused", "connection_lost", None)
    assert house.media.open == {leg.leg_id}
    assert house.told(CallEnded) == []
    with pytest.raises(Conflict):
        await house.exchange.browser_audio(LI)


async def test_a_browser_that_never_connects_its_audio_counts_as_gone(house: House) -> None:
    house.seat()
    _, call = await house.caller_waits()
    house.exchange.accept(LI, call)
    house.clock.advance(10)
    assert house.call(call).state == "queued"
    assert house.agent(LI).reason == "connection_lost"


async def test_there_is_no_browser_audio_before_the_answer(house: House) -> None:
    house.seat()
    await house.caller_waits()
    with pytest.raises(Conflict):
        await house.exchange.browser_audio(LI)


async def test_a_silent_line_ends_the_call_by_its_state(house: House) -> None:
    answered, _ = await house.talk()
    waiting, _ = await house.caller_waits("2")
    house.media.time_out(answered.leg_id)
    house.media.time_out(waiting.leg_id)
    ends = [(fact.reason, fact.by, fact.detail) for fact in house.told(CallEnded)]
    assert ends == [("completed", "system", "rtp timeout"), ("abandoned", "system", "rtp timeout")]


async def test_a_dead_agent_phone_gives_the_caller_to_another(house: House) -> None:
    house.seat(phone=PHONE)
    leg, call = await house.caller_waits()
    await settle()
    house.sip.dialled[0].peer_answers()
    house.media.time_out(house.media.bridges[leg.leg_id])
    assert (house.call(call).state, house.agent(LI).reason) == ("queued", "connection_lost")
    house.seat(WANG)
    await settle()
    house.exchange.accept(WANG, call)
    assert house.call(call).agent == WANG


async def test_the_engines_death_ends_all_calls_and_frees_all_agents(house: House) -> None:
    await house.talk()
    house.seat(WANG)
    await house.caller_waits("2")
    await house.caller_in_prompts("3")
    house.media.die()
    assert {(fact.reason, fact.detail) for fact in house.told(CallEnded)} == {("failed", "media engine lost")}
    assert len(house.told(CallEnded)) == 3
    assert (house.agent(LI).state, house.agent(WANG).state) == ("wrap_up", "available")
    _, call = await house.caller_waits("4")
    assert house.call(call).state == "offered", "the next call is served"


async def test_without_a_media_port_the_caller_gets_503_and_the_call_is_accounted(house: House) -> None:
    house.media.fails.add("open_rtp")
    leg = house.sip.call_in()
    await settle()
    assert "reject 503" in leg.did
    assert house.told(CallEnded)[0].reason == "rejected"


async def test_an_agents_leg_that_cannot_be_opened_is_a_failed_offer(house: House) -> None:
    house.media.fails.add("open_pipe")
    house.seat()
    _, call = await house.caller_waits()
    assert [fact.why for fact in house.told(OfferEnded)] == ["leg_failed"]
    assert house.call(call).position == 1


async def test_an_invite_that_cannot_be_sent_is_a_failed_offer_and_leaks_no_port(house: House) -> None:
    house.sip.refuse = Unavailable("no trunk")
    house.seat(phone=PHONE)
    leg, _ = await house.caller_waits()
    await settle()
    assert [fact.why for fact in house.told(OfferEnded)] == ["leg_failed"]
    assert house.media.open == {leg.leg_id}


async def test_a_failure_inside_one_call_ends_it_alone_and_frees_its_agent(house: House) -> None:
    first, other = await house.talk()
    house.seat(WANG)
    _, broken = await house.caller_waits("2")
    house.media.fails.add("hear")
    house.exchange.accept(WANG, broken)
    assert [(fact.call, fact.reason, fact.detail) for fact in house.told(CallEnded)] == [(broken, "failed", "internal error")]
    assert house.agent(WANG).state == "wrap_up"
    assert house.call(other).state == "answered"
    assert first.leg_id in house.media.bridges


async def test_prompts_that_never_end_do_not_keep_the_caller_from_the_queue(house: House) -> None:
    leg, call = await house.caller_in_prompts()
    house.clock.advance(90)
    assert house.call(call).state == "queued"
    house.media.play_to_end(leg.leg_id)
    assert len(house.told(CallQueued)) == 1


async def test_a_caller_whose_media_never_comes_is_not_kept(house: House) -> None:
    leg = house.sip.call_in(delayed_offer=True)
    await settle()
    house.clock.advance(40)
    assert house.told(CallEnded)[0].reason == "failed"
    assert leg.did[-1] == "hang_up"


async def test_an_answer_that_is_never_acknowledged_fails_the_call(house: House) -> None:
    leg, _ = await house.caller_in_prompts()
    leg.peer_ends(by="timeout", reason="no ACK")
    assert (house.told(CallEnded)[0].reason, house.told(CallEnded)[0].detail) == ("failed", "no ACK")


async def test_late_events_of_ended_calls_change_nothing(house: House) -> None:
    leg, _ = await house.talk()
    agent_leg = house.media.bridges[leg.leg_id]
    leg.peer_ends()
    told = len(house.told(CallEnded))
    leg.peer_ends()
    house.media.time_out(leg.leg_id)
    house.media.time_out(agent_leg)
    leg.peer_presses("1")
    assert len(house.told(CallEnded)) == told == 1


async def test_a_listener_that_fails_disturbs_no_call(tmp_path: Path) -> None:
    def broken(event: TelephonyEvent) -> None:
        raise RuntimeError("the listener is broken")

    clock, sip, media = FakeClock(), FakeSipEndpoint(), FakeMediaEngine()
    exchange = PbxExchange(
        sip, media, acd=ACD, queues=QUEUES, recordings=tmp_path, emit=broken, now=clock.now, loop=clock, browser_grace_s=10
    )
    await exchange.start()
    leg = sip.call_in()
    await settle()
    media.play_to_end(leg.leg_id)
    assert exchange.snapshot().calls[0].state == "queued"
    await exchange.stop()


async def test_a_recordings_folder_that_cannot_be_written_does_not_cost_the_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    async with House(tmp_path / "file") as house:
        await house.talk()
        assert house.states() == ["answered"]
        assert len(house.told(CallAnswered)) == 1

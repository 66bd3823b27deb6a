"""Calls that we place: the agent first, then the citizen; one live attempt; nobody stays reserved."""

import asyncio
from dataclasses import replace

import pytest

from config.errors import Conflict, NotFound, Unavailable
from config.ids import CallId
from telephony.events import AgentStateChanged, CallAnswered, CallEnded, CallPlaced, RecordingStarted, WrapUpEnded
from tests.fakes.sip import NEGOTIATED, FakeSipLeg
from tests.telephony.conversation.stages import PHONE
from tests.telephony.exchange.house import LI, WANG, House, settle

pytestmark = pytest.mark.anyio
CITIZEN = "16400000007"


async def dialled(house: House, *, phone: str = "browser", entry: str = "") -> CallId:
    house.seat(LI, phone=phone)
    call = house.exchange.dial(LI, CITIZEN, entry=entry)
    await settle()
    return call


def citizen(house: House) -> FakeSipLeg:
    return next(leg for leg in house.sip.dialled if leg.remote.number == CITIZEN)


async def nothing_is_left(house: House) -> None:
    await settle()
    house.clock.advance(200)
    await settle()
    board = house.exchange._board
    assert house.exchange.snapshot().calls == ()
    assert (house.agent(LI).state, house.agent(LI).call) == ("available", None)
    assert not house.media.open
    assert house.sip.live_legs() == 0
    assert (len(board.plant.ends), len(board.alarms), board.lines) == (0, 0, {})


async def test_the_citizen_is_dialled_while_the_agent_hears_it_ring(house: House) -> None:
    call = await dialled(house, entry="e1")
    placed = house.told(CallPlaced)[0]
    assert (placed.call, placed.agent, placed.number, placed.entry) == (call, LI, CITIZEN, "e1")
    live = house.call(call)
    assert (live.state, live.direction, live.agent, live.caller_number) == ("ringing", "out", LI, CITIZEN)
    assert (house.agent(LI).state, house.agent(LI).call) == ("reserved", call)
    await house.exchange.browser_audio(LI)
    assert [sound for sound, _, _ in house.media.playing.values()] == [("ringback",)]
    assert citizen(house)


async def test_the_citizen_hears_of_the_recording_first_and_then_talks(house: House) -> None:
    call = await dialled(house)
    await house.exchange.browser_audio(LI)
    citizen(house).peer_answers()
    line = house.exchange._board.lines[call]
    assert house.media.sound(line.caller_leg) == ("recording_notice",)
    assert house.told(RecordingStarted) == []
    house.media.play_to_end(line.caller_leg)
    answered = house.told(CallAnswered)[0]
    assert (answered.agent, answered.waited_s) == (LI, 0.0)
    assert len(house.told(RecordingStarted)) == 1
    assert line.agent
    assert house.media.bridges[line.caller_leg] == line.agent.leg
    assert house.agent(LI).state == "talking"
    house.exchange.hold(LI, call)
    house.exchange.resume(LI, call)
    citizen(house).peer_ends()
    ended = house.told(CallEnded)[0]
    assert (ended.reason, ended.by, ended.agent, ended.queue) == ("completed", "caller", LI, None)
    assert house.agent(LI).state == "wrap_up"
    house.exchange.end_wrap_up(LI)
    assert len(house.told(WrapUpEnded)) == 1
    await nothing_is_left(house)


@pytest.mark.parametrize(("status", "detail"), [(486, "486"), (480, "480"), (408, "408"), (404, "404")])
async def test_a_citizen_who_does_not_answer_frees_the_agent_and_says_why(house: House, status: int, detail: str) -> None:
    await dialled(house)
    citizen(house).peer_fails(status)
    ended = house.told(CallEnded)[0]
    assert (ended.reason, ended.by, ended.agent, ended.detail) == ("failed", "system", LI, detail)
    assert house.agent(LI).state == "available"
    assert house.told(WrapUpEnded) == []
    await nothing_is_left(house)


async def test_the_agent_hears_the_network_until_the_citizen_answers_without_a_gap(house: House) -> None:
    call = await dialled(house)
    await house.exchange.browser_audio(LI)
    line = house.exchange._board.lines[call]
    agent = line.ringing[LI].leg
    assert house.media.sound(agent) == ("ringback",)
    citizen(house).peer_sounds_early()
    assert house.media.heard[agent] == {line.caller_leg}
    assert house.media.connected[line.caller_leg] == NEGOTIATED
    citizen(house).peer_sounds_early(replace(NEGOTIATED, remote_port=30010))
    assert house.media.connected[line.caller_leg].remote_port == 30010
    assert (house.call(call).state, house.told(CallAnswered)) == ("ringing", [])
    asked = house.media.asked = []
    citizen(house).peer_answers()
    house.media.play_to_end(line.caller_leg)
    assert {sources for leg, sources in asked if leg == agent} == {frozenset({line.caller_leg})}, "never anything else"
    assert house.media.heard[line.caller_leg] == {agent}


async def test_audio_is_there_as_soon_as_the_leg_is_open_however_early_the_browser_asks(house: House) -> None:
    house.seat(LI)
    house.media.gate.clear()
    house.exchange.dial(LI, CITIZEN)
    asking = asyncio.ensure_future(house.exchange.browser_audio(LI))
    await settle()
    assert not asking.done()
    house.media.gate.set()
    await settle()
    assert asking.result()


async def test_a_citizen_who_only_rings_is_heard_from_the_answer_on(house: House) -> None:
    call = await dialled(house)
    line = house.exchange._board.lines[call]
    agent = line.ringing[LI].leg
    house.sip.listener.ringing(citizen(house))
    assert house.media.sound(agent) == ("ringback",)
    citizen(house).peer_answers()
    assert house.media.heard[agent] == {line.caller_leg}
    assert house.media.sound(agent) == ()
    assert house.media.heard.get(line.caller_leg, frozenset()) == frozenset(), "the notice comes first"


async def test_a_network_that_falls_silent_before_the_answer_is_no_dead_call(house: House) -> None:
    call = await dialled(house)
    citizen(house).peer_sounds_early()
    line = house.exchange._board.lines[call]
    house.media.time_out(line.caller_leg)
    assert house.call(call).state == "ringing"
    citizen(house).peer_answers()
    house.media.time_out(line.caller_leg)
    assert house.told(CallEnded)[0].detail == "rtp timeout"


async def test_an_announcement_before_a_refusal_leaves_nothing_behind(house: House) -> None:
    await dialled(house)
    citizen(house).peer_sounds_early()
    citizen(house).peer_fails(404)
    assert house.told(CallEnded)[0].detail == "404"
    await nothing_is_left(house)


async def test_a_paused_agent_who_called_is_paused_again_for_the_same_reason(house: House) -> None:
    house.seat(LI)
    house.exchange.set_presence(LI, "paused", "callbacks")
    house.exchange.dial(LI, CITIZEN)
    await settle()
    citizen(house).peer_fails(486)
    assert (house.agent(LI).state, house.agent(LI).reason) == ("paused", "callbacks")


async def test_the_agents_phone_rings_first_and_the_citizen_only_after_its_answer(house: House) -> None:
    await dialled(house, phone=PHONE)
    assert [leg.remote.number for leg in house.sip.dialled] == [PHONE]
    assert house.sip.dialled[0].caller
    assert house.sip.dialled[0].caller.number == CITIZEN
    house.sip.dialled[0].peer_answers()
    await settle()
    assert [leg.remote.number for leg in house.sip.dialled] == [PHONE, CITIZEN]


@pytest.mark.parametrize("how", ["fails", "hangs_up", "broken"])
async def test_an_agents_phone_that_fails_ends_the_attempt(house: House, how: str) -> None:
    await dialled(house, phone=PHONE)
    phone = house.sip.dialled[0]
    if how == "fails":
        phone.peer_fails(480)
    else:
        phone.peer_answers()
        await settle()
        phone.peer_ends("remote" if how == "hangs_up" else "error")
    assert [(fact.reason, fact.by) for fact in house.told(CallEnded)] == [("failed", "agent")]
    await nothing_is_left(house)


async def test_who_never_answers_is_given_up_within_the_bound(house: House) -> None:
    await dialled(house)
    await house.exchange.browser_audio(LI)
    house.clock.advance(90)
    assert [(fact.reason, fact.detail) for fact in house.told(CallEnded)] == [("failed", "408 no answer")]
    await nothing_is_left(house)


@pytest.mark.parametrize(
    "what", ["agent_hangs_up", "signs_out", "citizen_leaves_in_the_notice", "engine", "browser", "no_trunk", "no_pipe", "stop"]
)
async def test_whatever_ends_an_attempt_frees_the_agent(house: House, what: str) -> None:
    if what == "no_trunk":
        house.sip.refuse = Unavailable("no trunk")
    if what == "no_pipe":
        house.media.fails.add("open_pipe")
    call = await dialled(house)
    match what:
        case "agent_hangs_up":
            house.exchange.hang_up(call, LI)
        case "signs_out":
            house.exchange.sign_out(LI)
            house.seat(LI)
        case "citizen_leaves_in_the_notice":
            citizen(house).peer_answers()
            citizen(house).peer_ends()
        case "engine":
            house.media.die()
        case "browser":
            house.clock.advance(10)
        case "stop":
            await house.exchange.stop()
            assert not house.media.open
            return
    await settle()
    assert [fact.reason for fact in house.told(CallEnded)] == ["failed"]
    house.media.fails.clear()
    await nothing_is_left(house)


async def test_one_live_attempt_for_each_number_and_entry(house: House) -> None:
    call = await dialled(house, entry="e1")
    house.seat(WANG)
    for number, entry in ((CITIZEN, ""), ("164-0000 0007", "e2"), ("16400000008", "e1")):
        with pytest.raises(Conflict):
            house.exchange.dial(WANG, number, entry=entry)
    assert house.agent(WANG).state == "available"
    house.exchange.hang_up(call, LI)
    house.exchange.dial(WANG, CITIZEN, entry="e1")


async def test_a_citizen_who_is_calling_us_is_not_called(house: House) -> None:
    await house.caller_in_prompts(CITIZEN)
    house.seat(LI)
    with pytest.raises(Conflict):
        house.exchange.dial(LI, CITIZEN)


async def test_who_is_busy_or_not_there_cannot_call(house: House) -> None:
    with pytest.raises(NotFound):
        house.exchange.dial(LI, CITIZEN)
    await house.talk()
    for number in (CITIZEN, "agent:wang", "nonsense"):
        with pytest.raises(Conflict):
            house.exchange.dial(LI, number)
    assert house.told(CallPlaced) == []


async def test_a_placed_call_whose_agent_is_lost_waits_in_the_first_queue(house: House) -> None:
    call = await dialled(house)
    await house.exchange.browser_audio(LI)
    citizen(house).peer_answers()
    house.media.play_to_end(house.exchange._board.lines[call].caller_leg)
    (await house.exchange.browser_audio(LI)).close()
    house.clock.advance(10)
    assert (house.call(call).state, house.call(call).queue) == ("queued", "general")
    states = [fact.state for fact in house.told(AgentStateChanged)]
    assert states[-1] == "paused"
    house.seat(WANG, phone=PHONE)
    await settle()
    house.sip.dialled[-1].peer_answers()
    assert (house.call(call).state, house.call(call).agent) == ("answered", WANG)


async def test_a_change_of_media_before_the_answer_is_no_answer(house: House) -> None:
    call = await dialled(house)
    citizen(house).peer_changes(NEGOTIATED)
    assert house.call(call).state == "ringing"
    assert house.media.sound(house.exchange._board.lines[call].caller_leg) == ()
    citizen(house).peer_answers()
    assert house.media.sound(house.exchange._board.lines[call].caller_leg) == ("recording_notice",)

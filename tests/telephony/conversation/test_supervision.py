"""Supervisors listen, whisper and barge in on a phone of their own, and nobody on the call is disturbed by it."""

import pytest

from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId
from telephony.events import SupervisionEnded, SupervisionStarted
from telephony.exchange_port import Seat
from tests.telephony.conversation.stages import BOSS, PHONE, ZHAO, nothing_is_left, supervised, talking, transferring
from tests.telephony.exchange.house import LI, WANG, House, settle

pytestmark = pytest.mark.anyio


async def test_a_monitor_hears_both_and_changes_nothing_for_them(house: House) -> None:
    stage = await talking(house)
    before = dict(house.media.heard)
    boss = await supervised(stage)
    assert stage.hears(boss) == {stage.caller.leg_id, stage.agent_leg}
    assert {leg: heard for leg, heard in house.media.heard.items() if leg != boss} == before
    assert house.media.recordings[stage.call][2] == (stage.agent_leg,)
    fact = house.told(SupervisionStarted)[0]
    assert (fact.supervisor, fact.mode, fact.side) == (ZHAO, "monitor", "both")


async def test_mode_and_side_change_on_the_same_leg(house: House) -> None:
    stage = await talking(house)
    boss = await supervised(stage)
    house.exchange.supervise(BOSS, stage.call, "monitor", "caller")
    assert stage.hears(boss) == {stage.caller.leg_id}
    house.exchange.supervise(BOSS, stage.call, "whisper", "both")
    assert stage.hears(stage.agent_leg) == {stage.caller.leg_id, boss}
    assert stage.hears(stage.caller.leg_id) == {stage.agent_leg}
    house.exchange.supervise(BOSS, stage.call, "barge", "both")
    assert stage.hears(stage.caller.leg_id) == {stage.agent_leg, boss}
    assert boss in house.media.recordings[stage.call][2]
    assert [(fact.mode, fact.side) for fact in house.told(SupervisionStarted)] == [
        ("monitor", "both"), ("monitor", "caller"), ("whisper", "both"), ("barge", "both"),
    ]  # fmt: skip
    house.exchange.supervise(BOSS, stage.call, "barge", "both")
    assert len(house.told(SupervisionStarted)) == 4, "the same again is nothing new"


async def test_who_stops_listening_leaves_the_call_as_it_was(house: House) -> None:
    stage = await talking(house)
    boss = await supervised(stage, "barge")
    house.exchange.stop_supervising(ZHAO, stage.call)
    await settle()
    assert house.media.bridges[stage.caller.leg_id] == stage.agent_leg
    assert boss in house.media.closed
    assert house.media.recordings[stage.call][2] == (stage.agent_leg,)
    assert len(house.told(SupervisionEnded)) == 1
    with pytest.raises(Conflict):
        house.exchange.stop_supervising(ZHAO, stage.call)


async def test_a_supervisors_own_phone_is_dialled_and_may_hang_up(house: House) -> None:
    stage = await talking(house)
    house.exchange.supervise(Seat(agent=ZHAO, name="赵", phone=PHONE, queues=()), stage.call, "whisper", "both")
    await settle()
    phone = house.sip.dialled[-1]
    assert house.told(SupervisionStarted) == []
    assert house.call(stage.call).parties[0].state == "calling"
    phone.peer_answers()
    party = house.call(stage.call).parties[0]
    assert (party.party, party.role, party.state, party.mode) == (ZHAO, "supervisor", "joined", "whisper")
    phone.peer_ends()
    assert house.call(stage.call).parties == ()
    assert house.call(stage.call).state == "answered"


@pytest.mark.parametrize("how", ["busy", "never"])
async def test_a_supervisor_who_does_not_answer_was_never_there(house: House, how: str) -> None:
    stage = await talking(house)
    house.exchange.supervise(Seat(agent=ZHAO, name="赵", phone=PHONE, queues=()), stage.call, "barge", "both")
    await settle()
    if how == "busy":
        house.sip.dialled[-1].peer_fails(486)
    else:
        house.clock.advance(45)
    assert house.call(stage.call).parties == ()
    assert not house.told(SupervisionStarted)
    assert not house.told(SupervisionEnded)
    await nothing_is_left(house, stage.caller)


async def test_a_supervisor_whose_browser_is_gone_leaves_alone(house: House) -> None:
    stage = await talking(house)
    await supervised(stage)
    (await house.exchange.supervisor_audio(ZHAO)).close()
    house.clock.advance(11)
    assert len(house.told(SupervisionEnded)) == 1
    assert house.call(stage.call).state == "answered"


async def test_another_call_of_the_same_supervisor_ends_the_first(house: House) -> None:
    first = await talking(house)
    await supervised(first)
    house.exchange.set_presence(WANG, "available")
    house.seat(WANG)
    _, second = await house.caller_waits("2")
    house.exchange.accept(WANG, second)
    house.exchange.supervise(BOSS, second, "monitor", "both")
    await settle()
    assert house.call(first.call).parties == ()
    assert [party.party for party in house.call(second).parties] == [ZHAO]


async def test_only_so_many_listen_to_one_call(house: House) -> None:
    stage = await talking(house)
    for name in ("a", "b", "c"):
        house.exchange.supervise(Seat(agent=PersonId(name), name=name, phone="browser", queues=()), stage.call, "monitor", "both")
    with pytest.raises(Conflict):
        house.exchange.supervise(BOSS, stage.call, "monitor", "both")


async def test_there_is_nothing_to_supervise_before_the_answer_after_the_end_or_by_its_agent(house: House) -> None:
    with pytest.raises(NotFound):
        house.exchange.supervise(BOSS, CallId("gone"), "monitor", "both")
    _, waiting = await house.caller_waits()
    with pytest.raises(Conflict):
        house.exchange.supervise(BOSS, waiting, "monitor", "both")
    house.seat(LI)
    await settle()
    house.exchange.accept(LI, waiting)
    with pytest.raises(Conflict):
        house.exchange.supervise(Seat(agent=LI, name="李", phone="browser", queues=()), waiting, "monitor", "both")
    with pytest.raises(Conflict):
        await house.exchange.supervisor_audio(ZHAO)


async def test_a_supervisor_stays_with_a_caller_who_is_transferred(house: House) -> None:
    stage = await talking(house)
    boss = await supervised(stage)
    await transferring(stage)
    await stage.party_answers()
    assert stage.hears(boss) == {stage.caller.leg_id, stage.party_leg}


async def test_audio_is_there_as_soon_as_the_leg_is_open_however_early_the_browser_asks(house: House) -> None:
    stage = await talking(house)
    house.exchange.supervise(BOSS, stage.call, "monitor", "both")
    audio = await house.exchange.supervisor_audio(ZHAO)
    heard: list[bytes] = []
    audio.on_frame(heard.append)
    house.media.pipes[house.exchange._board.lines[stage.call].watchers[ZHAO].leg].hear(b"both")
    assert heard == [b"both"]

"""Transfers by an agent's own phone (REFER, blind and with a second line), and left to the trunk where the city wants it."""

from dataclasses import replace
from pathlib import Path

import pytest

from telephony.events import CallAnswered, CallEnded, CallTransferred, PartyLeft
from telephony.sip.port import IncomingCall, Party
from tests.fakes.sip import NEGOTIATED, FakeSipLeg
from tests.telephony.conversation.stages import PHONE, POLICE, Stage, nothing_is_left, talking
from tests.telephony.exchange.house import ACD, LI, WANG, House, settle

pytestmark = pytest.mark.anyio
ON_HOLD = replace(NEGOTIATED, direction="recvonly")


def phone_of(stage: Stage) -> FakeSipLeg:
    assert stage.agent_phone
    return stage.agent_phone


async def second_line(stage: Stage, number: str = POLICE, *, host: str = "127.0.0.1") -> FakeSipLeg:
    """The agent's phone holds the caller and calls somebody itself."""
    phone_of(stage).peer_changes(ON_HOLD)
    caller = Party(number="1001", name="", uri=PHONE)
    leg = FakeSipLeg(stage.house.sip, f"second-{number}", caller)
    stage.house.sip.legs.append(leg)
    call = IncomingCall(caller=caller, dialled=number, trunk="local", source=(host, 5070))
    stage.house.sip.listener.incoming(leg, call)
    await settle()
    return leg


async def test_a_blind_transfer_by_the_phone_is_that_of_the_desk(house: House) -> None:
    stage = await talking(house, phone=True)
    phone_of(stage).peer_refers(f"sip:{POLICE}@10.0.0.1")
    await settle()
    assert phone_of(stage).did[-2:] == ["answer_refer 200", "hang_up"]
    fact = house.told(CallTransferred)[0]
    assert (fact.agent, fact.number, fact.how) == (LI, POLICE, "blind")
    assert house.agent(LI).state == "wrap_up"
    assert house.media.sound(stage.caller.leg_id) == ("ringback",)
    await nothing_is_left(house, stage.caller)


async def test_a_phone_may_name_a_colleagues_phone_or_a_sip_uri(house: House) -> None:
    stage = await talking(house, phone=True)
    house.seat(WANG, phone="sip:1002@127.0.0.1", queues=())
    phone_of(stage).peer_refers("sip:1002@10.0.0.1")
    await settle()
    house.sip.dialled[-1].peer_answers()
    assert house.told(CallAnswered)[-1].agent == WANG
    await nothing_is_left(house, stage.caller)


async def test_a_uri_without_a_number_is_dialled_as_it_is(house: House) -> None:
    stage = await talking(house, phone=True)
    phone_of(stage).peer_refers("sip:duty@10.0.0.9:5080")
    await settle()
    assert house.sip.dialled[-1].remote.number == "sip:duty@10.0.0.9:5080"


@pytest.mark.parametrize("who", ["caller", "busy_colleague", "nonsense"])
async def test_a_transfer_that_may_not_be_is_declined_and_changes_nothing(house: House, who: str) -> None:
    stage = await talking(house, phone=True)
    house.seat(WANG, phone="sip:1002@127.0.0.1", queues=())
    house.exchange.set_presence(WANG, "paused")
    leg = stage.caller if who == "caller" else phone_of(stage)
    leg.peer_refers({"caller": f"sip:{POLICE}@h", "busy_colleague": "sip:1002@h", "nonsense": "sip:<x>@h"}[who])
    assert leg.did[-1] == "answer_refer 603"
    assert house.call(stage.call).state == "answered"
    assert house.told(CallTransferred) == []


async def test_a_second_line_of_the_agents_phone_is_a_consultation(house: House) -> None:
    stage = await talking(house, phone=True)
    second = await second_line(stage)
    assert second.did == ["ring"]
    assert house.call(stage.call).state == "held"
    assert stage.party
    stage.party.peer_answers()
    assert second.did == ["ring", "answer"]
    assert house.media.bridges[stage.party_leg] == house.exchange._board.lines[stage.call].party.via.leg  # type: ignore[union-attr]
    assert house.media.sound(stage.caller.leg_id) == ("hold_music",)
    await nothing_is_left(house, stage.caller)


async def test_the_partys_network_is_heard_on_the_phones_second_line(house: House) -> None:
    stage = await talking(house, phone=True)
    second = await second_line(stage)
    assert stage.party
    stage.party.peer_sounds_early()
    via = house.exchange._board.lines[stage.call].party.via.leg  # type: ignore[union-attr]
    assert second.did == ["ring", "ring early"]
    assert stage.hears(via) == {stage.party_leg}
    stage.party.peer_answers()
    assert second.did == ["ring", "ring early", "answer"]
    assert house.media.bridges[stage.party_leg] == via
    await nothing_is_left(house, stage.caller)


@pytest.mark.parametrize("on", ["first", "second"])
async def test_an_attended_transfer_by_the_phone_joins_caller_and_party(house: House, on: str) -> None:
    stage = await talking(house, phone=True)
    second = await second_line(stage)
    assert stage.party
    stage.party.peer_answers()
    party = stage.party_leg
    asking, replaced = (phone_of(stage), second) if on == "first" else (second, phone_of(stage))
    asking.peer_refers(f"sip:{POLICE}@h", replaces=replaced)
    await settle()
    assert "answer_refer 200" in asking.did
    assert house.told(CallTransferred)[0].how == "attended"
    assert house.media.bridges[stage.caller.leg_id] == party
    assert (phone_of(stage).over, second.over, house.agent(LI).state) == (True, True, "wrap_up")
    await nothing_is_left(house, stage.caller)


async def test_a_second_line_that_is_put_down_ends_the_consultation(house: House) -> None:
    stage = await talking(house, phone=True)
    second = await second_line(stage)
    assert stage.party
    stage.party.peer_answers()
    second.peer_ends()
    assert house.told(PartyLeft)[0].why == "dropped"
    assert house.call(stage.call).state == "held", "the phone's own hold stands until it takes the caller back"
    phone_of(stage).peer_changes(NEGOTIATED)
    assert house.call(stage.call).state == "answered"
    await nothing_is_left(house, stage.caller)


async def test_a_party_that_says_no_ends_the_second_line(house: House) -> None:
    stage = await talking(house, phone=True)
    second = await second_line(stage)
    assert stage.party
    stage.party.peer_fails(486)
    assert second.over
    await nothing_is_left(house, stage.caller)


async def test_a_third_line_and_a_replacement_of_something_else_are_refused(house: House) -> None:
    stage = await talking(house, phone=True)
    await second_line(stage)
    third = await second_line(stage, "120")
    assert third.did == ["reject 486"]
    phone_of(stage).peer_refers(f"sip:{POLICE}@h", replaces=third)
    assert phone_of(stage).did[-1] == "answer_refer 603"
    await nothing_is_left(house, stage.caller)


async def test_the_same_number_from_elsewhere_and_a_call_to_the_hotline_are_ordinary_calls(house: House) -> None:
    stage = await talking(house, phone=True)
    await second_line(stage, host="10.9.9.9")
    await second_line(stage, "12345")
    assert len(house.exchange.snapshot().calls) == 3


async def test_a_trunk_may_be_left_to_connect_a_transfer(tmp_path: Path) -> None:
    async with House(tmp_path, acd=ACD.model_copy(update={"refer_on_trunk": True})) as house:
        stage = await talking(house)
        house.exchange.transfer_to_number(LI, stage.call, POLICE)
        assert stage.caller.did[-1] == f"refer {POLICE}"
        assert house.told(CallTransferred)[0].how == "refer"
        stage.caller.peer_progresses(180)
        stage.caller.peer_progresses(200)
        assert (stage.caller.over, house.told(CallEnded)[0].reason) == (True, "completed")
        await nothing_is_left(house, stage.caller)


@pytest.mark.parametrize("how", ["refused", "unheard"])
async def test_a_trunk_that_does_not_connect_it_gives_the_caller_back(tmp_path: Path, how: str) -> None:
    async with House(tmp_path, acd=ACD.model_copy(update={"refer_on_trunk": True, "wrap_up_s": 300.0})) as house:
        stage = await talking(house)
        house.exchange.transfer_to_number(LI, stage.call, POLICE)
        if how == "refused":
            stage.caller.peer_progresses(603)
        else:
            house.clock.advance(60)
        assert (house.call(stage.call).state, house.call(stage.call).position) == ("queued", 1)


async def idle_phone_calls(house: House, number: str, *, state: str = "available") -> FakeSipLeg:
    house.seat(LI, phone=PHONE)
    if state == "paused":
        house.exchange.set_presence(LI, "paused", "callbacks")
    caller = Party(number="1001", name="", uri=PHONE)
    leg = FakeSipLeg(house.sip, "from-phone", caller)
    house.sip.legs.append(leg)
    house.sip.listener.incoming(leg, IncomingCall(caller=caller, dialled=number, trunk="local", source=("127.0.0.1", 5070)))
    await settle()
    return leg


@pytest.mark.parametrize("state", ["available", "paused"])
async def test_an_idle_agent_calls_a_citizen_from_the_phone(house: House, state: str) -> None:
    phone = await idle_phone_calls(house, "16400000007", state=state)
    assert phone.did == ["ring"]
    live = house.exchange.snapshot().calls[0]
    assert (live.direction, live.agent, live.caller_number, live.state) == ("out", LI, "16400000007", "ringing")
    citizen = house.sip.dialled[0]
    citizen.peer_answers()
    assert phone.did == ["ring", "answer"]
    line = house.exchange._board.lines[live.call]
    house.media.play_to_end(line.caller_leg)
    assert line.agent
    assert house.media.bridges[line.caller_leg] == line.agent.leg
    phone.peer_ends()
    ended = house.told(CallEnded)[0]
    assert (ended.reason, ended.by, citizen.over) == ("completed", "agent", True)
    assert house.agent(LI).state == "wrap_up"


async def test_a_phone_that_calls_out_hears_the_network_before_the_answer(house: House) -> None:
    phone = await idle_phone_calls(house, "16400000007")
    citizen = house.sip.dialled[0]
    citizen.peer_sounds_early()
    assert phone.did == ["ring", "ring early"]
    line = house.exchange._board.lines[house.exchange.snapshot().calls[0].call]
    assert house.media.heard[line.ringing[LI].leg] == {line.caller_leg}
    citizen.peer_sounds_early()
    citizen.peer_answers()
    assert phone.did == ["ring", "ring early", "answer"]


@pytest.mark.parametrize("how", ["phone", "citizen", "media", "late"])
async def test_a_call_from_the_phone_that_comes_to_nothing_ends_on_both_sides(house: House, how: str) -> None:
    if how == "media":
        house.media.fails.add("open_rtp")
    phone = await idle_phone_calls(house, "16400000007")
    match how:
        case "phone":
            phone.peer_ends(reason="CANCEL")
        case "citizen":
            house.sip.dialled[0].peer_fails(486)
        case "late":
            house.clock.advance(90)
    await settle()
    assert [fact.reason for fact in house.told(CallEnded)] == ["failed"]
    assert phone.over
    house.media.fails.clear()
    await nothing_is_left(house, phone)


@pytest.mark.parametrize("number", ["1002", "nobody!"])
async def test_an_idle_phone_calls_no_colleague_and_no_nonsense(house: House, number: str) -> None:
    house.seat(WANG, phone="sip:1002@127.0.0.1", queues=())
    phone = await idle_phone_calls(house, number)
    assert phone.did == ["reject 486"]
    assert house.exchange.snapshot().calls == ()

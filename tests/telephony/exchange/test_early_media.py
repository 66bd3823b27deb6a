"""With early media a caller hears prompts and music before the answer, and is answered by the agent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.events import CallAnswered, CallEnded, RecordingStarted
from tests.telephony.exchange.house import LI, House, settle

pytestmark = pytest.mark.anyio


@pytest.fixture
async def early_house(tmp_path: Path, anyio_backend: str) -> AsyncIterator[House]:
    async with House(tmp_path, early_media=True) as house:
        yield house


async def test_the_caller_hears_before_the_answer_which_comes_with_the_agent(early_house: House) -> None:
    house = early_house
    house.seat()
    leg, call = await house.caller_in_prompts()
    assert leg.did == ["ring", "ring early"]
    assert house.media.sound(leg.leg_id) == ("welcome", "recording_notice")
    house.media.play_to_end(leg.leg_id)
    await settle()
    assert "answer" not in leg.did
    house.exchange.accept(LI, call)
    assert leg.did[-1] == "answer"
    assert [fact.agent for fact in house.told(CallAnswered)] == [LI]
    assert house.told(RecordingStarted)


async def test_a_caller_who_gives_up_before_the_answer_has_abandoned(early_house: House) -> None:
    house = early_house
    leg, _ = await house.caller_waits()
    leg.peer_ends(reason="CANCEL")
    assert [fact.reason for fact in house.told(CallEnded)] == ["abandoned"]
    assert "answer" not in leg.did


async def test_a_second_agent_does_not_answer_again(early_house: House) -> None:
    house = early_house
    leg, call = await house.talk()
    house.exchange.transfer_to_queue(LI, call, "business")
    await settle()
    house.exchange.end_wrap_up(LI)
    await settle()
    house.exchange.accept(LI, call)
    assert leg.did.count("answer") == 1


async def test_silence_before_the_answer_ends_nothing_and_after_it_the_call(early_house: House) -> None:
    house = early_house
    house.seat()
    leg, call = await house.caller_waits()
    house.media.time_out(leg.leg_id)
    assert not house.told(CallEnded)
    house.exchange.accept(LI, call)
    house.media.time_out(leg.leg_id)
    assert [fact.detail for fact in house.told(CallEnded)] == ["rtp timeout"]

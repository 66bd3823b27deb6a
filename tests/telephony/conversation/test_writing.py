"""Recording and transcription rest together while an ID or card number is spoken, and never for longer than the bound."""

import pytest

from config.errors import Conflict
from telephony.events import RecordingContinued, RecordingPaused
from tests.telephony.conversation.stages import consulting, nothing_is_left, talking
from tests.telephony.exchange.house import LI, WANG, House

pytestmark = pytest.mark.anyio


async def test_a_pause_is_told_shown_and_ended_by_the_agent(house: House) -> None:
    stage = await talking(house)
    house.exchange.pause_recording(LI, stage.call, True, "id card")
    paused = house.told(RecordingPaused)[0]
    assert (paused.agent, paused.reason) == (LI, "id card")
    assert house.media.paused == {stage.call}
    assert (house.call(stage.call).recording, house.call(stage.call).recording_paused) == (False, True)
    with pytest.raises(Conflict):
        house.exchange.pause_recording(LI, stage.call, True)
    house.exchange.pause_recording(LI, stage.call, False)
    assert house.media.paused == set()
    assert [fact.agent for fact in house.told(RecordingContinued)] == [LI]
    assert (house.call(stage.call).recording, house.call(stage.call).recording_paused) == (True, False)


async def test_a_pause_ends_by_itself_and_a_next_one_has_its_whole_time(house: House) -> None:
    stage = await talking(house)
    house.exchange.pause_recording(LI, stage.call, True)
    house.clock.advance(100)
    house.exchange.pause_recording(LI, stage.call, False)
    house.exchange.pause_recording(LI, stage.call, True)
    house.clock.advance(179)
    assert house.call(stage.call).recording_paused
    house.clock.advance(1)
    assert not house.call(stage.call).recording_paused
    assert house.told(RecordingContinued)[-1].agent is None


async def test_a_pause_goes_on_through_hold_and_consultation(house: House) -> None:
    stage = await talking(house)
    house.exchange.pause_recording(LI, stage.call, True)
    await consulting(stage)
    assert house.media.paused == {stage.call}
    await nothing_is_left(house, stage.caller)


async def test_who_paused_and_left_pauses_no_longer(house: House) -> None:
    stage = await talking(house)
    house.exchange.pause_recording(LI, stage.call, True)
    house.exchange.transfer_to_queue(LI, stage.call, "business")
    assert house.media.paused == set()
    assert [fact.agent for fact in house.told(RecordingContinued)] == [None]


async def test_only_the_calls_agent_pauses(house: House) -> None:
    stage = await talking(house)
    with pytest.raises(Conflict):
        house.exchange.pause_recording(WANG, stage.call, True)

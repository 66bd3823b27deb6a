"""Surge mode as callers meet it."""

from pathlib import Path

import pytest

from config.settings import Surge
from telephony.events import (
    SurgeBegan,
    SurgeEnded,
)
from telephony.exchange_port import QueueSpec
from tests.telephony.exchange.house import House, settle
from tests.telephony.waiting.callers import acd, ended

pytestmark = pytest.mark.anyio
PRESS = ("callback_press", "key_1")


SURGE = Surge(waiting=3, wait_s=0, arrivals_per_minute=0, ends_share=0.5, least_s=30)


async def test_in_a_surge_callers_are_answered_at_once_told_and_offered_a_call_back(tmp_path: Path) -> None:
    async with House(tmp_path, acd=acd(surge=SURGE)) as house:
        callers = [await house.caller_waits(str(number)) for number in range(3)]
        assert [fact.waiting for fact in house.told(SurgeBegan)] == [3]
        assert house.exchange.snapshot().surge
        leg, call = await house.caller_waits("99")
        assert leg.did == ["ring", "answer"]
        assert house.media.sound(leg.leg_id) == ("surge", *PRESS)
        house.media.play_to_end(leg.leg_id)
        assert house.call(call).state == "queued", "who presses nothing may wait"
        assert house.media.sound(leg.leg_id) == ("hold_music",)
        house.media.press(leg.leg_id, "1")
        house.media.press(leg.leg_id, "1")
        assert house.media.sound(leg.leg_id) == ("callback_accepted",)
        for other, _ in callers:
            other.peer_ends()
        assert not house.told(SurgeEnded), "not before its least time"
        house.clock.advance(35)
        assert len(house.told(SurgeEnded)) == 1
        assert not house.exchange.snapshot().surge


async def test_a_rush_of_arrivals_alone_is_a_surge_and_time_ends_it(tmp_path: Path) -> None:
    rush = Surge(waiting=0, wait_s=0, arrivals_per_minute=5, least_s=10)
    async with House(tmp_path, acd=acd(surge=rush)) as house:
        for number in range(5):
            leg, _ = await house.caller_in_prompts(str(number))
            leg.peer_ends()
        assert len(house.told(SurgeBegan)) == 1
        house.clock.advance(70)
        assert len(house.told(SurgeEnded)) == 1
        assert not house.clock.waiting, "a quiet house has no timer"


async def test_nobody_is_stuck_after_a_surge(tmp_path: Path) -> None:
    queue = QueueSpec(name="general", title="", numbers=("12345",), max_length=20, max_wait_s=120)
    async with House(tmp_path, queues=(queue,), acd=acd(surge=SURGE, duty_absent_s=20.0)) as house:
        legs = [await house.caller_waits(f"1380000{number:04}") for number in range(40)]
        for _ in range(20):
            house.clock.advance(30)
            for leg, _ in legs:
                if leg.leg_id in house.media.playing and not house.media.playing[leg.leg_id][2]:
                    house.media.play_to_end(leg.leg_id)
            await settle()
        assert house.exchange.snapshot().calls == ()
        assert len(ended(house)) == 40
        assert not house.media.open

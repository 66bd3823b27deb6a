"""Several calls at the same time: nobody hears somebody else."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from telephony.media.fidelity import compare
from tests.integration.house import House, answer, silent, sound_file, two_channels

pytestmark = [pytest.mark.anyio, pytest.mark.protocol]
HEARD, CROSSED = 0.5, 0.1
"""Shares of frames. How well it is heard, other tests measure; here a busy machine must not look like crossed lines."""


@pytest.mark.realtime
async def test_two_calls_at_once_do_not_cross(house: House, tmp_path: Path) -> None:
    numbers = house.fresh_number(), house.fresh_number()
    citizens = [sound_file(tmp_path, 2.5, 31 + side) for side in range(2)]
    agents = [sound_file(tmp_path, 2.5, 41 + side)[1] for side in range(2)]
    async with (
        house.desk("agent1") as one,
        house.caller(numbers[0]) as first,
        house.desk("agent2", available=False) as two,
        house.watching() as boss,
    ):
        calls = [await answer(one, numbers[0])]
        await two.command("presence", presence="available", reason="")
        async with house.caller(numbers[1]) as second:
            calls.append(await answer(two, numbers[1]))
            for (_, voice), sound in zip(calls, agents, strict=True):
                voice.say(sound.tobytes())
            await asyncio.gather(first.speak(citizens[0][0]), second.speak(citizens[1][0]))
            for _, voice in calls:
                await silent(voice)
            await first.hang_up()
            await second.hang_up()
        for call, voice in calls:
            await voice.close()
            assert (await house.ended(boss, call))["reason"] == "completed"
    callers = (first, second)
    for side, (call, voice) in enumerate(calls):
        recording = two_channels(house.recording(call))
        own, other = (citizens[side][1], agents[side]), (citizens[1 - side][1], agents[1 - side])
        at_desk, at_phone = np.frombuffer(bytes(voice.heard), "<i2"), callers[side].heard()
        for sound, heard in ((own[0], at_desk), (own[1], at_phone), (own[0], recording[:, 0]), (own[1], recording[:, 1])):
            assert compare(sound, heard).share_of_frames >= HEARD
        for foreign in other:
            for heard in (at_desk, at_phone, recording[:, 0], recording[:, 1]):
                assert compare(foreign, heard).share_of_frames <= CROSSED

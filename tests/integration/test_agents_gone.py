"""Agents who reload, lose their line, or do not answer: the caller stays and is served first."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from hotline.demo.desk import Desk
from telephony.media.fidelity import compare
from tests.integration.house import House, answer, free, offered, silent, sound_file, state_is, until

pytestmark = [pytest.mark.anyio, pytest.mark.protocol]


def cut(desk: Desk) -> None:
    """The browser is gone without a word."""
    assert desk._socket
    desk._socket.transport.abort()


LEFT_ON_THE_WAY = 2 * 8_000  # a second of silence: what was said before it has left every buffer


@pytest.mark.realtime
async def test_a_browser_that_reloads_within_the_grace_time_goes_on_with_the_call(house: House, tmp_path: Path) -> None:
    number = house.fresh_number()
    path, sound = sound_file(tmp_path, 1.5, 11)
    async with house.desk("agent1") as desk, house.caller(number) as caller:
        call, voice = await answer(desk, number)
        async with house.stage.desk("agent1", seat=False) as again:
            cut(desk)
            voice._socket.transport.abort()
            await again.take_seat()
            assert again.snapshot["call"]["call"] == call
            assert again.snapshot["call"]["state"] == "answered"
            assert again.snapshot["agent"]["state"] == "talking"
            assert again.snapshot["draft"]["call_id"] == call
            new_voice = await again.voice()
            new_voice.say(sound.tobytes())
            assert await caller.speak(path)
            await silent(new_voice)
            new_voice.say(bytes(LEFT_ON_THE_WAY))
            await silent(new_voice)
            await again.command("hang_up", call=call)
            assert await caller.ended(10)
            await new_voice.close()
            await free(again)
        await voice.close()
    assert compare(sound, np.frombuffer(bytes(new_voice.heard), "<i2")).share_of_frames >= 0.95
    assert compare(sound, caller.heard()).share_of_frames >= 0.95


async def test_a_browser_that_stays_away_loses_the_call_to_another_agent(house: House) -> None:
    number, later = house.fresh_number(), house.fresh_number()
    async with house.desk("agent1") as desk, house.caller(number) as caller, house.caller(later) as second:
        call, voice = await answer(desk, number)
        voice._socket.transport.abort()
        async with house.desk("agent2", available=False) as other:
            await voice.close()
            assert (await state_is(desk, "paused"))["reason"] == "connection_lost"
            await free(other)
            assert (await answer(other, number))[0] == call
            assert {event["data"]["caller_number"] for event in other.events if event["event"] == "offer"} == {number}
            await other.command("hang_up", call=call)
            assert await caller.ended(10)
            await second.hang_up()


async def test_an_offer_nobody_takes_goes_to_the_next_agent_and_the_first_is_paused_after_two(house: House) -> None:
    number = house.fresh_number()
    async with house.desk("agent1") as first, house.caller(number) as caller:
        call = await offered(first, number)
        ended = await first.event("offer_ended", 10, lambda data: data["call"] == call)
        assert ended["data"]["why"] == "no_answer"
        async with house.desk("agent2") as second:
            assert await offered(second, number) == call
            await second.command("accept", call=call)
            await second.event("call", 10, lambda data: data["call"] == call and data["state"] == "answered")
            await second.command("hang_up", call=call)
            assert await caller.ended(10)
    async with house.desk("agent1") as first, house.caller(house.fresh_number()):
        agent = await state_is(first, "paused")
        assert agent["missed"] == 2
        misses = [event for event in first.events if event["event"] == "offer_ended"]
        assert [event["data"]["why"] for event in misses] == ["no_answer"] * 2


async def test_a_caller_who_hangs_up_while_offered_frees_the_agent_and_is_called_back(house: House) -> None:
    number = house.fresh_number()
    async with house.desk("agent1") as desk, house.watching() as boss, house.caller(number) as caller:
        call = await offered(desk, number)
        await caller.hang_up()
        ended = await desk.event("offer_ended", 5, lambda data: data["call"] == call)
        assert ended["data"]["why"] == "caller_gone"
        assert (await state_is(desk, "available"))["call"] is None
        assert (await house.ended(boss, call))["reason"] == "abandoned"
        entries = await until(
            lambda: boss.get("/api/callbacks", state="open"), lambda rows: any(row["number"] == number for row in rows)
        )
        assert [row["count"] for row in entries if row["number"] == number] == [1]
        async with asyncio.timeout(10), house.caller(house.fresh_number()):
            assert await desk.event("offer", 5, lambda data: data["call"] != call)

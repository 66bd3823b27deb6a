"""Real callers and phones of sipp when too many call: queues that are full or too long, phones that ring in vain, a surge.

One service with small numbers for all; who is told what is heard in the sound itself.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from socket import SOCK_DGRAM
from typing import Any

import pytest

from hotline.demo.desk import Desk, Refused
from hotline.demo.stage import Stage
from hotline.ports import free_port
from tests.integration.house import House, answer, offered, open_house, said_in_log, state_is, told_since, until
from tests.integration.sipp import callers, phone_of, sipp

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.protocol,
    pytest.mark.skipif(not shutil.which("sipp"), reason="sipp is not installed (apt-get install sip-tester)"),
]
CARRIER_PORT = free_port(SOCK_DGRAM)
OFFER_S, MISSES, SURGE_AT = 1.5, 2, 5
EVERYTHING = ["general", "brief", "hopeless", "small"]
QUEUES = (
    {"name": "general", "title": "综合话务", "numbers": ["12345"], "strategy": "ring_all"},
    {"name": "brief", "title": "短", "numbers": ["12346"], "max_wait_s": 0.5, "overflow_to": "general"},
    {"name": "hopeless", "title": "久", "numbers": ["12347"], "max_wait_s": 0.5},
    {"name": "small", "title": "小", "numbers": ["12348"], "max_length": 1},
)
SETTINGS = {
    "HOTLINE_QUEUES": json.dumps([{"announce_every_s": 0, **queue} for queue in QUEUES]),
    "HOTLINE_ACD__OFFER_S": str(OFFER_S),
    "HOTLINE_ACD__PAUSE_AFTER_MISSED": str(MISSES),
    "HOTLINE_ACD__OUTGOING_PROMPTS": "[]",
    "HOTLINE_ACD__SURGE": json.dumps({"waiting": SURGE_AT, "wait_s": 0, "arrivals_per_minute": 0, "least_s": 0.5}),
    "HOTLINE_MEDIA__RTP_TIMEOUT_S": "60",
    "HOTLINE_SIP__TRUNKS": json.dumps(
        [
            {"name": "city", "host": "127.0.0.1", "outgoing": False},
            {"name": "carrier", "host": "127.0.0.3", "port": CARRIER_PORT},
        ]
    ),
}


class ThreeAgents(Stage):
    """The leader sits in the general queue as well."""

    async def _person(self, admin: Desk, username: str, name: str, roles: list[str], queues: list[str], unit: str) -> None:
        await super()._person(admin, username, name, roles, ["general"], unit)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[House]:
    async with open_house(tmp_path_factory.mktemp("busy"), ThreeAgents, **SETTINGS) as opened:
        yield opened


async def entry_of(boss: Desk, number: str) -> dict[str, Any]:
    """Wait until the number stands in the call-back list, once."""

    async def of() -> list[dict[str, Any]]:
        return [one for one in await boss.get("/api/callbacks") if one["number"] == number]

    found = await until(of, bool)
    assert len(found) == 1
    return found[0]


async def calls_are(boss: Desk, states: list[str]) -> dict[str, Any]:
    """Wait until the wallboard shows just these calls."""
    return await until(
        lambda: boss.get("/api/wallboard"), lambda board: sorted(call["state"] for call in board["calls"]) == sorted(states)
    )


async def test_who_finds_the_queue_full_or_waits_in_it_is_called_back_by_a_key_and_by_one_agent_at_a_time(
    house: House, tmp_path: Path
) -> None:
    async with house.watching() as boss, callers(house, tmp_path, "12348") as (waiting, (first,)):
        await house.live(boss, first, "queued")
        async with callers(house, tmp_path, "12348") as (turned_away, (second,)):
            stream = await turned_away.ear.hears("queue_full")
            turned_away.ear.press("1", stream)
            await turned_away.ear.hears("callback_accepted")
            await turned_away.over()
        (stream,) = waiting.ear.streams
        waiting.ear.press("1", stream)
        await waiting.ear.hears("callback_confirm")
        waiting.ear.press("1", stream)
        await waiting.ear.hears("callback_accepted")
        await waiting.over()
        entry, _ = await entry_of(boss, second), await entry_of(boss, first)
        async with (
            sipp(house, tmp_path, "phone_answers", "-i", "127.0.0.3", "-p", str(CARRIER_PORT), RINGS_MS=700) as citizen,
            house.desk("agent1") as one,
            house.desk("agent2") as two,
        ):
            call = (await one.post(f"/api/callbacks/{entry['id']}/dial"))["call"]
            with pytest.raises(Refused, match="他人认领"):
                await two.post(f"/api/callbacks/{entry['id']}/dial")
            with pytest.raises(Refused, match="正在通话中"):
                await two.command("dial", number=second)
            await one.event("call", 10, lambda data: (data["call"], data["state"]) == (call, "answered"))
            await one.command("hang_up", call=call)
            await citizen.over()
            await state_is(one, "wrap_up")
        done = await until(lambda: boss.get("/api/callbacks", state="done"), bool)
        assert [(row["number"], row["attempts"]) for row in done] == [(second, 0)]


async def test_who_waits_too_long_goes_on_to_the_next_queue_or_is_told_of_the_call_back(house: House, tmp_path: Path) -> None:
    async with (
        house.watching() as boss,
        callers(house, tmp_path, "12346") as (moved, (first,)),
        callers(house, tmp_path, "12347") as (told, (second,)),
        house.desk("agent1", available=False) as desk,
    ):
        await until(lambda: boss.get("/api/wallboard"), lambda board: [c["queue"] for c in board["calls"]] == ["general"])
        await told.ear.hears("callback_offer")
        await told.over()
        assert (await entry_of(boss, second))["queue"] == "hopeless"
        await desk.command("presence", presence="available", reason="")
        call, voice = await answer(desk, first)
        found = await boss.get(f"/api/calls/{call}")
        assert (found["dialled"], found["queue"]) == ("12346", "general")
        await desk.command("hang_up", call=call)
        await moved.over()
        await voice.close()


async def test_three_phones_ring_one_answers_and_the_others_are_told_that_the_call_is_elsewhere(
    house: House, tmp_path: Path
) -> None:
    elsewhere = "Reason: SIP;cause=200;text=.Call completed elsewhere"
    async with AsyncExitStack() as stack:
        phones = [
            await stack.enter_async_context(sipp(house, tmp_path, "phone_rings", REASON=elsewhere)),
            await stack.enter_async_context(sipp(house, tmp_path, "phone_answers", RINGS_MS=300)),
            await stack.enter_async_context(sipp(house, tmp_path, "phone_rings", REASON=elsewhere)),
        ]
        desks = [
            await stack.enter_async_context(house.desk(name, phone=phone_of(phone)))
            for name, phone in zip(("agent1", "agent2", "leader1"), phones, strict=True)
        ]
        caller, (number,) = await stack.enter_async_context(callers(house, tmp_path))
        call = await offered(desks[1], number)
        await state_is(desks[1], "talking")
        await phones[0].over()
        await phones[2].over()
        assert [(await state_is(desk, "available"))["missed"] for desk in (desks[0], desks[2])] == [0, 0]
        await desks[1].command("hang_up", call=call)
        await caller.over()
        await phones[1].over()


async def test_a_phone_that_nobody_answers_is_paused_after_n_calls_and_wrap_up_ends_early(house: House, tmp_path: Path) -> None:
    async with (
        house.watching() as boss,
        sipp(house, tmp_path, "phone_rings", "-m", str(MISSES), REASON="CANCEL") as silent,
        house.desk("agent1", phone=phone_of(silent)) as gone,
        house.desk("agent2", available=False) as here,
        callers(house, tmp_path) as (caller, (number,)),
    ):
        call = await offered(gone, number)
        seen = len(gone.events)
        await told_since(gone, seen, "agent", lambda agent: agent["state"] == "available" and agent["missed"] == 1)
        paused = await state_is(gone, "paused")
        assert (paused["reason"], paused["missed"]) == ("missed", MISSES)
        await silent.over()
        assert (await house.live(boss, number, "queued"))["position"] == 1
        await here.command("presence", presence="available", reason="")
        assert await offered(here, number) == call
        await here.command("accept", call=call)
        await state_is(here, "talking")
        await here.command("hang_up", call=call)
        await caller.over()
        await state_is(here, "wrap_up")
        await here.command("end_wrap_up")
        await state_is(here, "available")


async def test_in_a_surge_everybody_is_answered_fast_and_told_and_may_be_called_back_and_it_ends_by_itself(
    house: House, tmp_path: Path
) -> None:
    async with house.watching() as boss:
        async with callers(house, tmp_path, count=SURGE_AT, patience_s=5.0, answer_s=1.5) as (crowd, _):
            await until(lambda: boss.get("/api/wallboard"), lambda board: board["surge"])
            async with callers(house, tmp_path, answer_s=1.5) as (late, (number,)):
                stream = await late.ear.hears("surge")
                await late.ear.hears("callback_press", stream)
                late.ear.press("1", stream)
                await late.ear.hears("callback_confirm")
                late.ear.press("1", stream)
                await late.over()
            await entry_of(boss, number)
            await asyncio.gather(*(crowd.ear.hears("queue_wait", stream) for stream in list(crowd.ear.streams)[: SURGE_AT - 1]))
            await crowd.over()
        await until(lambda: boss.get("/api/wallboard"), lambda board: not board["surge"] and not board["calls"])
    assert said_in_log(house.log(), "the surge of calls is over")

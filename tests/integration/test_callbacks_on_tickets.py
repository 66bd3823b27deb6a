"""The callback list dials through telephony: a real SIP phone rings, and what came of it stands on the ticket."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from socket import SOCK_DGRAM

import pytest

from hotline.demo.desk import Refused
from hotline.ports import free_port
from tests.integration.house import House, open_house, state_is
from tests.integration.reported import AROUND_THE_CLOCK, WithHandler, reported, to_be_called, told
from tests.integration.sipp import sipp

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.protocol,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not shutil.which("sipp"), reason="sipp is not installed (apt-get install sip-tester)"),
]
CARRIER_PORT = free_port(SOCK_DGRAM)
SETTINGS = {
    **AROUND_THE_CLOCK,
    "HOTLINE_ACD__OUTGOING_PROMPTS": "[]",
    "HOTLINE_SIP__TRUNKS": json.dumps([{"name": "carrier", "host": "127.0.0.3", "port": CARRIER_PORT}]),
}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[House]:
    async with open_house(
        tmp_path_factory.mktemp("callbacks"), WithHandler, module="tests.browser.quick_rounds", **SETTINGS
    ) as opened:
        yield opened


async def test_a_citizen_is_rung_from_the_callback_list_and_the_answer_closes_the_ticket(house: House, tmp_path: Path) -> None:
    number, other = house.fresh_number(), house.fresh_number()
    tickets = [await reported(house.stage, number), await reported(house.stage, other, "门厅异味")]
    first, second = await to_be_called(house.stage, *tickets)
    async with (
        sipp(house, tmp_path, "phone_answers", "-i", "127.0.0.3", "-p", str(CARRIER_PORT), RINGS_MS=200) as citizen,
        house.desk("agent1") as agent,
    ):
        path = f"/api/evaluation/{first['id']}"
        call = (await agent.post(f"{path}/dial"))["call"]
        await agent.event("call", 10, lambda data: (data["call"], data["state"]) == (call, "answered"))
        claimed = await agent.get(path)
        assert (claimed["number"], claimed["dialled_call"]) == (number, call)
        await agent.command("hang_up", call=call)
        await citizen.over()
        await state_is(agent, "wrap_up")
        async with house.watching() as boss:
            await house.ended(boss, call)
        said = await agent.post(f"{path}/answer", version=claimed["version"], solved="solved", grade=5, comment="修得快")
        assert [(one["outcome"], one["call_id"]) for one in said["history"]] == [("reached", call)]
        assert await agent.get("/api/todo") == [], "the call of a callback leaves no matter to finish"
        made = await agent.get(f"/api/calls/{call}")
    assert (made["direction"], made["caller_number"], made["outcome"]) == ("out", number, "supplement")
    assert tickets[0]["number"] in made["outcome_note"]
    closed = await told(house, tickets[0]["id"])
    assert (closed["state"], closed["history"][-1]["reason"]) == ("closed", "回访1人")
    await nobody_there_is_a_try_on_record(house, second["id"])


async def nobody_there_is_a_try_on_record(house: House, id: str) -> None:
    """The carrier is silent: the call fails, and the try stands with it; the same part of the day is over for this citizen."""
    async with house.desk("agent2") as agent:
        path = f"/api/evaluation/{id}"
        call = (await agent.post(f"{path}/dial"))["call"]
        await agent.command("hang_up", call=call)
        await agent.event("call_ended", 10, lambda data: data["call"] == call)
        version = (await agent.get(path))["version"]
        tried = await agent.post(f"{path}/try", version=version, outcome="no_answer")
        assert [(one["outcome"], one["call_id"]) for one in tried["history"]] == [("no_answer", call)]
        with pytest.raises(Refused, match="不同时段"):
            await agent.post(f"{path}/dial")

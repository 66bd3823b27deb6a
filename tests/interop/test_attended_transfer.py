"""A real softphone transfers by itself: it holds its caller, calls a colleague through us, and asks us to join the two."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from hotline.demo.baresip import Baresip
from telephony.events import CallAnswered, CallEnded, CallHeld, CallTransferred, PartyAnswered
from telephony.exchange_port import Seat
from tests.interop.conftest import Table
from tests.interop.console_phone import ConsolePhone, installed
from tests.telephony.exchange.house import LI, WANG
from tests.telephony.exchange.node import Node

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(not installed(), reason="linphonec is not installed (apt-get install linphone-cli)"),
    pytest.mark.skipif(not shutil.which("baresip"), reason="baresip is not installed (apt-get install baresip-core)"),
]


@asynccontextmanager
async def a_call_on_the_phone(folder: Path, phone: ConsolePhone) -> AsyncIterator[Node]:
    """A caller who talks to the agent whose phone it is."""
    node = Node(folder)
    async with AsyncExitStack() as stack:
        for part in (node.exchange, node.caller, phone):
            await part.start()
            stack.push_async_callback(part.stop)
        node.exchange.sign_in(Seat(agent=LI, name="李", phone=phone.uri, queues=("general",)))
        node.exchange.set_presence(LI, "available")
        assert await node.caller.dial(node.target) == 200
        await node.told(CallAnswered)
        yield node


@pytest.mark.parametrize("peer", ["linphone-attended"])
def test_a_softphone_joins_its_caller_with_the_colleague_whom_it_consulted(
    peer: str, sound: Path, tmp_path: Path, table: Table
) -> None:
    async def scenario() -> None:
        phone, party = ConsolePhone(tmp_path / "phone", "1001"), Baresip(tmp_path / "party", sound, "1002")
        async with a_call_on_the_phone(tmp_path, phone) as node, AsyncExitStack() as stack:
            await party.start()
            stack.push_async_callback(party.stop)
            node.exchange.sign_in(Seat(agent=WANG, name="王", phone=party.uri, queues=()))
            node.exchange.set_presence(WANG, "available")
            with table.step("holds us, calls another"):
                await phone.type_in("pause")
                await node.told(CallHeld)
                await phone.type_in(f"call sip:1002@127.0.0.1:{node.port}")
                await node.told(PartyAnswered)
                await phone.says("for call 2 (audio)")
            with table.step("hands over (Replaces)"):
                await phone.type_in("transfer 1 --to-call 2")
                moved = await node.told(CallTransferred)
                assert (moved.agent, moved.number, moved.how) == (LI, f"agent:{WANG}", "attended")
            await node.until(lambda: [one.state for one in node.exchange.snapshot().agents if one.agent == LI] == ["wrap_up"])
            node.caller.hang_up()
            ended = await node.told(CallEnded)
            assert (ended.reason, ended.agent) == ("completed", WANG)

    asyncio.run(scenario())

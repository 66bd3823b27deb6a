"""Two nodes of the service behind kamailio's dispatcher: they share the calls, and one that dies is missed by no caller."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from config.settings import Folders, load
from hotline.demo.instance import Instance
from hotline.demo.kamailio import Kamailio, installed
from tests.integration.house import QUICK, short_prompts
from tests.integration.sipp import Sipp, sipp
from tests.interop.conftest import Table

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(not (installed() and shutil.which("sipp")), reason="kamailio or sipp is not installed"),
]
RTP_FROM, SPAN = (33_000, 34_000), 1_000
OPTIONS_S = 1
STAYS_S = 4.0
FIRST_S, NEXT_S, BACK_S = 4.0, 1.5, 20.0
"""The first caller after a death waits for 2 s (``t_set_fr``); nobody after that. Back: two answers, and the calls between."""


@asynccontextmanager
async def two_nodes(folder: Path) -> AsyncIterator[list[Instance]]:
    prompts = short_prompts(folder / "prompts")
    ours = load(folders=Folders(recordings="{home}/recordings", models=str(load().models), prompts=str(prompts)))
    small = {**QUICK, "HOTLINE_SIP__MAX_CALLS": "1"}
    nodes = [Instance(ours, folder / f"node-{start}", rtp_from=start, **small) for start in RTP_FROM]
    try:
        await asyncio.gather(*(node.start() for node in nodes))
        yield nodes
    finally:
        await asyncio.gather(*(node.stop() for node in nodes))


@asynccontextmanager
async def calling(proxy: Kamailio, folder: Path, within_s: float, patience_s: float) -> AsyncIterator[Sipp]:
    """A caller through the proxy, who must be answered and leaves when the patience is over."""
    keys = ("-key", "dialled", "12345", "-key", "prefix", f"1690030{time.monotonic_ns() % 10**8:08}")
    times = {"ANSWER_MS": round(within_s * 1000), "PATIENCE_MS": round(patience_s * 1000)}
    async with sipp(None, folder, "caller", f"127.0.0.1:{proxy.port}", *keys, **times) as caller:
        yield caller


def node_of(caller: Sipp) -> int:
    """Which node has answered, by the ports that its sound comes from."""
    (source,) = caller.ear.streams
    return next(place for place, start in enumerate(RTP_FROM) if start <= source[1] < start + SPAN)


async def taken_by(proxy: Kamailio, folder: Path, within_s: float) -> int:
    """Call, and hang up after a moment: which node it was."""
    async with calling(proxy, folder, within_s, 0.3) as caller:
        await caller.over()
        return node_of(caller)


async def full(proxy: Kamailio, folder: Path) -> None:
    """While one node has its one call, the other gets all that come."""
    async with calling(proxy, folder, NEXT_S, STAYS_S) as standing:
        async with asyncio.timeout(BACK_S):
            while not standing.ear.streams:
                await asyncio.sleep(0.05)
        taken = [await taken_by(proxy, folder, NEXT_S) for _ in range(2)]
        assert taken == [1 - node_of(standing)] * 2
        await standing.over()


@pytest.mark.parametrize("peer", ["kamailio, two nodes"])
def test_calls_go_on_when_a_node_dies_and_are_shared_again_when_it_is_back(peer: str, tmp_path: Path, table: Table) -> None:
    async def scenario() -> None:
        async with two_nodes(tmp_path) as nodes:
            hosts = " ".join(f"127.0.0.1:{node.sip_port}" for node in nodes)
            with Kamailio({"8001": "pw-8001"}, hotline=hosts, carriers=["127.0.0.1"], options_s=OPTIONS_S) as proxy:
                with table.step("nodes share the calls"):
                    assert sorted([await taken_by(proxy, tmp_path, NEXT_S) for _ in range(4)]) == [0, 0, 1, 1]
                with table.step("a node is full"):
                    await full(proxy, tmp_path)
                await nodes[0].kill()
                with table.step("a node dies: two calls"):
                    assert [await taken_by(proxy, tmp_path, FIRST_S) for _ in nodes] == [1, 1]
                with table.step("a node dies: the next four"):
                    assert [await taken_by(proxy, tmp_path, NEXT_S) for _ in range(4)] == [1, 1, 1, 1]
                await nodes[0].start()
                with table.step("it is back"):
                    async with asyncio.timeout(BACK_S):
                        while await taken_by(proxy, tmp_path, NEXT_S) != 0:
                            pass

    asyncio.run(scenario())

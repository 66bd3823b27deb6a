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
from tests.integration.sipp import sipp
from tests.interop.conftest import Table

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(not (installed() and shutil.which("sipp")), reason="kamailio or sipp is not installed"),
]
RTP_FROM, SPAN = (33_000, 34_000), 1_000
OPTIONS_S = 1
FIRST_S, NEXT_S, BACK_S = 4.0, 1.5, 20.0
"""The first caller after a death waits for 2 s (``t_set_fr``); nobody after that. Back: two answers, and the calls between."""


@asynccontextmanager
async def two_nodes(folder: Path) -> AsyncIterator[list[Instance]]:
    prompts = short_prompts(folder / "prompts")
    ours = load(folders=Folders(recordings="{home}/recordings", models=str(load().models), prompts=str(prompts)))
    nodes = [Instance(ours, folder / f"node-{start}", rtp_from=start, **QUICK) for start in RTP_FROM]
    try:
        await asyncio.gather(*(node.start() for node in nodes))
        yield nodes
    finally:
        await asyncio.gather(*(node.stop() for node in nodes))


async def taken_by(proxy: Kamailio, folder: Path, within_s: float) -> int:
    """Call through the proxy and hang up after a moment: which node has answered, by the ports that its sound comes from."""
    keys = ("-key", "dialled", "12345", "-key", "prefix", f"1690030{time.monotonic_ns() % 10**8:08}")
    times = {"ANSWER_MS": round(within_s * 1000), "PATIENCE_MS": 300}
    async with sipp(None, folder, "caller", f"127.0.0.1:{proxy.port}", *keys, **times) as caller:
        await caller.over()
        (source,) = caller.ear.streams
    return next(place for place, start in enumerate(RTP_FROM) if start <= source[1] < start + SPAN)


@pytest.mark.parametrize("peer", ["kamailio, two nodes"])
def test_calls_go_on_when_a_node_dies_and_are_shared_again_when_it_is_back(peer: str, tmp_path: Path, table: Table) -> None:
    async def scenario() -> None:
        async with two_nodes(tmp_path) as nodes:
            hosts = " ".join(f"127.0.0.1:{node.sip_port}" for node in nodes)
            with Kamailio({"8001": "pw-8001"}, hotline=hosts, carriers=["127.0.0.1"], options_s=OPTIONS_S) as proxy:
                with table.step("nodes share the calls"):
                    assert sorted([await taken_by(proxy, tmp_path, NEXT_S) for _ in range(4)]) == [0, 0, 1, 1]
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

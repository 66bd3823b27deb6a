"""sipp as an account of the registrar, and sipsak as somebody who asks whether we live."""

import asyncio
import shutil
from pathlib import Path

import pytest

from hotline.demo.kamailio import Kamailio, installed
from tests.interop.conftest import Table
from tests.interop.desk import open_desk
from tests.telephony.sip.ends import free_port

SCENARIO = Path(__file__).with_name("scenarios") / "account_call.xml"
BOUND_S = 20.0
TALK_S = 0.4
"""The scenario takes a BYE only when nothing else is under way."""
BEHAVIOUR = "all,-abortunexp"
"""Two processes of kamailio may overtake one another: a 180 behind the 200 is no reason to leave."""


async def run(folder: Path, *command: str) -> None:
    """A program to its end; fails with its own words."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(BOUND_S):
            words, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    errors = "".join(path.read_text(errors="replace") for path in folder.glob("*errors*"))
    assert process.returncode == 0, words.decode("utf-8", "replace")[-1500:] + errors[-1500:]


@pytest.mark.interop
@pytest.mark.skipif(not (installed() and shutil.which("sipp")), reason="kamailio or sipp is not installed")
@pytest.mark.parametrize("transport", [pytest.param("u1", id="sipp-udp"), pytest.param("t1", id="sipp-tcp")])
def test_an_account_of_sipp_calls(
    transport: str, registrar: Kamailio, desk_port: int, sound: Path, tmp_path: Path, table: Table
) -> None:
    options = (
        f"-i 127.0.0.1 -p {free_port()} -t {transport} -m 1 -timeout 15 -nostdin -trace_err -error_file errors "
        f"-default_behaviors {BEHAVIOUR}"
    )

    async def scenario() -> None:
        async with open_desk(desk_port, sound) as desk:
            target = f"127.0.0.1:{registrar.port}"
            calling = asyncio.ensure_future(run(tmp_path, "sipp", "-sf", str(SCENARIO), *options.split(), target))
            with table.step("calls us (digest)"):
                call = (await desk.told("incoming"))[1]
                assert (call.caller.number, call.caller.name) == ("8010", "网格员")
            with table.step("digit (INFO)"):
                assert (await desk.told("digit"))[1:] == ("9", "INFO")
            with table.step("holds us, back"):
                assert (await desk.told("media_changed"))[1] == "recvonly"
                assert (await desk.told("media_changed", 2))[1] == "sendrecv"
            await asyncio.sleep(TALK_S)
            with table.step("we hang up"):
                assert desk.leg
                desk.leg.hang_up()
                await calling

    asyncio.run(scenario())


@pytest.mark.interop
@pytest.mark.skipif(not shutil.which("sipsak"), reason="sipsak is not installed")
@pytest.mark.parametrize("peer", ["sipsak"])
def test_sipsak_finds_us_alive(peer: str, desk_port: int, sound: Path, tmp_path: Path, table: Table) -> None:
    async def scenario() -> None:
        async with open_desk(desk_port, sound):
            with table.step("OPTIONS"):
                await run(tmp_path, "sipsak", "-s", f"sip:12345@127.0.0.1:{desk_port}")

    asyncio.run(scenario())

"""Others that carry the same calls, each in processes of its own: the bare loop, sippy, rtpengine; and stock pyVoIP.

A relay is given the generator's ports in pairs and answers with its own; only pyVoIP speaks SIP with the generator.
"""

import asyncio
import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import venv
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.telephony.generator import CACHE
from bench.telephony.rtpengine import Control
from config.errors import Unavailable
from hotline.ports import free_port

Pairs = Sequence[tuple[int, int]]
SIPPY = "sippy==2.5.0"
START_S = 60.0
STOP_S = 5.0
BARE_PORT = 35_000
ENGINE_PORTS = (48_002, 52_000)


@dataclass(frozen=True, slots=True)
class Relay:
    """A running relay: ``ports`` are where the generator's pairs must send."""

    pid: int
    ports: list[tuple[int, int]]


Opener = Callable[[Pairs], AbstractAsyncContextManager[Relay]]


async def _stopped(process: asyncio.subprocess.Process) -> None:
    if process.stdin:
        process.stdin.close()
    for signalled in (0, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(TimeoutError, ProcessLookupError):
            if signalled:
                process.send_signal(signalled)
            await asyncio.wait_for(process.wait(), STOP_S)
            return


@asynccontextmanager
async def _child(*command: str | Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        await _stopped(process)


async def _line(process: asyncio.subprocess.Process, name: str) -> str:
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_S)
    except TimeoutError:
        line = b""
    if not line:
        raise Unavailable(f"{name} did not start.", "Its words stand above.")
    return line.decode()


@asynccontextmanager
async def _by_lines(name: str, pairs: Pairs, *command: str | Path) -> AsyncIterator[Relay]:
    async with _child(*command) as process:
        assert process.stdin
        process.stdin.write(json.dumps(list(pairs)).encode() + b"\n")
        ports = json.loads(await _line(process, name))
        yield Relay(process.pid, [(left, right) for left, right in ports])


def bare_loop(pairs: Pairs) -> AbstractAsyncContextManager[Relay]:
    return _by_lines("The bare loop", pairs, sys.executable, "-m", "bench.telephony.bare_loop", str(BARE_PORT))


def sippy(pairs: Pairs) -> AbstractAsyncContextManager[Relay]:
    return _by_lines("sippy", pairs, sippy_python(), Path(__file__).with_name("sippy_relay.py"))


def sippy_python() -> Path:
    """The interpreter of an environment with sippy, made at first use; Unavailable where it cannot be installed."""
    folder = CACHE / SIPPY.replace("==", "-")
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        _install(python)
        (folder / "complete").touch()
    return python


def _install(python: Path) -> None:
    done = subprocess.run([python, "-m", "pip", "install", "-q", SIPPY], capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"{SIPPY} cannot be installed.", done.stderr[-500:])


@asynccontextmanager
async def rtpengine(pairs: Pairs) -> AsyncIterator[Relay]:
    """Debian's daemon in user space (no kernel module, ``--table=-1``)."""
    program = shutil.which("rtpengine") or shutil.which("rtpengine", path="/usr/sbin:/usr/local/bin")
    if program is None:
        raise Unavailable("rtpengine is not installed.", "apt-get install --no-install-recommends rtpengine-daemon")
    port = free_port(socket.SOCK_DGRAM)
    with tempfile.TemporaryDirectory(prefix="rtpengine-") as folder:
        command = (
            program, "--config-file=none", "--table=-1", "--foreground", "--log-stderr", "--log-level=3",
            "--interface=127.0.0.1", f"--listen-ng=127.0.0.1:{port}", "--num-threads=2",
            f"--port-min={ENGINE_PORTS[0]}", f"--port-max={ENGINE_PORTS[1]}", f"--pidfile={folder}/pid",
        )  # fmt: skip
        async with _child(*command) as process:
            control = await _reached(port)
            try:
                yield Relay(process.pid, [await asyncio.to_thread(control.join, *pair) for pair in pairs])
            finally:
                control.close()


async def _reached(port: int) -> Control:
    deadline = asyncio.get_running_loop().time() + START_S
    while True:
        control = Control(port)
        try:
            await asyncio.to_thread(control.ask, command="ping")
        except OSError:
            control.close()
            if asyncio.get_running_loop().time() > deadline:
                raise Unavailable("rtpengine does not answer.", "Its words stand above.") from None
            await asyncio.sleep(0.1)
            continue
        return control


@asynccontextmanager
async def pyvoip(own_port: int, registrar_port: int) -> AsyncIterator[int]:
    """Stock pyVoIP, registered at the generator; its process id."""
    async with _child(sys.executable, "-m", "bench.telephony.pyvoip_bridge", str(own_port), str(registrar_port)) as process:
        await _line(process, "pyVoIP")
        yield process.pid


RELAYS: dict[str, Opener] = {"bare_loop": bare_loop, "sippy": sippy, "rtpengine": rtpengine}

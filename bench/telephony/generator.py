"""The load generator's Python side: builds the C program when its sources changed, starts it, speaks with it.

It is C because what measures must not be late itself; frames that it sends late all the same are left out of each figure.
"""

import asyncio
import hashlib
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from config.errors import Unavailable

SOURCES = Path(__file__).with_name("loadgen")
CACHE = Path(__file__).with_name(".cache")
LATE_MS = 40.0
"""A frame is late when it comes so much after the usual time of its own leg: a phone with 40 ms of buffer has lost it."""
REPLY_S = 30.0
FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Wno-format-truncation")


def built() -> Path:
    """The program, compiled into a cache folder; Unavailable without a C compiler."""
    sources = sorted(SOURCES.glob("*.c"))
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in (*sources, SOURCES / "hotload.h"))).hexdigest()[:16]
    program = CACHE / f"hotload-{mark}"
    if not program.exists():
        compiler = shutil.which("gcc") or shutil.which("cc")
        if compiler is None:
            raise Unavailable("The load generator needs a C compiler.", "Install gcc and libc6-dev.")
        CACHE.mkdir(exist_ok=True)
        fresh = program.with_suffix(".new")
        done = subprocess.run([compiler, *FLAGS, "-o", fresh, *sources, "-lpthread", "-lm"], capture_output=True, text=True)
        if done.returncode:
            raise Unavailable("The load generator does not compile.", done.stderr[-2000:])
        fresh.rename(program)
    return program


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The frames of some seconds, as `loadgen/report.c` counts them; those sent late are out of all but ``sent``."""

    legs: int
    unheard_legs: int
    legs_ended: int
    sent: int
    sent_late: int
    arrived: int
    lost: int
    late: int
    gaps_over_100ms: int
    repeated: int
    altered: int
    strange: int
    crossed: int
    worst_leg_lost: float
    delay_p50_ms: float
    delay_p95_ms: float
    delay_p99_ms: float
    delay_p999_ms: float
    delay_max_ms: float

    @property
    def counted(self) -> int:
        return self.sent - self.sent_late

    @property
    def lost_share(self) -> float:
        return self.lost / max(self.counted, 1)

    @property
    def late_share(self) -> float:
        return self.late / max(self.counted, 1)

    @property
    def sent_late_share(self) -> float:
        return self.sent_late / max(self.sent, 1)


class Generator:
    """One running generator. Commands are those of `loadgen/main.c`; each waits for its answer."""

    def __init__(self, process: asyncio.subprocess.Process, ports: dict[str, int]) -> None:
        self._process = process
        self._turn = asyncio.Lock()
        self.callers_port = ports["callers_port"]
        self.agents_port = ports["agents_port"]

    @classmethod
    @asynccontextmanager
    async def running(
        cls, service: tuple[str, int], legs: int, *, first_port: int = 20_000, answer_ms: int = 0
    ) -> AsyncIterator[Self]:
        """Start it against a SIP address; it ends with this context, or with this process."""
        program = await asyncio.to_thread(built)
        process = await asyncio.create_subprocess_exec(
            program, service[0], str(service[1]), str(legs), str(first_port), str(answer_ms),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        try:
            line = await asyncio.wait_for(process.stdout.readline(), REPLY_S)
            if not line:
                raise Unavailable("The load generator did not start.", "See its words above.")
            yield cls(process, json.loads(line))
        finally:
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:
                process.kill()
                await process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, command: str, wait_s: float = REPLY_S) -> dict[str, Any]:
        """Send one command line; its answer as it came."""
        assert self._process.stdin
        assert self._process.stdout
        async with self._turn:
            self._process.stdin.write(f"{command}\n".encode())
            line = await asyncio.wait_for(self._process.stdout.readline(), wait_s)
        if not line:
            raise Unavailable("The load generator is gone.", "See its words above.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def dial(
        self,
        group: int,
        calls: int,
        rate: float,
        *,
        hold_ms: int = 0,
        cancel_ms: int = 0,
        park_ms: int = 0,
        sound: bool = True,
    ) -> None:
        """Place calls at ``rate`` a second; 0 ms: never leave, never cancel, never put the other side on hold."""
        await self.ask(f"dial {group} {calls} {rate} {hold_ms} {cancel_ms} {park_ms} {int(sound)}")

    async def calls(self, group: int) -> dict[str, Any]:
        return await self.ask(f"calls {group}")

    async def state(self) -> dict[str, Any]:
        return await self.ask("state")

    async def hang_up(self, group: int) -> None:
        await self.ask(f"hangup {group}")

    async def window(self, seconds: float, late_ms: float = LATE_MS) -> Window:
        """Count every frame that is sent within the next seconds."""
        answer = await self.ask(f"window {seconds} {late_ms}", seconds + REPLY_S)
        answer.pop("re")
        return Window(**answer)

    async def raw(self, legs: int) -> list[tuple[int, int]]:
        """(leg, port) of legs that speak RTP alone."""
        return [(leg, port) for leg, port in (await self.ask(f"raw {legs}"))["legs"]]

    async def aim(self, leg: int, port: int) -> None:
        await self.ask(f"aim {leg} {port}")

    async def unraw(self) -> None:
        await self.ask("unraw")

    async def until(self, key: str, least: int, bound_s: float, *, most: int | None = None) -> dict[str, Any]:
        """Wait until ``state()[key]`` lies in the bounds, or the time is over; the last state either way."""
        deadline = asyncio.get_running_loop().time() + bound_s
        while True:
            state = await self.state()
            if least <= state[key] <= (state[key] if most is None else most):
                return state
            if asyncio.get_running_loop().time() > deadline:
                return state
            await asyncio.sleep(0.1)

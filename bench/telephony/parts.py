"""What each part of the media engine costs: the engine alone, with one part after the other switched off, in turns.

Recording and tap are left out by not asking for them; codec, jitter buffer and RTCP by `bench.telephony.stripped_engine`, which
reaches into the sources: parts are compared interpreted with interpreted. The whole engine is measured compiled too.
"""

import asyncio
import contextlib
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from bench.telephony.compiled import compiled_engine
from bench.telephony.figures import Figure, Step
from bench.telephony.generator import Generator
from bench.telephony.rivals import Opener, Relay, bare_loop
from bench.telephony.steps import relay_step, undisturbed
from bench.telephony.stripped_engine import WITHOUT
from config.ids import CallId, LegId
from config.settings import load
from telephony.media.process import MediaProcess
from telephony.sip.port import Negotiated

RTP_PORTS = (52_100, 55_998)
GENERATOR_PORT = 28_000
STRIPPED = ("codec", "jitter_buffer", "rtcp")
PARTS = (*STRIPPED, "recording", "tap")
NOWHERE = ("127.0.0.1", 9)
FRAMES_PER_S = 50


@asynccontextmanager
async def _deaf_listener(path: Path) -> AsyncIterator[str]:
    """Takes what the tap sends and forgets it, as a recogniser that is never behind."""

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while await reader.read(1 << 20):
                pass
        writer.close()

    server = await asyncio.start_unix_server(swallow, str(path))
    try:
        yield str(path)
    finally:
        server.close()


def _spawning(without: frozenset[str]) -> Any:
    """While this patch holds, the engine is started with these parts stripped."""
    spawn = subprocess.Popen

    def spawned(command: Sequence[str], *, env: dict[str, str], **rest: Any) -> Any:
        module = "bench.telephony.stripped_engine" if without & set(STRIPPED) else "telephony.media.engine"
        words = [module if word == "telephony.media.engine" else word for word in command]
        return spawn(words, env={**env, WITHOUT: ",".join(without)}, **rest)

    return patch("telephony.media.link.subprocess.Popen", spawned)


@asynccontextmanager
async def engine(
    pairs: Sequence[tuple[int, int]], without: frozenset[str] = frozenset(), native: Path | None = None
) -> AsyncIterator[Relay]:
    """The media process bridging, recording and tapping the generator's pairs; compiled when ``native`` tells where it is."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        async with _deaf_listener(Path(folder) / "tap") as tap:
            settings = load().media.model_copy(update={"rtp_ports": RTP_PORTS})
            process = MediaProcess(settings, prompts=Path(folder), tap=tap, native=native)
            with _spawning(without):
                await process.start(lambda event: None)
            try:
                ports = [await _call(process, number, pair, Path(folder), without) for number, pair in enumerate(pairs)]
                assert process.pid is not None
                yield Relay(process.pid, ports)
            finally:
                await process.stop()


async def _call(
    process: MediaProcess, number: int, peers: tuple[int, int], folder: Path, without: frozenset[str]
) -> tuple[int, int]:
    legs = LegId(f"left-{number}"), LegId(f"right-{number}")
    ports = []
    for leg, peer in zip(legs, peers, strict=True):
        ports.append((await process.open_rtp(leg)).port)
        process.connect(leg, Negotiated(codec="PCMA", payload_type=8, dtmf_payload_type=101, remote_host="127.0.0.1",
                                        remote_port=peer, direction="sendrecv", ptime_ms=20))  # fmt: skip
    process.bridge(*legs)
    if "recording" not in without:
        process.record(CallId(f"call-{number}"), folder / f"{number}.wav", left=legs[0], right=legs[1])
    if "tap" not in without:
        for leg in legs:
            process.tap(leg, str(leg))
    return ports[0], ports[1]


def _cost_us(steps: Sequence[Step]) -> float:
    """Microseconds of processor for one frame of one leg."""
    return median(step.whole_cpu / (2 * step.calls) for step in steps) / FRAMES_PER_S * 1e6


def _runs(native: Path | None) -> dict[str, Opener]:
    return {
        "bare": bare_loop,
        "compiled": partial(engine, native=native),
        "whole": engine,
        **{f"-{part}": partial(engine, without=frozenset({part})) for part in PARTS},
        "-all": partial(engine, without=frozenset(PARTS)),
    }


async def parts(calls: int, seconds: float, turns: int) -> list[Figure]:
    """The whole engine in both forms beside the bare loop, then the cost of each part as the difference that it makes."""
    seen: dict[str, list[Step]] = {}
    runs = _runs(compiled_engine())
    async with Generator.running(NOWHERE, 2 * calls, first_port=GENERATOR_PORT) as generator:
        for _ in range(turns):
            for name, opener in runs.items():
                step = await undisturbed(name, partial(relay_step, generator, opener, calls, seconds))
                seen.setdefault(name, []).append(step)
    costs = {name: _cost_us(steps) for name, steps in seen.items()}
    whole, bare = costs["whole"], costs["bare"]
    figures = [
        Figure(name=name, value=costs[run], unit="us", baseline=bare, ratio=costs[run] / bare)
        for name, run in (
            ("engine_cpu_per_frame", "compiled"),
            ("engine_cpu_per_frame_interpreted", "whole"),
            ("engine_cpu_per_frame_stripped", "-all"),
        )
    ]
    for part in PARTS:
        cost = whole - costs[f"-{part}"]
        figures.append(Figure(name=f"cpu_part_{part}", value=cost, unit="us", baseline=whole, ratio=cost / whole))
    return figures

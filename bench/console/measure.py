"""The two measurements of a server that sends to a crowd: how long an event takes to the last desk, and how many it sends."""

import asyncio
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bench.console.crowd import Crowd
from config.errors import Unavailable

BATCH = 200
"""Events of one flood's turn: under the backlog that a desk may have (512)."""
BATCH_S = 60.0
LAST_S = 5.0
MARK_EVERY_S = 0.5


class Control:
    """The line on which a server is asked for events."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, path: str) -> Self:
        return cls(*await asyncio.open_unix_connection(path))

    async def publish(self, what: str, events: int) -> None:
        self._writer.write(json.dumps({"what": what, "publish": events}).encode() + b"\n")
        if not await asyncio.wait_for(self._reader.readline(), BATCH_S):
            raise Unavailable("The server is gone.", "See its words above.")

    def close(self) -> None:
        self._writer.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """``last_s``: of each event, until the last desk had it; ``each_s``: of every desk. ``incomplete``: not all desks got it."""

    last_s: tuple[float, ...]
    each_s: tuple[float, ...]
    incomplete: int


async def delays(control: Control, crowd: Crowd, seconds: float) -> Delays:
    """An event for all every half second, meanwhile whatever else happens."""
    crowd.tally.delays_s.clear()
    for _ in range(max(int(seconds / MARK_EVERY_S), 1)):
        await control.publish("mark", 1)
        await asyncio.sleep(MARK_EVERY_S)
    await _arrived(crowd)
    whole = [one for one in crowd.tally.delays_s.values() if len(one) == len(crowd.clients)]
    return Delays(
        last_s=tuple(max(one) for one in whole),
        each_s=tuple(delay for one in whole for delay in one),
        incomplete=len(crowd.tally.delays_s) - len(whole),
    )


async def _arrived(crowd: Crowd) -> None:
    until = time.monotonic() + LAST_S
    while time.monotonic() < until and any(len(one) < len(crowd.clients) for one in crowd.tally.delays_s.values()):
        await asyncio.sleep(0.05)


async def rate(control: Control, crowd: Crowd, seconds: float) -> float:
    """Frames a second that reach the crowd when each batch is asked for as soon as the last one has come to everybody."""
    tally, begun, batches = crowd.tally, time.monotonic(), 0
    while (elapsed := time.monotonic() - begun) < seconds:
        tally.flooded.clear()
        tally.flood, tally.flood_goal = 0, BATCH * len(crowd.clients)
        await control.publish("flood", BATCH)
        await asyncio.wait_for(tally.flooded.wait(), BATCH_S)
        batches += 1
    del elapsed
    return batches * BATCH * len(crowd.clients) / (time.monotonic() - begun)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; NaN of nothing. Pure."""
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)) - 1, 0)] if ranked else math.nan

"""The scenery of the integration tests: a real engine with a temporary folder, and waiting on conditions."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from config.settings import Media
from telephony.media.port import MediaEvent
from telephony.media.process import MediaProcess

# A share of the range of ports for each worker; a port that is taken is passed over by the engine.
PORTS = (20_000 + os.getpid() % 200 * 100, 20_000 + os.getpid() % 200 * 100 + 399)


def media_settings(**changes: Any) -> Media:
    fields = {"host": "127.0.0.1", "rtp_ports": PORTS, "rtp_timeout_s": 20.0, "jitter_max_ms": 200, "browser_grace_s": 10.0}
    return Media(**{**fields, **changes})


class Stage:
    """An engine that runs, the events it sent, and the folder for prompts and recordings."""

    def __init__(self, engine: MediaProcess, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        self.events: list[MediaEvent] = []

    def of(self, kind: type[MediaEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


@asynccontextmanager
async def stage(folder: Path, *, tap: str | None = None, native: Path | None = None, **changes: Any) -> AsyncIterator[Stage]:
    engine = MediaProcess(media_settings(**changes), prompts=folder / "prompts", tap=tap, native=native)
    scene = Stage(engine, folder)
    await scene.engine.start(scene.events.append)
    try:
        yield scene
    finally:
        await scene.engine.stop()


async def until(condition: Callable[[], object], what: str, seconds: float = 15.0) -> None:
    """Wait for a condition at the pace of the audio; fails with ``what`` when it does not come true."""
    async with asyncio.timeout(seconds):
        try:
            while not condition():
                await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{what} did not happen within {seconds} s") from None

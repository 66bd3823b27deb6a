"""How the scenes measure: fidelity of what was heard, text of a channel, bounded waiting."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from config.errors import Unavailable
from hotline.demo.stage import Stage
from hotline.sound import read_pcm
from telephony.media.fidelity import compare

LEAST_SHARE = 0.95
LONGEST_GAP_MS = 60.0
T = TypeVar("T")


def check_heard(stage: Stage, name: str, sent: str | Path, heard: np.ndarray) -> None:
    """The frames of ``sent`` (a line's name or a file) that ``heard`` holds: ≥ 0.95, no gap over 60 ms."""
    samples = stage.speech.pcm(sent) if isinstance(sent, str) else read_pcm(sent)
    found = compare(samples, heard)
    stage.check(
        name,
        found.share_of_frames >= LEAST_SHARE and found.longest_gap_ms <= LONGEST_GAP_MS,
        {"frames": round(found.share_of_frames, 4), "longest_gap_ms": found.longest_gap_ms},
    )


def transcript_of(segments: Sequence[dict[str, Any]], channel: str) -> str:
    ordered = sorted((segment for segment in segments if segment["channel"] == channel), key=lambda one: one["t0"])
    return "".join(segment["text"] for segment in ordered)


async def wait_until(read: Callable[[], Awaitable[T]], holds: Callable[[T], bool], timeout_s: float) -> T:
    """Read again every 0.2 s until it holds; the last reading in the error."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    while True:
        value = await read()
        if holds(value):
            return value
        if asyncio.get_running_loop().time() > deadline:
            raise Unavailable(f"Not within {timeout_s} s; last seen: {str(value)[:500]}")
        await asyncio.sleep(0.2)

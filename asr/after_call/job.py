"""What is to be decoded of one recording, and how it goes over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asr.port import Channel
from config.errors import Unavailable

LIVE_ENGINE = ""
"""The engine of the live calls, as the settings choose it."""


class EngineAway(Unavailable):
    """What recognises cannot be reached now. That says nothing of the recording: no try is spent on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """``stretches`` of seconds on the call's line (None: to the end) of one channel of the file ``path``.

    ``engine``: `LIVE_ENGINE`, ``whisper``, or ``vosk:`` and a model.
    """

    name: str
    path: str
    channel: Channel
    stretches: tuple[tuple[float, float | None], ...]
    engine: str = LIVE_ENGINE


def job_out(job: Job) -> dict[str, Any]:
    return {"name": job.name, "path": job.path, "channel": job.channel, "stretches": job.stretches, "engine": job.engine}


def job_in(message: Mapping[str, Any]) -> Job:
    stretches = tuple((float(start), None if end is None else float(end)) for start, end in message["stretches"])
    return Job(**{**message, "stretches": stretches})

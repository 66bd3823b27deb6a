"""The same sound without any fault: a recording read from its beginning by the engine of the calls, in this process."""

import asyncio
from pathlib import Path
from typing import Any

from asr.after_call.engine import open_engine
from asr.after_call.job import LIVE_ENGINE, Job
from asr.after_call.reading import Reading
from asr.port import Final, Recognizer
from config.settings import Asr, load
from hotline.recorded import mono
from tests.faults.judge import Heard, Utterance

CHANNELS = ("caller", "agent")


class Undisturbed:
    """Loads the model at its first use; `close` at the end. ``asr`` must be the service's own settings."""

    def __init__(self, asr: Asr) -> None:
        self._asr = asr
        self._reading = Reading(mono)
        self._recognizer: Recognizer | None = None
        self._turn = asyncio.Lock()

    async def read(self, recording: Path) -> dict[str, list[Utterance]]:
        """What is said in each channel."""
        async with self._turn:
            return {channel: await asyncio.to_thread(self._read, recording, channel) for channel in CHANNELS}

    def _read(self, recording: Path, channel: Any) -> list[Utterance]:
        if self._recognizer is None:
            models = load().models
            self._recognizer = open_engine(self._asr, models, LIVE_ENGINE, self._reading.take, lambda _: None)
        job = Job(name=recording.stem, path=str(recording), channel=channel, stretches=((0.0, None),))
        return [utterance(final) for final in self._reading.read(job, self._recognizer)]

    def close(self) -> None:
        if self._recognizer is not None:
            self._recognizer.close()


def utterance(final: Final) -> Utterance:
    return [Heard(word.text, word.t0, word.t1) for word in final.words]


def utterances_of(call: dict[str, Any], channel: str, version: str | int = 1) -> list[Utterance]:
    """The same from what the API says of a call."""
    return [
        [Heard(word["text"], word["t0"], word["t1"]) for word in segment["words"]]
        for segment in call["segments"]
        if segment["channel"] == channel
    ]

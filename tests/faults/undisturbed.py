"""The same sound without any fault: a recording read from its beginning by the engine of the calls, in this process."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from asr.after_call.engine import open_engine
from asr.after_call.job import LIVE_ENGINE, Job
from asr.after_call.reading import Reading
from asr.port import Final, Recognizer
from config.settings import Asr, load
from hotline.recorded import mono
from tests.faults.judge import Heard, Utterance, Verdict, judge

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
            return {channel: await asyncio.to_thread(self._read, recording, channel, ()) for channel in CHANNELS}

    async def compare(self, recording: Path, call: Mapping[str, Any]) -> Verdict:
        """A call's transcript beside it; where it has gaps, also beside a reading that begins anew at their edges."""
        verdict, whole = Verdict(), await self.read(recording)
        for channel in CHANNELS:
            edges = _edges(call, channel)
            async with self._turn:
                anew = await asyncio.to_thread(self._read, recording, channel, edges) if edges else None
            verdict += judge(whole[channel], utterances_of(call, channel), anew)
        return verdict

    def _read(self, recording: Path, channel: Any, edges: Sequence[float]) -> list[Utterance]:
        if self._recognizer is None:
            models = load().models
            self._recognizer = open_engine(self._asr, models, LIVE_ENGINE, self._reading.take, lambda _: None)
        stretches: list[tuple[float, float | None]] = [*pairwise((0.0, *edges)), ((0.0, *edges)[-1], None)]
        job = Job(name=recording.stem, path=str(recording), channel=channel, stretches=tuple(stretches))
        return [utterance(final) for final in self._reading.read(job, self._recognizer)]

    def close(self) -> None:
        if self._recognizer is not None:
            self._recognizer.close()


def utterance(final: Final) -> Utterance:
    return [Heard(word.text, word.t0, word.t1) for word in final.words]


def _edges(call: Mapping[str, Any], channel: str) -> list[float]:
    """Where the live reading ended or began anew, as far as its gaps say it."""
    gaps = [gap for gap in call["gaps"] if gap["channel"] == channel and gap["why"] != "second_pass"]
    return sorted({edge for gap in gaps for edge in (gap["from_s"], gap["to_s"]) if edge})


def utterances_of(call: Mapping[str, Any], channel: str) -> list[Utterance]:
    """The same from what the API says of a call."""
    return [
        [Heard(word["text"], word["t0"], word["t1"]) for word in segment["words"]]
        for segment in call["segments"]
        if segment["channel"] == channel
    ]

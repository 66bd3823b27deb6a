"""The one adapter to Vosk: a model loaded once, shared by the threads of all streams, each with its own decoder.

What the library does on bad files is an abort of the process, so `asr.models.check` looks at a model before it comes here.
"""

import ctypes
import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import vosk

from asr.decoder import Decoder, Utterance
from asr.gate.decoder import GatedDecoder
from asr.gate.gate import Gating
from asr.ladder import Ladder
from asr.overlay import Tuning, overlaid
from asr.port import Channel, Emit, RecognizerInfo, Stream, Word
from asr.serial_stream import SerialStream
from asr.timeline import BYTES_PER_SAMPLE
from asr.voice_detector import NarrowbandDetector, load_session
from asr.warm import WarmDecoders
from config.errors import BadInput, Unavailable
from config.ids import CallId
from config.settings import Asr

RATE = 8000
WARM_UP_S = 1.0
CLOSE_TIMEOUT_S = 10.0

vosk.SetLogLevel(-1)


class VoskDecoder:
    """One KaldiRecognizer; used by one thread at a time (two threads in it end the process)."""

    def __init__(self, model: Any, rate: int) -> None:
        self._recognizer = vosk.KaldiRecognizer(model, float(rate))
        self._recognizer.SetWords(True)
        self._rate = rate
        self._fed = 0

    def accept(self, pcm: bytes) -> Utterance | None:
        self._fed += len(pcm) // BYTES_PER_SAMPLE
        return _utterance(self._recognizer.Result()) if self._recognizer.AcceptWaveform(pcm) else None

    def partial(self) -> str:
        return str(json.loads(self._recognizer.PartialResult()).get("partial", ""))

    def finish_utterance(self) -> Utterance | None:
        return _utterance(self._recognizer.FinalResult())

    def fed_s(self) -> float:
        return self._fed / self._rate

    def warm_up(self) -> None:
        """Decode a second of silence: the first one costs twenty times the later ones."""
        self.accept(bytes(int(WARM_UP_S * self._rate) * BYTES_PER_SAMPLE))
        self.finish_utterance()

    def close(self) -> None:
        del self._recognizer
        _give_memory_back()


class VoskRecognizer:
    """The live engine. ``warm`` recognisers stand ready so that a call's first words come without delay, up to ``kept``
    stay when their calls are over. With ``gating`` silence is not decoded, where the voice detector is installed.

    Raises Unavailable when Vosk cannot load the model.
    """

    def __init__(
        self,
        model_path: Path,
        *,
        name: str,
        language: str,
        emit: Emit,
        partial_interval_s: float,
        max_streams: int,
        tuning: Tuning | None = None,
        gating: Gating | None = None,
        warm: int = 2,
        kept: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.info = RecognizerInfo(engine="vosk", model=name, language=language, interims=True)
        self._emit, self._partial_interval_s, self._max_streams = emit, partial_interval_s, max_streams
        self._gating, self._detector = gating, None if gating is None else _detector()
        self._model = load_model(model_path, tuning or Tuning())
        self._streams: set[SerialStream] = set()
        self._ladder = Ladder()
        self._lock = threading.Lock()
        self._clock = clock
        self._warm = WarmDecoders(lambda: VoskDecoder(self._model, RATE), warm=min(warm, max_streams), kept=kept)

    @property
    def gated(self) -> bool:
        """Whether silence is kept from the decoder."""
        return self._detector is not None

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        if rate <= 0:
            raise BadInput(f"An audio rate of {rate} Hz cannot be recognised.", "Send 8000 Hz.")
        with self._lock:
            if len(self._streams) >= self._max_streams:
                raise Unavailable(f"语音识别路数已满（{self._max_streams} 路），这通电话暂不转写，录音照常。")
            stream = SerialStream(
                call,
                channel,
                rate,
                engine=f"vosk:{self.info.model}",
                make_decoder=lambda: self._decoder(rate),
                emit=self._emit,
                partial_interval_s=self._partial_interval_s,
                on_end=self._ended,
                clock=self._clock,
                ladder=self._ladder,
            )
            self._streams.add(stream)
            return stream

    def close(self) -> None:
        with self._lock:
            streams = tuple(self._streams)
        for stream in streams:
            stream.finish()
        for stream in streams:
            stream.join(CLOSE_TIMEOUT_S)
        self._warm.close(CLOSE_TIMEOUT_S)

    def _ended(self, stream: SerialStream) -> None:
        with self._lock:
            self._streams.discard(stream)

    def _decoder(self, rate: int) -> Decoder:
        if rate != RATE:
            return VoskDecoder(self._model, rate)
        inner = self._warm.take()
        if self._detector is None:
            return inner
        return GatedDecoder(inner, NarrowbandDetector(self._detector), rate, self._gating)


def open_live(
    path: Path,
    info: RecognizerInfo,
    emit: Emit,
    asr: Asr,
    *,
    dither: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> VoskRecognizer:
    """The live engine as the settings want it; raises Unavailable when Vosk cannot load the model.

    Without ``dither`` (0.0) the same audio is not read twice alike: for benches and tests.
    """
    gating = Gating(
        opens_at=asr.gate_opens_at,
        stays_above=asr.gate_stays_above,
        pre_roll_s=asr.gate_pre_roll_s,
        hang_over_s=asr.gate_hang_over_s,
    )
    return VoskRecognizer(
        path,
        name=info.model,
        language=info.language,
        emit=emit,
        partial_interval_s=asr.partial_interval_s,
        max_streams=asr.max_streams,
        tuning=replace(tuning_of(asr), dither=dither),
        gating=gating if asr.gate else None,
        warm=asr.warm_decoders,
        kept=asr.kept_decoders,
        clock=clock,
    )


def tuning_of(asr: Asr) -> Tuning:
    return Tuning(
        beam=asr.beam or None,
        max_active=asr.max_active or None,
        lattice_beam=asr.lattice_beam or None,
        frames_per_chunk=asr.frames_per_chunk or None,
    )


def _detector() -> Any:
    """The voice detector's network, or None where its package is missing: then all audio is decoded, at about twice the cost."""
    try:
        return load_session()
    except (ImportError, ValueError):
        return None


def load_model(path: Path, tuning: Tuning) -> Any:
    """Load a model folder with our end-pointing; raise Unavailable when Vosk refuses it."""
    try:
        with overlaid(path, tuning) as folder:
            return vosk.Model(model_path=str(folder))
    except Exception as error:
        raise Unavailable(
            f"Vosk cannot load the model in {path}: {error}.", "Install it again: hotline models install."
        ) from error


def decode_once(path: Path, pcm: bytes, rate: int = RATE) -> str:
    """Load, decode and free: the smoke check of a model, to be run in a process of its own."""
    decoder = VoskDecoder(load_model(path, Tuning()), rate)
    first = decoder.accept(pcm)
    last = decoder.finish_utterance()
    return " ".join(word.text for part in (first, last) if part for word in part.words)


def _utterance(result: str) -> Utterance | None:
    words = tuple(_word(entry) for entry in json.loads(result).get("result", ()))
    return Utterance(words) if words else None


def _word(entry: dict[Literal["word", "start", "end", "conf"], Any]) -> Word:
    return Word(text=entry["word"], t0=entry["start"], t1=entry["end"], confidence=entry.get("conf", 1.0))


def _give_memory_back() -> None:
    """A stream's graph cache is freed in small pieces; glibc keeps them unless it is told to return them."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)

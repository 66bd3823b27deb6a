"""The stand-in engine for Mandarin where no Vosk model can be had: a final per utterance, interims when idle.

Each stream cuts its audio into utterances on a thread of its own; one decode thread serves all streams in turn.
"""

import itertools
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from opencc import OpenCC

from asr.decode_queue import DecodeQueue
from asr.hallucination import made_up
from asr.port import Channel, Emit, Final, Partial, RecognizerInfo, Stream, Word
from asr.spelling import chinese_marks, join_words
from asr.voice_detector import RATE, Samples, load_session
from asr.whisper_stream import Heard, WhisperStream
from config.errors import BadInput, Unavailable
from config.ids import CallId

FINAL_BEAM = 5
INTERIM_BEAM = 1
CLOSE_TIMEOUT_S = 30.0
# Whisper pads what it hears to 30 s; an edge of silence keeps it from cutting the last syllable.
_EDGE = np.zeros(RATE // 5, np.float32)


class WhisperRecognizer:
    """``folder`` is a CTranslate2 model; ``threads`` are the processor threads of one decoding.

    Raises Unavailable when the model cannot be loaded.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        language: str,
        emit: Emit,
        partial_interval_s: float,
        max_streams: int,
        threads: int = 1,
    ) -> None:
        self.info = RecognizerInfo(engine="whisper", model=name, language=language, interims=True)
        self._emit, self._partial_interval_s, self._max_streams = emit, partial_interval_s, max_streams
        self._language = language
        self._model = _load(folder, threads)
        self._detector = load_session()
        self._simplify = OpenCC("t2s") if language == "zh" else None
        self._queue = DecodeQueue()
        self._streams: set[WhisperStream] = set()
        self._lock = threading.Lock()
        self._decode(np.zeros(RATE, np.float32), beam=INTERIM_BEAM)
        self._worker = threading.Thread(target=self._work, name="asr-whisper", daemon=True)
        self._worker.start()

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        if rate <= 0:
            raise BadInput(f"An audio rate of {rate} Hz cannot be recognised.", "Send 8000 Hz.")
        with self._lock:
            if len(self._streams) >= self._max_streams:
                raise Unavailable(f"语音识别路数已满（{self._max_streams} 路），这通电话暂不转写，录音照常。")
            stream = WhisperStream(
                call,
                channel,
                rate,
                session=self._detector,
                decode=self,
                queue=self._queue,
                emit=self._emit,
                partial_interval_s=self._partial_interval_s,
                on_end=self._ended,
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
        self._queue.close()
        self._worker.join(CLOSE_TIMEOUT_S)

    def final(self, heard: Heard) -> Final | None:
        """Decode an utterance for good; None when it was no speech."""
        segments = [s for s in self._decode(heard.samples, beam=FINAL_BEAM) if not _is_made_up(s)]
        text = self._text(segments)
        if not text:
            return None
        words = tuple(self._words(segments, heard.at_s))
        return Final(
            call=heard.call,
            channel=heard.channel,
            text=text,
            t0=round(heard.at_s, 3),
            t1=round(heard.at_s + len(heard.samples) / RATE, 3),
            confidence=sum(w.confidence for w in words) / len(words) if words else 0.0,
            words=words,
            engine=f"whisper:{self.info.model}",
        )

    def interim(self, heard: Heard) -> Partial | None:
        """Decode an utterance so far, quickly; None when nothing can be read yet."""
        segments = [s for s in self._decode(heard.samples, beam=INTERIM_BEAM) if not _is_made_up(s)]
        text = self._text(segments)
        return Partial(call=heard.call, channel=heard.channel, text=text, t0=heard.at_s) if text else None

    def _work(self) -> None:
        while (job := self._queue.take()) is not None:
            try:
                job()
            finally:
                self._queue.done()

    def _ended(self, stream: WhisperStream) -> None:
        with self._lock:
            self._streams.discard(stream)

    def _decode(self, samples: Samples, *, beam: int) -> list[Any]:
        """No prompt and no earlier text (both leak into what is read); the language is fixed; no fallback temperatures."""
        segments, _ = self._model.transcribe(
            np.concatenate([_EDGE, samples, _EDGE]),
            language=self._language,
            beam_size=beam,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=beam == FINAL_BEAM,
            without_timestamps=beam != FINAL_BEAM,
        )
        return list(segments)

    def _text(self, segments: Iterable[Any]) -> str:
        text = self._plain(join_words(segment.text.strip() for segment in segments))
        return chinese_marks(text) if self._language == "zh" else text

    def _words(self, segments: Iterable[Any], at_s: float) -> Iterable[Word]:
        edge = len(_EDGE) / RATE
        for word in itertools.chain.from_iterable(segment.words or () for segment in segments):
            text = self._plain(word.word.strip())
            start, end = (round(max(0.0, t - edge) + at_s, 3) for t in (word.start, word.end))
            if text:
                yield Word(text=text, t0=start, t1=end, confidence=min(1.0, float(word.probability)))

    def _plain(self, text: str) -> str:
        return str(self._simplify.convert(text)) if self._simplify else text


def _load(folder: Path, threads: int) -> WhisperModel:
    try:
        return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    except Exception as error:
        raise Unavailable(
            f"Whisper cannot load the model in {folder}: {error}.", "Remove that folder; it is made again at the next start."
        ) from error


def _is_made_up(segment: Any) -> bool:
    return made_up(
        segment.text,
        no_speech_prob=segment.no_speech_prob,
        avg_logprob=segment.avg_logprob,
        compression_ratio=segment.compression_ratio,
    )

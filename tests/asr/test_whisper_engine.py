"""Whisper for real, on Mandarin by many speakers at 8 kHz."""

from collections.abc import Iterator

import pytest

from asr import whisper_model
from asr.error_rate import character_error_rate
from asr.port import Final, Partial
from config.ids import CallId
from tests.asr.events import Gathered
from tests.asr.speech_data import RATE, Utterance, utterances
from tests.asr.test_vosk_engine import Switch

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(not whisper_model.packages_present(), reason="the extra [whisper] is not installed"),
]
SPEAKERS = [
    "aishell1_BAC009S0764W0121.wav",
    "aishell3_SSB00180170.wav",
    "aishell3_SSB01970187.wav",
    "aishell3_SSB02000375.wav",
]


@pytest.fixture(scope="module")
def switch() -> Switch:
    return Switch()


@pytest.fixture(scope="module")
def recognizer(switch: Switch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from asr.whisper_engine import WhisperRecognizer

    folder = whisper_model.ensure_joined(tmp_path_factory.mktemp("models"))
    made = WhisperRecognizer(folder, name="whisper-base", language="zh", emit=switch, partial_interval_s=0.3, max_streams=4)
    yield made
    made.close()


@pytest.fixture
def gathered(switch: Switch) -> Gathered:
    switch.to = Gathered()
    return switch.to


def heard(recognizer: object, gathered: Gathered, spoken: Utterance, begins_ms: int = 0) -> list[Final]:
    stream = recognizer.open(CallId("call-1"), "caller", RATE)  # type: ignore[attr-defined]
    for number, chunk in enumerate(spoken.chunks()):
        stream.push(chunk, begins_ms + number * 100)
    stream.finish()
    gathered.wait_finished()
    return gathered.of(Final)


def test_mandarin_is_read_with_at_most_a_third_of_errors(recognizer: object, switch: Switch) -> None:
    rates = []
    for spoken in utterances("zh", SPEAKERS):
        switch.to = Gathered()
        read = "".join(final.text for final in heard(recognizer, switch.to, spoken))
        rates.append(character_error_rate(spoken.said, read))
    assert sum(rates) / len(rates) <= 0.35, rates


def test_a_final_has_its_words_and_its_place_in_the_call(recognizer: object, gathered: Gathered) -> None:
    (spoken,) = utterances("zh", SPEAKERS[2:3])
    (final,) = heard(recognizer, gathered, spoken, begins_ms=60_000)
    assert 60 <= final.t0 < final.t1 <= 60.1 + len(spoken.pcm) / 2 / RATE
    assert "".join(word.text for word in final.words) in final.text.replace("，", "")
    assert all(59.9 <= word.t0 <= word.t1 <= final.t1 + 0.5 for word in final.words)
    assert final.engine == "whisper:whisper-base"


def test_two_sentences_are_two_finals_each_at_its_time(recognizer: object, gathered: Gathered) -> None:
    first, second = utterances("zh", SPEAKERS[2:])
    pause = bytes(2 * RATE * 2)
    finals = heard(recognizer, gathered, Utterance("", first.pcm + pause + second.pcm))
    assert len(finals) == 2
    assert finals[1].t0 >= len(first.pcm) / 2 / RATE + 1.5


@pytest.mark.realtime
def test_an_idle_machine_gives_interims_before_the_final(recognizer: object, gathered: Gathered) -> None:
    (spoken,) = utterances("zh", SPEAKERS[1:2])
    stream = recognizer.open(CallId("call-1"), "caller", RATE)  # type: ignore[attr-defined]
    chunks = spoken.chunks()
    for chunk in chunks[:35]:
        stream.push(chunk)
    gathered.wait_for(Partial)
    for chunk in chunks[35:]:
        stream.push(chunk)
    stream.finish()
    gathered.wait_finished()
    assert isinstance(gathered.all[0], Partial)
    assert not isinstance(gathered.all[-2], Partial)


@pytest.mark.parametrize("level", [0, 300])
def test_silence_and_hiss_are_no_speech(recognizer: object, gathered: Gathered, level: int) -> None:
    import numpy as np

    noise = np.random.default_rng(1).normal(0, level, 4 * RATE).astype("<i2").tobytes()
    assert heard(recognizer, gathered, Utterance("", noise)) == []

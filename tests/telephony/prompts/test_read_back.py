"""What is put together from clips is understood: spoken by the packaged synthesiser, read back by the stand-in recogniser."""

import threading
import wave
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from asr import whisper_model
from asr.error_rate import character_error_rate
from asr.port import Final, RecognitionEvent, StreamFinished
from config.ids import CallId
from telephony.prompts import synthesis
from telephony.prompts.catalogue import PROMPTS
from telephony.prompts.moments import moment
from telephony.prompts.numbers import expected_wait, place
from telephony.prompts.synthesis import PROMPT_SPEED, PROMPT_VOICE, Synthesiser

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(not synthesis.is_available(), reason="the extra [speech] is not installed"),
    pytest.mark.skipif(not whisper_model.packages_present(), reason="the extra [whisper] is not installed"),
]
NOW = datetime(2026, 3, 4, 18, 0)
SENTENCES = (
    (*place(2), *expected_wait(15)),
    ("opens_from", *moment(datetime(2026, 3, 5, 9, 30), NOW), "opens_again"),
)
MOST_ERRORS = 0.2
PAUSE = np.zeros(4_800, "<i2")


def clip(synthesiser: Synthesiser, name: str, folder: Path) -> NDArray[np.int16]:
    path = folder / f"{name}.wav"
    synthesiser.say(PROMPTS[name].text, path, voice=PROMPT_VOICE, speed=PROMPT_SPEED)
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def read(sound: bytes, folder: Path) -> str:
    from asr.whisper_engine import WhisperRecognizer

    events: list[RecognitionEvent] = []
    finished = threading.Event()

    def take(event: RecognitionEvent) -> None:
        events.append(event)
        if isinstance(event, StreamFinished):
            finished.set()

    model = whisper_model.ensure_joined(folder)
    recognizer = WhisperRecognizer(model, name="base", language="zh", emit=take, partial_interval_s=600.0, max_streams=1)
    try:
        stream = recognizer.open(CallId("c"), "caller", 8_000)
        for number, start in enumerate(range(0, len(sound), 1_600)):
            stream.push(sound[start : start + 1_600], number * 100)
        stream.finish()
        assert finished.wait(60)
    finally:
        recognizer.close()
    return "".join(event.text for event in events if isinstance(event, Final))


def test_waits_places_and_times_are_understood(tmp_path: Path) -> None:
    """Syllable by syllable half of it was lost: a number and its measure word must be one clip."""
    synthesiser = Synthesiser(tmp_path / "synthesiser")
    said = "".join(PROMPTS[name].text for sentence in SENTENCES for name in sentence)
    sound = np.concatenate(
        [piece for sentence in SENTENCES for piece in (*(clip(synthesiser, name, tmp_path) for name in sentence), PAUSE)]
    )
    heard = read(sound.tobytes(), tmp_path / "models")
    assert character_error_rate(said, heard) <= MOST_ERRORS, heard

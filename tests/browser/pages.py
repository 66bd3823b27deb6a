"""The pages as people see them in a real Chromium with a fake microphone: by ``data-testid``, with pictures on demand."""

import os
import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hotline.demo.stage import Stage

CHROMIUM = shutil.which("chromium")
SIZE = {"width": 1366, "height": 768}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@asynccontextmanager
async def chromium(microphone: Path):
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, f"--use-file-for-fake-audio-capture={microphone}"]
        )
        try:
            yield browser
        finally:
            await browser.close()


class Page:
    """The page as a person sees it: by ``data-testid``; pictures on demand; errors of the console are kept."""

    def __init__(self, page, stage: Stage) -> None:
        self.page = page
        self.stage = stage
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location['url']}")

    def at(self, name: str):
        return self.page.get_by_test_id(name)

    async def state(self, name: str, value: str, *, attribute: str = "data-state", timeout_ms: float = 15_000) -> None:
        """Wait until the element says so of itself."""
        await self.page.locator(f"[data-testid={name}][{attribute}={value}]").wait_for(timeout=timeout_ms)

    async def picture(self, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            await self.page.wait_for_timeout(400)
            await self.page.screenshot(path=str(Path(folder) / f"{name}.png"))

    async def sign_in(self, username: str) -> None:
        account = self.stage.accounts[username]
        await self.page.goto(self.stage.instance.url)
        await self.at("signin-username").wait_for()
        await self.picture("sign-in")
        await field(self.at("signin-username")).fill(account.username)
        await field(self.at("signin-password")).fill(account.password)
        await self.at("signin-submit").click()
        await self.at("signin-submit").wait_for(state="detached", timeout=15_000)


def field(locator: Any) -> Any:
    """The input itself, whether the test id stands on it or around it."""
    return locator.locator("input, textarea").or_(locator.and_(locator.page.locator("input, textarea"))).first


async def new_page(stage: Stage, browser, username: str) -> Page:
    context = await browser.new_context(viewport=SIZE, locale="zh-CN", permissions=["microphone"], reduced_motion="reduce")
    page = Page(await context.new_page(), stage)
    await page.sign_in(username)
    return page

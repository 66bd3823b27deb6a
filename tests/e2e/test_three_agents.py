"""One caller through the hands of three agents: nobody takes the first offer, a page is loaded anew in the middle of the call,
its cable is pulled for five seconds, the call is handed on; the supervisor sees it all, and the caller is never alone for long.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo.speech import Speech
from hotline.demo.stage import Facts, Stage
from hotline.sound import write_pcm
from tests.browser.pages import Page, chromium, field, new_page
from tests.browser.test_conversation import chirps
from tests.e2e.cable import Cable

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(420)]
CALLER = "16900000003"
CUT_S = 5.0
WITHIN_MS = 30_000
OFFER = {"HOTLINE_ASR__ENGINE": "none", "HOTLINE_ACD__OFFER_S": "4", "HOTLINE_ACD__PAUSE_AFTER_MISSED": "1"}
NAME = "钱小雨"


class ThreeDesks(Stage):
    """The demo's people and a third agent."""

    async def _person(self, admin: Desk, username: str, name: str, roles: list[str], queues: list[str], unit: str) -> None:
        await super()._person(admin, username, name, roles, queues, unit)
        if username == "agent2":
            await super()._person(admin, "agent3", NAME, roles, queues, unit)


def test_a_call_goes_through_three_agents_hands_and_no_page_loses_it(house_settings: Settings, tmp_path: Path) -> None:
    facts = Facts()

    async def main() -> None:
        stage = ThreeDesks(house_settings, tmp_path, facts, Speech(house_settings.home / "speech"))
        stage.instance = Instance(house_settings, tmp_path / "instance", rtp_from=42_000, module="hotline.cli", **OFFER)
        try:
            await stage.open()
            microphone = tmp_path / "microphone.wav"
            write_pcm(microphone, chirps(4))
            async with chromium(microphone) as browser, Cable.to(stage.instance.url) as cable:
                first, third, boss = [await new_page(stage, browser, name) for name in ("agent1", "agent3", "boss1")]
                second = await _over(cable, stage, browser, "agent2")
                await boss.page.goto(f"{stage.instance.url}/monitor")
                await _morning(stage, cable, first, second, third, boss)
        finally:
            await stage.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def _over(cable: Cable, stage: Stage, browser: Any, username: str) -> Page:
    """A desk whose browser reaches the service by the cable."""
    context = await browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", permissions=["microphone"], reduced_motion="reduce"
    )
    page = Page(await context.new_page(), stage)
    account = stage.accounts[username]
    await page.page.goto(cable.url)
    await field(page.at("signin-username")).fill(account.username)
    await field(page.at("signin-password")).fill(account.password)
    await page.at("signin-submit").click()
    await page.at("signin-submit").wait_for(state="detached", timeout=WITHIN_MS)
    return page


async def _morning(stage: ThreeDesks, cable: Cable, first: Page, second: Page, third: Page, boss: Page) -> None:
    await first.at("presence-available").click()
    await first.state("agent-state", "available")
    async with stage.caller(CALLER) as caller:
        await first.at("offer-accept").wait_for(timeout=WITHIN_MS)
        await first.state("agent-state", "paused", timeout_ms=WITHIN_MS)
        stage.check("an offer that nobody takes ends, and the agent rests", await first.at("offer-accept").count() == 0, "paused")
        await second.at("presence-available").click()
        await second.at("offer-accept").wait_for(timeout=WITHIN_MS)
        await second.page.keyboard.press("F2")
        await second.state("call-card", "answered")
        await boss.at("monitor-call-answered").wait_for(timeout=WITHIN_MS)

        await second.page.reload()
        await second.state("call-card", "answered", timeout_ms=WITHIN_MS)
        stage.check("the caller stays while the page is loaded anew", not await caller.ended(0.5), "talking")

        await _cut(stage, cable, second)
        stage.check("the caller stays over a cut of five seconds", not await caller.ended(0.5), "talking")

        await _handed_on(second, third)
        stage.check("the caller stays while the call is handed on", not await caller.ended(0.5), "talking")
        await third.at("call-hangup").click()
        stage.check("the last agent ends the call", await caller.ended(10), "ended")
    await third.at("wrapup").wait_for(timeout=WITHIN_MS)
    for page in (first, third, boss):
        stage.check("the page made no errors", not page.errors, page.errors)
    await _kept(stage)


async def _cut(stage: Stage, cable: Cable, desk: Page) -> None:
    """The page says that it is cut off, and is whole again by itself: desk and sound."""
    cable.pull()
    await desk.at("link-banner").wait_for(timeout=WITHIN_MS)
    await desk.picture("desk-cut-off")
    await asyncio.sleep(CUT_S)
    cable.plug()
    await desk.at("link-banner").wait_for(state="detached", timeout=WITHIN_MS)
    await desk.state("call-card", "answered", timeout_ms=WITHIN_MS)
    await desk.page.keyboard.press("F3")
    await desk.state("call-card", "held", timeout_ms=WITHIN_MS)
    await desk.page.keyboard.press("F3")
    await desk.state("call-card", "answered", timeout_ms=WITHIN_MS)
    held_no_more = await desk.at("call-card").get_attribute("data-state")
    stage.check("the desk obeys again after the cut", held_no_more == "answered", held_no_more)


async def _handed_on(second: Page, third: Page) -> None:
    """By keys: the panel, the colleague's name, Ctrl+Enter."""
    await third.at("presence-available").click()
    await third.state("agent-state", "available")
    await second.page.keyboard.press("Alt+t")
    await second.at("reach-search").fill(NAME)
    await second.page.locator("[data-testid^='reach-transfer-agent:']:enabled").wait_for(timeout=WITHIN_MS)
    await second.at("reach-search").press("Control+Enter")
    await third.at("offer-accept").wait_for(timeout=WITHIN_MS)
    await third.page.keyboard.press("F2")
    await third.state("call-card", "answered", timeout_ms=WITHIN_MS)
    await second.state("call-card", "ended", timeout_ms=WITHIN_MS)


async def _kept(stage: Stage) -> None:
    """One call, answered by the second agent and handed to the third, ended by the agent, recorded to its end."""
    async with stage.desk("boss1", seat=False) as boss:
        (row,) = (await boss.get("/api/calls"))["items"]
        story = await boss.get(f"/api/calls/{row['id']}")
    stage.check("it was one call", row["caller_number"] == CALLER, row["caller_number"])
    stage.check("it was handed on blind", [one["how"] for one in story["transfers"]] == ["blind"], story["transfers"])
    stage.check("it was recorded", bool(story["recording"]), story["recording"])

"""What supervisors and agents see as figures: an alarm from its rule to its ledger, the wall, a day played back, a plan."""

import asyncio
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from config.settings import Folders, load
from hotline.demo.instance import Instance
from hotline.demo.stage import Facts
from hotline.home import prepare_home
from hotline.sound import RATE, write_pcm
from tests.browser.axe import findings
from tests.browser.pages import CHROMIUM, Page, chromium, field, new_page
from tests.browser.test_funds_and_duty import Town
from tests.integration.house import QUICK, short_prompts
from ticketing.calls import service as calls

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
WALL = {"width": 1920, "height": 1080}
DESK = {"width": 1366, "height": 768}
SMALLEST_PX = 31.9
SMALLEST = """() => Math.min(...[...document.querySelectorAll('[data-testid=wallboard] *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
SCROLLS = """() => { const box = document.scrollingElement, wall = document.querySelector('[data-testid=wallboard]');
  return box.scrollHeight > innerHeight || box.scrollWidth > innerWidth || wall.scrollHeight > wall.clientHeight
    || wall.scrollWidth > wall.clientWidth; }"""


def test_figures_go_from_the_ledgers_to_the_wall_the_alarm_the_replay_and_the_plan(tmp_path):
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    ours = load()
    prepare_home(ours)
    prompts = short_prompts(tmp_path / "prompts")
    settings = load(folders=Folders(recordings=str(ours.recordings), models=str(ours.models), prompts=str(prompts)))
    microphone = tmp_path / "microphone.wav"
    write_pcm(microphone, np.zeros(RATE, np.int16))
    facts = Facts()

    async def main():
        town = Town(settings, tmp_path, facts, None)
        town.instance = Instance(settings, tmp_path / "instance", **QUICK, HOTLINE_ALERTS__EVERY_S="0.5")
        try:
            await town.open()
            then = await asyncio.to_thread(past, town)
            async with chromium(microphone) as browser:
                boss = await new_page(town, browser, "boss1")
                await alarm_from_its_rule_to_its_ledger(town, boss)
                await day_is_played_back(town, boss, then)
                await plan_is_calculated(town, boss)
                await wall_is_read_across_the_room(town, boss)
                await agent_sees_the_own_shift(town, await new_page(town, browser, "agent1"))
        finally:
            await town.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


def past(town: Town) -> datetime:
    """A call that waits and is answered, one that is lost, an agent at work; the moment at which both callers waited."""
    agent = town.accounts["agent1"].person["id"]
    start = datetime.now(UTC) - timedelta(minutes=10)
    with town.story() as story:
        for back in (0, 7):
            begin = start - timedelta(days=back)
            for second, state in ((-60, "available"), (32, "talking"), (150, "wrap_up")):
                at = begin + timedelta(seconds=second)
                story.do(calls.record, "agent_state_changed", at, None, {"agent": agent, "state": state})
            story.ended(story.answered(agent, start=begin, waited=30), agent, 150, begin)
            story.abandoned("16422222222", waited=40, start=begin)
    return start + timedelta(seconds=20)


async def sees(town: Town, page: Page, path: str, ready: str, size: dict, name: str) -> None:
    await page.page.set_viewport_size(size)
    if not page.page.url.endswith(path):
        await page.page.goto(f"{town.instance.url}{path}")
    await page.at(ready).first.wait_for()
    await page.page.mouse.move(0, 0)
    await page.picture(f"{name}-{size['width']}")
    found = await findings(page.page)
    town.check(f"{path} is for everybody's eyes and keys", not found, found)


async def alarm_from_its_rule_to_its_ledger(town: Town, boss: Page) -> None:
    await sees(town, boss, "/alerts/now", "alarms-none", DESK, "alerts-none")
    await boss.page.goto(f"{town.instance.url}/alerts/rules")
    await boss.at("rules-usual").click()
    await boss.at("rule").nth(4).wait_for()
    await boss.at("rule").filter(has_text="没有空闲坐席").click()
    await boss.at("rule-dialog").wait_for()
    await field(boss.page.locator("#rule-hold")).fill("0")
    await field(boss.page.locator("#rule-hold")).press("Tab")
    await boss.picture("alerts-rule")
    await boss.at("rule-save").click()
    await sees(town, boss, "/alerts/rules", "rule", DESK, "alerts-rules")
    await boss.page.keyboard.press("Alt+1")
    await boss.at("alarm-row").filter(has_text="没有空闲坐席").first.wait_for()
    await sees(town, boss, "/alerts/now", "alarm-row", DESK, "alerts-now")
    await boss.page.goto(f"{town.instance.url}/monitor")
    await boss.at("alarm").first.wait_for()
    first = await boss.at("alarm").first.locator("b").inner_text()
    await boss.page.keyboard.press("Alt+G")
    await boss.page.locator("[data-testid=alarm][data-open=true]").filter(has_text=first).wait_for(state="detached")
    await boss.picture("monitor-alarms")
    events = (await town.read("boss1", "/api/alerts/ledger", limit=200))["items"]
    acknowledged = [(one["text"], one["by"]["name"]) for one in events if one["what"] == "acknowledged"]
    town.check("one was acknowledged, by name, the first", acknowledged == [(first, "周班长")], acknowledged)
    raised = [(one["alarm"], one["crossing"]) for one in events if one["what"] == "raised"]
    town.check("nobody was alarmed twice for one crossing", len(set(raised)) == len(raised) > 0, raised)
    changes = (await town.read("boss1", "/api/alerts/rules/history"))["items"]
    town.check("the history says what was and became", changes[0]["cells"] == {"hold_s": [120, 0]}, changes[0])
    await sees(town, boss, "/alerts/ledger", "alarm-event", DESK, "alerts-ledger")
    await sees(town, boss, "/alerts/history", "rule-change", DESK, "alerts-history")


async def day_is_played_back(town: Town, boss: Page, then: datetime) -> None:
    day = then.astimezone(ZoneInfo(load().law.timezone)).date()
    await boss.page.goto(f"{town.instance.url}/timeline/{day}")
    await boss.at("lane").first.wait_for()
    await boss.at("timeline-scrub").evaluate(
        "(one, at) => { one.value = at; one.dispatchEvent(new Event('input', { bubbles: true })); }",
        int(then.timestamp() * 1000),
    )
    await boss.at("moment-waiting").filter(has_text="2").wait_for()
    await boss.at("moment-call").nth(1).wait_for()
    moment = await town.read("boss1", "/api/timeline/moment", at=then.isoformat())
    seen = (moment["waiting"], moment["talking"], moment["by_state"])
    town.check("both waited then and one agent was free", seen == (2, 0, {"available": 1}), seen)
    await boss.page.keyboard.press("ArrowRight")
    await boss.at("moment-talking").filter(has_text="1").wait_for()
    await boss.page.keyboard.press(" ")
    await boss.state("timeline", "true", attribute="data-playing")
    await boss.page.keyboard.press(" ")
    await boss.state("timeline", "false", attribute="data-playing")
    await sees(town, boss, f"/timeline/{day}", "moment", DESK, "timeline")
    await sees(town, boss, f"/timeline/{day}", "moment", WALL, "timeline")


async def plan_is_calculated(town: Town, boss: Page) -> None:
    await boss.page.goto(f"{town.instance.url}/staffing/hour")
    await boss.at("needed").filter(has_text="14").wait_for()
    shown = [await boss.at(name).inner_text() for name in ("erlangs", "served-waits")]
    town.check("ten erlangs, 17.4 % wait with fourteen agents", [one.split()[0] for one in shown] == ["10", "17.4%"], shown)
    await sees(town, boss, "/staffing/hour", "served", DESK, "staffing-hour")
    await boss.page.goto(f"{town.instance.url}/staffing/day")
    await boss.at("plan-basis").filter(has_text="中位数").wait_for()
    await boss.at("half-20").locator("input").first.fill("100")
    await boss.at("half-20").locator("input").first.press("Tab")
    await boss.at("half-20").locator("b").filter(has_text=re.compile(r"\d")).wait_for()
    async with boss.page.expect_download() as download:
        await boss.at("plan-export").click()
    town.check("the plan is a table", (await download.value).suggested_filename.endswith(".csv"), "")
    await sees(town, boss, "/staffing/day", "half-20", DESK, "staffing-day")


async def wall_is_read_across_the_room(town: Town, boss: Page) -> None:
    await sees(town, boss, "/wallboard", "wall-levels", WALL, "wall")
    smallest = await boss.page.evaluate(SMALLEST)
    town.check("no letter on the wall is smaller than 32 px of 1920", smallest >= SMALLEST_PX, smallest)
    town.check("the wall does not scroll", not await boss.page.evaluate(SCROLLS), "1920")
    before = await boss.at("board-service-level").get_attribute("data-variant")
    await boss.page.keyboard.press("v")
    with suppress(Exception):
        await boss.page.wait_for_function(
            "(was) => document.querySelector('[data-testid=board-service-level]').dataset.variant !== was", arg=before
        )
    after = await boss.at("board-service-level").get_attribute("data-variant")
    town.check("the key shows another variant by its name", before != after, (before, after))
    await boss.page.set_viewport_size(DESK)
    town.check("nor on a small screen", not await boss.page.evaluate(SCROLLS), "1366")
    await boss.picture("wall-1366")
    day = await town.read("boss1", "/api/wallboard/day")
    town.check("five variants stand by name", len({one["name"] for one in day["levels"]}) == 5, day["levels"])
    town.check("the pages made no errors", not boss.errors, boss.errors)


async def agent_sees_the_own_shift(town: Town, agent: Page) -> None:
    await agent.at("shift-calls").wait_for()
    await agent.at("shift-more").click()
    await agent.at("shift-drafts_kept").wait_for()
    await agent.picture("desk-shift")
    own = await town.read("agent1", "/api/me/figures")
    figures = {line["figure"]: line["value"] for line in own["figures"]}
    shown = await agent.at("shift-calls").locator("b").inner_text()
    town.check("the desk shows what the rows count", shown == f"{figures['calls']:g}", (shown, figures))
    town.check("the page made no errors", not agent.errors, agent.errors)

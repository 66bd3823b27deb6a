"""Eleven citizens report one matter: warned, a notice by itself with its reply, joint handling, the bulletin of the day."""

import asyncio
import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from config.settings import Folders, load
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo.stage import Account, Facts, Stage
from hotline.home import prepare_home
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, Page, chromium, field, new_page
from tests.integration.house import QUICK, short_prompts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MATTER = "幸福小区5号楼从昨天晚上开始停电，整栋楼都没有电，请尽快抢修。"
REPORTS = 11
REPLY = "已更换全部烧毁的电缆，并安排每周巡查。"
PEOPLE = (
    ("agent1", "王晓梅", "agent"),
    ("inspector1", "郑督办", "inspector"),
    ("handler1", "刘经办", "handler"),
    ("analyst1", "林分析", "analyst"),
)


class Office(Stage):
    """An instance without speech; ``unit`` is whose matter a power cut is, and the handler's."""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        self.unit = (await admin.get("/api/units", q="供电"))[0]["code"]
        for username, name, role in PEOPLE:
            await self._person(admin, username, name, [role], [], self.unit)
        await admin.close()

    async def reported(self, times: int) -> None:
        """So many citizens at the desk, each with a ticket that goes to the unit."""
        async with self.desk("agent1", seat=False) as agent:
            for n in range(times):
                number = f"164123456{n:02d}"
                made = await agent.post("/api/intake", channel="walk_in", text=MATTER, caller_name="", caller_number=number)
                changes = {"title": "幸福小区停电", "level": 3}
                draft = await agent.patch(f"/api/drafts/{made['id']}", version=made["draft"]["version"], changes=changes)
                await agent.post(f"/api/drafts/{made['id']}/dispatch", version=draft["version"], unit=self.unit)

    async def read(self, username: str, path: str, **query: str):
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path, **query)

    async def goto(self, page: Page, path: str) -> None:
        await page.page.goto(f"{self.instance.url}{path}")


def test_the_eleventh_report_is_warned_answered_for_and_stands_in_the_bulletin(tmp_path):
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
        office = Office(settings, tmp_path, facts, None)
        office.instance = Instance(settings, tmp_path / "instance", module="tests.browser.quick_rounds", **QUICK)
        try:
            await office.open()
            await office.reported(REPORTS)
            async with chromium(microphone) as browser:
                inspector, handler, analyst = [
                    await new_page(office, browser, name) for name in ("inspector1", "handler1", "analyst1")
                ]
                await warned_and_taken_up(office, inspector)
                await replied(office, handler)
                await judged(office, inspector)
                await in_the_bulletin(office, analyst)
                for page in (inspector, handler, analyst):
                    facts.check("the page made no errors", not page.errors, page.errors)
            await the_rows_tell_the_same(office)
        finally:
            await office.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def warned_and_taken_up(office: Office, inspector: Page) -> None:
    """The rounds count by themselves; the page is asked again until they have."""
    await office.goto(inspector, "/supervision/warnings")
    row = inspector.at("clusters-table").locator("tbody tr", has_text="幸福小区停电")
    for _ in range(20):
        await inspector.page.get_by_role("button", name="刷新").click()
        try:
            await row.wait_for(timeout=1_000)
            break
        except Exception:
            continue
    await row.click()
    view = inspector.at("cluster-view")
    await view.get_by_text("11").first.wait_for()
    await inspector.picture("warning")
    await inspector.at("cluster-handle").click()
    await inspector.picture("warning-joint")
    await inspector.at("ask-confirm").click()
    await inspector.at("cluster-joint").wait_for()
    office.check("while it is handled jointly its cause is noted there", not await inspector.at("cluster-close").count(), "close")


async def replied(office: Office, handler: Page) -> None:
    """The third report gave the unit a notice that nobody wrote."""
    await office.goto(handler, "/unit-papers")
    await handler.at("unit-papers-table").locator("tbody tr", has_text="督办").click()
    await handler.at("paper-reply").click()
    await field(handler.at("ask-text")).fill(REPLY)
    await handler.picture("unit-paper-reply")
    await handler.at("ask-confirm").click()
    await handler.at("paper-reply").wait_for(state="detached")


async def judged(office: Office, inspector: Page) -> None:
    await office.goto(inspector, "/supervision/papers")
    await inspector.at("papers-table").locator("tbody tr", has_text="督办").click()
    await inspector.at("paper-view").get_by_text(REPLY).first.wait_for()
    await inspector.picture("paper")
    await inspector.at("paper-accept").click()
    await inspector.at("ask-confirm").click()
    await inspector.at("paper-state").get_by_text("已销号").wait_for()


async def in_the_bulletin(office: Office, analyst: Page) -> None:
    """Yesterday is over and is issued; today is only looked at."""
    await office.goto(analyst, "/bulletins/daily")
    await analyst.at("bulletin-issue").click()
    await analyst.at("ask-confirm").click()
    await analyst.at("ask-confirm").wait_for(state="hidden")
    await analyst.at("bulletin-number").get_by_text("日报〔").wait_for()
    await analyst.page.keyboard.press("ArrowRight")
    await analyst.at("bulletin-received").get_by_text(str(REPORTS), exact=True).wait_for()
    await analyst.picture("bulletin")
    office.check("a day that is not over is not issued", not await analyst.at("bulletin-issue").count(), "issue")
    answer = await analyst.page.request.get(f"{office.instance.url}{await analyst.at('bulletin-pdf').get_attribute('href')}")
    office.check("it is printed", (await answer.body()).startswith(b"%PDF"), answer.status)


async def the_rows_tell_the_same(office: Office) -> None:
    [warned] = (await office.read("inspector1", "/api/supervision/clusters"))["items"]
    detail = await office.read("inspector1", f"/api/supervision/clusters/{warned['id']}")
    office.check("one level was told, once", [one["level"] for one in detail["warnings"]] == [11], detail["warnings"])
    office.check("the matter is handled jointly by the unit", detail["joint"]["unit"]["code"] == office.unit, detail["joint"])
    [paper] = detail["papers"]
    office.check("the notice is over", (paper["rung"], paper["state"]) == ("notice", "accepted"), paper)
    [issued] = (await office.read("analyst1", "/api/bulletins"))["items"]
    yesterday = (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=1)).date()
    office.check("yesterday's report was issued", issued["first"] == yesterday.isoformat(), issued)

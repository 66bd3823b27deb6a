"""A citizen's form reaches a clerk's list at once and its answer the citizen; a new directory is imported and explains itself."""

import asyncio
import secrets

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
PHONE = {"width": 390, "height": 844}
MATTER = "文昌路湖滨花园三号楼前的路灯坏了一周，晚上看不见路。"
ANSWER = "路灯今晚由市政抢修，明早可以恢复。"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
AT_ONCE_MS = 8_000
"""Sooner than a page that has no news asks by itself."""
WRONG = "编码,名称,类别,上级编码,层级,常住人口\nNW-CG,市城市管理局,怪类,NW,市,很多\nNW-CG,同一编码,行业主管,NW,市,\n"
RIGHT = "编码,名称,类别,上级编码,层级,常住人口\nNW,宁湾市人民政府,属地,,市,1260000\n"


class Town(Stage):
    """An instance without speech: its administrator and a dispatcher."""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        await self._person(admin, "dispatcher1", "何派单", ["dispatcher"], [], "NW-CG")
        await admin.close()

    async def read(self, username: str, path: str):
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path)


def test_a_citizens_form_is_answered_and_a_directory_imported_in_the_browser(tmp_path):
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
        town.instance = Instance(settings, tmp_path / "instance", **QUICK)
        try:
            await town.open()
            async with chromium(microphone) as browser:
                await _one_form(town, browser)
                await _one_import(town, browser)
        finally:
            await town.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def _one_form(town: Town, browser) -> None:
    clerk = await new_page(town, browser, "dispatcher1")
    await clerk.page.goto(f"{town.instance.url}/intake")
    await clerk.at("intake-table").locator(".empty strong").wait_for()
    citizen = await _citizen(town, browser)
    tracking = await _hand_in(town, citizen)

    row = clerk.at("intake-row-mailbox")
    await row.wait_for(timeout=AT_ONCE_MS)
    town.check("the form stands on the clerk's list by itself, with who sent it", "李女士" in await row.inner_text(), tracking)
    await row.click()
    await clerk.at("matter-accept").wait_for()
    await clerk.page.keyboard.press("F7")
    await clerk.at("matter-answer").wait_for()
    await clerk.picture("intake-matter")
    await clerk.page.keyboard.press("F9")
    await field(clerk.at("matter-words")).fill(ANSWER)
    await clerk.page.keyboard.press("Control+Enter")
    await row.wait_for(state="detached", timeout=AT_ONCE_MS)
    listed = await town.read("dispatcher1", "/api/intake?channel=mailbox")
    ended = listed["items"][0]
    town.check("the row is answered, accepted by the clerk, with its picture", ended["state"] == "answered", ended["state"])
    town.check("and keeps its file", (ended["attachments"], ended["accepted_by"]["name"]) == (1, "何派单"), ended["attachments"])

    await _looked_up(town, citizen, tracking)
    await _why_on_a_ticket(town, clerk)
    town.check("the clerk's page made no errors", not clerk.errors, clerk.errors)
    await clerk.page.context.close()
    await citizen.page.context.close()


async def _citizen(town: Town, browser) -> Page:
    context = await browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, reduced_motion="reduce")
    citizen = Page(await context.new_page(), town)
    await citizen.page.goto(f"{town.instance.url}/mailbox?at=NW-CG")
    await citizen.at("mailbox-limits").wait_for()
    return citizen


async def _hand_in(town: Town, citizen: Page) -> str:
    await citizen.at("mailbox-text").fill(MATTER)
    await citizen.at("mailbox-name").fill("李女士")
    await citizen.at("mailbox-phone").fill("1380")
    await citizen.at("mailbox-add").wait_for()
    await citizen.at("mailbox-files").set_input_files([{"name": "路灯.png", "mimeType": "image/png", "buffer": PNG}])
    await citizen.page.locator("[data-testid=mailbox-send]:enabled").click()
    await citizen.at("mailbox-wrong-phone").wait_for()
    await citizen.page.reload()
    kept = await citizen.at("mailbox-text").input_value()
    town.check("what was written is there after a reload", kept == MATTER, kept)
    await citizen.at("mailbox-add").wait_for()
    await citizen.at("mailbox-files").set_input_files([{"name": "路灯.png", "mimeType": "image/png", "buffer": PNG}])
    await citizen.at("mailbox-phone").fill("13800001234")
    wide = await citizen.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    town.check("nothing is wider than the phone", not wide, wide)
    await citizen.page.locator("[data-testid=mailbox-send]:enabled").click()
    await citizen.at("mailbox-sent").wait_for()
    await citizen.picture("mailbox-sent")
    return (await citizen.at("mailbox-tracking").inner_text()).strip()


async def _looked_up(town: Town, citizen: Page, tracking: str) -> None:
    await citizen.page.goto(f"{town.instance.url}/mailbox/{tracking.lower().replace('-', '')}")
    await citizen.at("track-digits").fill("0000")
    await citizen.at("track-send").click()
    await citizen.at("track-problem").wait_for()
    await citizen.at("track-digits").fill("1234")
    await citizen.at("track-send").click()
    answer = await citizen.at("track-answer").inner_text()
    town.check("number and last digits find the answer, wrong ones do not", answer == ANSWER, answer)
    await citizen.picture("mailbox-answer")


async def _why_on_a_ticket(town: Town, clerk: Page) -> None:
    async with town.desk("dispatcher1", seat=False) as desk:
        made = await desk.post("/api/intake", channel="grid", text=MATTER, facts={"group": "第三网格", "mode": "on_site"})
        ticket = await desk.post(f"/api/drafts/{made['id']}/dispatch", version=made["draft"]["version"], unit=None)
    await clerk.page.goto(f"{town.instance.url}/tickets/{ticket['id']}")
    await clerk.at("ticket-why").click()
    told = await clerk.at("judgement").first.inner_text()
    town.check("the ticket says why this unit, in names", "路灯不亮" in told and ticket["unit"]["name"] in told, told)
    await clerk.picture("ticket-why")


async def _one_import(town: Town, browser) -> None:
    admin = await new_page(town, browser, "admin")
    await admin.page.goto(f"{town.instance.url}/city/import")
    await _choose(admin, WRONG.encode("gb18030"))
    said = await admin.at("import-mistakes").inner_text()
    named = all(word in said for word in ("常住人口", "请填整数", "行业主管", "在前面的行里已有"))
    town.check("mistakes of a GB18030 file are named by line and column, in words", named, said[:200])
    await admin.picture("import-mistakes")
    await admin.page.keyboard.press("Escape")
    await admin.page.get_by_text("移除").click()
    await _choose(admin, RIGHT.encode())
    await admin.at("import-next").click()
    await admin.at("import-publish").click()
    await admin.at("import-done").wait_for()
    found = await town.read("admin", "/api/city/versions/current")
    changed = {one["table"]: (one["added"], one["changed"], one["removed"]) for one in found["tables"]}
    town.check(
        "the second version is in force with one changed row",
        (found["version"]["number"], changed.get("units")) == (2, (0, 1, 0)),
        changed,
    )

    await admin.page.keyboard.press("5")
    await admin.at("why-category").click()
    await admin.page.keyboard.type("路灯不亮")
    await admin.page.locator(".el-select-dropdown__item:visible", has_text="路灯不亮").first.click()
    told = await admin.at("judgement").inner_text()
    town.check("who is responsible is told by the new version, in names", "第 2 版" in told and "市城市管理局" in told, told)
    await admin.picture("city-why")
    town.check("the administrator's page made no errors", not admin.errors, admin.errors)
    await admin.page.context.close()


async def _choose(admin: Page, content: bytes) -> None:
    await admin.page.get_by_text("只增改").click()
    await admin.at("import-file").set_input_files([{"name": "单位.csv", "mimeType": "text/csv", "buffer": content}])
    await admin.page.locator(".files tr").wait_for()
    await admin.page.get_by_role("button", name="核对").click()

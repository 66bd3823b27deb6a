"""One matter from the mailbox to the archive, by the hands of all who act, in the pages; and the citizen reads the answer."""

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
from tests.browser.pages import CHROMIUM, SIZE, Page, chromium, field
from tests.integration.house import QUICK, short_prompts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MATTER = "幸福小区5号楼从昨天晚上开始停电，整栋楼都没有电，请尽快抢修。"
PHONE, DIGITS = "16412345678", "5678"
FIRST, SECOND = "已派员到场检查线路。", "已更换烧毁的电缆，22时恢复供电，逐户确认来电。"
PHONE_SCREEN = {"width": 390, "height": 844}
AT_ANY_HOUR = {
    "HOTLINE_LAW__EVALUATION__CALLS_FROM": "0",
    "HOTLINE_LAW__EVALUATION__CALLS_UNTIL": "24",
}
PEOPLE = (("agent", "李志强", "agent"), ("dispatcher", "何派单", "dispatcher"), ("handler", "刘经办", "handler"))


class House(Stage):
    """An instance without speech and the three who act; ``unit`` is whose matter a power cut is."""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        units = await admin.get("/api/units", q="供电")
        self.unit = units[0]["code"]
        for username, name, role in PEOPLE:
            await self._person(admin, username, name, [role], [], self.unit)
        await admin.close()

    async def ticket(self, ticket: str) -> dict:
        async with self.desk("dispatcher", seat=False) as desk:
            return await desk.get(f"/api/tickets/{ticket}")

    async def goto(self, page: Page, path: str) -> None:
        await page.page.goto(f"{self.instance.url}{path}")


def test_a_matter_goes_from_the_mailbox_to_the_archive_and_its_citizen_reads_the_answer(tmp_path):
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
        house = House(settings, tmp_path, facts, None)
        house.instance = Instance(settings, tmp_path / "instance", module="tests.browser.quick_rounds", **QUICK, **AT_ANY_HOUR)
        try:
            await house.open()
            async with chromium(microphone) as browser:
                await live(house, browser)
        finally:
            await house.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def live(house: House, browser) -> None:
    citizen = await stranger(house, browser)
    tracking = await writes(house, citizen)
    agent, dispatcher, handler = [await inside(house, browser, username) for username, *_ in PEOPLE]
    await accepts(house, agent)
    number, ticket = await dispatches(house, dispatcher)
    await signs_and_reports(house, handler, ticket, number)
    await passes(house, dispatcher, ticket)
    await calls_back(house, agent, number, solved="unsolved", grade=2, words="来看过，还是没电。")
    await reports(house, handler, ticket, SECOND)
    await passes(house, dispatcher, ticket)
    await calls_back(house, agent, number, solved="solved", grade=5, words="来电了，谢谢。")
    await archives(house, dispatcher, ticket)
    await reads_the_answer(house, citizen, tracking, number)
    for page in (citizen, agent, dispatcher, handler):
        house.check("the page made no errors", not page.errors, page.errors)
    await the_rows_tell_the_same(house, ticket)


async def inside(house: House, browser, username: str) -> Page:
    """Signed in without the page for it, which has a test of its own."""
    account, url = house.accounts[username], house.instance.url
    context = await browser.new_context(viewport=SIZE, locale="zh-CN", reduced_motion="reduce")
    signed = {"username": account.username, "password": account.password}
    answer = await context.request.post(f"{url}/api/session", data=signed, headers={"Origin": url})
    house.check(f"{username} is signed in", answer.ok, answer.status)
    return Page(await context.new_page(), house)


async def stranger(house: House, browser) -> Page:
    """A citizen's phone: no account."""
    context = await browser.new_context(viewport=PHONE_SCREEN, locale="zh-CN", reduced_motion="reduce")
    return Page(await context.new_page(), house)


async def writes(house: House, citizen: Page) -> str:
    await house.goto(citizen, "/mailbox")
    await citizen.at("mailbox-text").fill(MATTER)
    await citizen.at("mailbox-place").fill("幸福小区5号楼")
    await citizen.at("mailbox-name").fill("陈先生")
    await citizen.at("mailbox-phone").fill(PHONE)
    await citizen.at("mailbox-send").click()
    tracking = (await citizen.at("mailbox-tracking").inner_text()).strip()
    house.check("the citizen is given a number to look it up by", len(tracking) >= 8, tracking)
    return tracking


async def accepts(house: House, agent: Page) -> None:
    await house.goto(agent, "/intake/list")
    await agent.at("intake-row-mailbox").click()
    await agent.at("matter-text").get_by_text("停电").first.wait_for()
    await agent.picture("intake")
    await agent.page.keyboard.press("F7")
    await agent.at("matter-dispatch").wait_for()


async def dispatches(house: House, dispatcher: Page) -> tuple[str, str]:
    """The draft names the unit by itself; a dispatcher may send what a clerk has accepted."""
    await house.goto(dispatcher, "/intake/list")
    await dispatcher.at("intake-row-mailbox").click()
    await dispatcher.at("matter-dispatch").wait_for()
    await dispatcher.page.keyboard.press("F10")
    await dispatcher.page.locator(".el-dialog:visible strong").get_by_text("供电").wait_for()
    await dispatcher.at("matter-dispatch-confirm").click()
    await dispatcher.at("intake-row-mailbox").wait_for(state="detached")
    async with house.desk("dispatcher", seat=False) as desk:
        [row] = (await desk.get("/api/tickets"))["items"]
    house.check("it went to the unit whose matter it is", row["unit"]["code"] == house.unit, row["unit"])
    return row["number"], row["id"]


async def signs_and_reports(house: House, handler: Page, ticket: str, number: str) -> None:
    await house.goto(handler, "/handling/to_sign")
    await handler.at(f"sign-{number}").wait_for()
    await handler.picture("handling")
    await handler.at(f"sign-{number}").click()
    await handler.at(f"sign-{number}").wait_for(state="detached")
    await house.goto(handler, f"/tickets/{ticket}")
    await handler.at("do-contact").click()
    await field(handler.at("field-whom")).fill("陈先生")
    await handler.at("action-send").click()
    await handler.at("action-dialog").wait_for(state="hidden")
    await handler.at("do-start_handling").click()
    await handler.at("action-send").click()
    await handler.state("ticket-state", "handling")
    await reports(house, handler, ticket, FIRST)


async def reports(house: House, handler: Page, ticket: str, result: str) -> None:
    await house.goto(handler, f"/tickets/{ticket}")
    await handler.state("ticket-state", "handling")
    await handler.at("do-report").click()
    await field(handler.at("field-result")).fill(result)
    await handler.at("action-send").click()
    await handler.state("ticket-state", "reviewing")
    shown = await handler.at("ticket-state").get_attribute("data-state")
    house.check("the unit sees its report under review", shown == "reviewing", shown)


async def passes(house: House, dispatcher: Page, ticket: str) -> None:
    await house.goto(dispatcher, f"/tickets/{ticket}")
    await dispatcher.state("ticket-state", "reviewing")
    await dispatcher.picture("ticket")
    await dispatcher.at("do-pass_review").click()
    await dispatcher.at("action-send").click()
    await dispatcher.state("ticket-state", "callback")


async def calls_back(house: House, agent: Page, number: str, *, solved: str, grade: int, words: str) -> None:
    """The list fills by itself; the citizen's words go in by keys."""
    await house.goto(agent, "/evaluation/to_call")
    row = agent.at(f"evaluation-row-{number}")
    for _ in range(20):
        if await row.count():
            break
        await agent.at("evaluation-refresh").click()
        await agent.page.wait_for_timeout(500)
    await row.click()
    await agent.at("evaluation-form").wait_for()
    await agent.at(f"solved-{solved}").click()
    await agent.at(f"grade-{grade}").click()
    await field(agent.at("evaluation-words")).fill(words)
    await agent.picture("callback")
    await agent.at("evaluation-save").click()
    await agent.at("evaluation-saved").wait_for()
    house.check("the agent sees that the answer is kept", await agent.at("evaluation-saved").is_visible(), solved)


async def archives(house: House, dispatcher: Page, ticket: str) -> None:
    await house.goto(dispatcher, f"/tickets/{ticket}")
    await dispatcher.state("ticket-state", "closed")
    await dispatcher.at("do-archive").click()
    await dispatcher.at("action-send").click()
    await dispatcher.state("ticket-state", "archived")


async def reads_the_answer(house: House, citizen: Page, tracking: str, number: str) -> None:
    await house.goto(citizen, f"/mailbox/{tracking}")
    await citizen.at("track-digits").fill(DIGITS)
    await citizen.at("track-send").click()
    await citizen.state("track-stage", "done", attribute="data-stage")
    answer = await citizen.at("track-answer").inner_text()
    house.check("the citizen reads what was done in the end", SECOND in answer, answer)
    house.check("the ticket is named to the citizen", number in await citizen.at("tracked").inner_text(), number)
    await citizen.picture("tracked")


async def the_rows_tell_the_same(house: House, ticket: str) -> None:
    row = await house.ticket(ticket)
    steps = [step["command"] for step in row["history"]]
    wanted = [
        "accept", "dispatch", "sign", "contact", "start_handling", "report", "pass_review", "rework", "report", "pass_review",
        "close", "archive",
    ]  # fmt: skip
    house.check("every step is in the history, in order", steps == wanted, steps)
    house.check("it was reworked once", (row["state"], row["reworks"]) == ("archived", 1), row["reworks"])
    house.check("the result is the second", row["result"] == SECOND, row["result"])

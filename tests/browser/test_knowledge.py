"""An article from its author by its reviewer into an agent's answer, a script walked by keys, and feedback that comes back."""

import asyncio
import secrets
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from config.settings import Folders, load
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo.stage import Account, Facts, Stage
from hotline.demo_data import knowledge as demo
from hotline.home import prepare_home
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, chromium, field, new_page
from tests.integration.house import QUICK, short_prompts
from tests.ticketing.story import Story
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.knowledge import importing
from ticketing.tickets.actor import LAW_ITSELF

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PEOPLE = (
    ("agent1", "王晓梅", "agent", "NW-ZW"),
    ("boss1", "周班长", "supervisor", "NW-ZW"),
    ("boss2", "郑班长", "supervisor", "NW-ZW"),
)
SHORT = "凭身份证在手机应用申请，三个工作日到账。"
SAID = "我想问一下公积金租房提取怎么办理，需要什么材料。"


class House(Stage):
    """An instance without speech: two supervisors who write and review, an agent with an unfinished call."""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        for username, name, role, unit in PEOPLE:
            await self._person(admin, username, name, [role], ["general"] if role == "agent" else [], unit)
        await admin.close()
        self.accounts["admin"] = Account(first["username"], chosen, {})

    async def read(self, username: str, path: str, **query: object):
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path, **query)

    @contextmanager
    def story(self):
        """What telephony and an operator would do, done to the instance's own database."""
        settings = load(home=self.home / "instance")
        database = open_database(settings.database_url, city=load_city(settings.law.city_data), law=settings.law, lock=False)
        try:
            yield Story(database)
        finally:
            database.close()

    def call(self) -> str:
        """An answered call about provident funds whose draft still waits; scripts are there, reviewed by a supervisor."""
        agent, boss = (self.accounts[name].person["id"] for name in ("agent1", "boss1"))
        start = datetime.now(UTC) - timedelta(minutes=3)
        with self.story() as story:
            table = (Path(demo.__file__).with_name("scripts.csv")).read_bytes()
            story.do(importing.take, "scripts.csv", table, "script", by=LAW_ITSELF, reviewer=boss, at=start)
            call = story.answered(agent, "16400000077", start=start)
            story.says(call, SAID)
            story.ended(call, agent, 60, start=start)
        return call


def test_an_article_is_written_reviewed_found_cited_and_answered_for(tmp_path):
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
        house.instance = Instance(settings, tmp_path / "instance", **QUICK)
        try:
            await house.open()
            call = house.call()
            async with chromium(microphone) as browser:
                boss = await new_page(house, browser, "boss1")
                await the_author_writes(house, boss)
                await another_one_reviews(house, browser)
                agent = await new_page(house, browser, "agent1")
                await the_agent_cites(house, agent, call)
                await the_editor_answers(house, boss, agent)
                await what_became_of_it(house, boss, agent)
        finally:
            await house.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def the_author_writes(house: House, boss) -> None:
    await boss.page.goto(f"{house.instance.url}/knowledge/items")
    await boss.at("new-article").wait_for()
    await boss.page.keyboard.press("n")
    await field(boss.at("form-title")).fill("公积金租房提取")
    await field(boss.at("form-questions")).fill("租房怎么提公积金\n无房证明")
    await field(boss.at("form-short")).fill(SHORT)
    await field(boss.at("form-body")).fill("# 条件\n- 连续缴存满三个月\n- 本市无自有住房\n# 办理\n1. 手机应用申请")
    await boss.picture("knowledge-editor")
    await boss.at("submit").click()
    await boss.at("item-view").get_by_text("待审核").first.wait_for()


async def another_one_reviews(house: House, browser) -> None:
    other = await new_page(house, browser, "boss2")
    await other.page.goto(f"{house.instance.url}/knowledge/review")
    await other.at("review-K0001").wait_for()
    await other.picture("knowledge-review")
    await other.page.keyboard.press("p")
    await other.at("review-said").filter(has_text="已发布").wait_for()
    await other.page.context.close()


async def the_agent_cites(house: House, agent, call: str) -> None:
    """From the caret in the draft to the article, back to the caret, and by one key into the answer."""
    page = agent.page
    await agent.at("todo-list").get_by_text("16400000077").first.click()
    await agent.at("draft-form").wait_for()
    await page.locator("#d-title").click()
    await page.keyboard.press("Alt+q")
    await page.keyboard.type("租房提取")
    await agent.at("hit-K0001").locator("mark").first.wait_for()
    await agent.picture("knowledge-desk")
    covered = await page.evaluate(OVERLAPS)
    house.check("the panel covers neither transcript nor draft", covered == [], covered)
    await page.keyboard.press("Escape")
    back = await page.evaluate("document.activeElement.id")
    house.check("Esc leads back to where the caret was", back == "d-title", back)

    await page.keyboard.press("Alt+h")
    await page.locator(".scripts:focus [role=listitem]").first.wait_for()
    await page.keyboard.press("1")
    await agent.at("script-step").wait_for()
    first = await agent.at("script-step").inner_text()
    await page.keyboard.press("1")
    await agent.picture("knowledge-script")
    house.check("a number leads to the next step", await agent.at("script-step").inner_text() != first, first)
    await page.keyboard.press("Alt+q")
    await page.keyboard.press("Enter")
    await agent.at("reading").wait_for()
    await agent.picture("knowledge-reading")
    await agent.at("feedback-outdated").click()
    await field(agent.at("feedback-note")).fill("到账时间改了")
    await agent.at("feedback-send").click()
    await agent.at("feedback-said").wait_for()
    await agent.at("reading").click(position={"x": 5, "y": 5})
    await page.keyboard.press("Control+Enter")
    answer = field(agent.at("outcome-answer-text"))
    await answer.wait_for()
    said = await answer.input_value()
    house.check(
        "the short answer stands in the answer with its source", said.startswith(SHORT) and "知识库K0001第1版" in said, said
    )
    await agent.picture("knowledge-cited")
    await page.keyboard.press("Control+Enter")
    await agent.at("draft-done").first.wait_for()
    [ticket] = (await house.read("agent1", "/api/tickets", q="16400000077"))["items"]
    [row] = await house.read("agent1", "/api/knowledge/citations", ticket=ticket["id"])
    cited = (row["code"], row["number"], row["call"], row["by"]["name"], row["phrase"], row["kept"])
    house.check("the citation is a row", cited == ("K0001", 1, call, "王晓梅", SHORT, True), cited)
    await page.goto(f"{house.instance.url}/tickets/{ticket['id']}")
    await page.get_by_role("tab", name="引用").click()
    await agent.at("citation").get_by_text(SHORT).wait_for()
    await agent.picture("knowledge-ticket")


async def the_editor_answers(house: House, boss, agent) -> None:
    await boss.page.goto(f"{house.instance.url}/knowledge/feedback")
    await boss.at("feedback-outdated").filter(has_text="到账时间改了").wait_for()
    await boss.picture("knowledge-feedback")
    await boss.at("answer").click()
    await field(boss.at("ask-answer")).fill("已核实，仍为三个工作日")
    await boss.at("ask-confirm").click()
    await boss.at("feedback-outdated").wait_for(state="detached")
    await agent.page.goto(f"{house.instance.url}/notices")
    await agent.page.get_by_text("已核实，仍为三个工作日").first.wait_for()


async def what_became_of_it(house: House, boss, agent) -> None:
    await agent.page.goto(f"{house.instance.url}/knowledge")
    await field(agent.at("search-q")).fill("潜水艇驾照")
    await agent.at("report-missing").click()
    await agent.picture("knowledge-nothing")
    await field(agent.at("search-q")).fill("租房怎么提公积金")
    await agent.at("hit-K0001").click()
    await agent.at("reading").wait_for()
    await agent.picture("knowledge-search")
    await boss.page.goto(f"{house.instance.url}/knowledge/figures")
    await boss.at("count-citations").filter(has_text="1").wait_for()
    await boss.picture("knowledge-figures")
    house.check("the pages made no errors", not [*boss.errors, *agent.errors], [*boss.errors, *agent.errors])
    told = await house.read("boss1", "/api/knowledge/figures")
    house.check(
        "every answer on the spot cited", (told["answered_with"]["percent"], told["waiting"]) == (100.0, 1), told["waiting"]
    )


OVERLAPS = """() => {
  const box = (id) => document.querySelector(`[data-testid=${id}]`)?.getBoundingClientRect();
  const aid = box("aid");
  return ["transcript", "draft-form"].filter((id) => {
    const other = box(id);
    return other && aid.right > other.left + 1 && other.right > aid.left + 1 && aid.bottom > other.top && other.bottom > aid.top;
  });
}"""

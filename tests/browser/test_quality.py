"""A call is drawn, reviewed by keyboard beside its recording, objected to and decided; another does not fit and is decided."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta

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
from tests.ticketing.story import Story
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.drafts import service as drafts
from ticketing.quality.default_form import BODY

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
BUREAU = "NW-CG"
PEOPLE = (("agent1", "王晓梅", "agent"), ("boss1", "周班长", "supervisor"), ("inspector1", "郑督办", "inspector"))
SAID = (
    ("agent", "您好，12345热线，请问有什么可以帮您？", 1.0),
    ("caller", "我要投诉，我们小区物业不作为，垃圾一个月没人管。", 4.0),
    ("agent", "好的，我帮您登记，请问是哪个小区？", 9.0),
    ("caller", "幸福小区，打了多少次电话都没人来，太不像话了。", 13.0),
)
GROUND = "市民先辱骂，我没有反问。"


class Floor(Stage):
    """An instance without speech: an agent and two who review, and a call of this morning with its recording."""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        for username, name, role in PEOPLE:
            await self._person(admin, username, name, [role], [], BUREAU)
        await admin.close()

    def call(self) -> None:
        """Answered on the spot with a word for an answer, though the caller complained; written down as a question."""
        agent, start = self.accounts["agent1"].person["id"], datetime.now(UTC) - timedelta(hours=2)
        settings = load(home=self.home / "instance")
        database = open_database(settings.database_url, city=load_city(settings.law.city_data), law=settings.law, lock=False)
        try:
            story = Story(database)
            call = story.answered(agent, start=start)
            story.fact(call, "recording_started", 7, start, path=f"{call}.wav")
            for channel, text, second in SAID:
                story.says(call, text, second, channel)
            story.ended(call, agent, 40, start)
            draft = story.do(drafts.edit, call, 1, {"type": "consultation", "title": "垃圾清运"}, agent, start)
            story.do(drafts.answer, call, draft.version, "好", agent, start + timedelta(minutes=1))
        finally:
            database.close()
        write_pcm(self.home / "instance" / "recordings" / f"{call}.wav", np.zeros((20 * RATE, 2), np.int16))

    async def read(self, username: str, path: str, **query: object):
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path, **query)

    async def goto(self, page: Page, path: str) -> None:
        await page.page.goto(f"{self.instance.url}{path}")


def test_a_call_is_reviewed_by_keyboard_objected_to_and_decided_and_what_does_not_fit_is_found(tmp_path):
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
        floor = Floor(settings, tmp_path, facts, None)
        floor.instance = Instance(settings, tmp_path / "instance", module="tests.browser.quick_rounds", **QUICK)
        try:
            await floor.open()
            floor.call()
            async with chromium(microphone) as browser:
                boss, inspector, agent = [await new_page(floor, browser, name) for name in ("boss1", "inspector1", "agent1")]
                await drawn_and_drawn_again(floor, boss)
                first = await reviewed(floor, boss, inspector)
                await objected(floor, agent)
                await decided(floor, inspector if first is boss else boss, agent)
                await found_and_judged(floor, boss)
                for page in (boss, inspector, agent):
                    facts.check("the page made no errors", not page.errors, page.errors)
            await the_rows_tell_the_same(floor)
        finally:
            await floor.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def drawn_and_drawn_again(floor: Floor, boss: Page) -> None:
    await floor.goto(boss, "/quality/samples")
    await boss.at("draw").click()
    await field(boss.at("draw-seed")).fill("二〇二六")
    await boss.picture("quality-draw")
    await boss.at("draw-confirm").click()
    await boss.at("drawn").get_by_text("从 1 通中抽取 1 通").wait_for()
    await boss.at("sample-check").click()
    await boss.at("sample-verdict").get_by_text("一致").wait_for()
    await boss.picture("quality-samples")


async def reviewed(floor: Floor, boss: Page, inspector: Page) -> Page:
    """By whoever it was given to; keys alone, once the call is open."""
    mine = (await floor.read("boss1", "/api/quality/reviews"))["items"]
    page = boss if mine else inspector
    await floor.goto(page, "/quality/work")
    await page.at("reviews-table").locator("tbody tr").wait_for()
    await page.page.keyboard.press("ArrowDown")
    await page.page.keyboard.press("Enter")
    await page.at("review-form").wait_for()
    await page.page.get_by_text("垃圾一个月没人管").wait_for()
    await given(page, tone=2)
    await page.page.keyboard.press("m")
    await page.at("review-marks").locator("li").wait_for()
    await field(page.at("review-coaching")).fill("先安抚，再登记。")
    await page.state("review-save", "saved")
    await page.picture("quality-review")
    floor.check("the total is counted as one goes", await page.at("review-total").get_attribute("data-total") != "100", "total")
    await page.page.keyboard.press("Control+Enter")
    await page.at("review-screen").wait_for(state="detached")
    return page


async def given(page: Page, **different: int) -> None:
    """Every item by a digit; the form goes on to the next by itself."""
    every = list(BODY.criteria())
    for one in every:
        await page.page.keyboard.press(str(different.get(one.code, 1 if one.kind == "yes_no" else one.most)))
    await page.at("review-progress").get_by_text(f"{len(every)} / {len(every)}").wait_for()


async def objected(floor: Floor, agent: Page) -> None:
    await floor.goto(agent, "/notices")
    await agent.page.get_by_text("的一通电话已评分").first.click()
    await agent.at("review-score").wait_for()
    await agent.page.get_by_text("先安抚，再登记。").wait_for()
    await agent.at("review-object").click()
    await field(agent.at("ask-text")).fill(GROUND)
    await agent.at("ask-confirm").click()
    await agent.state("review-screen", "objected")
    await agent.picture("quality-objected")


async def decided(floor: Floor, other: Page, agent: Page) -> None:
    """By somebody else, beside what the first reviewer gave."""
    await floor.goto(other, "/quality/work")
    await other.at("reviews-table").locator("tbody tr", has_text="申诉复核").click()
    await other.page.get_by_text(GROUND).first.wait_for()
    await given(other)
    await other.state("review-save", "saved")
    await other.picture("quality-appeal")
    await other.at("review-submit").click()
    await other.at("review-screen").wait_for(state="detached")
    await floor.goto(agent, "/quality/mine")
    await agent.at("reviews-table").get_by_text("已复核").wait_for()
    await agent.picture("quality-mine")


async def found_and_judged(floor: Floor, boss: Page) -> None:
    """The rounds look by themselves; the page is asked again until they have."""
    for _ in range(20):
        await floor.goto(boss, "/quality/mismatches")
        await boss.at("mismatch-figures").wait_for()
        try:
            await boss.at("mismatches-table").locator("tbody tr", has_text="投诉").wait_for(timeout=1_000)
            break
        except Exception:
            continue
    await boss.at("mismatches-table").locator("tbody tr", has_text="投诉").click()
    await field(boss.at("mismatch-should")).fill("投诉")
    await boss.picture("quality-mismatch")
    await boss.at("mismatch-right").click()
    await boss.at("mismatches-table").locator("tbody tr", has_text="投诉").wait_for(state="detached")
    await floor.goto(boss, "/quality/figures")
    await boss.at("mean-score").get_by_text("100").wait_for()
    await boss.picture("quality-figures")


async def the_rows_tell_the_same(floor: Floor) -> None:
    rows = (await floor.read("boss1", "/api/quality/reviews", whose="all", state="done"))["items"]
    both = {one["kind"]: one for one in rows}
    floor.check("both reviews stay", {kind: one["state"] for kind, one in both.items()}, rows)
    floor.check("the first stays as it was", both["ordinary"]["state"] == "decided" and both["ordinary"]["score"] < 100, both)
    floor.check("two people judged", both["ordinary"]["reviewer"] != both["appeal"]["reviewer"], both)
    now = datetime.now(UTC)
    span = {"since": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(minutes=5)).isoformat()}
    figures = await floor.read("boss1", "/api/quality/figures", **span)
    floor.check("the later counts, once", (figures["score"]["count"], figures["score"]["mean"]) == (1, 100.0), figures["score"])
    found = (await floor.read("boss1", "/api/quality/mismatches"))["items"]
    judged = {one["rule"]: (one["state"], one["should_be"]) for one in found}
    expected = {"complaint_as_consultation": ("right", "投诉"), "no_answer_text": ("open", "")}
    floor.check("what did not fit was found once and judged by a person", judged == expected, judged)

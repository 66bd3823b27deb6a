"""Knowledge beside every answer: at the leader's desk while urgent words come in red, beside a call, and for a written matter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotline.demo_data import knowledge as demo
from tests.browser.pages import Page, field
from tests.browser.quiet import BUREAU, Person, Quiet, played
from ticketing.knowledge import importing
from ticketing.tickets.actor import LAW_ITSELF

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
NUMBER, CALLER = "12349", "16900000097"
GAS, FUND = "K0032", "K0005"
GAS_SHORT, FUND_SHORT = "立即关阀、开窗、离开", "凭身份证和无房证明"
ASKED = "想问一下公积金租房提取需要什么材料。"
HEARS = {"HOTLINE_ASR__ENGINE": "auto", "HOTLINE_ASR__AFTER_CALL": "false", "HOTLINE_ASR__GATE": "false"}
"""The written call's words come whatever sounds."""
RED = "getComputedStyle(document.querySelector('[data-testid=leading-transcript] .urgent')).color"
URGENT_COLOUR = "rgb(179, 55, 47)"
LARGE_PX = 17.0
SMALL_TYPE = """() => [...document.querySelectorAll('[data-testid=aid] :is(.snippet, .article p, .heads button)')]
  .map((one) => one.offsetHeight && parseFloat(getComputedStyle(one).fontSize) * one.currentCSSZoom).filter(Boolean)"""
WIDER = "() => document.scrollingElement.scrollWidth > innerWidth || document.scrollingElement.scrollHeight > innerHeight"
SIZES = ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080})


class House(Quiet):
    """A bureau whose leader takes calls, the articles and scripts of the demo, and a dispatcher for what is written."""

    people = (
        Person("agent1", "王晓梅", "agent"),
        Person("boss1", "周班长", "supervisor"),
        Person("leader1", "陈局长", "leader"),
        Person("dispatcher1", "何派单", "dispatcher"),
    )

    async def open(self) -> None:
        await super().open()
        boss, at = self.accounts["boss1"].person["id"], datetime.now(UTC)
        with self.story() as story:
            for name, sort in (("articles.csv", "article"), ("scripts.csv", "script")):
                table = Path(demo.__file__).with_name(name).read_bytes()
                story.do(importing.take, name, table, sort, by=LAW_ITSELF, reviewer=boss, at=at)

    async def planned(self) -> str:
        start = datetime.now(UTC) + timedelta(minutes=5)
        who = {"leader": self.accounts["leader1"].person["id"], "assistant": self.accounts["agent1"].person["id"]}
        times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
        async with self.desk("boss1", seat=False) as boss:
            return (await boss.post("/api/duty-sessions", title="领导带班", number=NUMBER, unit=BUREAU, **who, **times))["id"]

    async def written(self) -> str:
        async with self.desk("dispatcher1", seat=False) as clerk:
            facts = {"group": "第三网格", "mode": "on_site"}
            made = await clerk.post("/api/intake", channel="grid", text=ASKED, caller_number="16412345678", facts=facts)
        return made["id"]


def test_a_leader_sees_urgent_words_in_red_and_cites_an_article_and_whoever_sits_beside_does_too(tmp_path):
    played(House, tmp_path, _a_leaders_call, module="tests.browser.alarming_service", **HEARS)


async def _a_leaders_call(house: House, browser) -> None:
    session = await house.planned()
    leader, boss = await house.pages(browser, "leader1", "boss1")
    await leader.at("leading-check-in").click()
    await leader.at("leading-open").click()
    await leader.state("leading-session", "open")
    await leader.page.keyboard.press("F8")
    await leader.state("leading-step", "waiting", attribute="data-step")
    await leader.picture("aid-leading-waiting")
    async with house.caller(CALLER, dialled=NUMBER) as caller:
        await leader.at("leading-accept").wait_for(timeout=30_000)
        await leader.page.keyboard.press("F2")
        await leader.state("leading-call", "answered")
        await _red(house, leader)
        (call,) = (await house.read("leader1", f"/api/duty-sessions/{session}"))["calls"]
        await _helped(house, boss, call["call_id"])
        await _cited_by_the_leader(house, leader)
        await caller.hang_up()
    await leader.state("leading-call", "ended")
    (call,) = (await house.read("leader1", f"/api/duty-sessions/{session}"))["calls"]
    said = call["answer"]
    house.check("the leader's sentence names the article", GAS_SHORT in said and f"知识库{GAS}第1版" in said, said)
    house.no_errors(leader, boss)


async def _red(house: House, leader: Page) -> None:
    """Said by the caller, recognised, drafted: the word is red in the large transcript and stands beside the caller."""
    word = leader.at("leading-transcript").locator(".urgent")
    await word.first.wait_for(timeout=20_000)
    heard, colour = await word.first.inner_text(), await leader.page.evaluate(RED)
    house.check("the urgent word is red", ("泄漏" in heard, colour) == (True, URGENT_COLOUR), (heard, colour))
    plain = (
        await leader.at("transcript-final")
        .first.locator(".said > span:not(.urgent)")
        .first.evaluate("(one) => getComputedStyle(one).color")
    )
    house.check("and what stands beside it is not", plain != URGENT_COLOUR, plain)
    told = await leader.at("leading-urgent").first.inner_text()
    house.check("the draft's alarm is shown with its sentence", heard in told and "厨房" in told, told)
    await leader.picture("aid-leading-urgent")


async def _helped(house: House, boss: Page, call: str) -> None:
    """Who writes beside cites into the summary, which all who write in the draft see."""
    await house.goto(boss, f"/beside/{call}")
    summary = field(boss.at("draft-summary"))
    await summary.wait_for()
    await boss.page.keyboard.press("Alt+q")
    await boss.page.keyboard.type("燃气泄漏")
    await boss.at(f"hit-{GAS}").locator("mark").first.wait_for()
    await both_sizes(house, boss, "aid-beside")
    await boss.page.keyboard.press("Control+Enter")
    await boss.page.wait_for_function(
        "(code) => document.querySelector('[data-testid=draft-summary]').value.includes(code)", arg=GAS
    )
    await boss.state("draft-save-state", "saved")
    saved = (await house.read("boss1", f"/api/drafts/{call}"))["summary"]
    house.check("the summary has the piece with its source", GAS_SHORT in saved and f"知识库{GAS}第1版" in saved, saved)


async def _cited_by_the_leader(house: House, leader: Page) -> None:
    await leader.page.keyboard.press("Alt+q")
    await leader.page.keyboard.type("燃气泄漏")
    await leader.at(f"hit-{GAS}").locator("mark").first.wait_for()
    await both_sizes(house, leader, "aid-leading-found")
    await leader.page.keyboard.press("Enter")
    await leader.at("reading").get_by_text(f"{GAS} · 第 1 版 · 长期有效").wait_for()
    await both_sizes(house, leader, "aid-leading-reading")
    small = [size for size in await leader.page.evaluate(SMALL_TYPE) if size < LARGE_PX]
    house.check("what is looked up is in large type", not small, small)
    await leader.at("feedback-useful").click()
    await leader.at("feedback-said").wait_for()
    await leader.at("reading").click(position={"x": 5, "y": 5})
    await leader.page.keyboard.press("Control+Enter")
    sentence = field(leader.at("leading-sentence"))
    await sentence.wait_for()
    said = await sentence.input_value()
    house.check("the piece stands in the leader's sentence", GAS_SHORT in said and f"知识库{GAS}第1版" in said, said)
    await both_sizes(house, leader, "aid-leading-cited")
    box, height = await leader.at("leading-confirm").bounding_box(), SIZES[0]["height"]
    house.check("the sentence and its button are in sight", box["y"] + box["height"] < height, box)
    await sentence.press("Enter")
    await leader.state("leading-verdict", "on_the_spot", attribute="data-verdict")


def test_a_written_matter_is_answered_with_an_article_and_the_answer_waits_while_it_is_looked_up(tmp_path):
    played(House, tmp_path, _a_written_matter)


async def _a_written_matter(house: House, browser) -> None:
    matter = await house.written()
    (clerk,) = await house.pages(browser, "dispatcher1")
    page = clerk.page
    await house.goto(clerk, f"/intake/list?id={matter}")
    await clerk.at("matter-text").wait_for()
    await clerk.at("draft-form").wait_for()
    await page.keyboard.press("F9")
    answer = field(clerk.at("matter-words"))
    await answer.fill("您好。")
    await page.keyboard.press("Alt+q")
    await answer.wait_for(state="hidden")
    await page.keyboard.type("租房提取")
    await clerk.at(f"hit-{FUND}").locator("mark").first.wait_for()
    await both_sizes(house, clerk, "aid-intake")
    await page.keyboard.press("Escape")
    await answer.wait_for()
    house.check("the answer was kept meanwhile", await answer.input_value() == "您好。", await answer.input_value())
    await page.keyboard.press("Alt+q")
    await clerk.at(f"hit-{FUND}").locator("mark").first.wait_for()
    await page.keyboard.press("Control+Enter")
    await answer.wait_for()
    said = await answer.input_value()
    whole = said.startswith("您好。\n") and FUND_SHORT in said and f"知识库{FUND}第1版" in said
    house.check("and goes on with the article", whole, said)
    await clerk.picture("aid-intake-cited")
    await page.keyboard.press("Control+Enter")
    await answer.wait_for(state="hidden")
    (ticket,) = (await house.read("boss1", "/api/tickets", q="16412345678"))["items"]
    (cited,) = await house.read("boss1", "/api/knowledge/citations", ticket=ticket["id"])
    row = (cited["code"], cited["number"], cited["by"]["name"], cited["kept"])
    house.check("the citation is a row of the ticket", row == (FUND, 1, "何派单", True), row)
    house.no_errors(clerk)


async def both_sizes(house: House, page: Page, name: str) -> None:
    """Nothing sticks out of the page at either size."""
    for size in reversed(SIZES):
        await page.page.set_viewport_size(size)
        wider = await page.page.evaluate(WIDER)
        house.check(f"{name} fits {size['width']} wide", not wider, wider)
        await page.picture(f"{name}-{size['width']}")

"""A leader's session in two browsers: leader and assistant in one draft through a real call, to the sheet and the public page."""

import asyncio
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from config.settings import Folders, load
from hotline.demo.instance import Instance
from hotline.demo.stage import Facts
from hotline.home import prepare_home
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, Page, chromium, field, new_page
from tests.browser.test_funds_and_duty import BUREAU, Town
from tests.integration.house import QUICK, short_prompts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
NUMBER = "12349"
CALLER = "16900000091"
SECOND = "16900000092"
WITHIN_A_SECOND_MS = 1_000
TYPED = "桥头小区三号楼前的路灯坏了一个星期，晚上看不清路。"
LEADERS = "要求本周内修好"
ASSISTANTS = "希望今天就有人来看"
SENTENCE = "请三日内修好并回复市民"


def test_leader_and_assistant_write_one_draft_through_a_call_to_the_sheet(tmp_path):
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
            session = await planned(town)
            async with chromium(microphone) as browser:
                leader, assistant = await new_page(town, browser, "leader1"), await new_page(town, browser, "agent1")
                await comes_and_is_ready(leader)
                await sits_beside(town, assistant, session)
                async with town.caller(CALLER, dialled=NUMBER) as caller:
                    await answered(town, leader)
                    await write_together(town, leader, assistant)
                    await says_a_word(town, leader)
                    await caller.hang_up()
                await leader.state("leading-call", "ended")
                await leader.at("leading-finish").click()
                async with town.caller(SECOND, dialled=NUMBER):
                    await answered(town, leader)
                    await leader.page.keyboard.press("F6")
                await leader.at("leading-finish").click()
                await closes(town, leader, session)
                await citizens_read_it(town, browser)
                errors = [*leader.errors, *[one for one in assistant.errors if "409" not in one]]
                town.check("the pages made no errors", not errors, errors)
        finally:
            await town.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def planned(town: Town) -> str:
    start = datetime.now(UTC) + timedelta(minutes=5)
    async with town.desk("boss1", seat=False) as boss:
        people = {"leader": town.accounts["leader1"].person["id"], "assistant": town.accounts["agent1"].person["id"]}
        times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
        return (await boss.post("/api/duty-sessions", title="城管局领导带班", number=NUMBER, unit=BUREAU, **people, **times))[
            "id"
        ]


async def comes_and_is_ready(leader: Page) -> None:
    await leader.state("leading-step", "checkIn", attribute="data-step")
    await leader.picture("leading-planned")
    await leader.at("leading-check-in").click()
    await leader.state("leading-step", "open", attribute="data-step")
    await leader.at("leading-open").click()
    await leader.state("leading-session", "open")
    await leader.page.keyboard.press("F8")
    await leader.state("leading-step", "waiting", attribute="data-step")
    await leader.picture("leading-waiting")


async def sits_beside(town: Town, assistant: Page, session: str) -> None:
    await assistant.page.goto(f"{town.instance.url}/duty?session={session}")
    await assistant.at("duty-check-in").click()
    await assistant.at("duty-check-in").wait_for(state="detached")


async def answered(town: Town, leader: Page) -> None:
    await leader.at("leading-accept").wait_for(timeout=30_000)
    await leader.picture("leading-offer")
    await leader.page.keyboard.press("F2")
    await leader.state("leading-call", "answered")
    await leader.at("leading-verdict").wait_for()


async def write_together(town: Town, leader: Page, assistant: Page) -> None:
    await leader.state("leading-assistant", "true", attribute="data-here")
    await assistant.state("duty-writing", "true", attribute="data-heard")
    matter = field(assistant.at("draft-matter"))
    await matter.click()
    await leader.at("writer-here").filter(has_text="王晓梅").wait_for()
    await field(leader.at("draft-wish")).click()
    await assistant.at("writer-here").filter(has_text="陈局长").wait_for()
    await matter.press_sequentially(TYPED, delay=10)
    await leader.page.wait_for_function(
        "(text) => document.querySelector('[data-testid=draft-matter]').value === text", arg=TYPED, timeout=3 * WITHIN_A_SECOND_MS
    )
    await leader.picture("leading-call")
    await assistant.picture("leading-assistant")
    wish = field(leader.at("draft-wish"))
    await wish.press_sequentially(LEADERS, delay=10)
    await assistant.page.wait_for_function(
        "(text) => document.querySelector('[data-testid=draft-wish]').value === text", arg=LEADERS, timeout=3 * WITHIN_A_SECOND_MS
    )
    own = field(assistant.at("draft-wish"))
    await own.fill(ASSISTANTS)
    await leader.at("draft-conflict").wait_for()
    await leader.picture("leading-conflict")
    shown = await wish.input_value()
    town.check("what the leader wrote stays under the hands", shown == LEADERS, shown)
    both = [await leader.at(f"conflict-{whose}").inner_text() for whose in ("mine", "theirs")]
    town.check("both texts are shown", LEADERS in both[0] and ASSISTANTS in both[1], both)
    await leader.page.keyboard.press("Alt+o")
    await leader.at("draft-conflict").wait_for(state="detached")
    await leader.page.wait_for_function(
        "(text) => document.querySelector('[data-testid=draft-wish]').value === text", arg=ASSISTANTS
    )
    async with town.desk("boss1", seat=False) as boss:
        (row,) = (await boss.get("/api/calls"))["items"]
        draft = await boss.get(f"/api/drafts/{row['id']}")
    town.check("one draft has what both wrote", (draft["matter"], draft["wish"]) == (TYPED, ASSISTANTS), draft["version"])


async def says_a_word(town: Town, leader: Page) -> None:
    await leader.page.keyboard.press("F10")
    await field(leader.at("leading-sentence")).fill(SENTENCE)
    then = await leader.at("leading-then").inner_text()
    town.check("what happens next is said in words", "结束带班" in then, then)
    await leader.picture("leading-word")
    await leader.page.keyboard.press("Enter")
    await leader.state("leading-verdict", "to_dispatch", attribute="data-verdict")
    await leader.state("leading-step", "toDispatch", attribute="data-step")


async def closes(town: Town, leader: Page, session: str) -> None:
    await leader.at("leading-undecided").wait_for()
    await leader.page.keyboard.press("Alt+2")
    await leader.at("closing-undecided").wait_for()
    closed = await leader.at("closing-close").is_disabled()
    town.check("a call that nobody judged cannot be overlooked", closed, closed)
    await leader.picture("leading-closing")
    undecided = leader.page.locator("[data-testid=closing-line][data-said=none]")
    await field(undecided.get_by_test_id("closing-sentence")).fill("已当面解释")
    await undecided.get_by_test_id("closing-answer").click()
    await undecided.wait_for(state="detached")
    await leader.page.keyboard.press("Control+Enter")
    await leader.at("closing-tickets").wait_for()
    await leader.picture("leading-closed")
    told = await leader.at("closing-tickets").inner_text()
    held = await town.read("leader1", f"/api/duty-sessions/{session}")
    numbers = [call["ticket"]["number"] for call in held["calls"] if call["ticket"]]
    town.check("the closing says its tickets", all(number in told for number in numbers), told)
    town.check("one on the spot of two", (held["numerator"], held["denominator"], held["rate"]) == (1, 2, 50.0), held["rate"])
    await leader.at("closing-sheet").click()
    await leader.at("sheet-paper").wait_for()
    paper = await leader.at("sheet-paper").inner_text()
    town.check("the sheet has the leader's sentence", SENTENCE in paper and "50.00%" in paper, paper[:400])
    await leader.picture("leading-sheet")


async def citizens_read_it(town: Town, browser) -> None:
    context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = Page(await context.new_page(), town)
    await page.page.goto(f"{town.instance.url}/duty-figures")
    await page.at("public-rate").filter(has_text="50.00%").wait_for()
    shown = await page.at("public-figures").inner_text()
    town.check("citizens see the base and nobody's name", "2 通接通" in shown and "陈局长" not in shown, shown[:300])
    await page.picture("public-duty-figures")
    town.check("the public page made no errors", not page.errors, page.errors)

"""A call handed on takes its draft along, last words and all: blind, then after a consultation; two desks by keys."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from hotline.demo.stage import Stage
from tests.browser.pages import Page, field, new_page
from tests.e2e.house import OFFERED_MS, SOON_MS, draft_of, looked_at, played, without_errors
from tests.e2e.portraits import portrait
from tests.e2e.written_service import HEARS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
BLIND, ATTENDED = "16900000131", "16900000132"
COLLEAGUE = "赵建国"
LAST_WORDS = "希望今晚就来人，白天家里没人"
SUMMARY = "已请市政值班人员今晚到场。"
ANSWER = "今晚八点前到场更换，已告知来电人。"
CALM = {"HOTLINE_ACD__WRAP_UP_S": "90"}


def test_a_draft_goes_with_its_call_to_the_next_desk(house_settings: Settings, tmp_path: Path) -> None:
    async def handed_on(stage: Stage, browser: Any) -> None:
        first, second = [await new_page(stage, browser, name) for name in ("agent1", "agent2")]
        for page in (first, second):
            await page.at("presence-available").wait_for()
        async with without_errors(first, second):
            await _blind(stage, first, second)
            await first.page.keyboard.press("Alt+w")
            await first.state("agent-state", "available")
            await _attended(stage, first, second)

    played(house_settings, tmp_path, handed_on, module="tests.e2e.written_service", **HEARS, **CALM)


async def _blind(stage: Stage, first: Page, second: Page) -> None:
    await first.page.keyboard.press("F8")
    async with stage.caller(BLIND) as caller:
        await _taken(first)
        await second.page.keyboard.press("F8")
        await second.state("agent-state", "available")
        wish = field(first.at("draft-wish"))
        await wish.fill(LAST_WORDS)
        await _reached(first, "transfer")
        await portrait(first, "transfer-reach")
        await first.at("reach-search").press("Control+Enter")
        await second.at("offer-accept").wait_for(timeout=SOON_MS)
        await portrait(second, "transfer-offer")
        await second.page.keyboard.press("F2")
        await second.state("call-card", "answered")
        await first.at("draft-gone").wait_for(timeout=SOON_MS)
        await looked_at(first, "transfer-draft-gone")
        await _stands(second, "draft-wish", LAST_WORDS)
        await field(second.at("draft-summary")).fill(SUMMARY)
        await second.state("draft-save-state", "saved")
        await looked_at(second, "transfer-draft-here")
        await second.page.keyboard.press("F6")
        stage.check("the second desk ends the call", await caller.ended(10), "F6")
    await second.page.keyboard.press("F10")
    await second.at("outcome-dispatch-confirm").wait_for(timeout=SOON_MS)
    await second.page.keyboard.press("Enter")
    await second.at("draft-done").wait_for(timeout=SOON_MS)
    draft = await draft_of(stage, BLIND)
    kept = (draft["status"], draft["wish"], draft["summary"], draft["place"]["text"])
    whole = kept == ("dispatched", LAST_WORDS, SUMMARY, "阳光花园")
    stage.check("one draft has the machine's, the first's and the second's words", whole, kept)
    second_agent = stage.accounts["agent2"].person["id"]
    stage.check("it is the second's", draft["agent"] == second_agent, draft["agent"])
    nothing_left = await first.at("outcome-dispatch").count() == 0
    stage.check("the first desk can no longer decide on it", nothing_left, nothing_left)


async def _attended(stage: Stage, first: Page, second: Page) -> None:
    async with stage.caller(ATTENDED) as caller:
        await _taken(first)
        await second.page.keyboard.press("Alt+w")
        await second.state("agent-state", "available")
        await _reached(first, "consult")
        await first.at("reach-search").press("Enter")
        await second.at("offer-accept").wait_for(timeout=SOON_MS)
        await second.page.keyboard.press("F2")
        await first.state("party-strip", "consulting")
        await second.state("call-card", "answered")
        await portrait(second, "transfer-consulted")
        await field(first.at("draft-wish")).fill(LAST_WORDS)
        mine = await first.at("draft-gone").count() == 0
        stage.check("while they consult the draft is the first's", mine, mine)
        await first.page.keyboard.press("Alt+c")
        await first.at("draft-gone").wait_for(timeout=SOON_MS)
        await second.at("call-hold").wait_for(timeout=SOON_MS)
        await _stands(second, "draft-wish", LAST_WORDS)
        stage.check("the caller stays with the second", not await caller.ended(0.5), "talking")
        await second.page.keyboard.press("F6")
        await caller.ended(10)
    await second.page.keyboard.press("F9")
    answer = field(second.at("outcome-answer-text"))
    await answer.fill(ANSWER)
    await answer.press("Control+Enter")
    await second.at("draft-done").wait_for(timeout=SOON_MS)
    draft = await draft_of(stage, ATTENDED)
    stage.check("the second answers it", (draft["status"], draft["wish"]) == ("answered", LAST_WORDS), draft["status"])
    async with stage.desk("boss1", seat=False) as boss:
        how = {
            row["caller_number"]: [one["how"] for one in (await boss.get(f"/api/calls/{row['id']}"))["transfers"]]
            for row in (await boss.get("/api/calls"))["items"]
        }
    stage.check("both ways are in the ledger", how == {BLIND: ["blind"], ATTENDED: ["attended"]}, how)


async def _taken(desk: Page) -> None:
    """Answered, and the machine has filled the form."""
    await desk.at("offer-accept").wait_for(timeout=OFFERED_MS)
    await desk.page.keyboard.press("F2")
    await desk.state("call-card", "answered")
    await desk.page.locator("[data-testid=draft-category][data-code]:not([data-code=''])").wait_for(timeout=OFFERED_MS)


async def _reached(desk: Page, how: str) -> None:
    await desk.page.keyboard.press("Alt+t")
    await desk.at("reach-search").fill(COLLEAGUE)
    await desk.page.locator(f"[data-testid^='reach-{how}-agent:']:enabled").wait_for(timeout=SOON_MS)


async def _stands(desk: Page, name: str, words: str) -> None:
    await desk.page.wait_for_function(
        "([name, words]) => document.querySelector(`[data-testid=${name}]`)?.value === words", arg=[name, words], timeout=SOON_MS
    )

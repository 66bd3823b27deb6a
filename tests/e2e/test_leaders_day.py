"""A leader's session from its first call to the paper: noted, dispatched, judged late; the running rate, PDF and public page."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from tests.browser.pages import SIZE, Page, field, new_page
from tests.browser.test_funds_and_duty import Town
from tests.browser.test_leading import NUMBER, answered, comes_and_is_ready, planned, sits_beside
from tests.e2e.house import SOON_MS, looked_at, played
from tests.e2e.portraits import portrait
from tests.e2e.written_service import HEARS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
SPOT, SENT, LATE = "16900000141", "16900000142", "16900000143"
HEARD_MS = 30_000
ADVICE, ORDER, AFTERWARDS = "路灯管理所今晚更换灯具", "请城管局三日内修好并回复", "当面说明了更换的日期"
LEADERS, ASSISTANTS = "要求三日内修好", "希望这周之内修好"
TITLE, LEADER, UNIT = "城管局领导带班", "陈局长", "市城市管理局"
PDF_S = 30
NOTED = {"HOTLINE_LAW__LEADING__SETTLE_AFTER_S": "600"}
"""What is said of a call while it goes on is still a note when the session is closed, however slow the machine."""


def test_a_leaders_day_ends_in_its_sheet_and_on_the_public_page(house_settings: Settings, tmp_path: Path) -> None:
    async def day(town: Any, browser: Any) -> None:
        session = await planned(town)
        leader, assistant = await new_page(town, browser, "leader1"), await new_page(town, browser, "agent1")
        await comes_and_is_ready(leader)
        await sits_beside(town, assistant, session)
        await _noted(town, leader)
        await _dispatched(town, leader, assistant)
        await _judged_late(town, leader)
        numbers = await _closed(town, leader, session)
        await _printed(town, leader, session, numbers, tmp_path / "sheet.pdf")
        await _published(town, browser)
        errors = [error for error in (*leader.errors, *assistant.errors) if not ("409" in error and "/api/drafts/" in error)]
        town.check("the pages made no errors but the conflict that was provoked", not errors, errors)

    played(house_settings, tmp_path, day, kind=Town, module="tests.e2e.written_service", **HEARS, **NOTED)


async def _filled(leader: Page) -> None:
    await answered(leader.stage, leader)
    await leader.page.wait_for_function(
        "() => document.querySelector('[data-testid=draft-title]')?.value === '阳光花园路灯不亮'", timeout=HEARD_MS
    )


async def _word(leader: Page, key: str, sentence: str) -> None:
    """The leader's verdict by its key, with one sentence."""
    await leader.page.keyboard.press(key)
    await field(leader.at("leading-sentence")).fill(sentence)
    await leader.page.keyboard.press("Enter")


async def _runs_at(leader: Page, rate: str, what: str) -> None:
    shown = leader.at("leading-rate")
    await shown.filter(has_text=rate).wait_for(timeout=SOON_MS)
    base = await leader.at("leading-base").inner_text()
    leader.stage.check(f"the rate is {rate} when {what}", rate in await shown.inner_text(), base)


async def _noted(town: Town, leader: Page) -> None:
    async with town.caller(SPOT, dialled=NUMBER) as caller:
        await _filled(leader)
        await looked_at(leader, "leaders-day-call")
        await _word(leader, "F9", ADVICE)
        await leader.state("leading-verdict", "on_the_spot", attribute="data-verdict")
        await caller.hang_up()
    await leader.state("leading-call", "ended")
    await leader.page.keyboard.press("Alt+w")
    await leader.at("leading-noted").wait_for(timeout=SOON_MS)
    await _runs_at(leader, "0.00%", "the first is noted only")


async def _dispatched(town: Town, leader: Page, assistant: Page) -> None:
    """Two write in one field; the leader keeps the own words, the assisting agent takes them, and both have them."""
    async with town.caller(SENT, dialled=NUMBER) as caller:
        await _filled(leader)
        await assistant.state("duty-writing", "true", attribute="data-heard")
        wish, theirs = field(leader.at("draft-wish")), field(assistant.at("draft-wish"))
        await wish.click()
        await assistant.at("writer-here").filter(has_text=LEADER).wait_for(timeout=SOON_MS)
        await portrait(assistant, "leaders-day-assistant")
        await wish.press_sequentially(LEADERS, delay=10)
        await _stands(assistant, LEADERS)
        await theirs.fill(ASSISTANTS)
        await leader.at("draft-conflict").wait_for(timeout=SOON_MS)
        await looked_at(leader, "leaders-day-conflict")
        await leader.page.keyboard.press("Alt+m")
        await leader.at("draft-conflict").wait_for(state="detached", timeout=SOON_MS)
        await assistant.at("draft-conflict").wait_for(timeout=SOON_MS)
        await portrait(assistant, "leaders-day-conflict-beside")
        await assistant.page.keyboard.press("Alt+o")
        await assistant.at("draft-conflict").wait_for(state="detached", timeout=SOON_MS)
        await _stands(assistant, LEADERS)
        await _word(leader, "F10", ORDER)
        await leader.state("leading-verdict", "to_dispatch", attribute="data-verdict")
        kept = await town.read("boss1", f"/api/drafts/{await _call(town, SENT)}")
        town.check("the leader's words stay, by a key", kept["wish"] == LEADERS, kept["wish"])
        await caller.hang_up()
    await leader.state("leading-call", "ended")
    await leader.page.keyboard.press("Alt+w")
    await _runs_at(leader, "0.00%", "the second is to be dispatched")


async def _stands(page: Page, wish: str) -> None:
    await page.page.wait_for_function(
        "(words) => document.querySelector('[data-testid=draft-wish]').value === words", arg=wish, timeout=SOON_MS
    )


async def _judged_late(town: Town, leader: Page) -> None:
    async with town.caller(LATE, dialled=NUMBER) as caller:
        await _filled(leader)
        await caller.hang_up()
    await leader.state("leading-call", "ended")
    await leader.page.keyboard.press("Alt+w")
    await leader.at("leading-undecided").wait_for(timeout=SOON_MS)
    await portrait(leader, "leaders-day-undecided")
    await leader.page.keyboard.press("Alt+u")
    await _word(leader, "F9", AFTERWARDS)
    await leader.at("leading-undecided").wait_for(state="detached", timeout=SOON_MS)
    await _runs_at(leader, "33.33%", "the third is judged afterwards")


async def _closed(town: Town, leader: Page, session: str) -> list[str]:
    """The list says what will be dispatched where; the closing does that and nothing else."""
    await leader.page.keyboard.press("Alt+2")
    line = leader.page.locator(f"[data-testid=closing-line][data-call='{await _call(town, SENT)}']")
    await line.wait_for(timeout=SOON_MS)
    said = await line.inner_text()
    town.check("the line says the unit and the day", UNIT in said and "办结期限" in said, said)
    sentence = await field(line.get_by_test_id("closing-sentence")).input_value()
    town.check("and the leader's sentence", sentence == ORDER, sentence)
    before = (await town.read("boss1", "/api/tickets", state="dispatched"))["items"]
    town.check("nothing is dispatched before the closing", not before, before)
    await looked_at(leader, "leaders-day-closing")
    await leader.page.keyboard.press("Control+Enter")
    await leader.at("closing-done").wait_for(timeout=SOON_MS)
    await looked_at(leader, "leaders-day-closed")
    sent = (await town.read("boss1", "/api/tickets", state="dispatched"))["items"]
    units = [(one["unit"]["name"], one["title"]) for one in sent]
    town.check("one ticket went to that unit", units == [(UNIT, "阳光花园路灯不亮")], units)
    held = await town.read("leader1", f"/api/duty-sessions/{session}")
    sums = (held["numerator"], held["denominator"], held["rate"], held["state"])
    town.check("two on the spot of three", sums == (2, 3, 66.67, "closed"), sums)
    return [call["ticket"]["number"] for call in held["calls"] if call["ticket"]]


async def _printed(town: Town, leader: Page, session: str, numbers: list[str], file: Path) -> None:
    """The same paper on the page and as the PDF that is printed."""
    await leader.at("closing-sheet").click()
    await leader.at("sheet-paper").wait_for(timeout=SOON_MS)
    await looked_at(leader, "leaders-day-sheet")
    path = await leader.at("sheet-pdf").get_attribute("href")
    town.check("the sheet is this session's", path == f"/api/duty-sessions/{session}/sheet.pdf", path)
    answer = await leader.page.request.get(f"{town.instance.url}{path}")
    file.write_bytes(await answer.body())
    kind = answer.headers["content-type"]
    town.check("it is a PDF", answer.ok and kind == "application/pdf" and file.read_bytes()[:5] == b"%PDF-", kind)
    found = subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True, timeout=PDF_S)
    paper = "".join(found.stdout.decode().split())
    masked = [f"{number[:3]}****{number[-4:]}" for number in (SPOT, SENT, LATE)]
    for words in ("带班接听记录表", LEADER, "王晓梅", UNIT, ADVICE, ORDER, AFTERWARDS, "66.67%", *numbers, *masked):
        town.check(f"the paper has {words}", words in paper, words if words in paper else paper)
    whole = [number for number in (SPOT, SENT, LATE) if number in paper]
    town.check("no caller's whole number is on the paper", not whole, whole)


async def _published(town: Town, browser: Any) -> None:
    """Anybody reads the figures, and nobody's name or number."""
    context = await browser.new_context(viewport=SIZE, locale="zh-CN")
    page = Page(await context.new_page(), town)
    await page.page.goto(f"{town.instance.url}/duty-figures")
    await page.at("public-rate").filter(has_text="66.67%").wait_for(timeout=SOON_MS)
    shown = await page.at("public-figures").inner_text()
    private = [words for words in (LEADER, "王晓梅", SPOT, SENT, LATE, ORDER) if words in shown]
    town.check("citizens see the session and nobody in it", "3 通接通" in shown and not private, (shown[:300], private))
    await looked_at(page, "leaders-day-public")
    town.check("the public page made no errors", not page.errors, page.errors)


async def _call(town: Town, number: str) -> str:
    rows = (await town.read("boss1", "/api/calls"))["items"]
    return next(row["id"] for row in rows if row["caller_number"] == number)

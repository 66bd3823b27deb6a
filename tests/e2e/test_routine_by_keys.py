"""The routine call by keyboard alone: answered, corrected, dispatched or answered, wrapped up, the next one there; timed."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from hotline.demo.stage import Stage
from hotline.peers import CallerPeer
from tests.browser.pages import Page, field, new_page
from tests.e2e.hands import KEY_S, PREPARE_S, Hands
from tests.e2e.house import OFFERED_MS, SOON_MS, draft_of, looked_at, played, without_errors
from tests.e2e.portraits import portrait
from tests.e2e.written_service import HEARS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
FIRST, SECOND = "16900000111", "16900000112"
ROUTINE_S = 20.0
HEARD_MS = 30_000
CALM = {"HOTLINE_ACD__WRAP_UP_S": "90"}
TABS_MOST = 12
SIMILAR = "similar-strip"
"""Another stop where the matter looks like one that is open, as the second caller's may."""
AT = """() => { const one = document.activeElement;
  return one === document.body ? "" : one.closest("[data-field]")?.dataset.field ?? one.dataset.testid ?? one.tagName; }"""


def test_a_routine_call_is_dispatched_and_another_answered_without_a_mouse(house_settings: Settings, tmp_path: Path) -> None:
    played(house_settings, tmp_path, _shift, module="tests.e2e.written_service", **HEARS, **CALM)


async def _shift(stage: Stage, browser: Any) -> None:
    desk = await new_page(stage, browser, "agent1")
    await desk.at("presence-available").wait_for()
    hands = Hands(desk.page)
    await hands.leave_the_mouse()
    async with without_errors(desk):
        await hands.press("F8")
        async with stage.caller(FIRST) as caller:
            await desk.at("offer-accept").wait_for(timeout=OFFERED_MS)
            await hands.press("Enter")
            await _heard(desk)
            async with stage.caller(SECOND) as next_caller:
                await _dispatched(stage, desk, hands, caller)
                await _answered_on_the_spot(stage, desk, hands, next_caller)
    touched = await hands.touched_the_mouse()
    stage.check("no mouse was touched", touched == 0, touched)


async def _heard(desk: Page) -> None:
    """The caller has told it, and the form is filled from it."""
    await desk.state("call-card", "answered")
    await desk.at("transcript-final").filter(has_text="希望尽快修好").wait_for(timeout=HEARD_MS)
    await desk.page.locator("[data-testid=draft-category][data-code]:not([data-code=''])").wait_for(timeout=SOON_MS)


async def _dispatched(stage: Stage, desk: Page, hands: Hands, caller: CallerPeer) -> None:
    """From the caller's hang-up until the next caller is offered: place and unit corrected, a category taken, dispatched."""
    hands.begin()
    await caller.hang_up()
    await desk.state("call-card", "ended")
    await hands.look()
    await hands.press("Alt+1", "Alt+P", "Tab", "3")
    await hands.write("haolou", "号楼")
    await hands.look()
    await hands.press("Alt+B")
    await hands.write("gongdian", "供电")
    await hands.look()
    await desk.page.get_by_role("option", name="宁湾供电公司").wait_for(timeout=SOON_MS)
    await hands.press("Enter")
    await hands.look()
    await hands.press("F10")
    await desk.at("dispatch-unit").filter(has_text="宁湾供电公司").wait_for(timeout=SOON_MS)
    await hands.look()
    await hands.press("Enter")
    await desk.at("draft-done").wait_for(timeout=SOON_MS)
    await hands.press("Alt+W")
    await desk.at("offer-accept").wait_for(timeout=SOON_MS)
    _told(stage, "a routine call is dispatched and the next one offered", hands)
    draft = await draft_of(stage, FIRST)
    kept = {name: draft[name] for name in ("category", "place", "unit", "status", "edited")}
    right = (draft["place"]["text"], draft["place"]["detail"], draft["unit"]["name"]) == ("阳光花园", "3号楼", "宁湾供电公司")
    stage.check("what the keys said is what was dispatched", right and draft["status"] == "dispatched", kept)


async def _answered_on_the_spot(stage: Stage, desk: Page, hands: Hands, caller: CallerPeer) -> None:
    """Every state with its picture and axe's word; then the answer, timed from the first key on the form."""
    await looked_at(desk, "routine-offer")
    await hands.press("F2")
    await _heard(desk)
    await looked_at(desk, "routine-draft-filled")
    await _goes_through_the_form(stage, desk, hands)
    second = await desk.at("draft-suggestion-2").locator("b").inner_text()
    await hands.press("Alt+2")
    await desk.at("draft-category").get_by_text(second).wait_for(timeout=SOON_MS)
    await hands.press("Alt+L")
    await hands.write("ludeng", "路灯")
    await desk.page.get_by_role("option", name="楼道照明损坏").wait_for(timeout=SOON_MS)
    await looked_at(desk, "routine-category-list")
    await hands.press("ArrowDown", "Enter")
    await desk.at("draft-category").get_by_text("楼道照明损坏").wait_for(timeout=SOON_MS)
    await hands.press("F6")
    stage.check("the agent's key ends the caller's leg", await caller.ended(10), "F6")
    await desk.at("wrapup").wait_for(timeout=SOON_MS)
    await looked_at(desk, "routine-wrap-up")
    hands.begin()
    await hands.look()
    await hands.press("F9")
    await hands.write("jintianwanshanghuidengju", "今天晚上换灯具")
    await hands.look()
    words = await field(desk.at("outcome-answer-text")).input_value()
    stage.check("the input method's keys are nobody else's", words == "今天晚上换灯具", words)
    await portrait(desk, "routine-answer")
    await hands.press("Control+Enter")
    await desk.at("draft-done").wait_for(timeout=SOON_MS)
    await hands.press("Alt+W")
    await desk.state("agent-state", "available")
    _told(stage, "a routine call is answered on the spot and the agent free", hands)
    await looked_at(desk, "routine-done")
    draft = await draft_of(stage, SECOND)
    right = (draft["category"]["name"], draft["status"]) == ("楼道照明损坏", "answered")
    stage.check("it was answered, in the category that was found by its words", right, [draft["category"], draft["status"]])


async def _goes_through_the_form(stage: Stage, desk: Page, hands: Hands) -> None:
    """Tab leads from the title through the rest of the form to its outcomes, one stop after another, and back."""
    await hands.press("Alt+D")
    stops = [await desk.page.evaluate(AT)]
    while stops[-1] != "outcome-dispatch" and len(stops) < TABS_MOST:
        await hands.press("Tab")
        stops.append(await desk.page.evaluate(AT))
    form = ["title", "matter", "wish", "summary", "unit", "outcome-answer", "outcome-dispatch"]
    stage.check("Tab goes through the form to its outcomes", [one for one in stops if one != SIMILAR] == form, stops)
    for stop in reversed(stops[:-1]):
        await hands.press("Shift+Tab")
        back = await desk.page.evaluate(AT)
        stage.check(f"and back to {stop}", back == stop, back)


def _told(stage: Stage, what: str, hands: Hands) -> None:
    taken = {**hands.done(), "key_s": KEY_S, "look_s": PREPARE_S}
    stage.check(f"{what} in under {ROUTINE_S:.0f} s of a person's pace", taken["seconds"] < ROUTINE_S, taken)

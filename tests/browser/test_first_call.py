"""One real call through the page: real service, real SIP caller, real Chromium with a fake microphone.

Screenshots of every page at 1366×768 are written when ``SCREENSHOTS`` names a folder (``make screenshots``).
"""

import asyncio

import numpy as np
import pytest

from hotline.demo.stage import Facts, Stage
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, Page, chromium, field, new_page

pytestmark = [pytest.mark.browser, pytest.mark.speech, pytest.mark.timeout(300)]

CALLER = "16900000001"
PAUSE_S = 2
LEAST_LIKENESS = 0.8


def envelope_likeness(sent: np.ndarray, heard: np.ndarray) -> float:
    """Best correlation of the 20 ms loudness of ``sent`` with any stretch of ``heard``, -1 to 1.

    The browser levels and cleans what its microphone gives, so the samples differ and the loudness over time does not.
    """
    quiet = 1.0
    said, got = (
        np.log(np.sqrt((samples[: len(samples) // 160 * 160].reshape(-1, 160).astype(float) ** 2).mean(axis=1)) + quiet)
        for samples in (sent, heard)
    )
    starts = range(len(got) - len(said) + 1)
    return max((float(np.corrcoef(said, got[start : start + len(said)])[0, 1]) for start in starts), default=-1.0)


def test_a_citizens_call_becomes_a_ticket_in_the_browser(prepared, tmp_path):
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    settings, speech = prepared
    facts = Facts()

    async def main():
        stage = Stage(settings, tmp_path, facts, speech)
        try:
            await stage.open()
            microphone = tmp_path / "microphone.wav"
            write_pcm(microphone, np.concatenate([speech.pcm("lamp_agent"), np.zeros(PAUSE_S * RATE, np.int16)]))
            async with chromium(microphone) as browser:
                await _one_call(stage, browser)
                await _other_pages(stage, browser)
        finally:
            await stage.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def _one_call(stage: Stage, browser) -> None:
    desk = await new_page(stage, browser, "agent1")
    await desk.at("presence-available").wait_for()
    await desk.picture("desk-empty")
    await desk.at("presence-available").click()
    async with stage.caller(CALLER) as caller:
        await desk.at("offer-accept").wait_for(timeout=40_000)
        await desk.picture("desk-offer")
        await desk.at("offer-accept").click()
        await desk.at("call-card").wait_for(timeout=10_000)
        await asyncio.sleep(2 * (stage.speech.seconds("lamp_agent") + PAUSE_S))
        await caller.speak(stage.speech.file("lamp_caller"))
        await desk.at("transcript-final").first.wait_for(timeout=40_000)
        await desk.picture("desk-call")
        await desk.at("call-hangup").click()
        stage.check("the hang-up button ends the caller's leg", await caller.ended(10), True)
        likeness = envelope_likeness(stage.speech.pcm("lamp_agent"), caller.heard())
        stage.check("the caller hears the browser's microphone", likeness >= LEAST_LIKENESS, round(likeness, 3))
    await desk.at("wrapup").wait_for(timeout=10_000)
    await desk.page.wait_for_function(
        "() => (document.querySelector('[data-testid=draft-title] input, input[data-testid=draft-title]')?.value ?? '') !== ''",
        timeout=30_000,
    )
    await _from_field_to_words_and_back(stage, desk)
    await desk.picture("desk-wrap-up")
    await desk.at("outcome-answer").click()
    await field(desk.at("outcome-answer-text")).fill("路灯管理所今晚更换灯具，已告知来电人。")
    await desk.picture("desk-answer")
    await desk.at("outcome-answer-confirm").click()
    await desk.at("outcome-answer-confirm").wait_for(state="hidden", timeout=10_000)
    async with stage.desk("boss1", seat=False) as boss:
        tickets = (await boss.get("/api/tickets", state="closed"))["items"]
    stage.check("the ticket is closed as answered on the spot", len(tickets) == 1, [one["title"] for one in tickets])
    stage.check("the page made no errors", not desk.errors, desk.errors)


async def _from_field_to_words_and_back(stage: Stage, desk: Page) -> None:
    """Being in a field marks its words in the transcript; a phrase goes into a field by two keys, and is kept with it."""
    await desk.page.locator("#d-matter").click()
    await desk.state("evidence-bar", "matter", attribute="data-field")
    marked = await desk.at("transcript-marked").all_inner_texts()
    stage.check("the words of a field are marked where they were said", "".join(marked) != "", marked)
    await desk.picture("desk-evidence")
    await desk.page.keyboard.press("Alt+ArrowUp")
    await desk.at("phrase-bar").wait_for(timeout=10_000)
    await desk.page.keyboard.press("9")
    await desk.at("phrase-filled").wait_for(timeout=10_000)
    await desk.state("draft-save-state", "saved")
    async with stage.desk("boss1", seat=False) as boss:
        (row,) = (await boss.get("/api/calls"))["items"]
        draft = await boss.get(f"/api/drafts/{row['id']}")
    taken = draft["evidence"]["wish"]
    kept = taken["by"] == "person" and draft["wish"] in taken["phrase"]
    stage.check("a phrase that was taken is kept as the field's words", kept, taken)


async def _other_pages(stage: Stage, browser) -> None:
    boss = await new_page(stage, browser, "boss1")
    await boss.page.goto(f"{stage.instance.url}/wallboard")
    await boss.at("wallboard").wait_for(timeout=10_000)
    await boss.picture("wallboard")
    for path, name in (("/calls", "calls"), ("/tickets", "tickets"), ("/duty", "duty"), ("/acceptance", "acceptance")):
        await boss.page.goto(f"{stage.instance.url}{path}")
        await boss.page.wait_for_load_state("networkidle")
        await boss.picture(name)
    stage.check("the supervisor's pages made no errors", not boss.errors, boss.errors)

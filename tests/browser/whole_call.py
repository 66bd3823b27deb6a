"""One whole call as the agent at the desk lives it, on the running service: each step waited for, shown and checked."""

from datetime import UTC, datetime, timedelta

from hotline.demo.speech import CLEAREST, LINES, Line
from hotline.demo.stage import Stage
from tests.browser.pages import Page, field

CALLER = "16900000077"
SOON_MS, READ_MS, SECOND_PASS_MS = 15_000, 60_000, 180_000
LINES_SAID = {
    **LINES,
    "site": Line(CLEAREST, "您好，我要投诉人民路一百三十四号的工地，每天晚上十一点到早上五点施工，噪音太大，我们睡不着觉。"),
    "site_wish": Line(CLEAREST, "希望工地晚上不要施工了，请你们派人来管一管。"),
    "lift": Line(CLEAREST, "还有，我们小区三号楼的电梯坏了，现在有人被困在电梯里，请马上派人来。"),
    "identity": Line(CLEAREST, "我的身份证号码是五二九八零九，一九八九零一一四，八一二六。"),
}
SAID = ("site", "site_wish", "lift", "identity")
DRAG = """([word, from, to]) => {
  const lines = [...document.querySelectorAll("[data-testid=transcript-final] .said")];
  const said = lines.findLast((one) => one.textContent.includes(word));
  said.scrollIntoView({ block: "center" });
  const spots = [from, to].map((offset) => {
    let before = 0;
    for (const piece of said.querySelectorAll("[data-start]")) {
      const length = piece.textContent.length;
      if (offset <= before + length) {
        const range = document.createRange();
        range.setStart(piece.firstChild, offset - before);
        const { x, y, height } = range.getBoundingClientRect();
        return [x, y + height / 2];
      }
      before += length;
    }
  });
  return [...spots, said.textContent.slice(from, to)];
}"""
"""Where the mouse goes to select these characters of the last line with that word, and what they are."""


async def play(stage: Stage, desk: Page) -> None:
    await desk.at("presence-available").click()
    async with stage.caller(CALLER) as caller:
        await desk.at("offer-accept").wait_for(timeout=READ_MS)
        await desk.page.keyboard.press("F2")
        await desk.state("call-card", "answered")
        await caller.speak(stage.speech.file("site"))
        await filled(desk, "draft-title")
        await field_shows_its_words(stage, desk)
        await caller.speak(stage.speech.file("site_wish"))
        await heard(desk, "希望")
        await selection_fills_the_field_at_hand(stage, desk)
        await caller.speak(stage.speech.file("lift"))
        await urgent_words_call_and_lead_to_their_line(stage, desk)
        await similar_ticket_takes_the_caller(stage, desk)
        await caller.speak(stage.speech.file("identity"))
        await private_number_rests_the_recording(desk)
        await caller.hang_up()
    await desk.state("call-card", "ended")
    await second_pass_arrives(stage, desk)
    await what_the_agent_changes_is_kept(stage, desk)


async def heard(desk: Page, phrase: str) -> None:
    await desk.at("transcript-final").filter(has_text=phrase).first.wait_for(timeout=READ_MS)


async def filled(desk: Page, name: str) -> None:
    await desk.page.wait_for_function(
        "(name) => (document.querySelector(`[data-testid=${name}] input, input[data-testid=${name}]`)?.value ?? '') !== ''",
        arg=name,
        timeout=READ_MS,
    )


async def marked(desk: Page) -> str:
    await desk.at("transcript-marked").first.wait_for(timeout=SOON_MS)
    return "".join(await desk.at("transcript-marked").all_inner_texts())


async def field_shows_its_words(stage: Stage, desk: Page) -> None:
    await field(desk.at("draft-place")).click()
    await desk.state("evidence-bar", "place", attribute="data-field")
    words = await marked(desk)
    stage.check("a field's words are marked in the transcript", "人民路" in words, words)
    when = await desk.at("draft-when").inner_text()
    stage.check("the time is said as a person would", "每天 23:00–次日 05:00" in when, when)
    await desk.picture("desk-evidence")


async def selection_fills_the_field_at_hand(stage: Stage, desk: Page) -> None:
    await field(desk.at("draft-wish")).click()
    (from_x, from_y), (to_x, to_y), phrase = await desk.page.evaluate(DRAG, ["希望", 2, 11])
    mouse = desk.page.mouse
    await mouse.move(from_x, from_y)
    await mouse.down()
    await mouse.move(to_x, to_y, steps=4)
    await mouse.up()
    await desk.at("phrase-filled").wait_for(timeout=SOON_MS)
    value = await field(desk.at("draft-wish")).input_value()
    stage.check("a selected phrase goes into the field at hand", value == phrase.strip("，。 "), [phrase, value])
    at = await desk.page.evaluate("document.activeElement.id")
    stage.check("and the keyboard is back in the field", at == "d-wish", at)
    await desk.state("draft-save-state", "saved")


async def urgent_words_call_and_lead_to_their_line(stage: Stage, desk: Page) -> None:
    await desk.at("urgent-banner").wait_for(timeout=READ_MS)
    told = await desk.at("urgent-line").first.inner_text()
    stage.check("the banner has the sentence", "被困" in told, told)
    await desk.at("urgent-line").first.click()
    words = await marked(desk)
    stage.check("a click leads to the sentence", "被困" in words, words)
    await desk.picture("desk-urgent")
    await field(desk.at("draft-title")).click()
    await desk.page.keyboard.press("Alt+u")
    words = await marked(desk)
    stage.check("so does a key, from inside a field", "被困" in words, words)
    await desk.page.keyboard.press("F7")
    await desk.at("urgent-banner").wait_for(state="detached", timeout=SOON_MS)


async def similar_ticket_takes_the_caller(stage: Stage, desk: Page) -> None:
    await desk.at("similar-strip").wait_for(timeout=SOON_MS)
    await desk.page.keyboard.press("Alt+s")
    await desk.at("similar-1").wait_for(timeout=SOON_MS)
    why = await desk.at("similar-1").inner_text()
    stage.check("a similar ticket says why", "同一地点" in why, why)
    await desk.picture("desk-similar")
    await desk.page.keyboard.press("1")
    await desk.at("similar-confirm").wait_for(timeout=SOON_MS)
    await desk.page.keyboard.press("Enter")
    await desk.at("similar-undo").wait_for(timeout=SOON_MS)
    done = await desk.at("draft-done").inner_text()
    stage.check("one key adds the caller", "诉求人" in done, done)
    await desk.at("similar-undo").click()
    await desk.at("outcome-dispatch").wait_for(timeout=SOON_MS)


async def private_number_rests_the_recording(desk: Page) -> None:
    await desk.at("recording-paused").wait_for(timeout=READ_MS)
    await desk.picture("desk-private-pause")


async def second_pass_arrives(stage: Stage, desk: Page) -> None:
    await desk.state("transcript-version", "second", attribute="data-shown", timeout_ms=SECOND_PASS_MS)
    await desk.picture("desk-second-pass")
    second = await desk.at("transcript").inner_text()
    await desk.at("version-live").click()
    await desk.state("transcript-version", "live", attribute="data-shown")
    await desk.page.locator("[data-testid=transcript] h2").get_by_text("实时转写").wait_for(timeout=SOON_MS)
    live = await desk.at("transcript").inner_text()
    stage.check("both versions can be read", "人民路" in second and "人民路" in live, {"second": second, "live": live})


async def what_the_agent_changes_is_kept(stage: Stage, desk: Page) -> None:
    async with stage.desk("boss1", seat=False) as boss:
        before = await accepted(boss)
        await field(desk.at("draft-title")).fill("人民路134号工地夜间施工扰民")
        await desk.state("draft-save-state", "saved")
        await desk.page.keyboard.press("F10")
        await desk.at("outcome-dispatch-confirm").wait_for(timeout=SOON_MS)
        await desk.picture("desk-dispatch")
        await desk.at("outcome-dispatch-confirm").click()
        await desk.at("draft-done").wait_for(timeout=SOON_MS)
        after = await accepted(boss)
    stage.check("acceptance counts what was changed", after[1] == before[1] + 1, {"before": before, "after": after})
    stage.check("and of how many drafts", after[0] == before[0] + 1, {"before": before, "after": after})


async def accepted(boss) -> tuple[int, int]:
    """Drafts that became tickets in the last days, and how many of their titles were changed."""
    now = datetime.now(UTC)
    found = await boss.get("/api/figures/acceptance", since=(now - timedelta(days=7)).isoformat(), until=now.isoformat())
    return found["drafts"], next((one["changed"] for one in found["fields"] if one["field"] == "title"), 0)

"""An administrator's morning in the browser: a setting, a queue, a person on it, a new welcome; then a real call finds them."""

import asyncio
import secrets
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from config.settings import Folders, load
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo.stage import Account, Facts, Stage
from hotline.home import prepare_home
from hotline.sound import RATE, read_pcm, write_pcm
from tests.browser.pages import CHROMIUM, Page, chromium, field, new_page
from tests.integration.house import babble, short_prompts, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
NUMBER, TITLE = "12399", "医保专席"
WRAP_UP_S = 77
LEAST_LIKENESS = 0.7


class Town(Stage):
    """An instance without speech: its administrator and one agent."""

    async def open(self) -> None:
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        chosen = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=chosen)
        await admin.sign_in(first["username"], chosen)
        self.accounts["admin"] = Account(first["username"], chosen, {})
        await self._person(admin, "agent1", "王晓梅", ["agent"], ["general"], "NW-CG")
        await admin.close()

    async def read(self, username: str, path: str, **query: str):
        async with self.desk(username, seat=False) as desk:
            return await desk.get(path, **query)


def test_what_an_administrator_sets_in_the_browser_is_found_by_the_next_call(tmp_path):
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    ours = load()
    prepare_home(ours)
    prompts = short_prompts(tmp_path / "prompts")
    settings = load(folders=Folders(recordings=str(tmp_path / "recordings"), models=str(ours.models), prompts=str(prompts)))
    microphone, welcome = tmp_path / "microphone.wav", tmp_path / "welcome.wav"
    write_pcm(microphone, np.zeros(RATE, np.int16))
    write_pcm(welcome, babble(1.2, seed=8))
    facts = Facts()

    async def main():
        town = Town(settings, tmp_path, facts, None)
        town.instance = Instance(settings, tmp_path / "instance", HOTLINE_ASR__ENGINE="none", HOTLINE_ACD__OFFER_S="9")
        try:
            await town.open()
            async with chromium(microphone) as browser:
                admin = await new_page(town, browser, "admin")
                await _a_setting(town, admin)
                await _a_queue(town, admin)
                await _a_person_on_it(town, admin)
                await _a_welcome(town, admin, welcome)
                await _other_tabs(town, admin)
                errors = [error for error in admin.errors if "422" not in error]  # what was refused on purpose
                town.check("the administrator's page made no other errors", not errors, errors)
            await _a_call(town, welcome)
        finally:
            await town.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def _a_setting(town: Town, admin: Page) -> None:
    await admin.page.goto(f"{town.instance.url}/operation/settings")
    await field(admin.at("settings-search")).fill("应答时限")
    await admin.at("setting-acd.offer_s").click()
    held = await admin.at("setting-panel").inner_text()
    town.check("what the environment holds is shown as locked", "HOTLINE_ACD__OFFER_S" in held, held[:120])
    await field(admin.at("settings-search")).fill("话后整理")
    await admin.at("setting-acd.wrap_up_s").click()
    await field(admin.at("setting-value")).fill("0")
    await admin.page.keyboard.press("Control+s")
    wrong = await admin.at("preview-problems").inner_text()
    town.check("a wrong value is named in Chinese before it is saved", "话后整理时长：须大于 0" in wrong, wrong)
    await admin.picture("operation-settings-wrong")
    await admin.page.keyboard.press("Escape")
    await field(admin.at("setting-value")).fill(str(WRAP_UP_S))
    await admin.page.keyboard.press("Control+s")
    await field(admin.at("preview-reason")).fill("先试一周")
    await admin.at("preview-save").click()
    await admin.at("settings-done").wait_for()
    await admin.at("setting-history").get_by_text("先试一周").wait_for()
    history = await admin.at("setting-history").inner_text()
    town.check("its history says what, who and why", all(word in history for word in ("30 秒", "77 秒", "先试一周")), history)
    await admin.picture("operation-settings")
    found = await town.read("admin", "/api/operation/settings")
    row = next(one for one in found["settings"] if one["key"] == "acd.wrap_up_s")
    town.check("the value comes from the page and runs", (row["running"], row["source"]) == (77.0, "page"), row["source"])


async def _a_queue(town: Town, admin: Page) -> None:
    await admin.page.keyboard.press("Alt+3")
    await admin.at("queue-general").wait_for()
    await admin.page.keyboard.press("n")
    await field(admin.at("queue-title")).fill(TITLE)
    await field(admin.at("queue-name")).fill("medical")
    await field(admin.at("queue-numbers")).fill(NUMBER)
    await field(admin.at("queue-digit")).fill("0")
    await admin.at("queue-save").click()
    said = await admin.at("queue-problem").inner_text()
    town.check("a digit that another queue has is refused by its name", "0 已用于“综合话务”" in said, said)
    await field(admin.at("queue-digit")).fill("6")
    await admin.picture("operation-queue-form")
    await admin.at("queue-save").click()
    await admin.at("queue-medical").wait_for()
    await admin.at("queue-form").wait_for(state="hidden")
    await admin.picture("operation-queues")
    names = [queue["name"] for queue in await town.read("agent1", "/api/queues")]
    town.check("the running exchange has the queue", "medical" in names, names)


async def _a_person_on_it(town: Town, admin: Page) -> None:
    await admin.page.keyboard.press("Alt+4")
    await admin.at("skill-agent1-medical").click()
    await admin.page.keyboard.press("2")
    await admin.picture("operation-skills")
    await admin.page.keyboard.press("Control+s")
    await admin.at("skills-done").wait_for()
    rows = (await town.read("admin", "/api/operation/skills"))["rows"]
    levels = next(row["levels"] for row in rows if row["username"] == "agent1")
    town.check("the agent serves both queues by keyboard alone", levels == {"general": 1, "medical": 2}, levels)


async def _a_welcome(town: Town, admin: Page, welcome: Path) -> None:
    await admin.page.keyboard.press("Alt+6")
    await admin.at("prompt-welcome").click()
    await admin.at("prompt-file").set_input_files([{"name": "坏.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3" + bytes(99)}])
    said = await admin.at("prompt-problem").inner_text()
    town.check("an MP3 is refused with what to do instead", "MP3" in said and "WAV" in said, said)
    await admin.at("prompt-file").set_input_files(str(welcome))
    await admin.at("prompt-use").first.click()
    await admin.at("prompt-done").wait_for()
    await admin.picture("operation-prompts")
    shown = await town.read("admin", "/api/operation/prompts/welcome")
    town.check(
        "the version is in force, with its file", [one["in_force"] for one in shown["versions"]] == [True], shown["versions"]
    )


async def _other_tabs(town: Town, admin: Page) -> None:
    await admin.page.keyboard.press("Alt+5")
    await field(admin.at("heard-at")).fill("2026-03-04 03:00")
    await admin.page.keyboard.press("Enter")
    state = await admin.at("heard-state").inner_text()
    town.check("at night the general queue is open, as always", "开放" in state and "综合话务" in state, state)
    await admin.picture("operation-hours")
    await admin.page.keyboard.press("Alt+1")
    facts = admin.at("state-facts").get_by_text("SQLite")
    await facts.wait_for()
    await admin.picture("operation-state")


async def _a_call(town: Town, welcome: Path) -> None:
    async with town.desk("agent1") as agent:
        await agent.command("presence", presence="available", reason="")
        async with town.caller("16900000001", dialled=NUMBER) as caller:
            offer = (await agent.event("offer", 20))["data"]
            town.check("the call is offered out of the new queue", offer["queue"] == "medical", offer["queue"])
            await agent.command("accept", call=offer["call"])
            await agent.event("call", 20, lambda data: data["state"] == "answered")
            await agent.command("hang_up", call=offer["call"])
            town.check("the hang-up ends the caller's leg", await caller.ended(10), True)
            likeness = _likeness(read_pcm(welcome), caller.heard())
            town.check("the caller has heard the new welcome", likeness >= LEAST_LIKENESS, round(likeness, 3))
        states = await until(lambda: _agents(town), lambda found: found[0]["state"] == "wrap_up")
        wrap_up = datetime.fromisoformat(states[0]["until"]) - datetime.fromisoformat(states[0]["since"])
        town.check("the wrap-up lasts as long as was set", wrap_up.total_seconds() == WRAP_UP_S, wrap_up.total_seconds())


async def _agents(town: Town):
    return (await town.read("agent1", "/api/wallboard"))["agents"]


def _likeness(sent: np.ndarray, heard: np.ndarray) -> float:
    """The best match of what was sent with any stretch of what was heard, 0 to 1."""
    if len(heard) < len(sent):
        return 0.0
    said, got = sent.astype(float), heard.astype(float)
    matches = np.correlate(got, said, "valid")
    power = np.convolve(got**2, np.ones(len(said)), "valid")
    return float(np.max(matches / (np.sqrt(np.maximum(power, 1.0)) * np.linalg.norm(said))))

"""A consultation that becomes a three-way call under a supervisor's ear: three pages, a real caller, keys alone."""

import asyncio

import numpy as np
import pytest

from hotline.demo.instance import Instance
from hotline.demo.stage import Facts, Stage
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, Page, chromium, new_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
CALLER = "16900000002"
WITHIN_MS = 15_000


def chirps(seconds: float) -> np.ndarray:
    """Something to hear from every microphone: a tone that comes and goes four times a second."""
    at = np.arange(int(seconds * RATE)) / RATE
    return (9_000 * np.sin(2 * np.pi * 500 * at) * (np.sin(2 * np.pi * 4 * at) > 0)).astype(np.int16)


def test_a_colleague_joins_a_call_while_the_supervisor_listens(prepared, tmp_path):
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    settings, speech = prepared
    facts = Facts()

    async def main():
        stage = Stage(settings, tmp_path, facts, speech)
        stage.instance = Instance(settings, tmp_path / "instance", HOTLINE_ASR__ENGINE="none")
        try:
            await stage.open()
            microphone = tmp_path / "microphone.wav"
            write_pcm(microphone, chirps(4))
            async with chromium(microphone) as browser:
                pages = await asyncio.gather(*(new_page(stage, browser, name) for name in ("agent1", "agent2", "boss1")))
                await _conversation(stage, *pages)
        finally:
            await stage.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def _conversation(stage: Stage, agent: Page, colleague: Page, boss: Page) -> None:
    await agent.at("presence-available").click()
    async with stage.caller(CALLER):
        await agent.at("offer-accept").wait_for(timeout=30_000)
        await agent.page.keyboard.press("F2")
        await agent.state("call-card", "answered")
        await colleague.at("presence-available").click()
        await _consult(agent, colleague)
        await _listen(boss)
        await agent.picture("desk-three-way")
        stage.check("the agent is told who listens", await agent.at("supervised").count() == 1, "supervised")
        await agent.page.keyboard.press("Alt+r")
        await agent.at("pause-reason").wait_for(timeout=WITHIN_MS)
        await agent.picture("desk-pause-reason")
        await agent.page.keyboard.press("2")
        await agent.at("recording-paused").wait_for(timeout=WITHIN_MS)
        await boss.picture("monitor")
        await boss.page.keyboard.press("s")
        await boss.state("supervise-bar", "none", attribute="data-mode")
        await agent.page.keyboard.press("Alt+r")
        await agent.at("recording-pause").wait_for(timeout=WITHIN_MS)
        await agent.page.keyboard.press("Alt+c")
        await agent.state("call-card", "ended")
        await colleague.at("call-hold").wait_for(timeout=WITHIN_MS)
        await colleague.at("call-hangup").click()
        await colleague.state("call-card", "ended")
    for page in (agent, colleague, boss):
        stage.check("the page made no errors", not page.errors, page.errors)
    await _stored(stage)


async def _consult(agent: Page, colleague: Page) -> None:
    """By keys: open the panel, choose the only colleague, Enter; the colleague answers; all three are joined."""
    await agent.page.keyboard.press("Alt+t")
    await agent.at("reach-search").fill("赵建国")
    for state in ("已静音", "通话中"):
        await agent.page.keyboard.press("F4")
        await agent.at("call-card").get_by_text(state, exact=True).wait_for(timeout=WITHIN_MS)
    agent.stage.check("what goes on in the call leaves the panel open", await agent.at("reach-search").count() == 1, "reach")
    await agent.page.locator("[data-testid^='reach-consult-agent:']:enabled").wait_for(timeout=WITHIN_MS)
    await agent.at("reach-search").press("Enter")
    await agent.state("party-strip", "calling")
    await colleague.at("offer-accept").wait_for(timeout=WITHIN_MS)
    await colleague.page.keyboard.press("F2")
    await agent.state("party-strip", "consulting")
    await colleague.at("call-card").wait_for(timeout=WITHIN_MS)
    await agent.page.keyboard.press("Alt+j")
    await agent.state("party-strip", "joined")


async def _listen(boss: Page) -> None:
    """The supervisor hears the call in the browser."""
    await boss.page.goto(f"{boss.stage.instance.url}/monitor")
    await boss.at("monitor-call-answered").wait_for(timeout=WITHIN_MS)
    await boss.page.keyboard.press("ArrowDown")
    await boss.page.keyboard.press("m")
    await boss.state("supervise-bar", "monitor", attribute="data-mode")
    await boss.state("supervise-bar", "live", attribute="data-line")
    await boss.state("supervise-bar", "true", attribute="data-hears")


async def _stored(stage: Stage) -> None:
    async with stage.desk("boss1", seat=False) as boss:
        (row,) = (await boss.get("/api/calls"))["items"]
        story = await boss.get(f"/api/calls/{row['id']}")
    stage.check("the party joined", [bool(party["joined_at"]) for party in story["parties"]] == [True], story["parties"])
    stage.check("the call was handed over", [one["how"] for one in story["transfers"]] == ["attended"], story["transfers"])
    pauses = [(one["reason"], bool(one["until"])) for one in story["pauses"]]
    stage.check("the pause has its reason and its end", pauses == [("id", True)], story["pauses"])
    stage.check("who listened is kept", [one["mode"] for one in story["supervisions"]] == ["monitor"], story["supervisions"])

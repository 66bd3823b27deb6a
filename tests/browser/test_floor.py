"""A supervisor works the floor while an agent talks: reads along, orders a break, broadcasts, takes over; two browsers."""

import asyncio

import numpy as np
import pytest

from config.settings import Folders, load
from hotline.demo.instance import Instance
from hotline.demo.speech import Speech
from hotline.demo.stage import Facts, Stage
from hotline.home import prepare_home
from hotline.sound import RATE, write_pcm
from tests.browser.pages import CHROMIUM, Page, chromium, field, new_page
from tests.integration.house import short_prompts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
CALLER = "16900000031"
WITHIN_MS = 15_000
BREAK, TAKEN, STORM = "连续通话过久", "市民要求值班长接听", "今晚有暴雨，来电请先问地点"


def test_a_supervisor_orders_reads_along_and_takes_a_call_over(tmp_path):
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    ours = load()
    prepare_home(ours)
    prompts = short_prompts(tmp_path / "prompts")
    settings = load(folders=Folders(recordings=str(ours.recordings), models=str(ours.models), prompts=str(prompts)))
    facts = Facts()

    async def main():
        stage = Stage(settings, tmp_path, facts, Speech(tmp_path / "speech"))
        stage.instance = Instance(settings, tmp_path / "instance", HOTLINE_ASR__ENGINE="none")
        try:
            await stage.open()
            microphone = tmp_path / "microphone.wav"
            write_pcm(microphone, np.zeros(RATE, np.int16))
            async with chromium(microphone) as browser:
                agent, boss = await asyncio.gather(*(new_page(stage, browser, name) for name in ("agent1", "boss1")))
                await _floor(stage, agent, boss)
        finally:
            await stage.close()

    asyncio.run(main())
    assert facts.ok, facts.failed


async def _floor(stage: Stage, agent: Page, boss: Page) -> None:
    await boss.page.goto(f"{stage.instance.url}/monitor")
    await boss.at("action-bar").wait_for(timeout=WITHIN_MS)
    await boss.picture("floor-empty")
    await agent.at("presence-available").click()
    async with stage.caller(CALLER) as caller:
        await agent.at("offer-accept").wait_for(timeout=30_000)
        await agent.page.keyboard.press("F2")
        await agent.state("call-card", "answered")
        await _a_break_after_the_call(stage, agent, boss)
        await _read_along(boss)
        await _broadcast(agent, boss)
        await _taken_over(stage, agent, boss)
        stage.check("the caller's leg ends with the supervisor's hang-up", await caller.ended(10), True)
    await _ledger(stage, boss)
    for page in (agent, boss):
        stage.check("the page made no errors", not page.errors, page.errors)


async def _a_break_after_the_call(stage: Stage, agent: Page, boss: Page) -> None:
    """By keys: to the agents, the first, T, the reason; the agent sees the next state and who ordered it, also after a reload."""
    await boss.at("monitor-agent-talking").wait_for(timeout=WITHIN_MS)
    await boss.page.keyboard.press("ArrowRight")
    await boss.at("act-force_state").wait_for(timeout=WITHIN_MS)
    await boss.page.keyboard.press("t")
    await field(boss.at("order-why")).fill(BREAK)
    await boss.picture("floor-force")
    await boss.page.keyboard.press("Control+Enter")
    await boss.at("order-dialog").wait_for(state="hidden", timeout=WITHIN_MS)
    line = agent.at("floor-line-force_state")
    await line.get_by_text(BREAK).wait_for(timeout=WITHIN_MS)
    await agent.at("presence-next").get_by_text("小休").wait_for(timeout=WITHIN_MS)
    await agent.page.reload()
    await line.get_by_text(BREAK).wait_for(timeout=WITHIN_MS)
    await agent.picture("desk-floor-line")
    await agent.page.keyboard.press("Alt+y")
    await line.wait_for(state="detached", timeout=WITHIN_MS)
    stage.check("a break that was ordered is not ordered again", await _refused_again(boss), True)


async def _refused_again(boss: Page) -> bool:
    await boss.page.keyboard.press("t")
    await field(boss.at("order-why")).fill(BREAK)
    await boss.page.keyboard.press("Control+Enter")
    await boss.at("order-problem").get_by_text("已经是该状态").wait_for(timeout=WITHIN_MS)
    await boss.page.keyboard.press("Escape")
    await boss.at("order-dialog").wait_for(state="hidden", timeout=WITHIN_MS)
    return True


async def _read_along(boss: Page) -> None:
    await boss.page.keyboard.press("ArrowLeft")
    await boss.page.locator("[data-testid=read-along]:not([data-call=''])").wait_for(timeout=WITHIN_MS)
    await boss.at("draft-glance").wait_for(timeout=WITHIN_MS)
    await boss.picture("floor-call")


async def _broadcast(agent: Page, boss: Page) -> None:
    await boss.page.keyboard.press("n")
    await field(boss.at("broadcast-text")).fill(STORM)
    await boss.at("broadcast-confirm").click()
    await boss.page.keyboard.press("Control+Enter")
    await boss.at("broadcast-done").wait_for(timeout=WITHIN_MS)
    await agent.at("floor-line-broadcast").get_by_text(STORM).wait_for(timeout=WITHIN_MS)
    await agent.at("floor-line-confirm").click()
    await boss.at("broadcast-read").get_by_text("1 / 3").wait_for(timeout=WITHIN_MS)
    await boss.at("broadcast-row").click()
    await boss.at("broadcast-readers").get_by_text("王晓梅").wait_for(timeout=WITHIN_MS)
    await boss.picture("floor-broadcast")
    await boss.page.keyboard.press("Alt+1")


async def _taken_over(stage: Stage, agent: Page, boss: Page) -> None:
    await boss.at("monitor-call-answered").click()
    await boss.page.keyboard.press("o")
    await field(boss.at("order-why")).fill(TAKEN)
    await boss.page.keyboard.press("Control+Enter")
    await boss.at("taken").wait_for(timeout=WITHIN_MS)
    await boss.state("call-card", "answered")
    await agent.at("floor-line-take_over").get_by_text(TAKEN).wait_for(timeout=WITHIN_MS)
    await agent.at("wrapup").wait_for(timeout=WITHIN_MS)
    await boss.page.reload()
    await boss.state("call-card", "answered")
    await field(boss.at("draft-title")).wait_for(timeout=WITHIN_MS)
    await boss.picture("taken")
    await boss.at("call-hangup").click()


async def _ledger(stage: Stage, boss: Page) -> None:
    await boss.page.goto(f"{stage.instance.url}/monitor/ledger")
    for act in ("force_state", "broadcast", "take_over"):
        await boss.at(f"ledger-{act}").wait_for(timeout=WITHIN_MS)
    await boss.picture("floor-ledger")
    async with stage.desk("boss1", seat=False) as desk:
        rows = (await desk.get("/api/floor/acts"))["items"]
        (call,) = (await desk.get("/api/calls"))["items"]
    read = [(row["by"]["name"], row["call"]["id"]) for row in rows if row["act"] == "read_along"]
    stage.check("who read the call along stands there once", read == [("周班长", call["id"])], read)
    told = [(row["act"], row["why"], row["read"], row["told"]) for row in reversed(rows) if row["act"] != "read_along"]
    expected = [("force_state", BREAK, 1, 1), ("broadcast", "", 1, 3), ("take_over", TAKEN, 0, 1)]
    stage.check("the ledger has each order, its reason and who confirmed it", told == expected, told)
    stage.check("the call is the supervisor's", call["agent"]["name"] == "周班长", call["agent"])

"""110 by one key in a call: all three hear one another, the agent leaves, and the two others go on until one hangs up."""

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from config.settings import Settings
from hotline.demo.baresip import Baresip
from hotline.demo.measure import wait_until
from hotline.demo.stage import Stage
from hotline.peers import CallerPeer
from hotline.sound import RATE, read_pcm, write_pcm
from tests.browser.pages import Page, new_page
from tests.e2e.house import NO_SPEECH, OFFERED_MS, SOON_MS, looked_at, played, without_errors
from tests.e2e.portraits import portrait
from tests.e2e.tones import AGENT_HZ, CALLER_HZ, EAR, GONE_DB, HEARD_DB, PARTY_HZ, calls, stands_out, under_loudest

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
CALLER = "16900000121"
POLICE = "110"
TOGETHER_S, APART_S, EDGE_S = 4.0, 4.0, 0.7
ENDED_S = 15.0
Sound = np.ndarray


def test_the_police_join_by_one_key_and_stay_with_the_caller(house_settings: Settings, tmp_path: Path) -> None:
    for name, hz in (("police", PARTY_HZ), ("caller", CALLER_HZ)):
        write_pcm(tmp_path / f"{name}.wav", calls(hz, 90))
    police = Baresip(tmp_path / "police", tmp_path / "police.wav", POLICE)
    port = int(police.uri.rpartition(":")[2])
    trunks = [
        {"name": "callers", "host": "127.0.0.1", "outgoing": False},
        {"name": "city", "host": "127.0.0.1", "port": port},
    ]

    async def emergency(stage: Stage, browser: Any) -> None:
        await police.start()
        try:
            desk = await new_page(stage, browser, "agent1")
            await desk.page.add_init_script(f"({EAR})()")
            await desk.page.reload()
            async with without_errors(desk), stage.caller(CALLER) as caller:
                await _three(stage, desk, caller, tmp_path / "caller.wav", police)
        finally:
            await police.stop()

    settings = {**NO_SPEECH, "HOTLINE_SIP__TRUNKS": json.dumps(trunks)}
    played(house_settings, tmp_path, emergency, says=calls(AGENT_HZ, 4), **settings)


async def _three(stage: Stage, desk: Page, caller: CallerPeer, said: Path, police: Baresip) -> None:
    await desk.at("presence-available").wait_for()
    await desk.page.keyboard.press("F8")
    await desk.at("offer-accept").wait_for(timeout=OFFERED_MS)
    await desk.page.keyboard.press("F2")
    await desk.state("call-card", "answered")
    speaking = asyncio.create_task(caller.speak(said))
    await desk.page.keyboard.press("Alt+0")
    await desk.state("party-strip", "consulting", timeout_ms=SOON_MS)
    await portrait(desk, "police-consulting")
    await desk.page.keyboard.press("Alt+j")
    await desk.state("party-strip", "joined")
    await looked_at(desk, "police-three-way")
    marks = [time.monotonic()]
    await asyncio.sleep(TOGETHER_S)
    _heard(stage, "the agent", await _ear(desk), {"the caller": CALLER_HZ, "110": PARTY_HZ})
    marks.append(time.monotonic())
    await desk.page.keyboard.press("Alt+c")
    await desk.state("call-card", "ended")
    await portrait(desk, "police-left-with-the-caller")
    marks.append(time.monotonic())
    await asyncio.sleep(APART_S)
    stage.check("the caller stays when the agent has left", not await caller.ended(0.5), "talking")
    await caller.hang_up()
    marks.append(time.monotonic())
    speaking.cancel()
    story = await _over(stage)
    stage.check("the call ends with the caller's hang-up", (story["reason"], story["by"]) == ("completed", "caller"), story["by"])
    stage.check("110 joined", [bool(one["joined_at"]) for one in story["parties"]] == [True], story["parties"])
    stage.check(
        "it was handed over", [(one["how"], one["number"]) for one in story["transfers"]] == [("attended", POLICE)], POLICE
    )
    of_police = police.heard_file
    assert of_police is not None
    for who, heard, other in (("the caller", caller.heard(), PARTY_HZ), ("110", read_pcm(of_police), CALLER_HZ)):
        together, apart = _between(heard, marks[0], marks[1], marks[3]), _between(heard, marks[2], marks[3], marks[3])
        others = "110" if other == PARTY_HZ else "the caller"
        _heard(stage, who, (together, RATE), {"the agent": AGENT_HZ, others: other})
        _heard(stage, f"{who}, when the agent has left,", (apart, RATE), {others: other})
        left = under_loudest(apart.astype(float), AGENT_HZ)
        stage.check(f"{who} no longer hears the agent", left < GONE_DB, round(left, 1))


def _between(heard: Sound, begin: float, end: float, stop: float) -> Sound:
    """What was heard from ``begin`` to ``end``, in what ends at ``stop``; without its edges."""
    from_end = [round((stop - at) * RATE) for at in (begin + EDGE_S, end - EDGE_S)]
    return heard[-from_end[0] : len(heard) - from_end[1]]


async def _ear(desk: Page) -> tuple[Sound, int]:
    heard = await desk.page.evaluate("window.__sounds()")
    return np.array(heard["sound"]), round(heard["rate"])


def _heard(stage: Stage, who: str, sound: tuple[Sound, int], others: Mapping[str, int]) -> None:
    heard, rate = sound
    for other, hz in others.items():
        over = stands_out(heard.astype(float), hz, rate)
        stage.check(f"{who} hears {other}", over >= HEARD_DB, round(over, 1))


async def _over(stage: Stage) -> dict[str, Any]:
    async with stage.desk("boss1", seat=False) as boss:
        (row,) = (await boss.get("/api/calls"))["items"]
        return await wait_until(lambda: boss.get(f"/api/calls/{row['id']}"), lambda one: bool(one["ended_at"]), ENDED_S)

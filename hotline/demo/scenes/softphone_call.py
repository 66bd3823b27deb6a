"""The same with a SIP softphone as the agent's phone (baresip), and the ticket dispatched with a deadline."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np

from hotline.demo.baresip import Baresip
from hotline.demo.desk import Desk
from hotline.demo.measure import check_heard, wait_until
from hotline.demo.stage import Stage
from hotline.sound import RATE, read_pcm, write_pcm

CALLER = "16900000002"
LEAD_IN_S, LEAD_OUT_S = 1.0, 60.0


def padded(stage: Stage, name: str, path: Path) -> Path:
    """The line with silence before and after: the softphone speaks from the moment it answers."""
    silence = np.zeros(int(LEAD_IN_S * RATE), np.int16), np.zeros(int(LEAD_OUT_S * RATE), np.int16)
    write_pcm(path, np.concatenate([silence[0], stage.speech.pcm(name), silence[1]]))
    return path


async def play(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        phone = Baresip(stage.home / "baresip", padded(stage, "noise_agent", stage.home / "agent2.wav"), "agent2")
        await phone.start()
        stack.push_async_callback(phone.stop)
        desk = await stack.enter_async_context(stage.desk("agent2", phone=phone.uri))
        await desk.command("presence", presence="available", reason="")
        caller = await stack.enter_async_context(stage.caller(CALLER))
        event = await desk.event("call", 40, lambda data: data["caller_number"] == CALLER and data["state"] == "answered")
        call = event["data"]["call"]
        stage.check("softphone: baresip answers the offer", True, phone.uri)
        await asyncio.sleep(LEAD_IN_S + stage.speech.seconds("noise_agent") + 0.5)
        await caller.speak(stage.speech.file("noise_caller"))
        await asyncio.sleep(0.5)
        await phone.command("hangup")
        stage.check("softphone: the agent's hang-up ends the caller's leg", await caller.ended(10), True)
        await desk.event("call_ended", 10, lambda data: data["call"] == call)
        heard = phone.heard_file
        stage.check("softphone: it dumped what it heard", heard is not None, heard and heard.name)
        if heard:
            check_heard(stage, "SIP leg: the agent hears the caller", "noise_caller", read_pcm(heard))
        check_heard(stage, "SIP leg: the caller hears the agent", "noise_agent", caller.heard())
        await desk.event("transcript_done", 60, lambda data: data["call"] == call)
        await _dispatch(stage, desk, call)
        await desk.command("presence", presence="paused", reason="demo")


async def _dispatch(stage: Stage, desk: Desk, call: str) -> None:
    draft = await wait_until(lambda: desk.get(f"/api/drafts/{call}"), lambda draft: bool(draft["title"]), 20)
    suggestions = draft["category_suggestions"]
    stage.check("dispatch: a category is suggested", bool(suggestions), [one["name"] for one in suggestions])
    changes = {"category": suggestions[0]["code"], "matter": draft["matter"] or "工地夜间施工噪音扰民"}
    edited = await desk.patch(f"/api/drafts/{call}", version=draft["version"], changes=changes)
    ticket = await desk.post(f"/api/drafts/{call}/dispatch", version=edited["version"])
    stage.check(
        "dispatched to the unit of the duty directory",
        ticket["state"] == "dispatched" and bool(ticket["unit"]),
        {"number": ticket["number"], "unit": ticket["unit"], "basis": ticket["basis"]},
    )
    stage.check(
        "its deadline is in working days",
        bool(ticket["deadline"]) and ticket["level"] in (1, 3, 7, 11),
        {"level": ticket["level"], "deadline": ticket["deadline"]},
    )
    await desk.command("end_wrap_up")

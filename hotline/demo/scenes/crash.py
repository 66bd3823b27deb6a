"""SIGKILL in the middle of a call; after the start all that was there is there, and the to-do list shows it."""

import asyncio
import io
import wave

import numpy as np

from hotline.demo.measure import check_heard, transcript_of, wait_until
from hotline.demo.stage import Stage

CALLER = "16900000031"


async def play(stage: Stage) -> None:
    async with stage.desk("agent1") as desk, stage.caller(CALLER) as caller:
        await desk.command("presence", presence="available", reason="")
        offer = await desk.event("offer", 40, lambda data: data["caller_number"] == CALLER)
        call = offer["data"]["call"]
        await desk.command("accept", call=call)
        await desk.event("call", 10, lambda data: data["call"] == call and data["state"] == "answered")
        voice = await desk.voice()
        await caller.speak(stage.speech.file("noise_caller"))
        await desk.event("final", 40, lambda data: data["call"] == call)
        await wait_until(lambda: desk.get(f"/api/drafts/{call}"), lambda draft: bool(draft["title"]), 20)
        await asyncio.sleep(1.2)
        await stage.instance.kill()
        await voice.close()
    await stage.instance.start()
    async with stage.desk("agent1") as desk:
        found = await desk.get(f"/api/calls/{call}")
        stage.check(
            "after SIGKILL: the call is there, ended as interrupted",
            found["state"] == "ended" and found["interrupted"],
            {name: found[name] for name in ("state", "reason", "detail", "interrupted")},
        )
        text = transcript_of(found["segments"], "caller")
        stage.check("after SIGKILL: its transcript so far", bool(text), text)
        answer = await desk.http.get(f"/api/calls/{call}/recording")
        with wave.open(io.BytesIO(answer.content)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
        stage.check("after SIGKILL: its recording so far", len(samples) > 8000, f"{len(samples) / 8000:.1f} s")
        check_heard(stage, "after SIGKILL: the recording holds the caller", "noise_caller", samples[:, 0])
        draft = await desk.get(f"/api/drafts/{call}")
        stage.check("after SIGKILL: its draft", bool(draft["title"]), draft["title"])
        todo = await desk.get("/api/todo")
        stage.check(
            "after SIGKILL: the agent's to-do list shows it",
            any(item["id"] == call for item in todo),
            [item["title"] for item in todo],
        )
        await desk.post(f"/api/drafts/{call}/dispatch", version=draft["version"])
        left = await desk.get("/api/todo")
        stage.check("after SIGKILL: once dispatched, it leaves the list", all(item["id"] != call for item in left), len(left))

"""A citizen calls, an agent answers in the browser, the draft fills itself, the agent answers on the spot."""

import asyncio
import io
import wave

import numpy as np

from asr.error_rate import character_error_rate
from hotline.demo.desk import Desk
from hotline.demo.measure import check_heard, transcript_of, wait_until
from hotline.demo.stage import Stage

CALLER = "16900000001"
LONGEST_CER = 0.35
TRANSCRIPT_S = 60.0


async def play(stage: Stage) -> None:
    async with stage.desk("agent1") as desk, stage.caller(CALLER) as caller:
        stage.check("the call is answered by the service", caller.status == 200, caller.status)
        await desk.command("presence", presence="available", reason="")
        offer = await desk.event("offer", 30, lambda data: data["caller_number"] == CALLER)
        call = offer["data"]["call"]
        stage.check("the agent gets the offer", True, {"call": call, "queue": offer["data"]["queue"]})
        await desk.command("accept", call=call)
        await desk.event("call", 10, lambda data: data["call"] == call and data["state"] == "answered")
        voice = await desk.voice()
        await asyncio.sleep(0.5)
        voice.say(stage.speech.pcm("lamp_agent").astype("<i2").tobytes())
        await asyncio.sleep(stage.speech.seconds("lamp_agent") + 0.6)
        await caller.speak(stage.speech.file("lamp_caller"))
        await asyncio.sleep(1.0)
        interims = len(desk.seen("partial", call))
        finals_live = len(desk.seen("final", call))
        await caller.speak(stage.speech.file("lamp_thanks"))
        await caller.hang_up()
        await desk.event("call_ended", 10, lambda data: data["call"] == call)
        await voice.close()
        check_heard(stage, "browser leg: the agent hears the caller", "lamp_caller", np.frombuffer(bytes(voice.heard), "<i2"))
        check_heard(stage, "browser leg: the caller hears the agent", "lamp_agent", caller.heard())
        check_heard(stage, "the caller heard the welcome", stage.settings.prompts / "welcome.wav", caller.heard())
        check_heard(
            stage, "the caller heard the recording notice", stage.settings.prompts / "recording_notice.wav", caller.heard()
        )
        await _transcript(stage, desk, call, interims, finals_live)
        await _recording(stage, desk, call)
        await _draft_to_answer(stage, desk, call)


async def _transcript(stage: Stage, desk: Desk, call: str, interims: int, finals_live: int) -> None:
    await desk.event("transcript_done", TRANSCRIPT_S, lambda data: data["call"] == call)
    shown = (await desk.get("/api/status"))["recogniser"]
    stage.check("interim text within the call", interims > 0 or not shown["interims"], {"partials": interims, **shown})
    stage.check("finals arrive while they talk", finals_live > 0, finals_live)
    segments = (await desk.get(f"/api/calls/{call}"))["segments"]
    timed = all(0 <= segment["t0"] < segment["t1"] and segment["channel"] in ("caller", "agent") for segment in segments)
    stage.check("finals have times and speaker", bool(segments) and timed, len(segments))
    said = stage.speech.text("lamp_caller") + stage.speech.text("lamp_thanks")
    for channel, text in (("caller", said), ("agent", stage.speech.text("lamp_agent"))):
        read = transcript_of(segments, channel)
        rate = character_error_rate(text, read)
        stage.check(f"Mandarin read back, {channel}", rate <= LONGEST_CER, {"cer": round(rate, 3), "said": text, "read": read})
    last = stage.speech.text("lamp_thanks")
    tail = transcript_of(segments, "caller")[-len(last) :]
    rate = character_error_rate(last, tail)
    stage.check("the last words before the hang-up are there", rate <= 0.5, {"cer": round(rate, 3), "said": last, "read": tail})


async def _recording(stage: Stage, desk: Desk, call: str) -> None:
    answer = await desk.http.get(f"/api/calls/{call}/recording")
    with wave.open(io.BytesIO(answer.content)) as file:
        channels, rate, seconds = file.getnchannels(), file.getframerate(), file.getnframes() / file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, channels)
    stage.check(
        "the recording has two channels",
        channels == 2 and bool((np.abs(samples).max(axis=0) > 1000).all()),
        {"channels": channels, "rate": rate, "seconds": round(seconds, 1)},
    )
    check_heard(stage, "the recording holds the caller", "lamp_caller", samples[:, 0])
    check_heard(stage, "the recording holds the agent", "lamp_agent", samples[:, 1])


async def _draft_to_answer(stage: Stage, desk: Desk, call: str) -> None:
    draft = await wait_until(
        lambda: desk.get(f"/api/drafts/{call}"), lambda draft: bool(draft["title"] and draft["category_suggestions"]), 20
    )
    place = draft["place"] or {}
    stage.check("draft: the caller's number", draft["caller_number"] == CALLER, draft["caller_number"])
    stage.check("draft: a title", bool(draft["title"]), draft["title"])
    stage.check(
        "draft: a category is suggested",
        any("路灯" in one["name"] for one in draft["category_suggestions"]),
        [one["name"] for one in draft["category_suggestions"]],
    )
    stage.check("draft: the place", "阳光花园" in str(place.get("gazetteer")), place)
    stage.check("draft: filled while they talked", bool(desk.seen_draft(call)), len(desk.seen_draft(call)))
    edited = await desk.patch(f"/api/drafts/{call}", version=draft["version"], changes={"title": "阳光花园小区门口路灯不亮"})
    stage.check("draft: the agent's correction stays", edited["title"] == "阳光花园小区门口路灯不亮", edited["version"])
    ticket = await desk.post(
        f"/api/drafts/{call}/answer", version=edited["version"], answer="路灯管理所今晚更换灯具，已告知来电人。"
    )
    stage.check("answered on the spot: the ticket is closed", ticket["state"] == "closed", ticket["number"])
    full = await desk.get(f"/api/tickets/{ticket['id']}")
    steps = [row["to_state"] for row in full["history"]]
    stage.check("its history shows the way", "answered" in steps and steps[-1] == "closed", steps)
    recording = f"/api/calls/{full['call_id']}/recording"
    playable = await desk.http.get(recording, headers={"Range": "bytes=0-1023"})
    stage.check(
        "the recording plays from the ticket",
        playable.status_code == 206 and playable.content[:4] == b"RIFF",
        recording,
    )
    await desk.command("end_wrap_up")
    await desk.command("presence", presence="paused", reason="demo")

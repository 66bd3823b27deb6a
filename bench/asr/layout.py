"""Two-party calls made of short utterances: who speaks when is a real conversation's, what is said is known letter by letter.

Pure but for the random numbers, which come from the seed alone: the same seed gives the same bytes.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from asr.port import Channel
from bench.asr.speech import RATE, Samples, Utterance
from telephony.media import g711

CHANNELS: tuple[Channel, ...] = ("caller", "agent")
# Within a turn people pause between two phrases; between the turns of calls-zh.jsonl stand its own pauses.
PHRASE_GAP_S = (0.15, 0.5)
AFTER_LAST_S = 1.5
# Speech on telephone lines lies around −26 dBov, the idle noise of a digital line below −65 dBm0p (ITU-T G.712).
SPEECH_DBOV = (-32.0, -22.0)
NOISE_DBOV = (-76.0, -66.0)
FULL_SCALE = 32768.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance in its place, in seconds of the call."""

    said: str
    t0: float
    t1: float


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a call: s16le at 8 kHz that went through G.711, and what is said in it."""

    channel: Channel
    pcm: bytes
    spoken: tuple[Spoken, ...]

    @property
    def said(self) -> str:
        return " ".join(one.said for one in self.spoken)

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / RATE


@dataclass(frozen=True, slots=True)
class Layout:
    seed: int
    legs: tuple[Leg, ...]

    @property
    def seconds(self) -> float:
        """Seconds of audio of all legs together."""
        return sum(leg.seconds for leg in self.legs)


def lay_out(seed: int, calls: Sequence[Mapping[str, Any]], voices: Sequence[Utterance], longest_s: float) -> Layout:
    """Choose a conversation and a speaker for each leg, and fill the turns of its first ``longest_s`` seconds."""
    chance = random.Random(seed)
    turns = [turn for turn in chance.choice(calls)["turns"] if turn["start"] < longest_s - AFTER_LAST_S]
    speakers = chance.sample(sorted({one.speaker for one in voices}), len(CHANNELS))
    own = {channel: [one for one in voices if one.speaker == who] for channel, who in zip(CHANNELS, speakers, strict=True)}
    placed = {channel: _fill(chance, turns, channel, own[channel], longest_s) for channel in CHANNELS}
    end = max(at + one.seconds for leg in placed.values() for at, one in leg) + AFTER_LAST_S
    return Layout(seed, tuple(_leg(seed, channel, placed[channel], end) for channel in CHANNELS))


def _fill(
    chance: random.Random, turns: Sequence[Mapping[str, Any]], channel: Channel, voices: Sequence[Utterance], longest_s: float
) -> list[tuple[float, Utterance]]:
    who = {"caller": "citizen", "agent": "agent"}[channel]
    placed: list[tuple[float, Utterance]] = []
    free_from = 0.0
    for turn in turns:
        at = max(float(turn["start"]), free_from)
        until = min(float(turn["end"]), longest_s)
        while turn["who"] == who and (one := _fitting(chance, voices, until - at)) is not None:
            placed.append((at, one))
            at = free_from = at + one.seconds + chance.uniform(*PHRASE_GAP_S)
    return placed


def _fitting(chance: random.Random, voices: Sequence[Utterance], room_s: float) -> Utterance | None:
    fitting = [one for one in voices if one.seconds <= room_s]
    return chance.choice(fitting) if fitting else None


def _leg(seed: int, channel: Channel, placed: Sequence[tuple[float, Utterance]], end_s: float) -> Leg:
    dice = np.random.default_rng((seed, CHANNELS.index(channel)))
    line: Samples = dice.normal(0.0, FULL_SCALE * _amplitude(dice.uniform(*NOISE_DBOV)), round(end_s * RATE))
    wanted = _amplitude(dice.uniform(*SPEECH_DBOV))
    for at, one in placed:
        first = round(at * RATE)
        line[first : first + len(one.samples)] += one.samples * (wanted / _level(one.samples))
    heard = np.clip(line, -FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
    spoken = tuple(Spoken(one.said, at, at + one.seconds) for at, one in placed)
    return Leg(channel, through_g711(heard), spoken)


def through_g711(pcm: bytes) -> bytes:
    return g711.decode("PCMA", g711.encode("PCMA", pcm))


def _amplitude(dbov: float) -> float:
    return float(10 ** (dbov / 20))


def _level(samples: Samples) -> float:
    """The level of the loud half, as a meter of active speech would read it, relative to full scale."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    power = np.sort(np.mean(frames**2, axis=1))
    return float(np.sqrt(np.mean(power[len(power) // 2 :]))) / FULL_SCALE

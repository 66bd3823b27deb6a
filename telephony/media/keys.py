"""Keys that we press towards a peer: RFC 4733 events where it takes them, tones in the sound where it does not. Pure.

A key sounds for 100 ms and is followed by 100 ms of rest, of which two ticks repeat the end packet (§2.5.1.4: three in all). A
comma rests for a second. The tones are those of ITU-T Q.23, the higher one 2 dB louder (Q.24 allows it).
"""

import struct
from collections import deque
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from telephony.media.dtmf import DIGITS
from telephony.media.form import FRAME_SAMPLES, Form

TONE_TICKS = 5
END_PACKETS = 3
_STEP_TICKS = 10
_PAUSE = ","
_PAUSE_TICKS = 50
MAX_WAITING = 64
_EVENT = struct.Struct("!BBH")
_END = 0x80
# Level of an event, −dBm0 (§2.3.3): as loud as the tones below.
_VOLUME = 10
_RATE = 8_000
_ROWS = (697.0, 770.0, 852.0, 941.0)
_COLUMNS = (1_209.0, 1_336.0, 1_477.0, 1_633.0)
_PAD = "123A456B789C*0#D"
_LOW_LEVEL, _HIGH_LEVEL = 0.16, 0.2
_RAMP = 16


class KeyStep(NamedTuple):
    """One tick of one key: ``tick`` counts from 0; from `TONE_TICKS` on the key is up."""

    digit: str
    tick: int


class Keys:
    """Keys that wait, pressed one after the other, one `step` a tick as long as there are any ``waiting``."""

    def __init__(self) -> None:
        self.waiting: deque[str] = deque()
        self._tick = 0

    def press(self, digits: str) -> str:
        """Take keys (0–9, *, #, A–D and the comma); returns what was left out: no key, or too many waiting."""
        refused = ""
        for digit in digits.upper():
            if (digit in DIGITS or digit == _PAUSE) and len(self.waiting) < MAX_WAITING:
                self.waiting.append(digit)
            else:
                refused += digit
        return refused

    def step(self) -> KeyStep | None:
        """What is pressed at this tick; None while a comma rests."""
        digit, tick = self.waiting[0], self._tick
        self._tick += 1
        if self._tick == (_PAUSE_TICKS if digit == _PAUSE else _STEP_TICKS):
            self.waiting.popleft()
            self._tick = 0
        return None if digit == _PAUSE else KeyStep(digit, tick)


def event_payload(step: KeyStep) -> bytes | None:
    """The payload of this tick's event packet (§2.3), None when all has been said about the key."""
    if step.tick >= TONE_TICKS + END_PACKETS - 1:
        return None
    over = step.tick >= TONE_TICKS - 1
    duration = min(step.tick + 1, TONE_TICKS) * FRAME_SAMPLES
    return _EVENT.pack(DIGITS.index(step.digit), (_END if over else 0) | _VOLUME, duration)


@lru_cache(maxsize=1_024)
def tone_frame(step: KeyStep, form: Form) -> bytes:
    """The sound of this tick: both tones while the key is down, then silence."""
    if step.tick >= TONE_TICKS:
        return form.silence
    row, column = divmod(_PAD.index(step.digit), 4)
    at = step.tick * FRAME_SAMPLES + np.arange(FRAME_SAMPLES)
    edge = np.clip(np.minimum(at + 1, TONE_TICKS * FRAME_SAMPLES - at) / _RAMP, 0.0, 1.0)
    time = at / _RATE
    sound = _LOW_LEVEL * np.sin(2 * np.pi * _ROWS[row] * time) + _HIGH_LEVEL * np.sin(2 * np.pi * _COLUMNS[column] * time)
    return form.written(np.round(sound * edge * 32_767).astype(np.int16))

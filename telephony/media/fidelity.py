"""Whether what was sent is what was heard: the share of speech frames that arrived, and the longest hole.

Used by tests and the demo. A call never delivers the same bytes: G.711 rounds, the line delays, a jitter buffer may shift
what follows by a frame or two. So each 20 ms frame of what was sent is looked for in what was heard, at the delay that held
so far and up to 40 ms to either side, and counts as heard when its normalised correlation reaches 0.9. That value is a
signal-to-noise ratio of 6.3 dB (c = sqrt(s / (s + 1))): G.711 twice over stays above 0.99, a frame of which a fifth is
missing, or one that was replaced by its faded neighbour, falls below.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.02
SHIFT_S = 0.04
HEARD_AT = 0.9
# A frame is speech when it is at most so much quieter than the loud ones (95th percentile of the frames' level).
_ACTIVE_DB = 30.0
_FLOOR_RMS = 40.0

_Wave = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """``share_of_frames`` 0–1 of the active frames sent; ``delay_ms`` from sent to heard, by the clock of the two arrays."""

    share_of_frames: float
    longest_gap_ms: float
    delay_ms: float
    active_frames: int


def compare(sent: NDArray[np.int16], heard: NDArray[np.int16], rate: int = 8_000) -> Fidelity:
    """Judge ``heard`` against ``sent``, both mono at ``rate``. Nothing active in ``sent`` gives a share of 0."""
    width = round(FRAME_S * rate)
    frames = _frames(sent, width)
    active = np.flatnonzero(_active(frames))
    line = heard.astype(np.float64)
    if not len(active) or len(line) < width or not line.any():
        return Fidelity(share_of_frames=0.0, longest_gap_ms=len(active) * FRAME_S * 1000, delay_ms=0.0, active_frames=len(active))
    delays = _follow(frames, active, line, round(SHIFT_S * rate), _overall_delay(sent.astype(np.float64), line))
    found = ~np.isnan(delays)
    return Fidelity(
        share_of_frames=float(found.mean()),
        longest_gap_ms=_longest_run(~found) * FRAME_S * 1000,
        delay_ms=float(np.median(delays[found])) * 1000 / rate if found.any() else 0.0,
        active_frames=len(active),
    )


def _frames(sent: NDArray[np.int16], width: int) -> _Wave:
    whole = len(sent) // width * width
    return sent[:whole].astype(np.float64).reshape(-1, width)


def _active(frames: _Wave) -> NDArray[np.bool_]:
    if not len(frames):
        return np.zeros(0, np.bool_)
    level = np.sqrt(np.mean(frames**2, axis=1))
    loud = float(np.percentile(level, 95))
    active: NDArray[np.bool_] = level > max(loud * 10 ** (-_ACTIVE_DB / 20), _FLOOR_RMS)
    return active


def _overall_delay(sent: _Wave, heard: _Wave) -> int:
    """The shift in samples at which the whole of both agrees best, by cross-correlation over the FFT."""
    size = 1 << int(np.ceil(np.log2(len(sent) + len(heard))))
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size))
    shift = int(np.argmax(np.fft.irfft(product, size)))
    return shift if shift < len(heard) else shift - size


def _follow(frames: _Wave, active: NDArray[np.intp], heard: _Wave, shift: int, overall: int) -> _Wave:
    """The delay in samples at which each active frame was heard, NaN when it was not.

    The search moves along with the last frame found, so that a buffer may drift further than one search reaches; it goes
    forward and then back, since the overall delay may be that of the middle. The overall delay is tried at each frame as
    well, in case one wrong find led astray.
    """
    delays = np.full(len(active), np.nan)
    for order in (range(len(active)), range(len(active) - 1, -1, -1)):
        last = overall
        for place in order:
            if np.isnan(delays[place]):
                delays[place] = _delay(frames[active[place]], heard, int(active[place]), shift, (last, overall))
            last = last if np.isnan(delays[place]) else int(delays[place])
    return delays


def _delay(frame: _Wave, heard: _Wave, index: int, shift: int, guesses: tuple[int, ...]) -> float:
    for guess in dict.fromkeys(guesses):
        moved, likeness = _best(frame, heard, index * len(frame) + guess, shift)
        if likeness >= HEARD_AT:
            return guess + moved
    return float("nan")


def _best(frame: _Wave, heard: _Wave, expected: int, shift: int) -> tuple[int, float]:
    """Offset from ``expected`` and normalised correlation of the best match; the expected place wins when it will do."""
    start, stop = expected - shift, expected + shift + len(frame)
    if start >= len(heard) or stop <= 0:
        return 0, 0.0
    window = np.pad(heard[max(start, 0) : stop], (max(-start, 0), max(stop - len(heard), 0)))
    energy = np.convolve(window**2, np.ones(len(frame)), "valid")
    likeness = np.correlate(window, frame, "valid") / np.sqrt(np.maximum(energy, 1.0) * np.sum(frame**2))
    best = shift if likeness[shift] >= HEARD_AT else int(np.argmax(likeness))
    return best - shift, float(likeness[best])


def _longest_run(missing: NDArray[np.bool_]) -> int:
    longest = run = 0
    for one in missing:
        run = run + 1 if one else 0
        longest = max(longest, run)
    return longest

"""What fills a hole: the voice goes on in its pitch, fades, and comes back without a click."""

import numpy as np
import pytest

from telephony.media.conceal import MOST_FRAMES, Concealment


def voice(count: int, hertz: float, start: int = 0) -> np.ndarray:
    """A voiced sound: a pitch with overtones."""
    time = (start + np.arange(count)) / 8_000
    wave = sum(np.sin(2 * np.pi * hertz * overtone * time + overtone) / overtone for overtone in (1, 2, 3, 4))
    return np.round(wave * 5_000).astype(np.int16)


@pytest.mark.parametrize("hertz", [80.0, 100.0, 125.0, 160.0, 190.0])
def test_the_first_hole_of_a_voiced_sound_is_hardly_to_be_told_from_it(hertz: float) -> None:
    made = Concealment(voice(480, hertz)).frame()
    assert made is not None
    meant = voice(160, hertz, 480).astype(float)
    likeness = np.corrcoef(made[:80].astype(float), meant[:80])[0, 1]
    assert likeness > 0.9


def test_it_fades_and_is_silent_after_sixty_milliseconds() -> None:
    hole = Concealment(voice(480, 120.0))
    frames = [hole.frame() for _ in range(MOST_FRAMES + 1)]
    levels = [float(np.sqrt(np.mean(frame.astype(float) ** 2))) for frame in frames if frame is not None]
    assert len(levels) == MOST_FRAMES
    assert levels[0] > levels[1] > levels[2]
    assert frames[-1] is None


def test_the_voice_comes_back_without_a_click() -> None:
    hole = Concealment(voice(480, 125.0))
    made = hole.frame()
    assert made is not None
    back = hole.blend(voice(160, 125.0, 640))
    line = np.concatenate([made, back]).astype(int)
    assert np.abs(np.diff(line[150:210])).max() <= 1.5 * np.abs(np.diff(voice(640, 125.0).astype(int))).max()
    assert (back[40:] == voice(160, 125.0, 640)[40:]).all()


@pytest.mark.parametrize("history", [np.zeros(0, np.int16), np.zeros(480, np.int16), np.full(160, 32_767, np.int16)])
def test_whatever_was_before_nothing_breaks(history: np.ndarray) -> None:
    hole = Concealment(history)
    frame = hole.frame()
    assert frame is not None
    assert len(hole.blend(frame)) == 160

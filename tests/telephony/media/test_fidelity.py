"""The judge of what was heard must not be deceived, in either direction."""

import numpy as np
import pytest

from telephony.media import g711
from telephony.media.fidelity import compare
from tests.telephony.media.sounds import speech_like

SENT = speech_like(5, 11)


def _through_g711(samples: np.ndarray) -> np.ndarray:
    pcm = samples.astype("<i2").tobytes()
    for codec in ("PCMA", "PCMU"):
        pcm = g711.decode(codec, g711.encode(codec, pcm))  # type: ignore[arg-type]
    return np.frombuffer(pcm, "<i2")


def test_two_codecs_and_a_delay_lose_nothing() -> None:
    result = compare(SENT, np.concatenate([np.zeros(3_456, np.int16), _through_g711(SENT)]))
    assert result.share_of_frames == 1.0
    assert result.longest_gap_ms == 0.0
    assert result.delay_ms == pytest.approx(432.0)


def test_an_early_listener_has_a_negative_delay() -> None:
    assert compare(SENT, SENT[800:]).delay_ms == pytest.approx(-100.0)


@pytest.mark.parametrize("frames", [1, 5])
def test_a_hole_is_measured_by_its_length(frames: int) -> None:
    heard = SENT.copy()
    loud = 160 * int(np.argmax([np.abs(SENT[at : at + 160 * frames].astype(int)).sum() for at in range(0, 35_000, 160)]))
    heard[loud : loud + 160 * frames] = 0
    result = compare(SENT, heard)
    assert result.longest_gap_ms == 20.0 * frames
    assert result.share_of_frames == pytest.approx(1 - frames / result.active_frames)


def test_frames_put_in_and_left_out_by_a_jitter_buffer_are_followed() -> None:
    pieces = [
        SENT[:8_000],
        np.zeros(160, np.int16),
        SENT[8_000:16_000],
        SENT[16_160:24_000],
        np.zeros(320, np.int16),
        SENT[24_000:],
    ]
    result = compare(SENT, np.concatenate(pieces))
    assert result.share_of_frames > 0.98
    assert result.longest_gap_ms <= 20.0


def test_drift_beyond_one_search_is_followed_step_by_step() -> None:
    pieces = [piece for at in range(0, 40_000, 4_000) for piece in (SENT[at : at + 4_000], np.zeros(160, np.int16))]
    assert compare(SENT, np.concatenate(pieces)).share_of_frames > 0.98


@pytest.mark.parametrize("heard", [np.zeros(40_000, np.int16), speech_like(5, 12), np.zeros(0, np.int16)])
def test_silence_and_another_voice_are_not_taken_for_it(heard: np.ndarray) -> None:
    assert compare(SENT, heard).share_of_frames < 0.02


def test_noise_as_loud_as_the_voice_is_a_failure() -> None:
    noise = np.random.default_rng(1).normal(0, SENT.astype(float).std(), len(SENT))
    assert compare(SENT, (SENT + noise).astype(np.int16)).share_of_frames < 0.6


def test_nothing_sent_is_no_success() -> None:
    assert compare(np.zeros(8_000, np.int16), SENT).share_of_frames == 0.0

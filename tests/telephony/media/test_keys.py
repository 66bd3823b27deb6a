"""Keys pressed towards a peer: RFC 4733 events and tones."""

import struct

import numpy as np
import pytest

from telephony.media.dtmf import DIGITS, DigitDetector
from telephony.media.form import L16, PCMA
from telephony.media.keys import MAX_WAITING, TONE_TICKS, Keys, KeyStep, event_payload, tone_frame


def steps(digits: str) -> list[KeyStep | None]:
    keys = Keys()
    keys.press(digits)
    found = []
    while keys.waiting:
        found.append(keys.step())
    return found


def test_a_key_is_five_ticks_long_its_end_is_said_three_times_and_a_rest_follows() -> None:
    payloads = [event_payload(step) for step in steps("5") if step is not None]
    told = [struct.unpack("!BBH", payload) for payload in payloads if payload is not None]
    assert [duration for _, _, duration in told] == [160, 320, 480, 640, 800, 800, 800]
    assert [bool(flags & 0x80) for _, flags, _ in told] == [False] * 4 + [True] * 3
    assert {event for event, _, _ in told} == {5}
    assert payloads[7:] == [None] * 3


@pytest.mark.parametrize("digit", DIGITS)
def test_what_we_send_is_what_a_detector_hears(digit: str) -> None:
    detector = DigitDetector()
    payloads = [event_payload(step) for step in steps(digit) if step is not None]
    assert [found for payload in payloads if payload and (found := detector.feed(1, 800, payload))] == [digit]


@pytest.mark.parametrize(("digit", "tones"), [("1", (697, 1_209)), ("0", (941, 1_336)), ("#", (941, 1_477)), ("D", (941, 1_633))])
def test_a_tone_has_the_two_frequencies_of_its_key(digit: str, tones: tuple[int, int]) -> None:
    sound = np.concatenate([L16.samples(tone_frame(KeyStep(digit, tick), L16)) for tick in range(TONE_TICKS)])
    spectrum = np.abs(np.fft.rfft(sound, 8_000))
    for hertz in tones:
        assert spectrum[hertz - 15 : hertz + 15].max() > 0.6 * spectrum.max()
    peaks = spectrum.copy()
    for hertz in tones:
        peaks[hertz - 40 : hertz + 40] = 0
    assert peaks.max() < 0.25 * spectrum.max()
    assert np.abs(sound).max() < 14_000


def test_between_two_keys_there_is_silence() -> None:
    assert tone_frame(KeyStep("1", TONE_TICKS), PCMA) == PCMA.silence


def test_a_comma_rests_for_a_second() -> None:
    found = steps("1,2")
    assert [step.digit for step in found if step is not None] == ["1"] * 10 + ["2"] * 10
    assert found.count(None) == 50


def test_what_is_no_key_and_what_is_too_much_is_left_out() -> None:
    keys = Keys()
    assert keys.press("12x#é") == "XÉ"
    assert len(keys.press("1" * 100)) == 100 - (MAX_WAITING - 3)

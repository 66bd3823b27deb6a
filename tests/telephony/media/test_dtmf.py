"""RFC 4733: one key, one digit."""

import struct

import pytest

from telephony.media.dtmf import DIGITS, DigitDetector


def _event(code: int, duration: int, end: bool = False) -> bytes:
    return struct.pack("!BBH", code, 0x80 * end | 10, duration)


def test_a_key_with_its_retransmissions_counts_once() -> None:
    detector = DigitDetector()
    packets = [_event(5, 160 * n) for n in range(1, 6)] + [_event(5, 960, end=True)] * 3
    assert [digit for packet in packets if (digit := detector.feed(1, 8_000, packet))] == ["5"]


def test_the_same_key_twice_counts_twice() -> None:
    detector = DigitDetector()
    assert [detector.feed(1, stamp, _event(1, 160)) for stamp in (0, 0, 4_000, 4_000)] == ["1", None, "1", None]


def test_a_key_of_which_only_the_end_arrived_counts() -> None:
    assert DigitDetector().feed(1, 8_000, _event(11, 800, end=True)) == "#"


def test_a_straggler_of_an_older_key_does_not_count_again() -> None:
    detector = DigitDetector()
    assert [detector.feed(1, stamp, _event(3, 160)) for stamp in (0, 4_000, 0)] == ["3", "3", None]


@pytest.mark.parametrize("payload", [b"", b"\x01", _event(16, 160), _event(255, 160)])
def test_other_events_and_junk_are_ignored(payload: bytes) -> None:
    assert DigitDetector().feed(1, 0, payload) is None


def test_all_sixteen_keys_have_their_names() -> None:
    assert "".join(DigitDetector().feed(1, n, _event(n, 160)) or "?" for n in range(16)) == DIGITS

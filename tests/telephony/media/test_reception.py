"""RFC 3550 figures of a leg."""

import pytest

from telephony.media.reception import Reception


def _stream(sequences: list[int], *, late_ms: float = 0.0) -> Reception:
    reception = Reception()
    for n, sequence in enumerate(sequences):
        reception.count(sequence & 0xFFFF, sequence * 160, sequence * 20.0 + (late_ms if n % 2 else 0.0))
    return reception


def test_a_whole_stream_has_no_loss_and_no_jitter() -> None:
    reception = _stream(list(range(100)))
    assert (reception.expected, reception.received, reception.lost, reception.jitter_ms) == (100, 100, 0, 0.0)


def test_loss_is_what_was_expected_less_what_came() -> None:
    assert _stream([n for n in range(100) if n % 10 != 5]).lost == 10


def test_reordering_is_no_loss() -> None:
    assert _stream([0, 2, 1, 3, 5, 4, 6]).lost == 0


def test_the_sequence_number_wraps() -> None:
    reception = _stream(list(range(65_500, 65_600)))
    assert (reception.expected, reception.lost) == (100, 0)


def test_a_jump_of_the_sequence_numbers_is_a_new_run_not_a_loss() -> None:
    assert _stream([*range(10), *range(20_000, 20_010)]).lost == 0


def test_jitter_approaches_the_alternating_delay() -> None:
    assert _stream(list(range(400)), late_ms=8.0).jitter_ms == pytest.approx(8.0, rel=0.05)


def test_keys_and_comfort_noise_are_no_loss_and_no_jitter() -> None:
    reception = _stream(list(range(10)))
    for sequence in range(10, 20):
        reception.count_only(sequence)
    assert (reception.expected, reception.lost, reception.jitter_ms) == (20, 0, 0.0)


def test_the_fraction_lost_covers_the_time_since_the_last_report() -> None:
    reception = Reception()
    for sequence in range(10):
        reception.count(sequence, 0, 0.0)
    assert reception.report(1).fraction_lost == 0
    for sequence in (10, 12, 14, 16, 18, 19):
        reception.count(sequence, 0, 0.0)
    block = reception.report(1)
    assert block.fraction_lost == 256 * 4 // 10
    assert block.lost == 4

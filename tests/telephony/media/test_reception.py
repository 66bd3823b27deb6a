"""RFC 3550 figures of a leg."""

from telephony.media.reception import Reception


def _stream(sequences: list[int]) -> Reception:
    reception = Reception()
    for sequence in sequences:
        reception.count(sequence & 0xFFFF)
    return reception


def test_a_whole_stream_has_no_loss() -> None:
    reception = _stream(list(range(100)))
    assert (reception.expected, reception.received, reception.lost) == (100, 100, 0)


def test_loss_is_what_was_expected_less_what_came() -> None:
    assert _stream([n for n in range(100) if n % 10 != 5]).lost == 10


def test_reordering_is_no_loss() -> None:
    assert _stream([0, 2, 1, 3, 5, 4, 6]).lost == 0


def test_the_sequence_number_wraps() -> None:
    reception = _stream(list(range(65_500, 65_600)))
    assert (reception.expected, reception.lost) == (100, 0)


def test_a_jump_of_the_sequence_numbers_is_a_new_run_not_a_loss() -> None:
    assert _stream([*range(10), *range(20_000, 20_010)]).lost == 0


def test_the_fraction_lost_covers_the_time_since_the_last_report() -> None:
    reception = Reception()
    for sequence in range(10):
        reception.count(sequence)
    assert reception.report(1).fraction_lost == 0
    for sequence in (10, 12, 14, 16, 18, 19):
        reception.count(sequence)
    block = reception.report(1)
    assert block.fraction_lost == 256 * 4 // 10
    assert block.lost == 4

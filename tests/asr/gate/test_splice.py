import pytest

from asr.decoder import Utterance
from asr.gate.splice import MAX_PIECES, Splice
from asr.port import Word


def times(splice: Splice, *spans: tuple[float, float]) -> list[tuple[float, float]]:
    words = tuple(Word(text="w", t0=a, t1=b, confidence=1.0) for a, b in spans)
    return [(round(w.t0, 6), round(w.t1, 6)) for w in splice.outer(Utterance(words)).words]


def test_words_of_each_piece_move_by_the_silence_before_it() -> None:
    splice = Splice()
    splice.fed(0.0, 5.0, 1.0)
    splice.fed(1.0, 9.0, 2.0)
    assert times(splice, (0.2, 0.8), (1.5, 2.0)) == [(5.2, 5.8), (9.5, 10.0)]


def test_on_a_seam_a_word_ends_before_it_and_the_next_begins_after_it() -> None:
    splice = Splice()
    splice.fed(0.0, 5.0, 1.0)
    splice.fed(1.0, 9.0, 1.0)
    assert times(splice, (0.5, 1.0), (1.0, 1.5)) == [(5.5, 6.0), (9.0, 9.5)]


def test_what_goes_on_without_a_seam_is_one_piece() -> None:
    splice = Splice()
    for number in range(2 * MAX_PIECES):
        splice.fed(number * 0.1, 3.0 + number * 0.1, 0.1)
    assert times(splice, (0.05, 12.0)) == [(3.05, 15.0)]


def test_no_word_reaches_beyond_what_was_fed() -> None:
    splice = Splice()
    splice.fed(0.0, 5.0, 1.0)
    assert times(splice, (0.9, 1.4)) == [(5.9, 6.0)]


def test_pieces_before_the_last_utterance_are_forgotten_but_its_end_is_not() -> None:
    splice = Splice()
    splice.fed(0.0, 5.0, 1.0)
    splice.fed(1.0, 9.0, 1.0)
    splice.forget()
    splice.fed(2.0, 20.0, 1.0)
    assert times(splice, (1.8, 1.9), (2.5, 2.6)) == [(9.8, 9.9), (20.5, 20.6)]


def test_the_newest_pieces_stay_when_there_are_too_many() -> None:
    splice = Splice()
    for number in range(3 * MAX_PIECES):
        splice.fed(float(number), 10.0 * number, 1.0)
    last = 3 * MAX_PIECES - 1
    ((begin, _),) = times(splice, (last + 0.5, last + 0.6))
    assert begin == pytest.approx(10.0 * last + 0.5)

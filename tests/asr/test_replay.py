import pytest

from asr.replay import Replay, Span

RATE = 8000
TENTH = b"\x01\x00" * 800


def replay(seconds: float, max_s: float = 60.0) -> Replay:
    """``seconds`` of audio in pieces of 100 ms from 0 on."""
    made = Replay(RATE, max_s)
    for piece in range(round(seconds * 10)):
        made.push(TENTH, piece * 100)
    return made


def test_all_is_kept_until_the_first_final() -> None:
    kept = replay(1.0).since_final()
    assert [place for place, _ in kept] == list(range(0, 1000, 100))
    assert b"".join(pcm for _, pcm in kept) == TENTH * 10


def test_a_final_lets_go_of_what_was_said_before_its_end() -> None:
    made = replay(1.0)
    made.final_until(0.8)
    assert [place for place, _ in made.since_final()] == [800, 900]
    assert made.final_s == 0.8


def test_a_final_that_ends_within_a_piece_cuts_it_on_a_whole_sample() -> None:
    made = replay(0.3)
    made.final_until(0.151)
    (place, first), (after, second) = made.since_final()
    assert (place, len(first)) == (151, (200 - 151) * 8 * 2)
    assert (after, second) == (200, TENTH)


def test_an_earlier_final_brings_nothing_back() -> None:
    made = replay(1.0)
    made.final_until(0.9)
    made.final_until(0.5)
    assert made.final_s == 0.9
    assert [place for place, _ in made.since_final()] == [900]


def test_what_the_bound_pushes_out_is_told_as_lost() -> None:
    made = replay(12.0, max_s=10.0)
    assert made.lost == Span(0.0, 2.0)
    assert made.lost_s == 2.0
    assert made.since_final()[0][0] == 2000


def test_a_final_covers_what_was_pushed_out_before_its_end() -> None:
    made = replay(12.0, max_s=10.0)
    made.final_until(1.5)
    assert made.lost == Span(1.5, 2.0)
    made.final_until(2.5)
    assert made.lost is None


def test_what_is_lost_is_told_once() -> None:
    made = replay(12.0, max_s=10.0)
    assert made.told_lost() == Span(0.0, 2.0)
    assert made.told_lost() is None


def test_given_up_all_that_was_kept_is_lost() -> None:
    made = replay(12.0, max_s=10.0)
    made.give_up()
    assert made.lost == Span(0.0, 12.0)
    assert made.since_final() == []


def test_audio_without_a_place_follows_on() -> None:
    made = Replay(RATE, 60.0)
    made.push(TENTH, 5000)
    made.push(TENTH)
    assert [place for place, _ in made.since_final()] == [5000, 5100]
    assert made.end_s == pytest.approx(5.2)


def test_a_leap_back_starts_anew() -> None:
    made = replay(10.0)
    made.final_until(9.0)
    made.push(TENTH, 1000)
    assert [place for place, _ in made.since_final()] == [1000]
    assert made.final_s is None

import pytest

from asr.timeline import Feed, Rebase, Timeline

SECOND = 8000


def fed(steps: tuple[object, ...]) -> int:
    return sum(len(step.pcm) for step in steps if isinstance(step, Feed)) // 2


def test_an_odd_byte_waits_for_its_other_half() -> None:
    line = Timeline(SECOND)
    assert line.place(b"\x01\x02\x03") == (Feed(b"\x01\x02"),)
    assert line.place(b"\x04\x05\x06") == (Feed(b"\x03\x04\x05\x06"),)


def test_the_first_push_sets_the_place_on_the_call() -> None:
    assert Timeline(SECOND).place(bytes(1600), 5000) == (Rebase(5.0), Feed(bytes(1600)))


def test_audio_that_follows_on_is_fed_as_it_is() -> None:
    line = Timeline(SECOND)
    line.place(bytes(1600), 0)
    assert line.place(bytes(1600), 100) == (Feed(bytes(1600)),)


def test_clock_rounding_is_no_hole() -> None:
    line = Timeline(SECOND)
    line.place(bytes(1600), 0)
    assert fed(line.place(bytes(1600), 130)) == 800


def test_a_hole_is_filled_with_silence_of_its_length() -> None:
    line = Timeline(SECOND)
    line.place(b"\x11" * 1600, 0)
    silence, audio = line.place(b"\x22" * 1600, 600)
    assert silence == Feed(bytes(SECOND))
    assert audio == Feed(b"\x22" * 1600)
    assert line.position == 5600


def test_a_leap_is_a_new_base_and_no_silence() -> None:
    line = Timeline(SECOND)
    line.place(bytes(1600), 0)
    assert line.place(bytes(1600), 10_000) == (Rebase(10.0), Feed(bytes(1600)))


def test_a_leap_back_is_a_new_base() -> None:
    line = Timeline(SECOND)
    line.place(bytes(1600), 60_000)
    assert line.place(bytes(1600), 0)[0] == Rebase(0.0)


def test_audio_of_a_place_already_taken_is_cut() -> None:
    line = Timeline(SECOND)
    line.place(bytes(3200), 0)
    assert fed(line.place(bytes(3200), 100)) == 800
    assert line.position == 2400


@pytest.mark.parametrize("size", [1, 3, 159, 1601])
def test_no_sample_is_lost_whatever_the_pieces(size: int) -> None:
    sound = bytes(range(256)) * 20
    line = Timeline(SECOND)
    steps = [step for i in range(0, len(sound), size) for step in line.place(sound[i : i + size])]
    assert b"".join(step.pcm for step in steps if isinstance(step, Feed)) == sound

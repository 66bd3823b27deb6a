from asr.gate.loudness import Floor, Loudness

FLOOR = Floor(digital_rms=12.0, above=1.25, highest_rms=100.0, memory_s=1.0)


def test_digital_silence_is_silence_from_the_first_window() -> None:
    assert Loudness(0.1, FLOOR).silent(8.0)


def test_a_line_that_is_not_known_yet_is_listened_to() -> None:
    """Who speaks softly from the first moment must not be taken for the noise of the line."""
    loudness = Loudness(0.1, FLOOR)
    assert not any(loudness.silent(50.0) for _ in range(9))


def test_the_noise_of_the_line_is_silence_once_it_is_known() -> None:
    loudness = Loudness(0.1, FLOOR)
    for _ in range(9):
        loudness.silent(50.0)
    assert loudness.silent(55.0)
    assert not loudness.silent(70.0)


def test_the_floor_falls_at_once_and_rises_only_after_its_memory() -> None:
    loudness = Loudness(0.1, FLOOR)
    for level in [60.0] * 10:
        loudness.silent(level)
    loudness.silent(20.0)
    assert not loudness.silent(60.0)
    assert [loudness.silent(60.0) for _ in range(9)][-1]


def test_steady_loudness_is_never_silence() -> None:
    """A held vowel is steady too."""
    loudness = Loudness(0.1, FLOOR)
    assert not any(loudness.silent(900.0) for _ in range(40))

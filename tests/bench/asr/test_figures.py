import pytest

from bench.asr.figures import Pair, Reading, comparison, difference, edits, interval, legs_ratio, percentile


def reading(wrong: int, cpu_s: float) -> Reading:
    return Reading(edits=wrong, characters=100, cpu_s=cpu_s, audio_s=50.0)


PAIRS = [Pair(reading(20 + n, 10.0), reading(21 + n, 4.0 + n / 10)) for n in range(10)]


def test_spaces_and_marks_are_no_errors() -> None:
    assert edits("한 번도 경험하지", "한번 도, 경험하지.") == (0, 7)
    assert edits("감사합니다", "감사니다") == (1, 5)


def test_the_difference_is_of_the_whole_and_lies_in_its_interval() -> None:
    assert difference(PAIRS) == pytest.approx(0.01)
    low, high = interval(PAIRS, difference)
    assert low <= 0.01 + 1e-9
    assert high >= 0.01 - 1e-9


def test_a_single_odd_layout_widens_the_interval() -> None:
    odd = [*PAIRS[:-1], Pair(reading(20, 10.0), reading(80, 4.0))]
    low, high = interval(odd, difference)
    assert high - low > 0.05


def test_legs_are_the_ratio_of_processor_time() -> None:
    assert legs_ratio([Pair(reading(1, 10.0), reading(1, 4.0))]) == 2.5


def test_the_names_that_others_read_are_there() -> None:
    names = {figure.name for figure in comparison(PAIRS)}
    assert {"legs_per_core_over_raw_vosk", "cer_raw", "cer_pipeline", "cer_difference_abs"} <= names
    assert {"cer_difference_low", "cer_difference_high", "cpu_per_audio_s_raw", "cpu_per_audio_s_pipeline"} <= names


def test_no_values_have_no_percentile() -> None:
    assert percentile([], 0.5) is None
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0], 0.95) == 1.0

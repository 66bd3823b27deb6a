import pytest

from bench.telephony.soak import Sample, figures, growth_mb_per_h

ANSWER = {"placed": 100, "unanswered": 1, "open": 2}


def sample(at_s: float, memory_mb: float, threads: int = 9, descriptors: int = 50, ports: int = 0) -> Sample:
    return Sample(at_s=at_s, memory_mb=memory_mb, threads=threads, descriptors=descriptors, ports=ports)


def test_growth_is_the_slope_through_all_samples() -> None:
    assert growth_mb_per_h([sample(60.0 * number, 200 + number) for number in range(30)]) == pytest.approx(60.0)


def test_memory_that_only_trembles_does_not_grow() -> None:
    assert abs(growth_mb_per_h([sample(60.0 * number, 200 + number % 2) for number in range(60)])) < 1.0


def test_what_happens_while_everything_warms_up_is_no_growth() -> None:
    samples = [sample(10.0 * number, 300 if number > 15 else 100 + 10 * number) for number in range(100)]
    found = {one.name: one.value for one in figures(sample(0, 100), sample(1000, 300), samples, ANSWER, 3)}
    assert found["soak_memory_growth_mb_per_h"] == pytest.approx(0.0)
    assert found["soak_memory_left_mb"] == 200


def test_what_is_left_is_told_of_each_kind() -> None:
    after = sample(1000, 100, threads=11, descriptors=57, ports=4)
    found = {one.name: one.value for one in figures(sample(0, 100), after, [], ANSWER, 3)}
    assert (found["soak_threads_delta"], found["soak_descriptors_delta"], found["soak_ports_left"]) == (2, 7, 4)
    assert found["soak_unanswered"] == 3


def test_one_sample_has_no_slope() -> None:
    assert growth_mb_per_h([sample(0, 100)]) == 0.0

import pytest

from asr.pool import plan

GB = 10**9
KOREAN = 253 * 10**6


@pytest.mark.parametrize(
    ("cores", "free", "workers"),
    [(2, 16 * GB, 2), (1, 16 * GB, 1), (2, 5 * GB, 1), (64, 64 * GB, 2)],
)
def test_two_workers_run_where_a_core_and_memory_for_both_are(cores: int, free: int, workers: int) -> None:
    assert plan.how_many(0, cores=cores, free_bytes=free, model_bytes=KOREAN, streams=12) == workers


def test_a_large_model_is_not_held_twice_on_a_machine_that_would_not_bear_it() -> None:
    assert plan.how_many(0, cores=8, free_bytes=9 * GB, model_bytes=2 * GB, streams=12) == 1


def test_the_setting_overrules() -> None:
    assert plan.how_many(5, cores=1, free_bytes=0, model_bytes=KOREAN, streams=40) == 5


def test_a_stream_goes_to_the_worker_with_the_fewest() -> None:
    assert plan.least_loaded({1: 3, 2: 2, 3: 2}) == 2
    assert plan.least_loaded({}) is None


def test_pauses_grow_and_end_growing() -> None:
    pauses = [plan.pause_s(deaths) for deaths in range(1, 60)]
    assert pauses[:3] == [0.5, 1.0, 2.0]
    assert pauses == sorted(pauses)
    assert max(pauses) == plan.LONGEST_PAUSE_S


@pytest.mark.parametrize(
    ("ready", "died", "faulty", "said"),
    [
        (2, False, False, ""),
        (2, True, False, ""),
        (1, False, False, ""),
        (1, True, False, plan.ONE_LOST),
        (1, True, True, plan.ONE_FAULTY),
        (0, True, False, plan.ALL_LOST),
        (0, True, True, plan.MODEL_GONE),
    ],
)
def test_desks_are_told_what_is_missing(ready: int, died: bool, faulty: bool, said: str) -> None:
    assert plan.notice(ready, 2, died=died, faulty=faulty) == said


def test_desks_are_told_of_a_worker_that_is_emptied_before_its_end() -> None:
    assert plan.notice(2, 2, died=False, faulty=False, hung=True) == plan.ONE_HUNG


def test_streams_of_a_composed_graph_hold_next_to_nothing() -> None:
    composed = 1_030_000_000
    assert plan.how_many(0, cores=2, free_bytes=3 * GB, model_bytes=composed, streams=12, static=True) == 2
    assert plan.how_many(0, cores=2, free_bytes=3 * GB, model_bytes=composed, streams=12) == 1

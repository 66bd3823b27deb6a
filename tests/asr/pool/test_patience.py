from asr.pool.patience import ALL_TIMES, REMEMBERED_S, TIMES, Patience

BOUND = 10.0


def test_a_stream_that_is_silent_for_the_bound_hangs() -> None:
    patience = Patience(BOUND)
    assert patience.hung({1: BOUND, 2: 0.1}) == ()
    assert patience.hung({1: BOUND + 0.1, 2: 0.1}) == (1,)
    assert patience.hung({1: BOUND + 0.1}) == (1,)


def test_silences_that_ended_by_themselves_make_it_wait_longer_until_they_are_forgotten() -> None:
    patience = Patience(BOUND)
    patience.ended(6.0)
    assert patience.hung({1: TIMES * 6.0, 2: 1.0, 3: 1.0}) == ()
    patience.passed(REMEMBERED_S)
    assert patience.hung({1: TIMES * 6.0, 2: 1.0, 3: 1.0}) == ()
    patience.passed(REMEMBERED_S)
    assert patience.hung({1: TIMES * 6.0, 2: 1.0, 3: 1.0}) == (1,)


def test_where_most_are_silent_the_machine_is_slow_and_none_hangs_for_a_good_while() -> None:
    patience = Patience(BOUND)
    assert patience.hung({1: 12.0, 2: 12.0, 3: 0.0}) == ()
    assert patience.hung({1: ALL_TIMES * BOUND + 1, 2: 12.0, 3: 0.0}) == (1,)
    assert patience.hung({1: 12.0, 2: 12.0, 3: 0.0, 4: 0.0, 5: 0.0}) == (1, 2)

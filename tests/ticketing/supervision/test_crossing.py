"""Each crossing once: by values, and against a slow and obvious account of random reports."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ticketing.story import NOON
from ticketing.supervision.clusters.crossing import Told, due, level_of, repeated, within


@pytest.mark.parametrize(
    ("count", "level"), [(1, 0), (10, 0), (11, 11), (12, 11), (20, 11), (21, 21), (30, 21), (31, 31), (4000, 3991)]
)
def test_more_than_ten_warn_at_the_11th_and_at_each_further_ten(count: int, level: int) -> None:
    assert level_of(count, 10) == level


def test_the_window_is_open_behind_and_closed_ahead() -> None:
    moments = [NOON - timedelta(days=30), NOON - timedelta(days=30) + timedelta(seconds=1), NOON, NOON + timedelta(seconds=1)]
    assert within(moments, NOON, 30) == 2


def test_clusters_that_become_one_are_told_only_the_levels_above_those_they_were_told() -> None:
    told = [Told(11, NOON), Told(11, NOON)]
    assert due(20, told, NOON, over=10, days=30) == ()
    assert due(27, told, NOON, over=10, days=30) == (21,)
    assert due(17, [], NOON, over=10, days=30) == (11,)
    assert due(40, told, NOON, over=10, days=30) == (21, 31)


def test_a_level_whose_window_is_over_can_be_crossed_again() -> None:
    assert due(11, [Told(11, NOON)], NOON + timedelta(days=29), over=10, days=30) == ()
    assert due(11, [Told(11, NOON)], NOON + timedelta(days=30), over=10, days=30) == (11,)


def test_a_repetition_is_told_once_within_its_window() -> None:
    assert not repeated(2, [], NOON, least=3, days=30)
    assert repeated(3, [], NOON, least=3, days=30)
    assert not repeated(9, [NOON - timedelta(days=29)], NOON, least=3, days=30)
    assert repeated(3, [NOON - timedelta(days=30)], NOON, least=3, days=30)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["come", "come", "come", "go", "back"])), max_size=120))
def test_over_random_arrivals_and_removals_no_level_is_told_twice_within_a_window_nor_missed(
    steps: list[tuple[int, str]],
) -> None:
    now = NOON
    present: list[datetime] = []
    gone: list[datetime] = []
    told: list[Told] = []
    for hours, step in steps:
        now += timedelta(hours=hours)
        if step == "go" and present:
            gone.append(present.pop())
            continue
        if step == "back" and gone:
            present.append(gone.pop())
        else:
            present.append(now)
        count = within(present, now, 30)
        new = due(count, told, now, over=10, days=30)
        told += [Told(level, now) for level in new]
        standing = {one.level for one in told if one.at > now - timedelta(days=30)}
        assert len(standing) == sum(one.at > now - timedelta(days=30) for one in told)
        assert all(level in standing or max(standing) > level for level in range(11, count + 1, 10))
        assert all(count >= level for level in new)

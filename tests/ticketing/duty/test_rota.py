"""The rota's rules: on which days a plan falls, whose turn it is, and that nobody and no number is in two places at once."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ticketing.story import NOON, Story
from ticketing.duty import service as duty
from ticketing.duty.rota import Recurring, Slot, Turn, clashes, moments, occurrences

MONDAY = date(2026, 3, 2)
A, B, C = Turn(leader="a"), Turn(leader="b"), Turn(leader="c")


def plan(**changed: Any) -> Recurring:
    usual: dict[str, Any] = {
        "turns": [A, B, C], "weekdays": [3], "every_weeks": 1, "starts_on": MONDAY, "ends_on": None, "begins": time(9),
        "finishes": time(11), "skip_rest_days": True,
    }  # fmt: skip
    return Recurring(**(usual | changed))


def days(of: Recurring, until: date, rest: tuple[date, ...] = ()) -> list[tuple[str, str]]:
    return [(f"{one.day:%m-%d}", one.turn.leader) for one in occurrences(of, until, lambda day: day not in rest)]


def test_each_wednesday_is_the_next_ones_turn() -> None:
    assert days(plan(), date(2026, 3, 31)) == [("03-04", "a"), ("03-11", "b"), ("03-18", "c"), ("03-25", "a")]


def test_a_rest_day_is_skipped_and_costs_nobody_a_turn() -> None:
    assert days(plan(), date(2026, 3, 31), (date(2026, 3, 11),)) == [("03-04", "a"), ("03-18", "b"), ("03-25", "c")]
    assert len(days(plan(skip_rest_days=False), date(2026, 3, 31), (date(2026, 3, 11),))) == 4


def test_every_second_week_counts_from_the_week_of_the_first_day() -> None:
    late = plan(every_weeks=2, weekdays=[1, 5], starts_on=date(2026, 3, 4))
    assert [day for day, _ in days(late, date(2026, 3, 31))] == ["03-06", "03-16", "03-20", "03-30"]


def test_a_plan_ends_on_its_last_day() -> None:
    assert [day for day, _ in days(plan(ends_on=date(2026, 3, 11)), date(2026, 12, 31))] == ["03-04", "03-11"]


def test_an_end_before_the_beginning_is_the_next_days() -> None:
    starts_at, ends_at = moments(plan(begins=time(22), finishes=time(1)), MONDAY, UTC)
    assert ends_at - starts_at == timedelta(hours=3)


@given(
    st.lists(st.integers(1, 7), min_size=1, max_size=7), st.integers(1, 4), st.integers(0, 200), st.integers(0, 100),
    st.sets(st.integers(0, 300), max_size=40),
)  # fmt: skip
def test_looking_further_ahead_never_changes_what_was_planned(
    weekdays: list[int], every: int, near: int, more: int, rest: set[int]
) -> None:
    of = plan(weekdays=weekdays, every_weeks=every)
    off = tuple(MONDAY + timedelta(days=n) for n in rest)
    first, second = (days(of, MONDAY + timedelta(days=n), off) for n in (near, near + more))
    assert second[: len(first)] == first
    assert len({day for day, _ in second}) == len(second)


def slot(start: float, end: float, *people: str, number: str = "") -> Slot:
    roles = ("leader", "deputy", "assistant")
    return Slot(
        name="城管专场", starts_at=NOON + timedelta(hours=start), ends_at=NOON + timedelta(hours=end),
        people=tuple(zip(roles, people, strict=False)), number=number,
    )  # fmt: skip


def said(new: Slot, *others: Slot) -> list[str]:
    return clashes(new, others, str.upper, lambda moment: f"{moment:%H:%M}")


def test_a_leader_cannot_be_in_two_sessions_at_once_in_whatever_role() -> None:
    assert said(slot(0, 2, "a"), slot(1, 3, "a")) == ["带班领导A同一时间已是05:00 起的“城管专场”的带班领导"]
    assert said(slot(0, 2, "a"), slot(1, 3, "b", "a")) == ["带班领导A同一时间已是05:00 起的“城管专场”的替补"]


def test_a_number_rings_for_one_session_at_a_time() -> None:
    assert said(slot(0, 2, "a", number="1"), slot(0, 2, "b", number="1")) == ["接听号码 1 同一时间已用于04:00 起的“城管专场”"]
    assert said(slot(0, 2, "a"), slot(0, 2, "b")) == []


def test_back_to_back_is_no_clash() -> None:
    assert said(slot(0, 2, "a", number="1"), slot(2, 4, "a", number="1"), slot(-2, 0, "a", number="1")) == []


@pytest.mark.parametrize("who", [0, 1, 2])
def test_a_clash_is_one_from_both_sides(who: int) -> None:
    one, other = slot(0, 2, "x", "y", "z"), slot(1, 3, *["p", "q", "r"][:who], "x")
    assert len(said(one, other)) == len(said(other, one)) == 1


def test_sessions_of_a_month_are_listed_by_their_time(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader)
    listed = story.do(duty.list_sessions, since=NOON + timedelta(hours=1), until=NOON + timedelta(days=1))
    assert [one.id for one in listed] == [session]
    assert story.do(duty.list_sessions, since=NOON + timedelta(hours=2)) == []
    assert story.do(duty.list_sessions, until=datetime(2026, 3, 1, tzinfo=UTC)) == []

"""The course of a clock: starts, pauses, extensions and reworks, across holidays, year's end and the second at 17:00."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import load
from ticketing.clocks import (
    ClockEvent,
    Course,
    Extended,
    Paused,
    Resumed,
    Started,
    course,
    deadline,
    start_day,
    working_calendar,
    working_days_between,
    working_days_left,
    yellow_from,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = working_calendar(load().law)
LONG = timedelta(days=5)


def at(month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


def run(*events: ClockEvent) -> Course:
    found = course(events, CALENDAR)
    assert found is not None
    return found


def paused(start: datetime, end: datetime) -> tuple[Paused, Resumed]:
    return Paused(at=start, until=start + LONG), Resumed(at=end)


START = Started(at=at(3, 4), scheme="level", level=3)  # Wednesday; due Monday 9 March 17:00


def test_nothing_runs_before_the_first_start() -> None:
    assert course([Resumed(at=at(3, 4))], CALENDAR) is None


@pytest.mark.parametrize(
    ("from_", "to", "due"),
    [
        (at(3, 5, 9), at(3, 5, 16), at(3, 9, 17)),  # the same day: nothing is lost
        (at(3, 5, 16, 59, 59), at(3, 5, 17), at(3, 10, 17)),  # over 17:00 the next day counts
        (at(3, 5, 17), at(3, 6, 9), at(3, 9, 17)),  # an evening is no working time
        (at(3, 5, 10), at(3, 6, 10), at(3, 10, 17)),
        (at(3, 6, 18), at(3, 9, 9), at(3, 9, 17)),  # the weekend
        (at(3, 6, 10), at(3, 9, 10), at(3, 10, 17)),
        (at(3, 5, 10), at(3, 20, 10), at(3, 12, 17)),  # five days at most: 5 to 10 March
        (at(3, 9, 17), at(3, 10, 9), at(3, 9, 17)),  # begun with the last second: both moments count from Tuesday
    ],
)
def test_a_pause_moves_the_deadline_by_the_working_days_it_lasted(from_: datetime, to: datetime, due: datetime) -> None:
    assert run(START, *paused(from_, to)).due == due


def test_a_pause_after_the_deadline_heals_nothing() -> None:
    assert run(START, *paused(at(3, 9, 17, 0, 1), at(3, 12))).due == at(3, 9, 17)


def test_a_pause_over_a_long_holiday_costs_only_working_days() -> None:
    start = Started(at=at(9, 29), scheme="level", level=1)  # due 30 September
    assert run(start, *paused(at(9, 30, 9), at(10, 4, 9))).due == deadline(at(9, 30, 9), 1, CALENDAR)


def test_a_shifted_working_day_counts_in_a_pause_and_a_free_one_does_not() -> None:
    assert working_days_between(at(2, 13), at(2, 14), CALENDAR) == 1  # Saturday, worked for the Spring Festival
    assert working_days_between(at(3, 6), at(3, 7), CALENDAR) == 1  # Saturday, free: Monday is what it counts from
    assert working_days_between(at(3, 7), at(3, 8), CALENDAR) == 0


def test_an_extension_ends_k_working_days_after_the_deadlines_day_at_17() -> None:
    assert run(START, Extended(at=at(3, 6), days=3)).due == at(3, 12, 17)


def test_an_extension_decided_after_the_deadline_counts_from_the_deadline() -> None:
    assert run(START, Extended(at=at(3, 11), days=1)).due == at(3, 10, 17)


def test_a_rework_counts_anew_and_keeps_the_first_deadline() -> None:
    found = run(START, Started(at=at(3, 20), scheme="level", level=3, why="重办"))
    assert (found.start, found.due, found.first_due) == (at(3, 20), at(3, 25, 17), at(3, 9, 17))


def test_a_rework_ends_a_pause() -> None:
    found = run(START, Paused(at=at(3, 5), until=at(3, 10)), Started(at=at(3, 6), scheme="level", level=1))
    assert (found.pause, found.due) == (None, at(3, 9, 17))


@pytest.mark.parametrize(("scheme", "hours"), [("simple", 24), ("complex", 72)])
def test_the_schemes_of_hours_run_through_nights_and_rest_by_the_exact_time(scheme: str, hours: int) -> None:
    eve = at(9, 30, 23, 59, 59)
    start = Started(at=eve, scheme=scheme, level=1)  # type: ignore[arg-type]
    assert run(start).due - eve == timedelta(hours=hours)
    pause = paused(eve + timedelta(hours=1), eve + timedelta(hours=3, minutes=20))
    assert run(start, *pause).due - eve == timedelta(hours=hours + 2, minutes=20)
    assert run(start, Extended(at=eve, days=1)).due - eve == timedelta(hours=hours + 24)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (at(3, 4, 10), 3),
        (at(3, 6, 23), 1),
        (at(3, 7), 1),
        (at(3, 9, 16, 59, 59), 0),
        (at(3, 9, 17), 0),
        (at(3, 9, 17, 0, 1), -1),
        (at(3, 10, 17), -2),
    ],
)
def test_working_days_left_are_zero_on_the_last_day_and_negative_once_it_is_late(now: datetime, left: int) -> None:
    assert working_days_left(now, at(3, 9, 17), CALENDAR) == left


def test_the_warning_begins_with_a_fifth_of_the_time_left() -> None:
    assert yellow_from(at(3, 4, 0), at(3, 9, 0)) == at(3, 8, 0)


def test_the_account_names_every_day_pause_and_extension() -> None:
    said = [line.text for line in run(START, *paused(at(3, 5), at(3, 6)), Extended(at=at(3, 10), days=1)).lines]
    assert said[0] == "3月4日（周三）10:00派单，当日为起算日"
    assert "3月5日（周四）10:00 待市民补充，时限暂停（最迟至3月10日（周二）10:00）" in said
    assert "3月6日（周五）10:00 恢复计时，顺延1个工作日，到期改为3月10日（周二）17:00" in said
    assert said[-1] == "3月11日（周三），工作日，第1个工作日，17:00到期"


MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 11, 1), timezones=st.just(SHANGHAI))
PAUSES = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)), max_size=4)


def by_counting(start: datetime, level: int, pauses: list[tuple[datetime, datetime]]) -> datetime:
    """The rule said otherwise: walk from day to day, counting the working days that no pause took."""

    def worked(day: date) -> bool:
        return CALENDAR.is_working_day(day)

    def counting_day(moment: datetime) -> date:
        day = moment.date() if moment.time() < time(17) else moment.date() + timedelta(days=1)
        while not worked(day):
            day += timedelta(days=1)
        return day

    day, left = counting_day(start), level
    while left:
        day += timedelta(days=1)
        left -= worked(day)
    for begin, end in pauses:
        if begin > datetime.combine(day, time(17), SHANGHAI):
            continue
        one, last = counting_day(begin), counting_day(min(end, begin + LONG))
        more = sum(worked(one + timedelta(days=n)) for n in range(1, (last - one).days + 1))
        while more:
            day += timedelta(days=1)
            more -= worked(day)
    return datetime.combine(day, time(17), SHANGHAI)


@settings(deadline=None, max_examples=150)
@given(MOMENTS, st.sampled_from((1, 3, 7, 11)), PAUSES)
def test_no_history_of_pauses_makes_a_deadline_earlier_or_later_than_the_rule(
    start: datetime, level: int, gaps: list[tuple[int, int]]
) -> None:
    pauses, moment = [], start
    for wait, length in gaps:
        begin = moment + timedelta(minutes=wait)
        moment = begin + timedelta(minutes=length)
        pauses.append((begin, moment))
    events: list[ClockEvent] = [Started(at=start, scheme="level", level=level)]
    for begin, end in pauses:
        events += paused(begin, end)
    found = run(*events)
    assert found.due == by_counting(start, level, pauses)
    assert found.due >= found.first_due == deadline(start, level, CALENDAR)


@settings(deadline=None, max_examples=60)
@given(MOMENTS, MOMENTS)
def test_a_longer_pause_never_gives_an_earlier_deadline(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    short = working_days_between(start, end, CALENDAR)
    assert short <= working_days_between(start, end + timedelta(days=1), CALENDAR)
    assert start_day(start, CALENDAR) <= start_day(end, CALENDAR)


def test_a_year_that_the_calendar_does_not_know_says_so() -> None:
    found = run(Started(at=at(12, 30, year=2035), scheme="level", level=3))
    assert "未录入" in found.lines[-1].text

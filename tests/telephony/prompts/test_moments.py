"""Points of time put together from clips read as a speaker says them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from telephony.prompts.catalogue import PROMPTS
from telephony.prompts.moments import day, moment, time_of_day

WEDNESDAY = datetime(2026, 3, 4, 12, 30)


def words(clips: tuple[str, ...]) -> str:
    return "".join(PROMPTS[name].text for name in clips)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (0, "今天"),
        (1, "明天"),
        (2, "后天"),
        (3, "星期六"),
        (4, "星期日"),
        (5, "星期一"),
        (6, "星期二"),
        (7, "三月十一日"),
        (28, "四月一日"),
    ],
)
def test_a_day_is_near_or_of_the_week_or_a_date(ahead: int, said: str) -> None:
    assert words(day(WEDNESDAY.date() + timedelta(days=ahead), WEDNESDAY.date())) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(0, 0), "凌晨零点"),
        (time(2, 0), "凌晨两点"),
        (time(9, 0), "上午九点"),
        (time(10, 5), "上午十点零五分"),
        (time(12, 0), "中午十二点"),
        (time(13, 30), "下午一点三十分"),
        (time(14, 2), "下午两点零二分"),
        (time(18, 0), "晚上六点"),
        (time(23, 12), "晚上十一点十二分"),
    ],
)
def test_a_time_of_day_is_that_of_a_twelve_hour_clock(at: time, said: str) -> None:
    assert words(time_of_day(at)) == said


def test_a_date_in_february_is_no_measure() -> None:
    assert words(moment(datetime(2026, 2, 22, 8, 30), datetime(2026, 2, 2, 9, 0))) == "二月二十二日上午八点三十分"


def test_a_day_that_is_over_is_refused() -> None:
    with pytest.raises(BadInput):
        day(date(2026, 3, 3), WEDNESDAY.date())


@given(st.times(), st.times())
def test_two_times_that_sound_alike_are_the_same_minute(one: time, other: time) -> None:
    alike = words(time_of_day(one)) == words(time_of_day(other))
    assert alike == ((one.hour, one.minute) == (other.hour, other.minute))

"""Points of time put together from clips read as a speaker says them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from telephony.prompts.catalogue import PROMPTS
from telephony.prompts.moments import HOURS, MOST_DAYS, day, hour_text, moment

WEDNESDAY = datetime(2026, 3, 4, 12, 30)
AHEAD = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=MOST_DAYS - 1))


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
        (7, "七天后"),
        (15, "十五天后"),
    ],
)
def test_a_day_is_near_or_of_the_week_or_so_many_days_ahead(ahead: int, said: str) -> None:
    assert PROMPTS[day(WEDNESDAY.date() + timedelta(days=ahead), WEDNESDAY.date())].text == said


@pytest.mark.parametrize("ahead", [-1, MOST_DAYS + 1])
def test_a_day_that_is_over_or_too_far_is_refused(ahead: int) -> None:
    with pytest.raises(BadInput):
        day(WEDNESDAY.date() + timedelta(days=ahead), WEDNESDAY.date())


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "凌晨零点"), (2, "凌晨两点"), (9, "上午九点"), (12, "中午十二点"), (14, "下午两点"), (23, "晚上十一点")],
)  # fmt: skip
def test_an_hour_is_that_of_a_twelve_hour_clock(hour: int, said: str) -> None:
    assert hour_text(hour) == said


def test_no_two_hours_sound_alike() -> None:
    assert len({hour_text(hour) for hour in HOURS}) == 24


def test_minutes_are_told_in_quarters_and_never_too_early() -> None:
    assert words(moment(datetime(2026, 3, 4, 13, 30), WEDNESDAY)) == "今天下午一点三十分"
    assert words(moment(datetime(2026, 3, 4, 13, 31), WEDNESDAY)) == "今天下午一点四十五分"
    assert words(moment(datetime(2026, 3, 4, 23, 50), WEDNESDAY)) == "明天凌晨零点"


@given(AHEAD)
def test_every_moment_finds_its_clips_in_the_catalogue(ahead: timedelta) -> None:
    assert all(name in PROMPTS for name in moment(WEDNESDAY + ahead, WEDNESDAY))

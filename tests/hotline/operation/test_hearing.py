"""What a caller would hear at a moment, by the hours, the calendar and the words that calls really use."""

from datetime import datetime

import pytest

from config.settings import Hours, Queue, Settings, load
from hotline.hours import OpeningHours
from hotline.operation.hearing import heard
from hotline.service import queue_spec
from ticketing.clocks.load import working_calendar


@pytest.fixture
def house() -> Settings:
    office = Hours(workday=("09:00-12:00", "13:30-17:30"))
    queues = (
        Queue(name="general", title="综合", numbers=("12345",), digit="0"),
        Queue(name="medical", title="医保", numbers=("12399",), digit="6", hours="office"),
    )
    return load(queues=queues, hours={"office": office})


def at(house: Settings, when: str, dialled: str = "12345", digit: str = ""):
    calendar = working_calendar(house.law)
    hours = OpeningHours(house.hours, calendar)
    moment = datetime.fromisoformat(f"{when}+08:00")
    specs = [queue_spec(queue) for queue in house.queues]
    return heard(house, specs, hours, calendar, moment, dialled=dialled, digit=digit)


def test_in_open_hours_the_greeting_then_the_queue(house: Settings) -> None:
    told = at(house, "2026-03-04T10:00", dialled="12399")
    assert (told.queue, told.open, told.day) == ("medical", True, "工作日")
    assert [one.name for one in told.prompts] == ["welcome", "recording_notice", "queue_wait"]


def test_outside_them_why_and_when_somebody_answers_again(house: Settings) -> None:
    told = at(house, "2026-03-04T20:00", dialled="12399")
    assert not told.open
    assert told.opens_at == datetime.fromisoformat("2026-03-05T09:00+08:00")
    text = "".join(one.text for one in told.prompts)
    assert "现在是非工作时间" in text
    assert "人工服务将于明天" in text


def test_a_holiday_of_the_official_calendar_is_named(house: Settings) -> None:
    told = at(house, "2026-10-01T10:00", digit="6")
    assert (told.queue, told.open) == ("medical", False)
    assert told.day.startswith("节假日")
    assert "节假日" in "".join(one.text for one in told.prompts)


def test_a_digit_chooses_and_overflow_takes_over_where_the_queue_is_closed(house: Settings) -> None:
    medical = house.queues[1].model_copy(update={"overflow_to": "general"})
    told = at(house.model_copy(update={"queues": (house.queues[0], medical)}), "2026-03-04T20:00", digit="6")
    assert (told.queue, told.open) == ("general", True)

"""What callers are told: place and wait in words, the key for a call-back, and why they must part."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.ids import CallId, PersonId
from telephony.exchange_port import QueueSpec, Seat
from telephony.prompts.catalogue import PROMPTS
from telephony.queues import floor as floors
from telephony.queues.floor import Floor
from telephony.waiting import announcement as words
from telephony.waiting.hours import Opening
from tests.telephony.exchange.house import ACD

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def a_floor(agents: int, handling_s: float = 240.0) -> Floor:
    floor = floors.open_queue(Floor(acd=ACD.model_copy(update={"handling_s": handling_s})), QueueSpec(name="q", title=""))
    for number in range(agents):
        agent = PersonId(str(number))
        floor = floors.sign_in(floor, Seat(agent=agent, name="", phone="browser", queues=("q",)), NOW)
        floor = floors.set_presence(floor, agent, "available", "", NOW)
    return floors.enqueue(floor, CallId("1"), "q", NOW)[0]


def said(floor: Floor, position: int) -> tuple[str, ...]:
    return words.place_and_wait(floor, floor.queue("q"), position)


def test_place_and_wait_in_rounded_minutes() -> None:
    assert said(a_floor(agents=4), 5) == ("queue_ahead", "place_4", "wait_about", "wait_5")
    assert said(a_floor(agents=4), 1) == ("queue_next", "wait_about", "wait_1")
    assert said(a_floor(agents=40), 1) == ("queue_next", "wait_short")


def test_a_wait_that_nobody_can_know_or_should_hear_is_not_told() -> None:
    assert said(a_floor(agents=0), 3) == ("queue_ahead", "place_2")
    assert said(a_floor(agents=1), 60) == ("queue_ahead", "place_over_50")


def test_the_reason_for_being_closed() -> None:
    assert words.closed(Opening(open=False, holiday=True), NOW) == ("closed_holiday",)
    assert words.closed(Opening(open=False), NOW) == ("closed",)
    assert words.closed(Opening(open=False, opens_at=NOW), NOW) == ("closed",), "what should be open by now is not announced"


def test_when_it_opens_again_is_said_on_the_clocks_of_the_city() -> None:
    opens_at = datetime(2026, 3, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    late = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)  # half an hour past midnight there
    said = words.closed(Opening(open=False, opens_at=opens_at), late)
    assert "".join(PROMPTS[name].text for name in said) == "您好，现在是非工作时间。人工服务将于今天上午九点三十分恢复。"


def test_a_farewell_offers_the_call_back_twice_where_there_is_one() -> None:
    assert words.farewell(("closed",), "1") == ("closed", "callback_press", "key_1", "callback_press", "key_1", "goodbye")
    assert words.farewell(("closed",), "") == ("closed", "goodbye")


@pytest.mark.parametrize("digit", ["1", "*", "#"])
def test_every_clip_is_in_the_catalogue(digit: str) -> None:
    clips = [*words.farewell(("closed", "closed_holiday", "queue_full"), digit), *words.confirm(digit), *said(a_floor(1), 12)]
    assert {
        *clips,
        "blocked",
        "caller_limit",
        "caller_limit_hour",
        "surge",
        "session_over",
        "callback_accepted",
    } <= PROMPTS.keys()

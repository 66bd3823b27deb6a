"""Texts of short messages: what the carrier counts, which numbers take one, and when people sleep."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings.messages import Messages
from tests.ticketing.conftest import LAW
from ticketing.clocks import working_calendar
from ticketing.messages.words import MAX_PARTS, can_take, loud_from, parts, shortened, signed, without_token

CALENDAR, SHANGHAI = working_calendar(LAW), ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("length", "counted"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3)])
def test_seventy_characters_are_one_message_and_then_67_each(length: int, counted: int) -> None:
    assert parts("字" * length) == counted


def test_a_character_outside_the_basic_plane_counts_twice() -> None:
    assert parts("😀" * 35) == 1
    assert parts("😀" * 36) == 2


@given(st.text(st.sampled_from("字a，"), max_size=1_000))
def test_no_text_takes_more_parts_than_allowed(text: str) -> None:
    assert parts(shortened(text)) <= MAX_PARTS
    assert shortened(text) == text or shortened(text).endswith("…")


def test_the_signature_stands_before_the_text() -> None:
    assert signed(" 您好 ", "12345热线") == "【12345热线】您好"
    assert signed("您好", "") == "您好"


@pytest.mark.parametrize(
    ("number", "takes"),
    [
        ("16412345678", True),
        ("+8616412345678", True),
        ("164 1234 5678", True),
        ("02512345678", False),
        ("12345", False),
        ("", False),
    ],
)
def test_only_mobile_numbers_take_messages(number: str, takes: bool) -> None:
    assert can_take(number) is takes


@pytest.mark.parametrize(
    ("at", "loud"),
    [
        (datetime(2026, 3, 4, 12, 0), datetime(2026, 3, 4, 12, 0)),
        (datetime(2026, 3, 4, 20, 59), datetime(2026, 3, 4, 20, 59)),
        (datetime(2026, 3, 4, 21, 0), datetime(2026, 3, 5, 8, 0)),
        (datetime(2026, 3, 4, 3, 0), datetime(2026, 3, 4, 8, 0)),
        (datetime(2026, 3, 4, 8, 0), datetime(2026, 3, 4, 8, 0)),
    ],
)
def test_what_falls_into_quiet_hours_waits_for_the_morning(at: datetime, loud: datetime) -> None:
    assert loud_from(at.replace(tzinfo=SHANGHAI), Messages(), CALENDAR) == loud.replace(tzinfo=SHANGHAI)


def test_a_citizens_link_is_shown_without_its_token() -> None:
    assert without_token("请评价：a.cn/reply/aB-3_x9 （7天内有效）") == "请评价：a.cn/reply/… （7天内有效）"

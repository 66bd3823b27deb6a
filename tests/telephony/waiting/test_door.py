"""Who is let in: the harassment list, one call for each number, so many an hour; and who is exempt."""

from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Acd
from telephony.waiting import door as doors
from telephony.waiting.door import Door, can_be_called_back, plain
from tests.telephony.exchange.house import ACD

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def acd(**changes: object) -> Acd:
    return ACD.model_copy(update=changes)


def judged(door: Door, number: str, *, live: int = 0, seconds: float = 0.0, withheld: bool = False) -> str | None:
    refusal = door.judge(number, withheld=withheld, live=live, now=NOW + timedelta(seconds=seconds))
    return refusal.prompt if refusal else None


@pytest.mark.parametrize("number", ["13800001111", "+8613800001111", "008613800001111", "8613800001111", "013800001111"])
def test_one_number_in_all_its_spellings(number: str) -> None:
    assert plain(number) == "13800001111"


def test_a_line_with_and_without_its_prefixes_is_the_same_and_others_keep_their_digits() -> None:
    assert {plain(number) for number in ("02583330000", "+86 25 8333 0000", "0086-25-83330000")} == {"2583330000"}
    assert [plain(number) for number in ("12345", "86123456", "anonymous", "")] == ["12345", "86123456", "", ""]


def test_the_harassment_list_holds_for_every_spelling_and_is_replaced_as_a_whole() -> None:
    door = Door(acd())
    door.block({"138 0000 1111": "辱骂话务员"})
    refusal = door.judge("+8613800001111", withheld=True, live=0, now=NOW)
    assert refusal
    assert (refusal.prompt, refusal.detail) == ("blocked", "blocked: 辱骂话务员")
    door.block({"13800002222": ""})
    assert judged(door, "13800001111") is None


def test_an_empty_number_on_the_list_blocks_nobody() -> None:
    door = Door(acd())
    door.block({"": "?", "anonymous": "?"})
    assert judged(door, "") is None


def test_a_second_live_call_of_a_number_is_refused() -> None:
    door = Door(acd())
    assert judged(door, "1", live=0) is None
    assert judged(door, "1", live=1) == "caller_limit"
    assert judged(Door(acd(calls_per_number=0)), "1", live=50) is None


def test_withheld_and_exempt_numbers_have_no_limits() -> None:
    door = Door(acd(unlimited_numbers=("110", "0258333*"), calls_per_hour=1))
    for number, withheld in (("13800001111", True), ("", False), ("110", False), ("02583330000", False)):
        assert [judged(door, number, live=3, withheld=withheld) for _ in range(3)] == [None] * 3, number
    assert judged(door, "1100", live=1) == "caller_limit"


def test_so_many_calls_an_hour_and_the_refused_do_not_count() -> None:
    door = Door(acd(calls_per_hour=2))
    assert [judged(door, "1", seconds=at) for at in (0, 60, 120, 3599)] == [None, None, "caller_limit_hour", "caller_limit_hour"]
    assert judged(door, "2", seconds=120) is None
    assert judged(door, "1", seconds=3600) is None
    assert judged(door, "1", seconds=3601) == "caller_limit_hour"
    assert judged(door, "1", seconds=3660) is None


def test_only_so_many_numbers_are_remembered_the_newest_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "REMEMBERED_NUMBERS", 3)
    door = Door(acd(calls_per_hour=1))
    for number in range(10):
        judged(door, str(number), seconds=number)
    assert len(door._arrivals) == 3
    assert judged(door, "9", seconds=10) == "caller_limit_hour"


def test_who_called_again_is_remembered_longer_than_who_did_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "REMEMBERED_NUMBERS", 3)
    door = Door(acd(calls_per_hour=2))
    for at, number in enumerate(("1", "2", "1", "3", "4")):
        judged(door, number, seconds=at)
    assert judged(door, "1", seconds=9) == "caller_limit_hour"


def test_who_is_quiet_for_an_hour_is_forgotten() -> None:
    door = Door(acd())
    judged(door, "1")
    judged(door, "2", seconds=3601)
    assert list(door._arrivals) == ["2"]


def test_only_who_shows_a_number_can_be_called_back() -> None:
    assert can_be_called_back("02583330000")
    assert not can_be_called_back("anonymous")


def test_other_limits_hold_at_once_and_remember_who_called() -> None:
    door = Door(acd(calls_per_hour=5))
    assert [judged(door, "1", seconds=at) for at in (0, 60, 120)] == [None] * 3
    door.tune(acd(calls_per_hour=2))
    assert judged(door, "1", seconds=180) == "caller_limit_hour"
    door.tune(acd(calls_per_hour=0))
    assert judged(door, "1", seconds=181) is None

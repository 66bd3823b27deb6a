"""Places, waits and keys put together from clips make sentences that a caller understands."""

import pytest

from config.errors import BadInput
from telephony.prompts.catalogue import PROMPTS
from telephony.prompts.numbers import expected_wait, place, press


def words(clips: tuple[str, ...]) -> str:
    return "".join(PROMPTS[name].text for name in clips)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (1, "您前面还有一位"), (2, "您前面还有两位"), (10, "您前面还有十位"), (11, "您前面还有十多位"), (19, "您前面还有十多位"),
        (20, "您前面还有二十多位"), (99, "您前面还有九十多位"), (100, "您前面还有一百多位"), (4_000, "您前面还有一百多位"),
    ],
)  # fmt: skip
def test_a_place_is_exact_where_it_is_small(ahead: int, said: str) -> None:
    assert words(place(ahead)) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "一分钟"),
        (2, "两分钟"),
        (5, "五分钟"),
        (6, "十分钟"),
        (12, "十五分钟"),
        (31, "四十分钟"),
        (60, "六十分钟"),
        (61, "一小时以上"),
    ],
)
def test_a_wait_is_never_told_too_short(minutes: int, said: str) -> None:
    assert words(expected_wait(minutes)) == f"预计等待{said}"


def test_the_next_in_line_hears_no_number() -> None:
    assert words(place(0)).startswith("您是下一位")
    assert words(expected_wait(0)).startswith("预计一分钟内")


def test_every_number_finds_its_clips_in_the_catalogue() -> None:
    assert all(name in PROMPTS for number in range(200) for name in (*place(number), *expected_wait(number)))


@pytest.mark.parametrize("announce", [place, expected_wait])
def test_a_negative_number_is_refused(announce: object) -> None:
    with pytest.raises(BadInput):
        announce(-1)  # type: ignore[operator]


def test_a_key_is_named() -> None:
    assert words(press("1")).endswith("请按数字键一")
    assert words(press("#")).endswith("请按井号键")


@pytest.mark.parametrize("digit", ["", "12", "A", "二", "²"])
def test_what_is_no_key_is_refused(digit: str) -> None:
    with pytest.raises(BadInput):
        press(digit)

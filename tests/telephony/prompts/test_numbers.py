"""Numbers put together from clips read as Mandarin is spoken."""

import pytest

from config.errors import BadInput
from telephony.prompts.catalogue import PROMPTS
from telephony.prompts.numbers import Unit, expected_wait, place, press, spoken


def words(clips: tuple[str, ...]) -> str:
    return "".join(PROMPTS[name].text for name in clips)


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (0, None, "零"),
        (2, None, "二"),
        (2, "people", "两位"),
        (2, "minutes", "两分钟"),
        (10, "people", "十位"),
        (12, "people", "十二位"),
        (20, "minutes", "二十分钟"),
        (22, "people", "二十二位"),
        (99, "people", "九十九位"),
        (100, "people", "九十九位以上"),
        (4_000, None, "九十九以上"),
    ],
)
def test_a_number_is_said_as_people_say_it(number: int, unit: Unit | None, said: str) -> None:
    assert words(spoken(number, unit)) == said


def test_every_number_is_said_in_another_way_and_from_clips_of_the_catalogue() -> None:
    said = [words(spoken(number, "people")) for number in range(100)]
    assert len(set(said)) == 100


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(BadInput):
        spoken(-1)


def test_place_wait_and_key_make_whole_sentences() -> None:
    assert words(place(3)) == "您前面还有三位"
    assert words(place(0)).startswith("您是下一位")
    assert words(expected_wait(2)) == "预计等待两分钟"
    assert words(expected_wait(0)).startswith("预计一分钟内")
    assert words(press("1")).endswith("请按一")
    assert words(press("#")).endswith("请按井号键")


@pytest.mark.parametrize("digit", ["", "12", "A", "二", "²"])
def test_what_is_no_key_is_refused(digit: str) -> None:
    with pytest.raises(BadInput):
        press(digit)

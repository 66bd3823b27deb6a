"""Numerals are those that people say."""

import pytest

from config.errors import BadInput
from telephony.prompts.numerals import MOST, numeral


@pytest.mark.parametrize(
    ("number", "said"), [(0, "零"), (2, "二"), (10, "十"), (12, "十二"), (20, "二十"), (22, "二十二"), (99, "九十九")]
)
def test_a_numeral_is_said_as_people_say_it(number: int, said: str) -> None:
    assert numeral(number) == said


def test_two_before_a_measure_word_is_another_word_only_where_it_stands_alone() -> None:
    assert [numeral(number, counts=True) for number in (2, 12, 20)] == ["两", "十二", "二十"]


def test_every_number_has_a_numeral_of_its_own() -> None:
    assert len({numeral(number) for number in range(MOST + 1)}) == MOST + 1


@pytest.mark.parametrize("number", [-1, 100])
def test_what_has_none_is_refused(number: int) -> None:
    with pytest.raises(BadInput):
        numeral(number)

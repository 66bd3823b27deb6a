"""The weights of the second opinion belong to the lessons that ship with them."""

import numpy as np
import pytest

from ticketing.drafting.alarm.opinion import BIAS, WEIGHTS
from ticketing.drafting.alarm.teaching import digest, learn, lessons, vector


def test_the_weights_were_made_from_these_lessons() -> None:
    taught = lessons()
    assert digest(taught) in WEIGHTS.read_text(encoding="utf-8").splitlines()[0]
    assert sum(one.urgent for one in taught) >= 600
    assert sum(not one.urgent for one in taught) >= 1_200


def test_no_sentence_is_taught_as_both() -> None:
    taught = lessons()
    assert {one.text for one in taught if one.urgent} & {one.text for one in taught if not one.urgent} == set()


def test_what_stands_in_urgent_sentences_alone_speaks_for_an_alarm() -> None:
    urgent, calm = ("楼下着火了", "对面着火了"), ("路灯坏了", "电梯坏了")
    weights = learn([vector(text) for text in (*urgent, *calm)], np.array([True, True, False, False]))
    assert weights["run", "着火"] > 0 > weights["run", "坏了"]
    assert BIAS in weights


@pytest.mark.parametrize("piece", [("run", "楼下"), ("run", "对面")])
def test_what_one_sentence_alone_holds_is_not_learnt(piece: tuple[str, str]) -> None:
    weights = learn([vector(text) for text in ("楼下着火了", "对面着火了", "路灯坏了")], np.array([True, True, False]))
    assert piece not in weights

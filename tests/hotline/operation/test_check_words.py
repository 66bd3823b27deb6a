"""Findings of the doctor reach an operator in Chinese, with what they are about."""

import pytest

from hotline.doctor import Finding
from hotline.operation.check_words import REMEDIES, TITLES, in_chinese


def told(name: str, remedy: str = "") -> tuple[str, str]:
    fact = in_chinese(Finding(name=name, state="note", value="v", remedy=remedy), group="g")
    assert (fact.group, fact.value, fact.state) == ("g", "v", "note")
    return fact.title, fact.remedy


@pytest.mark.parametrize("kind", sorted(REMEDIES))
def test_each_kind_has_its_title_and_what_to_do(kind: str) -> None:
    assert told(kind, "look") == (TITLES[kind], REMEDIES[kind])
    assert told(f"{kind} 1000@pbx")[0] == f"{TITLES[kind]} 1000@pbx"


def test_only_what_is_never_wrong_has_nothing_to_do() -> None:
    assert set(TITLES) - set(REMEDIES) == {"recognition workers"}
    assert set(REMEDIES) <= set(TITLES)


def test_the_longest_kind_wins_and_a_word_that_only_begins_alike_is_another() -> None:
    assert told("recognition workers 2")[0] == "识别进程 2"
    assert told("citywide")[0] == "citywide"


def test_a_finding_that_is_well_says_nothing_to_do_and_an_unknown_one_keeps_its_own_words() -> None:
    assert told("database") == ("数据库", "")
    assert told("something new", "do it") == ("something new", "do it")

"""Each rule of the table does what its examples say, and what the library gets wrong is put right."""

import pytest

from asr.text import readable
from asr.text.numbers import RULES, Rule
from asr.text.numbers.spoken import by_digit, cardinal, figures


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_does_what_its_examples_say(rule: Rule) -> None:
    assert {heard: readable(heard).text for heard, _ in rule.examples} == dict(rule.examples)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_a_rule_wrote_no_rule_writes_anew(rule: Rule) -> None:
    assert {wanted: readable(wanted).text for _, wanted in rule.examples} == {wanted: wanted for _, wanted in rule.examples}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_is_without_an_example_that_needs_it(rule: Rule) -> None:
    assert any(list(rule.edits(heard)) for heard, _ in rule.examples)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("三百五", 350), ("六千四百八", 6480), ("两万八", 28_000), ("一千零八", 1008), ("一亿二", 120_000_000),
        ("十二", 12), ("两", 2),
        ("七八", None), ("十七八", None), ("三四十", None), ("五六千", None), ("百", None), ("零", None),
        ("五零一", None), ("三百两", None),
    ],
)  # fmt: skip
def test_only_one_number_is_a_number(said: str, number: int | None) -> None:
    assert cardinal(said) == number


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (350, "350"),
        (9600, "9600"),
        (12_500, "12500"),
        (28_000, "2.8万"),
        (180_000, "18万"),
        (120_000_000, "1.2亿"),
        (223_000_000, "2.23亿"),
    ],
)
def test_large_figures_are_written_with_their_unit(number: int, wanted: str) -> None:
    assert figures(number) == wanted


def test_digits_are_read_one_by_one() -> None:
    assert by_digit("幺三八零") == "1380"
    assert by_digit("一百") is None

"""The figures of the law come out of the product; a product that counts otherwise is found out."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from config.settings import load
from hotline.check_law import changes, duty_rate, early_warnings, funds, service_levels
from hotline.check_law.checked import Checked
from hotline.check_law.house import House, open_house
from ticketing.figures import year_on_year

CHECKS = {"changes": changes.check, "warnings": early_warnings.check, "funds": funds.check, "duty": duty_rate.check}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_published_figures_come_out(check: Callable[[House], Iterator[Checked]]) -> None:
    with open_house(load().law) as house:
        found = list(check(house))
    assert found
    assert all(one.right for one in found), [one.as_text() for one in found if not one.right]


def test_warnings_of_what_other_checks_left_behind_are_not_taken_for_their_own() -> None:
    with open_house(load().law) as house:
        list(changes.check(house))
        [found] = early_warnings.check(house)
    assert found.right, found.as_text()


def test_every_variant_of_the_service_level_is_checked() -> None:
    assert len(service_levels.EXPECTED) == len(service_levels.VARIANTS) == 5


def test_another_formula_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year_on_year, "CENT", Decimal(1))
    with open_house(load().law) as house:
        assert not all(one.right for one in changes.check(house))


def test_a_line_says_what_from_which_rows_and_what_is_expected() -> None:
    wrong = Checked(what="rate", rows="3 rows", value="1", expected="2")
    assert wrong.as_text() == "WRONG rate: 1 (expected 2), from 3 rows"
    assert '"right": false' in wrong.as_record()

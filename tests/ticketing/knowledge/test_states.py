"""The way of a version: every state and command from the table, and when a text holds."""

from datetime import date
from itertools import product
from typing import get_args

import pytest

from config.errors import Conflict
from ticketing.knowledge.states import TRANSITIONS, WORDS, VersionCommand, VersionState, review_of, standing, step

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(("state", "command"), list(product(get_args(VersionState), get_args(VersionCommand))))
def test_a_step_that_the_table_lacks_is_refused(state: VersionState, command: VersionCommand) -> None:
    if (state, command) in TRANSITIONS:
        assert step(state, command) == TRANSITIONS[state, command]
    else:
        with pytest.raises(Conflict, match=WORDS[state]):
            step(state, command)


def test_the_last_day_still_holds_and_the_first_day_already_does() -> None:
    assert standing(TODAY, TODAY, TODAY) == "in_force"
    assert standing(None, date(2026, 3, 3), TODAY) == "expired"
    assert standing(date(2026, 3, 5), None, TODAY) == "coming"


def test_what_begins_later_waits_for_its_day_after_the_review() -> None:
    assert review_of(date(2026, 3, 5), TODAY) == "approve"
    assert review_of(TODAY, TODAY) == review_of(None, TODAY) == "publish"

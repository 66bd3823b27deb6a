"""The pure rules of conditional cases: the table, when a case moves by itself, and its lamp."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput, Conflict
from tests.ticketing.conftest import LAW
from ticketing.clocks import working_calendar
from ticketing.conditional import rules
from ticketing.conditional.rules import TRANSITIONS, CaseCommand, CaseState, Paper, step

CALENDAR = working_calendar(LAW)
DAY = date(2026, 3, 20)  # a Friday
REMIND, GRACE = 3, 5


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CALENDAR.timezone)


@pytest.mark.parametrize(("state", "command"), list(product(get_args(CaseState), get_args(CaseCommand))))
def test_a_case_moves_by_the_table_or_not_at_all(state: CaseState, command: CaseCommand) -> None:
    if (state, command) in TRANSITIONS:
        assert step(state, command) == TRANSITIONS[state, command]
    else:
        with pytest.raises(Conflict):
            step(state, command)


def test_a_revoked_or_complete_case_never_moves_again() -> None:
    assert not [key for key in TRANSITIONS if key[0] in ("completed", "revoked")]


def test_a_paper_is_due_at_the_end_of_its_day_and_called_for_three_days_before() -> None:
    paper = Paper(name="证明", due_on=DAY)
    assert rules.due_at(DAY, CALENDAR) == at(DAY, 17)
    assert rules.next_at("open", [paper], None, REMIND, CALENDAR) == at(date(2026, 3, 17), 9)
    reminded = Paper(name="证明", due_on=DAY, reminded_for=DAY)
    assert rules.next_at("open", [reminded], None, REMIND, CALENDAR) == at(DAY, 17)


def test_grace_is_counted_in_working_days_from_the_day_the_paper_was_due() -> None:
    assert rules.grace_until(DAY, DAY, GRACE, CALENDAR) == at(date(2026, 3, 27), 17)


def test_grace_that_was_begun_late_is_not_shortened() -> None:
    assert rules.grace_until(DAY, date(2026, 4, 20), GRACE, CALENDAR) == at(date(2026, 4, 27), 17)


@pytest.mark.parametrize(
    ("now", "light"), [(at(DAY - timedelta(days=9)), "blue"), (at(DAY - timedelta(days=2)), "yellow"), (at(DAY, 18), "red")]
)
def test_the_lamp_follows_the_first_missing_paper(now: datetime, light: str) -> None:
    papers = [Paper(name="a", due_on=DAY), Paper(name="b", due_on=DAY - timedelta(days=8), received=True)]
    assert rules.light("open", papers, now, REMIND, CALENDAR) == light
    assert rules.light("completed", papers, now, REMIND, CALENDAR) == "green"
    assert rules.light("revoked", papers, now, REMIND, CALENDAR) == "grey"


@pytest.mark.parametrize("days", [0, -1, 31])
def test_an_extension_is_later_and_not_too_much_later(days: int) -> None:
    with pytest.raises(BadInput):
        rules.check_extension(Paper(name="a", due_on=DAY), DAY + timedelta(days=days), most=1, most_days=30)


def test_a_paper_is_extended_once() -> None:
    with pytest.raises(Conflict, match="不能再延"):
        rules.check_extension(Paper(name="a", due_on=DAY, extensions=1), DAY + timedelta(days=1), most=1, most_days=30)


@given(st.integers(0, 700), st.integers(0, 40), st.integers(1, 10))
def test_grace_always_ends_after_it_was_noticed_and_on_a_working_day(ahead: int, noticed: int, grace: int) -> None:
    due = date(2026, 1, 1) + timedelta(days=ahead)
    today = due + timedelta(days=noticed)
    until = rules.grace_until(due, today, grace, CALENDAR)
    assert until.date() > today >= due
    assert CALENDAR.is_working_day(until.date())
    assert until.astimezone(UTC) > at(today).astimezone(UTC)

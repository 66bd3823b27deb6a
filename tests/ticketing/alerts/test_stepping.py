"""The pure rule of an alarm: hysteresis, holding, and one crossing for each time that it was raised."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.alerts.kinds import right_side
from ticketing.alerts.stepping import STANDING, Alarm, Crossed, Limits, gone, step

START = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
LIMITS = Limits(sense="above", threshold=10, clear_at=5, hold_s=30, calm_s=20, silence_s=20)


def run(figures: list[float | None], limits: Limits = LIMITS, every_s: float = 10) -> tuple[Alarm, list[Crossed]]:
    alarm, crossed = Alarm(limits=limits), []
    for n, figure in enumerate(figures):
        alarm, what = step(alarm, figure, START + timedelta(seconds=n * every_s))
        crossed += [what] if what else []
    return alarm, crossed


def told(figures: list[float | None], **named) -> list[tuple[str, float]]:
    return [(one.what, (one.at - START).total_seconds()) for one in run(figures, **named)[1]]


def test_a_figure_must_hold_beyond_its_threshold_before_anybody_is_alarmed() -> None:
    assert told([11, 11, 11]) == []
    assert told([11, 11, 11, 11]) == [("raised", 30)]
    assert told([11, 11, 9, 11, 11]) == [], "a fall in between begins the time anew"


def test_between_threshold_and_clearing_value_nothing_is_raised_or_cleared() -> None:
    assert told([10, 8, 6, 10] * 5) == [], "the threshold itself is not above it"
    assert told([11] * 4 + [10, 8, 6] * 5) == [("raised", 30)]


def test_an_alarm_is_cleared_when_the_figure_stays_calm() -> None:
    assert told([11] * 4 + [5, 5, 5]) == [("raised", 30), ("cleared", 60)]
    assert told([11] * 4 + [5, 6, 5, 5]) == [("raised", 30)], "the calm did not last"
    assert run([11] * 4 + [5, 5, 5])[1][1].seconds == 30


def test_a_relapse_before_the_calm_has_lasted_is_no_second_crossing() -> None:
    alarm, crossed = run([11] * 4 + [5, 11, 5, 11])
    assert (alarm.crossing, [one.what for one in crossed]) == (1, ["raised"])


def test_without_holding_times_the_first_figure_decides() -> None:
    at_once = replace(LIMITS, hold_s=0, calm_s=0)
    assert told([11, 5, 11], limits=at_once) == [("raised", 0), ("cleared", 10), ("raised", 20)]


def test_below_alarms_on_the_other_side() -> None:
    low = Limits(sense="below", threshold=80, clear_at=85)
    assert told([80, 79.9, 84, 85, 79], limits=low) == [("raised", 10), ("cleared", 30), ("raised", 40)]


def test_at_least_alarms_at_the_threshold_itself() -> None:
    assert told([2, 3, 2, 1], limits=Limits(sense="at_least", threshold=3, clear_at=1)) == [("raised", 10), ("cleared", 30)]


def test_what_nobody_knows_changes_nothing() -> None:
    alarm = run([11] * 4)[0]
    assert step(alarm, None, START + timedelta(hours=1)) == (alarm, None)


def test_a_silence_breaks_what_was_held_but_not_what_was_raised() -> None:
    assert told([11, 11, 11], every_s=25) == [], "nobody saw what was between"
    alarm = run([11] * 4)[0]
    later = START + timedelta(hours=1)
    still, what = step(alarm, 11, later)
    assert (still.phase, still.crossing, what) == ("raised", 1, None), "a restart tells nobody again"


def test_a_standing_alarm_whose_subject_is_gone_is_cleared_and_a_silent_one_just_ends() -> None:
    alarm, what = gone(run([11] * 4)[0], START + timedelta(minutes=2))
    assert (alarm.phase, what and what.what, what and what.seconds) == ("quiet", "cleared", 90)
    assert gone(run([11])[0], START)[1] is None


@pytest.mark.parametrize(
    ("sense", "threshold", "clear_at", "right"),
    [("above", 10, 10, True), ("above", 10, 11, False), ("below", 80, 80, True), ("below", 80, 79, False),
     ("at_least", 3, 3, False), ("at_least", 3, 2, True)],
)  # fmt: skip
def test_a_rule_must_clear_on_the_calm_side(sense, threshold: float, clear_at: float, right: bool) -> None:
    assert right_side(sense, threshold, clear_at) is right


@given(st.lists(st.one_of(st.none(), st.floats(0, 20)), max_size=60), st.sampled_from([0, 15, 60]), st.sampled_from([0, 15, 60]))
def test_raised_and_cleared_take_turns_and_each_crossing_is_raised_once(figures, hold: int, calm: int) -> None:
    alarm, crossed = run(figures, limits=replace(LIMITS, hold_s=hold, calm_s=calm))
    whats = [one.what for one in crossed]
    assert whats == ["raised", "cleared"] * (len(whats) // 2) + ["raised"] * (len(whats) % 2)
    assert alarm.crossing == whats.count("raised")
    assert (alarm.phase in STANDING) == (len(whats) % 2 == 1)

"""Which studio is suggested, and a studio's own figures."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.ticketing.conftest import LAW
from ticketing.clocks import deadline, working_calendar
from ticketing.evaluation.figures import Evaluated
from ticketing.studios.schemas import StudioFigures
from ticketing.studios.statistics import Handled, figures
from ticketing.studios.suggestion import Candidate, Matter, suggest

CALENDAR = working_calendar(LAW)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=CALENDAR.timezone)
MATTER = Matter(category="0101010201", areas=("S1", "D1", "Q"), text="物业费涨价，要求退费")


def candidate(
    id: str, *, categories: tuple[str, ...] = (), areas: tuple[str, ...] = (), words: tuple[str, ...] = ()
) -> Candidate:
    return Candidate(id=id, categories=categories, areas=areas, specialities=words)


def suggested(*candidates: Candidate, matter: Matter = MATTER) -> list[str]:
    return [fit.id for fit in suggest(candidates, matter, 9)]


def test_the_finer_category_comes_first_then_words_then_the_nearer_area() -> None:
    broad, fine = candidate("broad", categories=("01",)), candidate("fine", categories=("010101",))
    near, far = candidate("near", categories=("01",), areas=("S1",)), candidate("far", categories=("01",), areas=("D1",))
    worded = candidate("worded", categories=("01",), words=("退费",))
    assert suggested(broad, far, near, worded, fine) == ["fine", "worded", "near", "far", "broad"]


def test_a_studio_of_another_area_or_for_which_only_the_area_speaks_is_not_suggested() -> None:
    assert suggested(candidate("elsewhere", categories=("01",), areas=("S2",)), candidate("area", areas=("S1",))) == []


def test_a_matter_without_category_is_suggested_by_its_words() -> None:
    plain = Matter(category=None, areas=(), text="孩子游戏充值要求退费")
    assert suggested(candidate("games", words=("游戏",)), candidate("all", categories=("01",)), matter=plain) == ["games"]


def handled(days: float) -> Handled:
    return Handled(started_at=MONDAY, ended_at=MONDAY + timedelta(days=days), deadline=MONDAY + timedelta(days=5))


def line_of(tickets: list[Handled], *evaluated: Evaluated) -> StudioFigures:
    return figures("st", "老李工作室", "studio", tickets, evaluated, 3, CALENDAR)


def test_7000_tickets_of_which_93_percent_were_satisfied() -> None:
    said = [Evaluated(effective=True, solved="solved", grade=5 if n < 6_510 else 2) for n in range(7_000)]
    line = line_of([handled(2.5)] * 7_000, *said)
    assert (line.tickets, line.satisfied.numerator, line.satisfied.denominator) == (7_000, 6_510, 7_000)
    assert (line.satisfied.percent, line.solved.percent, line.satisfied.base) == (93.0, 100.0, "已评价的回访")


def test_two_and_a_half_of_five_days_in_both_times() -> None:
    line = line_of([handled(2), handled(3)])
    assert (line.mean_days, line.mean_limit_days) == (2.5, 5.0)
    assert (line.mean_working_days, line.mean_limit_working_days) == (2.5, 5.0)
    assert (line.in_time.numerator, line.in_time.denominator) == (2, 2)


def test_open_tickets_and_those_nobody_was_reached_about_are_outside_the_bases() -> None:
    waiting = Handled(started_at=MONDAY, ended_at=None, deadline=deadline(MONDAY, 7, CALENDAR))
    unreached, unsolved = (
        Evaluated(effective=False, solved=None, grade=None),
        Evaluated(effective=True, solved="unsolved", grade=None),
    )
    line = line_of([waiting, handled(6)], unreached, unsolved)
    assert (line.tickets, line.ended, line.mean_days) == (2, 1, 6.0)
    assert (line.solved.denominator, line.solved.percent, line.satisfied.percent) == (1, 0.0, None)
    assert (line.in_time.numerator, line.in_time.denominator) == (0, 1)


@given(st.lists(st.floats(0, 30), max_size=20))
def test_no_rate_has_more_above_than_below(days: list[float]) -> None:
    line = line_of([handled(one) for one in days])
    assert 0 <= line.in_time.numerator <= line.in_time.denominator == len(days) == line.tickets

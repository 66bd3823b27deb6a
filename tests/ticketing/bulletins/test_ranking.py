"""Composite score and places: weights of the settings, like with like, and a single case tops no table. Hot and rising topics."""

from hypothesis import given
from hypothesis import strategies as st

from config.settings.bulletins import Weights
from ticketing.bulletins.ranking import cases, group_of, ranked, score
from ticketing.bulletins.schemas import BulletinRates, HandlingTime, UnitFigures
from ticketing.bulletins.tallies import Tally, handling, per_residents
from ticketing.bulletins.topics import hot, rising
from ticketing.figures.rate import rate
from ticketing.schema import Coded
from ticketing.units import Unit


def rates(response: tuple[int, int], resolution: tuple[int, int], satisfaction: tuple[int, int]) -> BulletinRates:
    none = rate(0, 0, "")
    return BulletinRates(
        response=rate(*response, ""),
        resolution=rate(*resolution, ""),
        satisfaction=rate(*satisfaction, ""),
        on_time=none,
        returned=none,
        reworked=none,
        extended=none,
        callback=none,
    )


def line(code: str, made: BulletinRates) -> UnitFigures:
    nothing = HandlingTime(tickets=0, calendar_h=None, working_h=None)
    return UnitFigures(
        unit=Coded(code=code, name=code), first_responsible="", received=0, rates=made, handling=nothing, points=0.0,
        cases=cases(made), score=score(made, Weights()),
    )  # fmt: skip


def test_the_score_weighs_response_resolution_and_satisfaction_30_35_35() -> None:
    assert score(rates((9, 10), (8, 10), (7, 10)), Weights()) == 79.5
    assert score(rates((1, 3), (1, 3), (1, 3)), Weights()) == 33.33
    assert score(rates((9, 10), (8, 10), (7, 10)), Weights(response=1, resolution=1, satisfaction=1)) == 80.0
    assert score(rates((9, 10), (0, 0), (7, 10)), Weights()) is None


def test_a_single_case_stands_apart_and_does_not_top_the_table() -> None:
    lucky, busy = line("lucky", rates((1, 1), (1, 1), (1, 1))), line("busy", rates((90, 100), (80, 90), (80, 90)))
    best, apart = ranked([lucky, busy], 5)
    assert [(one.unit.code, one.rank) for one in best] == [("busy", 1)]
    assert [(one.unit.code, one.rank) for one in apart] == [("lucky", None)]


def test_one_rate_of_few_cases_is_enough_to_stand_apart() -> None:
    best, apart = ranked([line("a", rates((90, 100), (80, 90), (1, 1)))], 5)
    assert (best, len(apart)) == ((), 1)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), max_size=12), st.integers(1, 20))
def test_equal_scores_share_a_place_and_better_ones_are_never_behind(found: list[tuple[int, int, int]], least: int) -> None:
    lines = [line(f"u{n}", rates((a, 20), (b, 20), (c, 20))) for n, (a, b, c) in enumerate(found)]
    best, apart = ranked(lines, least)
    assert len(best) + len(apart) == len(lines)
    for one in best:
        assert one.rank == 1 + sum((other.score or 0) > (one.score or 0) for other in best)


def test_like_is_ranked_with_like() -> None:
    def unit(kind: str, level: str) -> Unit:
        return Unit(code="U", name="U", kind=kind, parent_code="P", level=level)  # type: ignore[arg-type]

    assert group_of(unit("territory", "street")) == "street"
    assert group_of(unit("industry", "city")) == "bureau"
    assert group_of(unit("industry", "district")) == "district_bureau"
    assert group_of(unit("utility", "city")) == "utility"
    assert group_of(unit("territory", "city")) == "other"


def test_complaints_per_ten_thousand_residents() -> None:
    assert per_residents({"S1": 35}, 70_000, "S1") == 5.0
    assert per_residents({}, 70_000, "S1") == 0.0
    assert per_residents({"S1": 1}, 0, "S1") is None


def test_mean_handling_time_stands_in_calendar_and_in_working_time() -> None:
    assert handling(Tally(handled=2, calendar_s=36 * 3600.0, working_s=9 * 3600.0)).model_dump() == {
        "tickets": 2, "calendar_h": 18.0, "working_h": 4.5,
    }  # fmt: skip
    assert handling(Tally()).calendar_h is None


def test_hot_topics_are_the_most_frequent_and_rising_ones_those_that_grew_most() -> None:
    now, last = {"a": 30, "b": 20, "c": 9, "d": 2}, {"a": 29, "b": 5, "c": 0, "d": 0}
    names = {"a": "甲"}
    assert [one.category.name for one in hot(now, last, {"a": 60}, names, 2)] == ["甲", "b"]
    assert hot(now, last, {"a": 60}, names, 1)[0].on_last_year.words == "−50.00 %"
    assert [one.category.code for one in rising(now, last, {}, names, least=5, most=9)] == ["b", "c", "a"]
    assert rising({"d": 2}, {}, {}, names, least=5, most=9) == ()

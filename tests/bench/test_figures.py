import json
from dataclasses import replace

import pytest

from bench.telephony.figures import Figure, Rung, Step, best, compared, ladder_figures, rung
from bench.telephony.generator import Window

KEYS = {"name", "value", "unit", "baseline", "ratio"}
NOTHING = Window(
    legs=2, unheard_legs=0, legs_ended=0, sent=1000, sent_late=0, arrived=1000, lost=0, late=0, gaps_over_100ms=0,
    repeated=0, altered=0, strange=0, crossed=0, worst_leg_lost=0.0, delay_p50_ms=30.0, delay_p95_ms=38.0,
    delay_p99_ms=40.0, delay_p999_ms=41.0, delay_max_ms=42.0,
)  # fmt: skip


def step(calls: int = 20, held: int | None = None, **window: float) -> Step:
    seen = replace(NOTHING, **window)  # type: ignore[arg-type]
    cpu = {"media": 0.2, "rest": 0.1}
    return Step(calls=calls, held=calls if held is None else held, window=seen, cpu=cpu, stolen=0.0)


def a_rung(calls: int, **ours: float) -> Rung:
    bare = replace(step(calls, delay_p99_ms=1.0), cpu={"relay": 0.1})
    return rung(calls, [step(calls, **ours)], [bare], media="media")


def test_a_line_has_the_five_names_and_nothing_else() -> None:
    assert set(json.loads(Figure(name="x", value=1.23456789, unit="ms").line())) == KEYS


def test_there_is_no_ratio_to_a_baseline_of_nothing() -> None:
    assert compared("x", 3.0, "ms", 0.0).ratio is None
    assert compared("x", 3.0, "ms", 2.0).ratio == 1.5


def test_frames_that_were_sent_late_are_outside_every_share() -> None:
    window = replace(NOTHING, sent=1000, sent_late=500, lost=5)
    assert window.lost_share == 0.01


def test_shares_and_delays_are_differences_to_the_bare_loop() -> None:
    bare = replace(step(20, lost=2, late=4, delay_p99_ms=1.5), cpu={"relay": 0.1})
    one = rung(20, [step(20, lost=3, late=4)], [bare], media="media")
    assert one.lost_share == pytest.approx(0.001)
    assert one.late_share == 0.0
    assert one.delay_ms == pytest.approx(38.5)
    assert one.cpu_media / one.cpu_bare == pytest.approx(2.0)


def test_the_median_of_the_turns_counts_and_the_fewest_calls() -> None:
    bare = [replace(step(20, delay_p99_ms=0.0), cpu={"relay": 0.1})] * 3
    one = rung(20, [step(20, lost=0), step(20, held=19, lost=1), step(20, lost=900)], bare, media="media")
    assert one.lost_share == pytest.approx(0.001)
    assert one.held == 19


@pytest.mark.parametrize(
    ("ours", "words"), [({"lost": 1}, "lost frames"), ({"late": 1}, "late frames"), ({"delay_p99_ms": 62.0}, "added delay")]
)
def test_a_rung_says_why_it_does_not_hold(ours: dict[str, float], words: str) -> None:
    one = a_rung(20, **ours)
    assert not one.holds
    assert words in one.limit
    assert a_rung(20).holds
    assert not a_rung(20).limit


def test_a_rung_holds_only_with_every_call() -> None:
    one = replace(a_rung(20), held=19)
    assert not one.holds
    assert "1 of 20" in one.limit


def test_calls_are_held_only_up_to_the_first_rung_that_breaks() -> None:
    rungs = [a_rung(20), a_rung(40, lost=9), a_rung(80)]
    held = best(rungs)
    assert held is not None
    assert held.calls == 20


def test_the_headline_is_taken_where_the_most_calls_hold() -> None:
    figures = {one.name: one for one in ladder_figures([a_rung(20), a_rung(40, delay_p99_ms=50.0), a_rung(80, late=99)])}
    assert figures["bridged_calls_held"].value == 40
    assert figures["added_delay_p99_ms"].value == figures["added_delay_p99_ms_at_40"].value == pytest.approx(49.0)


def test_where_nothing_holds_the_lowest_rung_is_shown_beside_a_zero() -> None:
    figures = {one.name: one for one in ladder_figures([a_rung(20, lost=100)])}
    assert figures["bridged_calls_held"].value == 0
    assert figures["lost_frame_share"].value == pytest.approx(0.1)

"""When a trunk is up and when it is down."""

from typing import get_args

import pytest

from telephony.sip.trunks import TRANSITIONS, Health, HealthState, Hysteresis, probed

RULE = Hysteresis(down_after=2, up_after=2)
EAGER = Hysteresis(down_after=1, up_after=1)


def after(*statuses: int, rule: Hysteresis = RULE, health: Health | None = None) -> Health:
    health = health or Health()
    for status in statuses:
        health = probed(health, rule, status=status, reason=f"was {status}", round_trip_ms=12.5)
    return health


@pytest.mark.parametrize("state", get_args(HealthState))
@pytest.mark.parametrize(("status", "outcome"), [(200, "answered"), (0, "failed")])
def test_each_pair_moves_as_the_table_says(state: HealthState, status: int, outcome: str) -> None:
    moved = after(status, rule=EAGER, health=Health(state=state))
    assert moved.state == TRANSITIONS.get((state, outcome), state)  # type: ignore[call-overload]


@pytest.mark.parametrize("status", [200, 401, 403, 404, 405, 420, 480, 501, 603])
def test_any_answer_shows_a_living_trunk(status: int) -> None:
    assert after(status) == Health(state="up", round_trip_ms=12.5)


@pytest.mark.parametrize("status", [0, 408, 500, 502, 503, 504])
def test_silence_and_the_answers_that_mean_it_cannot_serve_take_it_down(status: int) -> None:
    assert after(status).state == "unknown"
    assert after(status, status).state == "down"
    assert after(status, status).reason == f"was {status}"


def test_one_lost_keep_alive_changes_nothing() -> None:
    assert after(200, 0).state == "up"
    assert after(200, 0, 200, 0).state == "up", "the failures are not in a row"
    assert after(200, 0, 0).state == "down"


def test_a_trunk_that_flaps_stays_down_until_it_answers_twice() -> None:
    assert after(200, 0, 0, 200).state == "down"
    assert after(200, 0, 0, 200, 0, 200).state == "down"
    assert after(200, 0, 0, 200, 200) == Health(state="up", round_trip_ms=12.5)


def test_silence_keeps_the_last_round_trip() -> None:
    assert probed(after(200), RULE, status=0, reason="", round_trip_ms=None).round_trip_ms == 12.5

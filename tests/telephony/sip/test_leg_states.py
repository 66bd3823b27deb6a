"""Every state x event pair of a leg, and that the library's call state follows."""

from typing import get_args

import pytest

from telephony.sip.leg_states import TRANSITIONS, LegEvent, LegState, following
from telephony.sip.pyvoip_adapter import CALL_STATES

STATES = get_args(LegState)
EVENTS = get_args(LegEvent)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_a_pair_is_in_the_table_or_means_nothing(state: LegState, event: LegEvent) -> None:
    assert following(state, event) == TRANSITIONS.get((state, event))


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_wakes_an_ended_leg(event: LegEvent) -> None:
    assert following("ended", event) is None


@pytest.mark.parametrize("state", [state for state in STATES if state != "ended"])
def test_every_leg_can_end(state: LegState) -> None:
    seen, frontier = {state}, [state]
    while frontier:
        here = frontier.pop()
        for (before, _), after in TRANSITIONS.items():
            if before == here and after not in seen:
                seen.add(after)
                frontier.append(after)
    assert "ended" in seen


def test_a_callee_sends_no_bye_before_the_ack() -> None:
    assert following("answering", "hang_up") == "leaving"
    assert following("leaving", "acked") == "ended"


def test_a_caller_that_hangs_up_waits_for_the_final_answer() -> None:
    assert following("calling", "hang_up") == following("progressing", "hang_up") == "cancelling"
    assert following("cancelling", "success") == "ended"


def test_every_state_has_its_name_in_the_library() -> None:
    assert set(CALL_STATES) == set(STATES)

"""The table of an intake's states: nothing ends that nobody accepted, and every end is an end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import Conflict
from ticketing.intake.police import takes
from ticketing.intake.states import (
    CHANNELS,
    COMMANDS,
    OPEN,
    STATE_NAMES,
    STATES,
    TRANSITIONS,
    IntakeCommand,
    IntakeState,
    origin_of,
    step,
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_pair_is_a_step_of_the_table_or_a_refusal_in_words(state: str, command: str) -> None:
    if (state, command) in TRANSITIONS:
        assert step(state, command) in STATES  # type: ignore[arg-type]
    else:
        with pytest.raises(Conflict, match=STATE_NAMES[state]):  # type: ignore[index]
            step(state, command)  # type: ignore[arg-type]


def test_what_nobody_has_accepted_ends_only_by_going_back_to_the_police() -> None:
    ends = {command for (state, command), after in TRANSITIONS.items() if state == "received" and after not in OPEN}
    assert ends == {"hand_back"}


def test_an_end_is_an_end_but_for_a_caller_who_was_joined_by_mistake() -> None:
    onward = {(state, command) for state, command in TRANSITIONS if state not in OPEN}
    assert onward == {("joined", "leave")}


def test_only_what_nobody_had_to_complain_of_is_proactive() -> None:
    assert {channel for channel in CHANNELS if origin_of(channel) == "proactive"} == {"grid", "chat"}


@pytest.mark.parametrize(
    ("first", "agreed", "unclear", "taker"),
    [
        ("police", None, False, "hotline"),
        ("police", None, True, "police"),
        ("hotline", None, True, "hotline"),
        ("police", "hotline", True, "hotline"),
        ("hotline", "police", True, "police"),
    ],
)
def test_an_unclear_transfer_goes_by_agreement_and_else_to_who_received_it_first(
    first: str, agreed: str | None, unclear: bool, taker: str
) -> None:
    assert takes(first=first, agreed=agreed, unclear=unclear) == taker  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(COMMANDS), max_size=30))
@settings(deadline=None)
def test_whatever_is_tried_an_intake_stays_in_the_table_and_ends_only_in_somebodys_hand(tried: list[IntakeCommand]) -> None:
    state: IntakeState = "received"
    accepted = False
    for command in tried:
        try:
            after = step(state, command)
        except Conflict:
            assert (state, command) not in TRANSITIONS
            continue
        accepted = after != "received" and (accepted or command == "accept")
        assert accepted or after in ("received", "handed_back")
        assert state in OPEN or (state, command) == ("joined", "leave")
        state = after

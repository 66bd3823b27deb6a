"""The table of ticket states: every state and every command, from the table itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import Conflict
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import (
    COMMAND_NAMES,
    COMMANDS,
    STATE_NAMES,
    STATES,
    TRANSITIONS,
    Command,
    allowed,
    step,
)  # fmt: skip

MAIN_LINE: tuple[Command, ...] = ("accept", "dispatch", "sign", "start_handling", "report", "pass_review", "close", "archive")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_step_is_in_the_table_or_is_refused_with_both_names(state: TicketState, command: Command) -> None:
    if (state, command) in TRANSITIONS:
        assert step(state, command) == TRANSITIONS[state, command]
        assert command in allowed(state)
    else:
        with pytest.raises(Conflict) as caught:
            step(state, command)
        assert STATE_NAMES[state] in caught.value.what
        assert COMMAND_NAMES[command] in caught.value.what


def test_the_main_line_leads_from_draft_to_archive() -> None:
    state: TicketState = "draft"
    passed = [state]
    for command in MAIN_LINE:
        state = step(state, command)
        passed.append(state)
    assert passed == [
        "draft", "accepted", "dispatched", "signed", "handling", "reviewing", "callback", "closed", "archived",
    ]  # fmt: skip


def test_answered_on_the_spot_is_the_short_way() -> None:
    assert step(step(step("draft", "accept"), "answer"), "close") == "closed"


def test_nothing_is_closed_without_an_answer_or_a_callback() -> None:
    assert {state for (state, _), to in TRANSITIONS.items() if to == "closed" != state} == {"answered", "callback"}


def test_objection_extension_and_further_callers_leave_the_ticket_where_it_is() -> None:
    staying = ("object", "extend", "ask_extension", "contact", "split", "copy", "add_caller", "remove_caller")
    assert all(to == state for (state, command), to in TRANSITIONS.items() if command in staying)


def test_what_is_suspended_never_counts_as_closed_directly() -> None:
    assert {to for (state, _), to in TRANSITIONS.items() if state == "suspended"} == {"handling", "suspended"}


def test_every_state_is_reached_and_every_command_is_used() -> None:
    assert set(TRANSITIONS.values()) | {"draft"} == set(STATES)
    assert {command for _, command in TRANSITIONS} == set(COMMANDS)


@given(st.lists(st.sampled_from(COMMANDS), max_size=30))
def test_no_walk_over_the_table_leaves_it_or_returns_to_draft(commands: list[Command]) -> None:
    state: TicketState = "draft"
    for command in commands:
        if command in allowed(state):
            state = step(state, command)
            assert state != "draft"
    assert state in STATES

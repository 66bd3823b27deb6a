"""The pure rules: the table of a draw's states, the ledger's signs, the exemption limit, who may do what."""

from datetime import timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.story import NOON
from ticketing.directory import City
from ticketing.funds import ledger, permissions
from ticketing.funds.draw_states import OPEN, TRANSITIONS, DrawCommand, DrawState, allowed, is_exempt, light, step
from ticketing.funds.ledger import Entry, EntryKind
from ticketing.tickets.actor import Actor


@pytest.mark.parametrize(("state", "command"), list(product(get_args(DrawState), get_args(DrawCommand))))
def test_a_draw_moves_by_the_table_or_not_at_all(state: DrawState, command: DrawCommand) -> None:
    if (state, command) in TRANSITIONS:
        assert step(state, command) == TRANSITIONS[state, command]
    else:
        with pytest.raises(Conflict):
            step(state, command)


def test_what_is_over_is_never_taken_up_again() -> None:
    over = [state for state in get_args(DrawState) if state not in OPEN]
    assert [command for state in over for command in allowed(state)] == ["record_output"]


@given(st.lists(st.tuples(st.sampled_from(get_args(EntryKind)), st.integers(1, 10_000_000))))
def test_the_balance_is_the_sum_of_the_rows_and_never_negative(moves: list[tuple[EntryKind, int]]) -> None:
    rows: list[Entry] = []
    balance = 0
    for kind, amount in moves:
        change = ledger.signed(kind, amount)
        try:
            balance = ledger.moved(balance, change)
        except Conflict:
            assert balance + change < 0
            continue
        rows.append(Entry(pool_id="p", at=NOON, kind=kind, amount_fen=change))
    assert ledger.balance(rows) == balance >= 0


@pytest.mark.parametrize("amount", [0, -1, ledger.MAX_FEN + 1])
def test_an_amount_of_nothing_or_beyond_reason_is_refused(amount: int) -> None:
    with pytest.raises(BadInput):
        ledger.signed("reserved", amount)


def test_amounts_are_said_in_yuan() -> None:
    assert (ledger.yuan(8_000_000), ledger.yuan(12_345)) == ("80,000元", "123.45元")


def test_a_draw_cut_in_pieces_is_not_exempt() -> None:
    assert is_exempt(500_000, 0, 500_000)
    assert not is_exempt(500_001, 0, 500_000)
    assert not is_exempt(300_000, 300_000, 500_000)


def test_the_lamp_warns_before_the_limit_and_is_red_after_it() -> None:
    due, warning = NOON + timedelta(days=8), timedelta(days=2)
    assert light("approved", due, NOON, warning) == "blue"
    assert light("approved", due, due - warning, warning) == "yellow"
    assert light("paid", due, due + timedelta(seconds=1), warning) == "red"
    assert light("settled", due, due + timedelta(days=9), warning) == "green"
    assert light("refused", due, NOON, warning) == "grey"


def acting(role: str, unit: str | None) -> Actor:
    return Actor(id="p", roles=frozenset({role}), unit=unit)


@pytest.mark.parametrize(
    ("command", "role", "unit", "allowed"),
    [
        ("request", "handler", "S1", True),
        ("request", "handler", "D1", False),
        ("request", "handler", None, False),
        ("request", "inspector", None, False),
        ("approve", "leader", "D1", True),
        ("approve", "leader", "S1", True),
        ("approve", "leader", "D1-CG", False),
        ("approve", "handler", "S1", False),
        ("set_budget", "leader", "D1", False),
        ("set_budget", "supervisor", None, True),
        ("pay", "handler", "S1", True),
        ("read", "handler", "D1-CG", False),
        ("read", "analyst", None, True),
        ("read", "admin", None, False),
    ],
)
def test_the_table_says_who_may_do_what_with_a_streets_pool(
    command: permissions.FundCommand, role: str, unit: str | None, allowed: bool, city: City
) -> None:
    assert permissions.may(command, acting(role, unit), "S1", city.units) is allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            permissions.require(command, acting(role, unit), "S1", city.units)

"""Who may do what: every command for every role in every relation to the ticket, and what a screen offers."""

import itertools

import pytest

from config.errors import NotAllowed
from ticketing.people.schemas import Role
from ticketing.tickets.actor import LAW_ITSELF, Actor
from ticketing.tickets.permissions import GRANTS, Standing, may, open_to, require
from ticketing.tickets.states import COMMANDS, STATES, TRANSITIONS, Command

ROLES: tuple[Role, ...] = ("agent", "leader", "supervisor", "dispatcher", "handler", "inspector", "analyst", "admin")
UNITS = {"lead": "L", "co": "C", "copied": "K", "other": "X", "none": None}
STANDING = Standing(state="handling", lead_unit="L", leg_units=frozenset({"L", "C"}))
COVERS = {"any": set(UNITS), "lead": {"lead"}, "co": {"co"}, "leg": {"lead", "co"}}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_open_to_the_roles_and_relations_of_the_table_and_to_nobody_else(command: Command) -> None:
    for role, where in itertools.product(ROLES, UNITS):
        actor = Actor(id="p", roles=frozenset({role}), unit=UNITS[where])
        granted = any(role == name and where in COVERS[relation] for name, relation in GRANTS[command])
        assert may(actor, command, STANDING) is granted, (role, where)
        if not granted:
            with pytest.raises(NotAllowed):
                require(actor, command, STANDING)


def test_every_command_has_a_grant_and_nothing_else_has() -> None:
    assert set(GRANTS) == set(COMMANDS)
    assert all(GRANTS.values())


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_analysts_and_administrators_move_no_ticket(role: Role) -> None:
    assert all(not may(Actor(id="p", roles=frozenset({role}), unit="L"), command, STANDING) for command in COMMANDS)


def test_a_unit_reviews_closes_and_extends_nothing_of_its_own() -> None:
    lead = Actor(id="p", roles=frozenset({"handler"}), unit="L")
    judged: tuple[Command, ...] = (
        "pass_review",
        "close",
        "extend",
        "rework",
        "suspend",
        "reject_objection",
        "redispatch",
        "reopen",
        "flag",
    )
    assert not any(may(lead, command, STANDING) for command in judged)


def test_the_law_itself_does_only_what_time_brings() -> None:
    done = {command for command in COMMANDS if may(LAW_ITSELF, command, STANDING)}
    assert {"sign", "report", "pass_review", "extend", "reopen", "transfer"}.isdisjoint(done)
    assert {"resume", "archive", "close", "rework"} <= done


@pytest.mark.parametrize("state", STATES)
def test_a_screen_offers_what_both_tables_have(state: str) -> None:
    actor = Actor(id="p", roles=frozenset({"handler", "dispatcher"}), unit="C")
    of = Standing(state=state, lead_unit="L", leg_units=frozenset({"L", "C"}))  # type: ignore[arg-type]
    offered = open_to(actor, of)
    assert set(offered) == {command for command in COMMANDS if (state, command) in TRANSITIONS and may(actor, command, of)}

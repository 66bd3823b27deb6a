"""Nobody sees an event that is not for them."""

import pytest

from agent_console.live.audience import reaches, sees_board
from agent_console.ports import Audience, DeskEvent
from config.ids import PersonId


def event(people: set[str], roles: set[str]) -> DeskEvent:
    named = frozenset(PersonId(person) for person in people)
    return DeskEvent(type="todo", data={}, audience=Audience(people=named, roles=frozenset(roles)))


@pytest.mark.parametrize(
    ("people", "roles", "reached"),
    [
        ({"wang"}, set(), True),
        (set(), {"agent"}, True),
        ({"li"}, {"agent"}, True),
        ({"li"}, set(), False),
        (set(), {"supervisor"}, False),
        (set(), set(), False),
    ],
)
def test_an_event_reaches_the_named_people_and_roles_only(people: set[str], roles: set[str], reached: bool) -> None:
    assert reaches(event(people, roles), PersonId("wang"), frozenset({"agent", "leader"})) is reached


@pytest.mark.parametrize(
    ("roles", "asked", "sees"),
    [
        ({"supervisor"}, False, True),
        ({"agent"}, False, False),
        ({"agent"}, True, True),
        ({"leader"}, True, True),
        ({"handler"}, True, False),
        ({"admin"}, True, False),
    ],
)
def test_the_board_is_for_supervisors_and_for_wallboard_pages(roles: set[str], asked: bool, sees: bool) -> None:
    assert sees_board(frozenset(roles), asked=asked) is sees

"""The house's board is what its nodes know together, and what it says stays true while agents and nodes come and go."""

from typing import Any

import pytest

from hotline.nodes.board import together


def board(**rows: Any) -> dict[str, Any]:
    return {"at": "now", "queues": [], "agents": [], "calls": [], "registrations": [], "trunks": [], "surge": False, **rows}


def queue(name: str, waiting: int, longest: float, free: int, expected: float | None = None) -> dict[str, Any]:
    return {
        "name": name, "title": name, "waiting": waiting, "longest_wait_s": longest, "agents_available": free,
        "duty_session": None, "expected_wait_s": expected,
    }  # fmt: skip


def test_a_node_alone_shows_what_it_has() -> None:
    own = board(queues=[queue("general", 2, 31.0, 1)], calls=[{"call": "c1"}], agents=[{"agent": "li", "call": None}])
    assert together(own, []) == own


def test_waiting_callers_and_free_agents_add_up_and_the_longest_wait_is_the_longest_of_all() -> None:
    own = board(queues=[queue("general", 2, 31.0, 0, 40.0)])
    other = board(queues=[queue("general", 3, 65.5, 2, 90.0), queue("duty:1", 1, 4.0, 1)])
    general, duty = together(own, [other])["queues"]
    assert general == queue("general", 5, 65.5, 2, 90.0)
    assert duty == queue("duty:1", 1, 4.0, 1)


def test_an_agent_who_changes_nodes_is_shown_once_and_where_the_call_is() -> None:
    leaving, sitting = {"agent": "li", "call": "c1", "state": "talking"}, {"agent": "li", "call": None, "state": "paused"}
    assert together(board(agents=[sitting]), [board(agents=[leaving])])["agents"] == [leaving]
    assert together(board(agents=[leaving]), [board(agents=[sitting])])["agents"] == [leaving]


@pytest.mark.parametrize(("one", "other", "told"), [("up", "down", "down"), ("unknown", "up", "unknown"), ("up", "up", "up")])
def test_a_trunk_is_as_bad_as_at_its_worst_node_and_carries_the_calls_of_all(one: str, other: str, told: str) -> None:
    boards = [board(trunks=[{"trunk": "a", "state": state, "calls": calls}]) for state, calls in ((one, 2), (other, 5))]
    assert together(boards[0], boards[1:])["trunks"] == [{"trunk": "a", "state": told, "calls": 7}]


def test_a_surge_at_one_node_is_the_houses() -> None:
    assert together(board(), [board(surge=True), board()])["surge"] is True

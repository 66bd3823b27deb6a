"""Whom a broadcast reaches, how long it stands, and which move of an agent still holds."""

from datetime import UTC, datetime, timedelta

import pytest

from config.errors import BadInput
from ticketing.floor import rules
from ticketing.floor.rules import Candidate
from ticketing.floor.schemas import BroadcastTo

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
EVERYBODY = (
    Candidate("a1", frozenset({"agent"}), frozenset({"general"})),
    Candidate("a2", frozenset({"agent"}), frozenset({"business"})),
    Candidate("l1", frozenset({"leader"}), frozenset({"duty:1"})),
    Candidate("h1", frozenset({"handler"}), frozenset({"general"})),
)


@pytest.mark.parametrize(
    ("to", "who"),
    [
        (BroadcastTo(), ("a1", "a2", "l1")),
        (BroadcastTo(kind="queues", names=("general",)), ("a1",)),
        (BroadcastTo(kind="queues", names=("general", "duty:1")), ("a1", "l1")),
        (BroadcastTo(kind="people", names=("a2", "h1")), ("a2",)),
    ],
)
def test_a_broadcast_reaches_those_with_a_desk_who_are_meant(to: BroadcastTo, who: tuple[str, ...]) -> None:
    assert rules.reached(to, EVERYBODY) == who


@pytest.mark.parametrize(
    "to", [BroadcastTo(kind="queues"), BroadcastTo(kind="people", names=("h1",)), BroadcastTo(kind="queues", names=("x",))]
)
def test_a_broadcast_to_nobody_is_refused(to: BroadcastTo) -> None:
    with pytest.raises(BadInput):
        rules.reached(to, EVERYBODY)


def test_a_broadcast_to_more_than_the_bound_is_refused() -> None:
    crowd = [Candidate(str(n), frozenset({"agent"}), frozenset()) for n in range(rules.MOST_TOLD + 1)]
    with pytest.raises(BadInput):
        rules.reached(BroadcastTo(), crowd)


def test_a_broadcast_stands_as_long_as_asked_within_the_bound() -> None:
    assert rules.stands_until(NOW, None, usual_s=60, longest_s=120) == NOW + timedelta(seconds=60)
    assert rules.stands_until(NOW, 120, usual_s=60, longest_s=120) == NOW + timedelta(seconds=120)
    with pytest.raises(BadInput):
        rules.stands_until(NOW, 121, usual_s=60, longest_s=120)


@pytest.mark.parametrize(
    ("after", "until", "holds"),
    [
        ({}, NOW + timedelta(seconds=1), True),
        ({}, NOW, False),
        ({}, None, False),
        ({"lasting": True}, NOW + timedelta(hours=1), False),
    ],
)
def test_a_move_holds_until_its_end_unless_the_record_says_it(
    after: dict[str, object], until: datetime | None, holds: bool
) -> None:
    assert rules.in_force(after, until, NOW) is holds

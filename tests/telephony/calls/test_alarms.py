"""Alarms of calls: one for each name, taken out when due, forgotten with their call."""

from datetime import UTC, datetime, timedelta

from config.ids import CallId
from telephony.calls.alarms import Alarms

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ONE, TWO = CallId("1"), CallId("2")


def after(seconds: int) -> datetime:
    return AT + timedelta(seconds=seconds)


def test_what_is_due_rings_once_in_the_order_of_time() -> None:
    alarms, rung = Alarms(), list[str]()
    for name, seconds in (("late", 30), ("second", 20), ("first", 10)):
        alarms.set(ONE, name, after(seconds), lambda name=name: rung.append(name))  # type: ignore[misc]
    assert alarms.next() == after(10)
    for call, action in alarms.due(after(20)):
        assert call == ONE
        action()
    assert rung == ["first", "second"]
    assert alarms.due(after(20)) == []
    assert alarms.next() == after(30)


def test_a_new_alarm_of_the_same_name_replaces_the_old_one() -> None:
    alarms = Alarms()
    alarms.set(ONE, "party", after(10), lambda: None)
    alarms.set(ONE, "party", after(50), lambda: None)
    assert (len(alarms), alarms.next()) == (1, after(50))


def test_alarms_go_with_their_call() -> None:
    alarms = Alarms()
    for call in (ONE, TWO):
        alarms.set(call, "party", after(10), lambda: None)
        alarms.set(call, "pause", after(20), lambda: None)
    alarms.clear(ONE, "party")
    alarms.forget(TWO)
    assert (len(alarms), alarms.next()) == (1, after(20))
    alarms.forget(ONE)
    assert alarms.next() is None

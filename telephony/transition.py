"""A state machine is one table; whatever the table does not hold is refused here and nowhere else."""

from collections.abc import Mapping
from typing import TypeVar

from config.errors import Conflict

State = TypeVar("State", bound=str)
Event = TypeVar("Event", bound=str)


class IllegalTransition(Conflict):
    """The table has no row for this state and event; carries both for the log."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"当前状态（{state}）不允许该操作（{event}）。", "请刷新页面后再试。")
        self.state = state
        self.event = event


def follow(table: Mapping[tuple[State, Event], State], state: State, event: Event) -> State:
    """Return the state after ``event``; raise IllegalTransition where the table has no row."""
    try:
        return table[state, event]
    except KeyError:
        raise IllegalTransition(state, event) from None

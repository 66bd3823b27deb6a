"""A state machine as one table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTable:
    """``what`` the states are of, in Chinese; a command that is not in ``steps`` for a state is refused in its words."""

    what: str
    steps: Mapping[tuple[str, str], str]
    states: Mapping[str, str]
    commands: Mapping[str, str]

    def after(self, state: str, command: str) -> str:
        """The state after ``command``; Conflict when the table has no such step."""
        try:
            return self.steps[state, command]
        except KeyError:
            raise Conflict(
                f"{self.what}处于“{self.states.get(state, state)}”，不能{self.commands.get(command, command)}。",
                "请刷新页面，查看可进行的操作。",
            ) from None

    def allowed(self, state: str) -> tuple[str, ...]:
        return tuple(command for command in self.commands if (state, command) in self.steps)

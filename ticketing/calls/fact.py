"""One row of the queue log: as it is told, and as the folds over a call see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    kind: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact of telephony on its way into the log: ``kind`` in snake_case, ``data`` JSON-ready."""

    kind: str
    at: datetime
    call_id: str | None
    data: Mapping[str, Any]

    @property
    def concerns_call(self) -> bool:
        """Whether its call's row must be brought up to date. An agent's state may name a call and changes nothing of it."""
        return self.call_id is not None and self.kind != "agent_state_changed"

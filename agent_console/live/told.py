"""A live event as desks are told it: its JSON is written once, however many desks there are; each adds its own number."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any


def as_json(value: Any) -> str:
    """JSON as the sockets send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Told:
    """``type`` and ``data`` of `agent_console.live.messages.AgentEvent`; ``data`` is not changed any more."""

    def __init__(self, type_: str, data: Mapping[str, Any]) -> None:
        self.type = type_
        self.data = data

    def numbered(self, seq: int) -> str:
        """The whole message under this number of a desk's stream."""
        return f'{{"type":"event","seq":{seq},{self._rest}'

    @cached_property
    def _rest(self) -> str:
        return f'"event":{as_json(self.type)},"data":{as_json(self.data)}}}'

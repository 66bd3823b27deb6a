"""What desks are told once it is in the database, wherever it was committed: rows of the outbox, and the ledger's events.

A to-do list that has changed is not sent with each change: in a bad minute each lost call changes the list of everybody at
a desk. Those whose lists have changed are gathered for a moment, then the ledger reads the lists as they are by then.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent_console.ports import Audience, DeskEvent
from config.ids import PersonId
from hotline.bus import Bus
from ticketing.todo.service import CHANGED
from ticketing.uow import Emitted

GATHER_S = 0.5
People = frozenset[PersonId]


class AfterCommit:
    """``still_offered`` says whether an offer stands that now has its caller's history; ``read_lists`` asks for to-do lists.

    ``drafted`` is shown every draft of a call.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        bus: Bus,
        *,
        still_offered: Callable[[DeskEvent], bool],
        read_lists: Callable[[People], None],
        drafted: Callable[[Mapping[str, Any]], None] = lambda _draft: None,
    ) -> None:
        self._loop = loop
        self._bus = bus
        self._still_offered = still_offered
        self._read_lists = read_lists
        self._drafted = drafted
        self._changed: set[PersonId] = set()

    def rows_soon(self, rows: Sequence[Emitted]) -> None:
        """From any thread; nothing once the loop has ended."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.rows, rows)

    def rows(self, rows: Sequence[Emitted]) -> None:
        """Rows of the outbox, in their order. Loop's thread only."""
        for row in rows:
            people = frozenset(map(PersonId, row["people"]))
            if row["type"] == CHANGED:
                self._gather(people)
            else:
                if row["type"] == "draft":
                    self._drafted(row["data"])
                audience = Audience(people=people, roles=frozenset(row["roles"]))
                self._bus.publish(DeskEvent(type=row["type"], data=row["data"], audience=audience))

    def event(self, event: DeskEvent) -> None:
        """What the ledger tells of a fact. Loop's thread only."""
        if event.type != "offer" or self._still_offered(event):
            self._bus.publish(event)

    def _gather(self, people: People) -> None:
        if not self._changed:
            self._loop.call_later(GATHER_S, self._read)
        self._changed |= people

    def _read(self) -> None:
        people, self._changed = frozenset(self._changed), set()
        self._read_lists(people)

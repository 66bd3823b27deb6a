"""A private database with its people, and the commands by which things happen in it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from config.settings import Law
from ticketing.calls import service as calls
from ticketing.calls.fact import Told
from ticketing.db import Database, open_database
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn, Role

T = TypeVar("T")
CITIZEN = "16400000001"


class House:
    """``do`` runs one unit of work at a time; the clock shows what was last given to ``at``."""

    def __init__(self, database: Database, clock: list[datetime]) -> None:
        self.database, self._clock = database, clock
        self._calls = 0

    def at(self, *day: int) -> datetime:
        """A local moment (year, month, day, hour, minute), to which the clock is set."""
        local = ZoneInfo(self.database.law.timezone)
        self._clock[0] = datetime(*day, tzinfo=local).astimezone(UTC)  # type: ignore[misc,arg-type]
        return self._clock[0]

    def do(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        with self.database.unit_of_work() as uow:
            return work(uow, *arguments, **named)

    def person(self, username: str, *roles: Role, unit: str | None = None) -> str:
        new = PersonIn(username=username, name=username, roles=roles, unit=unit, password="Quiet-River-7")
        return self.do(people.create, new).person.id

    def told(self, start: datetime, *, queue: str, agent: str | None, waited_s: float, talked_s: float) -> tuple[str, list[Told]]:
        """A call as telephony tells of it from its first ring to its end; ``agent`` None: the caller gave up."""
        self._calls += 1
        call = f"check-{self._calls:06d}"
        answered, ended = start + timedelta(seconds=waited_s), start + timedelta(seconds=waited_s + talked_s)
        arrived = {"caller_number": CITIZEN, "caller_name": "", "dialled": "12345", "trunk": "check"}
        facts = [
            Told(kind="call_arrived", at=start, call_id=call, data={"call": call, **arrived}),
            Told(kind="call_queued", at=start, call_id=call, data={"call": call, "queue": queue, "position": 1}),
        ]
        if agent:
            data = {"call": call, "agent": agent, "queue": queue, "waited_s": waited_s}
            facts.append(Told(kind="call_answered", at=answered, call_id=call, data=data))
        over = {
            "call": call, "reason": "completed" if agent else "abandoned", "by": "caller", "queue": queue, "agent": agent,
            "waited_s": waited_s, "talked_s": talked_s,
        }  # fmt: skip
        return call, [*facts, Told(kind="call_ended", at=ended, call_id=call, data=over)]

    def record(self, facts: Sequence[Told]) -> None:
        self.do(calls.record_all, facts)


@contextmanager
def open_house(law: Law, url: str | None = None) -> Iterator[House]:
    """In a temporary folder, unless ``url`` names an empty database; the city is the product's own sample."""
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    own = law.model_copy(update={"city_data": "builtin"})
    with tempfile.TemporaryDirectory(prefix="hotline-law-") as folder:
        address = url or f"sqlite:///{Path(folder) / 'law.db'}"
        database = open_database(address, law=own, clock=lambda: clock[0], lock=url is None)
        try:
            yield House(database, clock)
        finally:
            database.close()

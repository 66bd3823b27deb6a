"""The house that is filled: its clock, its agenda, its people, and the one way in which anything is done in it."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from config.errors import HotlineError
from config.settings import Settings
from ticketing import rounds
from ticketing.db import Database
from ticketing.people.schemas import PersonOut
from ticketing.tickets.actor import Actor, actor_of
from ticketing.tickets.models import TicketRow
from ticketing.tickets.schemas import TicketState
from ticketing.uow import UnitOfWork

T = TypeVar("T")
Hours = float
ROUND_HOURS = (8, 12, 16, 20)
"""The law looks at what is due at these hours of every day, as the service does every few seconds."""
SHIFT = time(9), time(18)
LAST_OF_ALL = timedelta(minutes=20)
"""What would come after the present comes so long before it."""


class Town:
    """``later`` puts something on the agenda, ``live`` does it all in the order of time, up to ``until``.

    What the law refuses (a ticket was merged before its unit signed) is counted by its sentence and done no more.
    """

    def __init__(
        self, database: Database, clock: list[datetime], *, since: datetime, until: datetime, seed: int, settings: Settings
    ) -> None:
        self.database, self._clock, self.settings = database, clock, settings
        self.since, self.until = since, until
        self.seed, self.random = seed, random.Random(seed)
        self.people: dict[str, PersonOut] = {}
        self.tickets: list[str] = []
        self.refused: Counter[str] = Counter()
        self.password_hash = ""
        self._agenda: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self._order = itertools.count()

    @property
    def now(self) -> datetime:
        return self._clock[0]

    def actor(self, username: str) -> Actor:
        return actor_of(self.people[username])

    def person(self, username: str) -> str:
        return self.people[username].id

    def later(self, at: datetime, work: Callable[[datetime], object]) -> None:
        """At ``at``, or never where that lies ahead of the real present: such a ticket is still on its way."""
        if at <= self.until:
            heapq.heappush(self._agenda, (max(at, self.since), next(self._order), work))

    def after(self, least: Hours, most: Hours, work: Callable[[datetime], object], *, office: bool = False) -> None:
        """Some hours from now; ``office``: moved into the working hours of the next working day."""
        at = self.now + timedelta(hours=self.random.uniform(least, most))
        self.later(self.in_office(at) if office else at, work)

    def in_office(self, at: datetime) -> datetime:
        """``at`` itself on a working day from nine to five, else a while after nine of the next working day."""
        calendar = self.database.calendar
        local = calendar.local(at)
        if calendar.is_working_day(local.date()) and time(9) <= local.time() < time(17):
            return at
        day = local.date() if local.time() < time(9) else local.date() + timedelta(days=1)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        return self.local(day, 9) + timedelta(minutes=self.random.uniform(0, 150))

    def on_shift(self, at: datetime) -> datetime:
        """``at`` itself by day, else the next morning: the hotline's own people also work on days off."""
        local = self.database.calendar.local(at)
        if SHIFT[0] <= local.time() < SHIFT[1]:
            return at
        day = local.date() if local.time() < SHIFT[0] else local.date() + timedelta(days=1)
        return self.local(day, 9) + timedelta(minutes=self.random.uniform(0, 60))

    def by_day(self, share: float) -> datetime:
        """When so much of the time has gone by, on a shift."""
        return min(self.on_shift(self.since + (self.until - self.since) * share), self.until - LAST_OF_ALL)

    def next_shift(self, least: Hours, most: Hours, work: Callable[[datetime], object]) -> None:
        """Some hours from now, on a shift of the hotline's own people."""
        self.later(self.on_shift(self.now + timedelta(hours=self.random.uniform(least, most))), work)

    def local(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), self.database.calendar.timezone).astimezone(UTC)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def do(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """One command in a unit of work of its own."""
        with self.database.unit_of_work() as uow:
            return work(uow, *arguments, **named)

    def attempt(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T | None:
        """The same; None where the law refuses it."""
        try:
            return self.do(work, *arguments, **named)
        except HotlineError as error:
            self.refused[f"{work.__module__.removeprefix('ticketing.')}.{work.__name__}: {error.what}"] += 1
            return None

    def ticket(self, ticket_id: str) -> TicketRow:
        return self.read(lambda uow: uow.session.get_one(TicketRow, ticket_id))

    def some(self, *states: TicketState, most: int = 1, fit: Callable[[TicketRow], bool] = lambda row: True) -> list[TicketRow]:
        """Tickets that stand in one of these states now, drawn by the seed."""
        with self.database.reading() as uow:
            rows = [uow.session.get_one(TicketRow, id) for id in self.tickets]
        found = [row for row in rows if row.state in states and fit(row)]
        return self.random.sample(found, min(most, len(found)))

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        with self.database.reading() as uow:
            return work(uow)

    def live(self, tell: Callable[[datetime], None]) -> None:
        """Do the agenda to its end; ``tell`` hears of each day that is over."""
        day = self.database.calendar.local(self.since).date()
        while day <= self.database.calendar.local(self.until).date():
            for hour in ROUND_HOURS:
                self.later(self.local(day, hour), self._round)
            day += timedelta(days=1)
        self.later(self.until, self._round)
        while self._agenda:
            at, _, work = heapq.heappop(self._agenda)
            if self._day(at) > self._day(self.now):
                tell(at)
            self._clock[0] = at
            work(at)

    def _round(self, at: datetime) -> None:
        rounds.run(self.database, at)

    def _day(self, at: datetime) -> date:
        return self.database.calendar.local(at).date()

"""What people and the law do all day, one thing at a time, each timed: reading lists, finding tickets, giving commands."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import delete, update

from bench.tickets.places import Filled
from bench.tickets.seed import UNTIL, person
from ticketing.directory import Place
from ticketing.dispatching import sending
from ticketing.dispatching.plan import chosen
from ticketing.notices.models import NoticeRow
from ticketing.outbox.models import OutboxRow
from ticketing.search import service as search
from ticketing.tickets import handling, reviewing, sweep, worklist
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketAlarmRow, TicketRow
from ticketing.tickets.states import OPEN
from ticketing.uow import UnitOfWork

NOW = UNTIL + timedelta(minutes=30)
LATER = UNTIL + timedelta(days=60)
"""Every clock that runs has come to its end by then."""
COMMON = ("施工", "路灯 不亮", "小区", "噪音", "半夜")
RARE = ("燃气 泄漏", "井盖", "欠薪", "狗 咬", "发票")
WARM_UP = 20
PAGE, SHORT_PAGE = 50, 10
"""A list as screens ask for it, and one so short that the small database fills it too: its growth is that of the work alone."""


@dataclass(frozen=True, slots=True)
class Times:
    """Of one kind of work: milliseconds each; ``limit`` rows were asked for where it is a list."""

    name: str
    ms: tuple[float, ...]
    limit: int = PAGE

    @property
    def p50(self) -> float:
        return median(self.ms)

    @property
    def p95(self) -> float:
        return quantiles(self.ms, n=20, method="inclusive")[18]

    @property
    def per_s(self) -> float:
        return 1000 * len(self.ms) / sum(self.ms)


class Reader:
    """Reads one database as screens do, each time in a unit that only reads."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        self.chance = random.Random(7)
        self.units = self._units()
        self.streets = [entry.street_code for entry in filled.database.city.places]

    def works(self, limit: int) -> dict[str, Callable[[UnitOfWork], object]]:
        """By name; each call asks something else."""
        return {
            "worklist": lambda uow: worklist.page(uow, self.one(self.units), "open", NOW, limit=limit),
            "worklist_counts": lambda uow: worklist.counts(uow, self.one(self.units), NOW),
            "search_phone": lambda uow: search.find(uow, self.phone(), limit=limit),
            "search_text": lambda uow: search.find(uow, self.one(COMMON), limit=limit),
            "search_text_rare": lambda uow: search.find(uow, self.one(RARE), limit=limit),
            "search_place": lambda uow: self.of_place(uow, limit),
            "search_number": lambda uow: search.find(uow, self.day(), limit=limit),
            "list_of_unit": lambda uow: tickets.list_tickets(uow, unit=self.one(self.units), limit=limit),
            "list_of_street": lambda uow: tickets.list_tickets(uow, street=self.one(self.streets), limit=limit),
        }

    def of_place(self, uow: UnitOfWork, limit: int) -> object:
        """A named place, by its words, within its street."""
        entry = self.one(self.filled.database.city.places)
        return search.find(uow, entry.name, [TicketRow.street_code == entry.street_code], limit=limit)

    def one(self, of: Sequence[Any]) -> Any:
        return of[self.chance.randrange(len(of))]

    def phone(self) -> str:
        return self._phones[self.chance.randrange(len(self._phones))]

    def day(self) -> str:
        """How the numbers of one day begin."""
        return f"{UNTIL - timedelta(days=self.chance.randrange(900)):%Y%m%d}"

    def timed(self, work: Callable[[UnitOfWork], object]) -> float:
        started = perf_counter()
        with self.filled.database.reading() as uow:
            work(uow)
        return 1000 * (perf_counter() - started)

    def _units(self) -> list[str]:
        """As often as they have newest tickets, so that a busy unit's list is read more often."""
        with self.filled.database.reading() as uow:
            rows = tickets.list_tickets(uow, limit=200).items
        self._phones = [row.caller_number for row in rows]
        return [row.unit.code for row in rows if row.unit]


def read_in_turns(readers: Sequence[Reader], rounds: int) -> list[tuple[Filled, Times]]:
    """All kinds of reading on all databases by turns, so that what disturbs the machine disturbs all of them."""
    works = [
        (reader, name, work, limit, list[float]())
        for reader in readers
        for limit in (PAGE, SHORT_PAGE)
        for name, work in reader.works(limit).items()
    ]
    for turn in range(WARM_UP + rounds):
        for reader, _, work, _, took in works:
            ms = reader.timed(work)
            if turn >= WARM_UP:
                took.append(ms)
    return [(reader.filled, Times(name, tuple(took), limit)) for reader, name, _, limit, took in works]


def commands(filled: Filled, count: int) -> Iterator[Times]:
    """``count`` new tickets accepted, dispatched, signed, reported, reviewed and closed: each command a unit of work."""
    database, chance = filled.database, random.Random(11)
    made: list[str] = []
    agent, system = Actor(id=person(1), roles=frozenset({"agent", "supervisor"})), Actor(id="system", roles=frozenset({"system"}))
    handlers: dict[str, Actor] = {}
    leaves = list(database.city.categories.values())

    def dispatch(uow: UnitOfWork) -> None:
        leaf, entry = leaves[chance.randrange(len(leaves))], database.city.places[chance.randrange(len(database.city.places))]
        place = Place(text=entry.name, district=entry.district, street_code=entry.street_code, gazetteer=entry.name, detail=None)
        row = tickets.accept(uow, new_ticket(leaf.code, leaf.name, entry.name, entry.street_code), by=agent.id, at=NOW)
        unit = database.city.responsible(leaf.code, place).lead_unit
        to = chosen(database.city, unit, category=leaf.code, place=place, level=leaf.default_level or 7, co_units=())
        sending.dispatch(uow, row, to, by=agent.id, at=NOW)
        made.append(row.id)
        handlers[row.id] = Actor(id=person(2), roles=frozenset({"handler"}), unit=row.unit_code)

    yield _timed(filled, "dispatch", [dispatch] * count)
    at = NOW + timedelta(hours=1)

    def each(work: Callable[[UnitOfWork, str], object]) -> list[Callable[[UnitOfWork], object]]:
        return [lambda uow, id=id: work(uow, id) for id in made]  # type: ignore[misc]

    yield _timed(filled, "sign", each(lambda uow, id: handling.sign(uow, id, actor=handlers[id], version=None, at=at)))
    _timed(filled, "start", each(lambda uow, id: handling.start_handling(uow, id, actor=handlers[id], version=None, at=at)))
    yield _timed(filled, "report", each(lambda uow, id: _report(uow, id, handlers[id], at)))
    _timed(filled, "review", each(lambda uow, id: reviewing.pass_review(uow, id, actor=agent, version=None, at=at)))
    yield _timed(
        filled,
        "close",
        each(lambda uow, id: reviewing.close(uow, id, effective=True, solved=True, actor=system, version=None, at=at)),
    )


def swept(filled: Filled) -> tuple[int, float]:
    """How many open tickets a sweep looks at whose moments have all come, and the seconds until nothing is left."""
    _all_due(filled)
    seen, started = 0, perf_counter()
    while True:
        with filled.database.unit_of_work() as uow:
            looked = sweep.sweep(uow, LATER)
        seen += looked
        if looked < sweep.MOST:
            return seen, perf_counter() - started


def _all_due(filled: Filled) -> None:
    """As seeded, also after an earlier run: nothing told, every lamp blue, each open ticket's next moment its signing limit."""
    with filled.database.unit_of_work() as uow:
        for table in (TicketAlarmRow, NoticeRow, OutboxRow):
            uow.session.execute(delete(table))
        under_way = TicketRow.state.in_([state for state in OPEN if state != "accepted"])
        uow.session.execute(update(TicketRow).where(under_way).values(light="blue", light_due_at=TicketRow.sign_due))


def new_ticket(category: str, name: str, place: str, street: str) -> tickets.NewTicket:
    fields = {
        "caller_name": "", "callback_number": "16400000000", "caller_number": "16400000000", "type": "complaint",
        "place": {"text": place, "street_code": street}, "title": f"{place}{name}", "summary": "",
        "matter": f"{place}{name}，请处理",
        "wish": "请处理", "urgent": [], "level": 7, "category_code": category, "category_name": name,
    }  # fmt: skip
    return tickets.NewTicket(call_id=None, fields=fields)


def _report(uow: UnitOfWork, ticket: str, actor: Actor, at: datetime) -> object:
    return handling.report(
        uow, ticket, result="已到现场处理完毕", outcome="solved", resolved_level="street", actor=actor, version=None, at=at
    )


def _timed(filled: Filled, name: str, works: Sequence[Callable[[UnitOfWork], object]]) -> Times:
    took = []
    for work in works:
        started = perf_counter()
        with filled.database.unit_of_work() as uow:
            work(uow)
        took.append(1000 * (perf_counter() - started))
    return Times(name, tuple(took))

"""Filling an empty trial house: what happens when, from its first day to the present."""

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.errors import Conflict
from config.settings import Law, Settings, load
from hotline.demo_data import (
    alarms,
    bulletins,
    floor,
    joint,
    kin,
    knowledge,
    misfits,
    money,
    oversight,
    people,
    quality,
    reviewing,
    sessions,
    waiting,
)
from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.town import Town
from ticketing.db import Database, open_database
from ticketing.people import repository as people_rows
from ticketing.tickets import service as tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """``password`` signs all demo people in: those ``shown``, and the ``handlers``, the ``busiest`` unit's among them.

    ``refused`` are commands that the law did not allow, by sentence.
    """

    tickets: int
    password: str
    shown: tuple[str, ...]
    handlers: int
    busiest: str
    refused: dict[str, int]


def fill(
    url: str,
    law: Law,
    *,
    tickets: int,
    days: int,
    seed: int,
    say: Callable[[str], None],
    now: datetime | None = None,
    settings: Settings | None = None,
) -> Filled:
    """Live through ``days`` with ``tickets`` matters; ``say`` hears of each day.

    Alarms and the floor go by ``settings``, or by those that are in force here.
    Conflict where there is a ticket already, or another process has the data.
    """
    until = now or datetime.now(UTC)
    clock = [until - timedelta(days=days)]
    database = open_database(url, law=law, clock=lambda: clock[0])
    try:
        _require_empty(database)
        town = Town(database, clock, since=clock[0], until=until, seed=seed, settings=settings or load())
        password = secrets.token_urlsafe(9)
        people.settle(town, password)
        knowledge.bring_in(town)
        _plan(town, tickets)
        local = database.calendar.local
        town.live(lambda at: say(f"{local(at):%Y-%m-%d}: {len(town.tickets)} tickets"))
        return _filled(town, password)
    finally:
        database.close()


def _require_empty(database: Database) -> None:
    """Nobody's real tickets are ever mixed with invented ones."""
    with database.reading() as uow:
        used = bool(tickets.list_tickets(uow, limit=1).items) or any(
            people_rows.by_username(uow, username) for username, *_ in people.HOUSE
        )
    if used:
        raise Conflict("这套系统里已有工单或演示账号，不能再填充演示数据。", "请在新的数据目录（HOTLINE_HOME）或空数据库中填充。")


def _filled(town: Town, password: str) -> Filled:
    handlers = [username for username in town.people if username.startswith(people.HANDLER)]
    units = Counter(town.ticket(id).unit_code for id in town.tickets)
    return Filled(
        tickets=len(town.tickets),
        password=password,
        shown=tuple(username for username in town.people if username not in handlers),
        handlers=len(handlers),
        busiest=max(handlers, key=lambda username: units[username.removeprefix(people.HANDLER)], default=""),
        refused=dict(town.refused.most_common()),
    )


def _plan(town: Town, count: int) -> None:
    arrivals = Arrivals(town, count)
    arrivals.open_platform()
    reviewing.call_back(town)
    for part in (oversight, joint, kin, money, sessions, misfits, floor, alarms, waiting):
        part.plan(town, arrivals)
    for own in (knowledge, quality, bulletins):
        own.plan(town)

"""Tickets of three years as rows of the tables, the same for the same scale and seed. Pure.

Matters are sentences of callers that the product learns categories from, at places of the sample city; their units follow from
its duty directory, their deadlines from the official calendar. Nine of ten are archived, each with the history that the main
line leaves; the newest tenth is under way, in every state that has a clock, all of it due to be looked at by a sweep.
"""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from ticketing.clocks import WorkCalendar, contact_due, deadline, signing_due
from ticketing.clocks.lights import WARNING_SHARE
from ticketing.directory import City, Place, Responsible
from ticketing.drafting.corpus import Spoken, topics
from ticketing.search.tokens import tokens
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import Command

Row = dict[str, Any]
YEARS = timedelta(days=3 * 365)
UNTIL = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OPEN_SHARE = 0.1
PEOPLE = 60
SPREAD = 61_803_399
"""Neighbours of a list of numbers are no neighbours as callers."""
PLACE_PARTS = ("text", "district", "street_code", "gazetteer", "detail")
LEVELS = (1, 3, 7, 7, 7, 11)
DONE: tuple[tuple[Command, TicketState], ...] = (
    ("accept", "accepted"), ("dispatch", "dispatched"), ("sign", "signed"), ("start_handling", "handling"),
    ("report", "reviewing"), ("pass_review", "callback"), ("close", "closed"), ("archive", "archived"),
)  # fmt: skip
REACHED: tuple[TicketState, ...] = ("dispatched", "signed", "handling", "handling", "handling", "reviewing", "callback")


@dataclass(slots=True)
class Batch:
    """Rows by table."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)


class Seeder:
    """``scale`` tickets up to `UNTIL`; numbered from 0, the oldest first."""

    def __init__(self, city: City, calendar: WorkCalendar, scale: int, seed: int = 12345) -> None:
        self.city, self.calendar, self.scale, self.seed = city, calendar, scale, seed
        self.first_open = round(scale * (1 - OPEN_SHARE))
        self._leaves = [
            (leaf, topic.spoken)
            for topic in topics()
            for leaf in city.categories.values()
            if leaf.name == topic.name or (topic.words and set(topic.words) & set(leaf.keywords))
        ]
        self._due = lru_cache(maxsize=None)(self._due_of)
        self._responsible = lru_cache(maxsize=None)(self._responsible_of)

    def people(self) -> Iterator[Row]:
        for n in range(PEOPLE):
            yield {
                "id": person(n), "username": f"seed{n:03d}", "name": f"话务{n:03d}", "password_hash": "x",
                "roles": as_json(["agent"]), "must_change_password": 0,
                "unit": None, "phone": "browser", "queues": as_json(["general"]), "levels": "{}",
                "active": 1, "created_at": stamp(UNTIL - YEARS),
            }  # fmt: skip

    def batch(self, first: int, last: int) -> Batch:
        """The tickets from ``first`` up to, without, ``last``, with all that hangs on them."""
        batch = Batch()
        for n in range(first, last):
            self._ticket(batch, n)
        return batch

    def _ticket(self, batch: Batch, n: int) -> None:
        chance = random.Random(self.seed * 1_000_003 + n)
        at = UNTIL - YEARS * (1 - n / self.scale) + timedelta(seconds=chance.randrange(60))
        leaf, said = self._leaves[chance.randrange(len(self._leaves))]
        sentence: Spoken = said[chance.randrange(len(said))]
        entry = self.city.places[chance.randrange(len(self.city.places))]
        place = Place(
            text=entry.name,
            district=entry.district,
            street_code=entry.street_code,
            gazetteer=entry.name,
            detail=f"{1 + n % 40}号楼",
        )
        unit, name = self._responsible(leaf.code, entry.street_code, entry.district)
        level = leaf.default_level or LEVELS[n % len(LEVELS)]
        local = self.calendar.local(at)
        due = self._due(local.date(), local.time() >= self.calendar.day_ends, level)
        reached = "archived" if n < self.first_open else REACHED[n % len(REACHED)]
        steps = list(self._steps(n, at, due, reached, chance))
        times: dict[str, str] = {step["to_state"]: step["at"] for step in steps}
        dispatched, sign_due = stamp(at), stamp(signing_due(at))
        matter = f"{entry.name}{place.detail}{sentence.text}，已经{2 + n % 28}天了，希望尽快处理"
        caller = f"164{chance.randrange(self.scale // 2 + 100) * SPREAD % 10**8:08d}"
        ticket: Row = {
            "id": ticket_id(n), "number": f"{local:%Y%m%d}-{n % 1_000_000:06d}", "intake_id": None, "call_id": None,
            "duty_session_id": None, "channel": "telephone", "origin": "reactive", "state": reached, "type": sentence.kind,
            "category_code": leaf.code, "category_name": leaf.name,
            "place": as_json({part: getattr(place, part) for part in PLACE_PARTS}),
            "street_code": entry.street_code, "title": f"{entry.name}{leaf.name}", "summary": matter[:40], "matter": matter,
            "wish": "希望尽快处理", "urgent": "[]", "answer": "", "caller_number": caller,
            "caller_name": "", "callback_number": caller,
            "level": level, "unit_code": unit.lead_unit, "unit_name": name, "co_units": "[]",
            "basis": unit.basis, "basis_why": unit.why, "dispatch_level": unit.dispatch_level,
            "directory_version": self.city.version, "created_at": dispatched,
            "created_by": person(n % PEOPLE), "dispatched_at": dispatched,
            "deadline": stamp(due), "first_deadline": stamp(due), "closed_at": times.get("closed"), "version": 1 + len(steps),
            "first_receiver": unit.lead_unit, "sign_due": sign_due, "contact_due": stamp(contact_due(at)),
            "signed_at": times.get("signed"), "contacted_at": times.get("handling"), "reported_at": times.get("reviewing"),
            "light": "green" if reached == "archived" else "blue",
            "light_due_at": None if reached == "archived" else sign_due, "result": "已现场处理" if "reviewing" in times else "",
        }  # fmt: skip
        batch.add("tickets", ticket)
        batch.add("ticket_legs", self._leg(n, ticket, reached, times, stamp(due - (due - at) * WARNING_SHARE)))
        for step in steps:
            batch.add("ticket_steps", step)
        words = "\n".join((ticket["title"], ticket["summary"], matter, ticket["wish"], entry.name, place.detail or ""))
        batch.add("ticket_texts", {"seq": n + 1, "ticket_id": ticket["id"], "tokens": " ".join(tokens(words))})

    def _steps(self, n: int, at: datetime, due: datetime, reached: str, chance: random.Random) -> Iterator[Row]:
        before, moment = "draft", at
        whole = max(due - at, timedelta(hours=2)) * (0.4 + 0.5 * chance.random())
        for position, (command, state) in enumerate(DONE, 1):
            yield {
                "id": f"{ticket_id(n)}.{position}", "ticket_id": ticket_id(n), "position": position, "at": stamp(moment),
                "by": person((n + position) % PEOPLE), "command": command, "from_state": before, "to_state": state, "reason": "",
                "leg_id": leg_id(n) if position > 1 else None, "detail": "{}",
            }  # fmt: skip
            if state == reached:
                return
            before, moment = state, moment + (whole / 6 if position > 1 else timedelta(seconds=30))

    def _leg(self, n: int, ticket: Mapping[str, Any], reached: str, times: Mapping[str, str], yellow_at: str) -> Row:
        state = reached if reached in ("dispatched", "signed", "handling") else "reported"
        return {
            "id": leg_id(n), "ticket_id": ticket["id"], "position": 1, "unit_code": ticket["unit_code"],
            "unit_name": ticket["unit_name"], "role": "lead", "state": state, "basis": ticket["basis"],
            "why": ticket["basis_why"],
            "directory_version": ticket["directory_version"], "dispatched_at": ticket["dispatched_at"],
            "dispatched_by": ticket["created_by"], "sign_due": ticket["sign_due"], "contact_due": ticket["contact_due"],
            "deadline": ticket["deadline"], "signed_at": times.get("signed"), "signed_by": None,
            "contacted_at": times.get("handling"),
            "reported_at": times.get("reviewing"), "reported_by": None, "ended_at": times.get("reviewing"),
            "result": ticket["result"], "started_at": ticket["dispatched_at"],
            "yellow_at": yellow_at,
        }  # fmt: skip

    def _responsible_of(self, category: str, street: str, district: str) -> tuple[Responsible, str]:
        place = Place(text="", district=district, street_code=street, gazetteer=None, detail=None)
        found = self.city.responsible(category, place)
        return found, self.city.unit(found.lead_unit).name

    def _due_of(self, day: date, after_hours: bool, level: int) -> datetime:
        """A level's deadline depends on the day, and on whether it was over."""
        start = datetime.combine(day, self.calendar.day_ends if after_hours else self.calendar.day_starts, self.calendar.timezone)
        return deadline(start, level, self.calendar).astimezone(UTC)


def ticket_id(n: int) -> str:
    return f"018f0000-0000-7000-8000-{n:012d}"


def leg_id(n: int) -> str:
    return f"018f0000-0000-7000-8001-{n:012d}"


def person(n: int) -> str:
    return f"018f0000-0000-7000-8002-{n:012d}"


def stamp(moment: datetime) -> str:
    """A moment in UTC as both databases read it and as SQLAlchemy writes it to SQLite."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

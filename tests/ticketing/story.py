"""Telling a test's story in a line each: people, calls, and what is said in them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from ticketing.calls import service as calls
from ticketing.db import Database
from ticketing.drafts import service as drafts
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutyPlan
from ticketing.people import repository as people_rows
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn, Role
from ticketing.todo import service as todo
from ticketing.todo.schemas import TodoItem
from ticketing.uow import Emitted, UnitOfWork

T = TypeVar("T")
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # Wednesday 12:00 in Shanghai
PASSWORD = "Quiet-River-7"


class Story:
    """Every line is a unit of work of its own; ``events`` are all that went out after a commit."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.events: list[Emitted] = []
        database.after_commit(self.events.extend)
        self._calls = 0

    def do(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        with self.database.unit_of_work() as uow:
            return work(uow, *arguments, **named)

    def person(self, username: str, *roles: Role, unit: str | None = None, queues: tuple[str, ...] = ("general",)) -> str:
        def make(uow: UnitOfWork) -> str:
            new = PersonIn(
                username=username,
                name=f"名{username}",
                roles=roles or ("agent",),
                unit=unit,
                queues=queues,
                password=PASSWORD,
            )
            made = people.create(uow, new).person
            people_rows.person_row(uow, made.id).must_change_password = False
            return made.id

        return self.do(make)

    def fact(self, call: str, kind: str, second: float, start: datetime = NOON, **data: Any) -> None:
        self.do(calls.record, kind, start + timedelta(seconds=second), call, {"call": call, **data})

    def arrives(self, number: str = "16412345678", queue: str = "general", start: datetime = NOON) -> str:
        """A call arrives and waits in ``queue``."""
        self._calls += 1
        call = f"call-{self._calls:04d}"
        self.fact(call, "call_arrived", 0, start, caller_number=number, caller_name="", dialled="12345", trunk="local")
        self.fact(call, "call_queued", 2, start, queue=queue, position=1)
        return call

    def answered(
        self, agent: str, number: str = "16412345678", queue: str = "general", start: datetime = NOON, waited: float = 5
    ) -> str:
        """A call arrives and is answered by ``agent``; its draft is open."""
        call = self.arrives(number, queue, start)
        self.answer(call, agent, queue, start, waited)
        return call

    def answer(self, call: str, agent: str, queue: str = "general", start: datetime = NOON, waited: float = 5) -> None:
        at = 2 + waited
        self.fact(call, "call_answered", at, start, agent=agent, queue=queue, waited_s=waited)
        self.do(drafts.open_draft, call, agent, start + timedelta(seconds=at))

    def ended(self, call: str, agent: str | None, second: float = 100, start: datetime = NOON, **more: Any) -> None:
        data: Mapping[str, Any] = {
            "reason": "completed", "by": "caller", "queue": None, "agent": agent, "waited_s": 5.0, "talked_s": 60.0,
        } | more  # fmt: skip
        self.fact(call, "call_ended", second, start, **data)

    def abandoned(self, number: str, queue: str = "general", start: datetime = NOON, waited: float = 30) -> str:
        call = self.arrives(number, queue, start)
        self.ended(call, None, 2 + waited, start, reason="abandoned", queue=queue, waited_s=waited, talked_s=0.0)
        return call

    def says(self, call: str, text: str, second: float = 10, channel: str = "caller", version: int = 1) -> None:
        self.do(calls.add_segment, call, channel, text, second, second + 2, 0.9, [], "scripted", version=version)

    def session(self, leader: str, start: datetime = NOON, hours: float = 2) -> str:
        """A duty session that is open."""
        new = DutyPlan(leader=leader, starts_at=start, ends_at=start + timedelta(hours=hours))
        session = self.do(duty.plan, new, leader, start)
        self.do(duty.open_session, session.id, leader, start)
        return session.id

    def sent(self, type: str, person: str | None = None) -> list[Mapping[str, Any]]:
        return [e["data"] for e in self.events if e["type"] == type and (person is None or person in e["people"])]

    def told_todo(self, person: str, at: datetime = NOON) -> tuple[TodoItem, ...]:
        """The to-do list, read as a desk reads it that was told of a change; told since the last time, else this fails."""
        told = [event for event in self.events if event["type"] == todo.CHANGED and person in event["people"]]
        assert told, "nobody was told"
        self.events[:] = [event for event in self.events if event not in told]
        [(_, listed)] = self.do(todo.lists, [person], at)
        return listed.items

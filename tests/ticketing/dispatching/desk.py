"""Tickets that wait for a dispatcher, and the people who deal with them, in a line each."""

from datetime import datetime, timedelta
from typing import Any

from tests.ticketing.story import NOON, Story
from ticketing.dispatching import service as dispatching
from ticketing.people.repository import by_username
from ticketing.tickets import handling
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.moves import locked
from ticketing.tickets.schemas import TicketOut
from ticketing.uow import UnitOfWork

BASIS = "《城市管理条例》第十二条"
STREET = {"text": "桥头街道", "district": "东城区", "street_code": "S1", "gazetteer": None, "detail": None}


class Desk:
    """A dispatcher, a handler in each unit, and as many accepted tickets as a test asks for."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.agent = story.person("agent")
        self.dispatcher = Actor(id=story.person("pai", "dispatcher"), roles=frozenset({"dispatcher"}))
        self._made = 0

    def handler(self, unit: str) -> Actor:
        def find(uow: UnitOfWork) -> Actor | None:
            row = by_username(uow, f"h-{unit.lower()}")
            return Actor(id=row.id, roles=frozenset({"handler"}), unit=unit) if row else None

        known = self.story.do(find)
        return known or Actor(
            id=self.story.person(f"h-{unit.lower()}", "handler", unit=unit), roles=frozenset({"handler"}), unit=unit
        )

    def accepted(
        self,
        category: str | None = "0101010101",
        place: dict[str, str | None] | None = None,
        at: datetime = NOON,
        type: str = "complaint",
    ) -> str:
        """A ticket that nobody has dispatched yet."""
        self._made += 1
        number = f"164{self._made:08d}"

        def make(uow: UnitOfWork) -> str:
            fields: dict[str, Any] = {
                "caller_name": f"市民{self._made}", "callback_number": number, "caller_number": number, "type": type,
                "place": place, "title": f"事项{self._made}", "summary": "", "matter": f"第{self._made}件事",
                "wish": "", "urgent": [], "level": 3, "category_code": category, "category_name": "名称" if category else None,
            }  # fmt: skip
            return tickets.accept(uow, tickets.NewTicket(call_id=None, fields=fields), by=self.agent, at=at).id

        return self.story.do(make)

    def dispatched(self, unit: str = "Q-CG", at: datetime = NOON, **more: object) -> str:
        ticket = self.accepted(at=at)
        self.send(ticket, unit, at=at, **more)
        return ticket

    def send(self, ticket: str, unit: str, at: datetime = NOON, **more: object) -> None:
        self.story.do(dispatching.dispatch_accepted, ticket, unit, actor=self.dispatcher, version=None, at=at, **more)

    def sign(self, ticket: str, unit: str, at: datetime = NOON) -> None:
        self.story.do(handling.sign, ticket, actor=self.handler(unit), version=None, at=at)

    def start(self, ticket: str, unit: str, at: datetime = NOON) -> None:
        self.story.do(handling.start_handling, ticket, actor=self.handler(unit), version=None, at=at)

    def objects(self, ticket: str, unit: str, suggested: str, at: datetime = NOON) -> str:
        """The unit objects; the objection's id."""

        def work(uow: UnitOfWork) -> str:
            return dispatching.object_to(
                uow,
                ticket,
                legal_basis=BASIS,
                suggested_unit=suggested,
                reason="不属本单位职责",
                actor=self.handler(unit),
                version=None,
                at=at,
            ).id

        return self.story.do(work)

    def rejects(self, objection: str, at: datetime = NOON) -> None:
        self.story.do(dispatching.reject, objection, "依职责目录应由贵单位承办", actor=self.dispatcher, version=None, at=at)

    def grants(self, objection: str, at: datetime = NOON, **more: object) -> None:
        self.story.do(dispatching.grant, objection, "依据成立", actor=self.dispatcher, version=None, at=at, **more)

    def redispatches(self, ticket: str, unit: str, at: datetime = NOON, **more: object) -> None:
        named = {"reason": "改由该单位", "actor": self.dispatcher, "version": None, "at": at} | more
        self.story.do(dispatching.redispatch, ticket, unit, **named)

    def see(self, ticket: str) -> TicketOut:
        return self.story.do(tickets.get, ticket)

    def legs(self, ticket: str) -> list[tuple[str, str, str]]:
        """Unit, role and state of each, in the order of their making."""

        def read(uow: UnitOfWork) -> list[tuple[str, str, str]]:
            return [(leg.unit_code, leg.role, leg.state) for leg in locked(uow, ticket).legs]

        return self.story.do(read)

    def column(self, ticket: str, name: str) -> object:
        return self.story.do(lambda uow: getattr(locked(uow, ticket), name))


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)

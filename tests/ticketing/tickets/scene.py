"""A ticket of the street lamps' bureau with a helping unit, and the people who act on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.ticketing.story import NOON, Story
from ticketing.dispatching.plan import Dispatch
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.schemas import TicketOut
from ticketing.uow import UnitOfWork

LEAD, HELPER, STRANGER = "Q-CG", "D1-CG", "S1"
FIELDS: dict[str, Any] = {
    "type": "complaint",
    "title": "路灯不亮",
    "summary": "",
    "matter": "桥头小区门口路灯不亮",
    "wish": "修好",
    "urgent": [],
    "caller_number": "16412345678",
    "caller_name": "张女士",
    "callback_number": "16412345678",
    "level": 3,
}


def actor(story: Story, name: str, *roles: Any, unit: str | None = None) -> Actor:
    id = story.person(name, *roles, unit=unit)
    return Actor(id=id, roles=frozenset(roles), unit=unit)


@dataclass(kw_only=True)
class Scene:
    """``do`` gives a command with the version as it is now; ``id`` is the ticket's."""

    story: Story
    id: str
    agent: Actor
    lead: Actor
    helper: Actor
    dispatcher: Actor
    inspector: Actor
    stranger: Actor

    def do(self, command: Any, by: Actor, at: datetime, **more: Any) -> TicketOut:
        version = self.version()
        self.story.do(command, self.id, actor=by, version=version, at=at, **more)
        return self.now()

    def now(self) -> TicketOut:
        return self.story.do(tickets.get, self.id)

    def version(self) -> int:
        return int(self.read(lambda row: row.version))

    def read(self, work: Any) -> Any:
        def reading(uow: UnitOfWork) -> Any:
            row = uow.session.get(TicketRow, self.id)
            assert row is not None
            return work(row)

        return self.story.do(reading)


def accepted(story: Story, agent: Actor, at: datetime = NOON, **fields: Any) -> str:
    def make(uow: UnitOfWork) -> str:
        return tickets.accept(uow, tickets.NewTicket(call_id=None, fields=FIELDS | fields), by=agent.id, at=at).id

    return story.do(make)


def dispatched(
    story: Story,
    at: datetime = NOON,
    *,
    co: tuple[str, ...] = (),
    cc: tuple[str, ...] = (),
    level: int = 3,
    prefix: str = "",
    **more: Any,
) -> Scene:
    """``prefix`` stands before the user names, where a test makes more than one scene."""
    agent = actor(story, f"{prefix}a1", "agent")
    id = accepted(story, agent, at, **more.pop("fields", {}))
    to = Dispatch(
        unit=LEAD, co_units=co, cc=cc, basis="in_charge", why="谁主管谁负责", dispatch_level="city", level=level, **more
    )

    def send(uow: UnitOfWork) -> None:
        row = uow.session.get(TicketRow, id)
        assert row is not None
        tickets.dispatch(uow, row, to, by=agent.id, at=at)

    story.do(send)
    return Scene(
        story=story,
        id=id,
        agent=agent,
        lead=actor(story, f"{prefix}h1", "handler", unit=LEAD),
        helper=actor(story, f"{prefix}h2", "handler", unit=HELPER),
        stranger=actor(story, f"{prefix}h3", "handler", unit=STRANGER),
        dispatcher=actor(story, f"{prefix}d1", "dispatcher"),
        inspector=actor(story, f"{prefix}i1", "inspector"),
    )

"""Whom an agent may bring into a call: colleagues at their desks, and the city's contacts."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from agent_console.dialling import AGENT
from agent_console.faults import errors
from agent_console.signed_in import AgentOrSupervisor
from agent_console.transaction import Ports, in_reading
from ticketing.directory import Contact
from ticketing.people.schemas import PersonOut
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api", tags=["directory"])


class Dialable(Schema):
    """``number`` goes into ``consult`` and ``transfer_number`` as it stands; ``state`` and ``since`` are an agent's."""

    kind: Literal["agent", "contact"]
    name: str
    number: str
    note: str = ""
    quick: bool = False
    state: str | None = None
    since: str | None = None


@router.get("/directory", responses=errors(401, 403))
async def read_directory(
    ports: Ports,
    me: AgentOrSupervisor,
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 30,
) -> tuple[Dialable, ...]:
    """Colleagues who are free first, then contacts; an empty question lists the first of both, the quick ones before."""
    found = await in_reading(ports, lambda uow: _contacts(uow, q, limit))
    colleagues = sorted(_colleagues(ports.phone.own_board()["agents"], me, q), key=lambda one: one.state != "available")
    return (*colleagues[:limit], *found)


def _colleagues(agents: list[dict[str, Any]], me: PersonOut, q: str) -> Iterator[Dialable]:
    for agent in agents:
        if agent["agent"] != me.id and agent["state"] != "offline" and q.strip() in agent["name"]:
            yield Dialable(
                kind="agent",
                name=agent["name"],
                number=f"{AGENT}{agent['agent']}",
                state=agent["state"],
                since=agent.get("since"),
            )


def _contacts(uow: UnitOfWork, q: str, limit: int) -> tuple[Dialable, ...]:
    return tuple(_dialable(uow, contact) for contact in uow.city.search_contacts(q, limit))


def _dialable(uow: UnitOfWork, contact: Contact) -> Dialable:
    unit = uow.city.unit(contact.unit_code).name if contact.unit_code else ""
    return Dialable(kind="contact", name=contact.name, number=contact.number, note=unit, quick=contact.quick)

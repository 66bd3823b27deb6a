"""Who acts on a ticket: a person with roles and a unit, or the law itself as time passes."""

from dataclasses import dataclass

from ticketing.people.repository import SYSTEM
from ticketing.people.schemas import PersonOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """``roles`` as in the accounts; the law itself has the one role ``system``. ``unit`` is a code."""

    id: str
    roles: frozenset[str]
    unit: str | None = None


LAW_ITSELF = Actor(id=SYSTEM, roles=frozenset({SYSTEM}))


def actor_of(person: PersonOut) -> Actor:
    return Actor(id=person.id, roles=frozenset(person.roles), unit=person.unit)

"""The organisation tree with its people, and what citizens may see of it."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import func, select

from ticketing.directory.city import City
from ticketing.directory.contact import Contact
from ticketing.directory.schemas import PublicContact, PublicContacts, UnitContact, UnitNode, UnitTreeOut
from ticketing.people.models import PersonRow
from ticketing.units import Unit
from ticketing.uow import UnitOfWork


def tree(uow: UnitOfWork) -> UnitTreeOut:
    """All units of the version in force, parents first, with counts of active accounts."""
    own = _people(uow)
    below = branch_counts(uow.city, own)
    contacts: dict[str, list[Contact]] = {}
    for contact in uow.city.contacts:
        contacts.setdefault(contact.unit_code or "", []).append(contact)
    nodes = (_node(unit, own, below, contacts.get(unit.code, [])) for unit in parents_first(uow.city))
    return UnitTreeOut(version=uow.city.version, units=tuple(nodes))


def parents_first(city: City) -> list[Unit]:
    """The tree walked from its root; brothers stay in the table's order."""
    children: dict[str | None, list[Unit]] = {}
    for unit in city.units:
        children.setdefault(unit.parent_code, []).append(unit)
    found, waiting = [], list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting.extend(reversed(children.get(unit.code, [])))
    return found


def branch_counts(city: City, own: Mapping[str, int]) -> Counter[str]:
    """For each unit what it and all below it have; codes that are no units count nowhere."""
    counts: Counter[str] = Counter()
    for code, count in own.items():
        if code in city.units:
            for unit in city.units.ancestors(code):
                counts[unit.code] += count
    return counts


def public_contacts(city: City, q: str = "") -> PublicContacts:
    """What is marked public, the emergency numbers first, then in the tree's order; no name of a person."""
    order = {unit.code: place for place, unit in enumerate(parents_first(city))}
    shown = sorted((c for c in city.contacts if c.public), key=lambda c: (not c.quick, order.get(c.unit_code or "", -1)))
    listed = (_public(city, contact) for contact in shown)
    q = q.strip()
    return PublicContacts(
        city=city.name, contacts=tuple(one for one in listed if not q or q in f"{one.unit}{one.name}{one.number}")
    )


def _people(uow: UnitOfWork) -> dict[str, int]:
    query = select(PersonRow.unit, func.count()).where(PersonRow.active, PersonRow.unit.is_not(None)).group_by(PersonRow.unit)
    return {str(unit): count for unit, count in uow.session.execute(query)}


def _node(unit: Unit, own: Mapping[str, int], below: Mapping[str, int], contacts: list[Contact]) -> UnitNode:
    return UnitNode(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        parent_code=unit.parent_code,
        population=unit.population,
        area=unit.area,
        first_responsible=unit.first_responsible,
        responsible_title=unit.responsible_title,
        people=own.get(unit.code, 0),
        people_below=below.get(unit.code, 0),
        contacts=tuple(UnitContact.model_validate(contact) for contact in contacts),
    )


def _public(city: City, contact: Contact) -> PublicContact:
    unit = city.unit(contact.unit_code) if contact.unit_code else None
    return PublicContact(
        unit=unit.name if unit else "",
        kind=unit.kind if unit else "",
        name=contact.name,
        number=contact.number,
        hours=contact.hours,
        address=contact.address,
    )

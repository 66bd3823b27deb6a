"""Accounts, for administrators."""

from fastapi import APIRouter, Request

from agent_console.faults import errors
from agent_console.live.hub import hub_of
from agent_console.signed_in import Admin
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.ids import PersonId
from ticketing.people import service as people
from ticketing.people.schemas import CreatedPerson, PersonIn, PersonOut, PersonPatch

router = APIRouter(prefix="/api/people", tags=["people"])
SEAT = frozenset({"name", "phone", "queues", "levels"})
"""Fields of an account that its seat is made of."""


@router.get("", responses=errors(401, 403))
def list_people(uow: Reading, me: Admin) -> tuple[PersonOut, ...]:
    return tuple(people.list_people(uow))


@router.post("", status_code=201, responses=errors(401, 403, 409, 422))
def create_person(body: PersonIn, uow: Uow, me: Admin) -> CreatedPerson:
    """A new account; its password is shown this once and must be changed at the first sign-in."""
    return people.create(uow, body)


@router.patch("/{person_id}", responses=errors(401, 403, 404, 409, 422))
async def change_person(person_id: str, body: PersonPatch, request: Request, ports: Ports, me: Admin) -> PersonOut:
    """Queues, levels and phone count at once for who sits at a desk, not from the next sign-in on."""
    person = await in_unit(ports, lambda uow: people.change(uow, person_id, body))
    if person.active and SEAT & body.model_fields_set and hub_of(request).seated(PersonId(person_id)):
        await ports.phone.sign_in(PersonId(person_id))
    return person

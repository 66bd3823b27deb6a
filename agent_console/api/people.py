"""Accounts, for administrators."""

from fastapi import APIRouter

from agent_console.faults import errors
from agent_console.signed_in import Admin
from agent_console.transaction import Reading, Uow
from ticketing.people import service as people
from ticketing.people.schemas import CreatedPerson, PersonIn, PersonOut, PersonPatch

router = APIRouter(prefix="/api/people", tags=["people"])


@router.get("", responses=errors(401, 403))
def list_people(uow: Reading, me: Admin) -> tuple[PersonOut, ...]:
    return tuple(people.list_people(uow))


@router.post("", status_code=201, responses=errors(401, 403, 409, 422))
def create_person(body: PersonIn, uow: Uow, me: Admin) -> CreatedPerson:
    """A new account; its password is shown this once and must be changed at the first sign-in."""
    return people.create(uow, body)


@router.patch("/{person_id}", responses=errors(401, 403, 404, 409, 422))
def change_person(person_id: str, body: PersonPatch, uow: Uow, me: Admin) -> PersonOut:
    return people.change(uow, person_id, body)

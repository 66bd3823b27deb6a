"""Roles explained, sessions ended, and people who leave handed over, for administrators."""

from fastapi import APIRouter, Request

from agent_console.faults import errors
from agent_console.live import told_by_others
from agent_console.live.hub import hub_of
from agent_console.signed_in import Admin
from agent_console.transaction import Ports, Reading, in_unit
from config.ids import PersonId
from ticketing.operation import leaving, roles
from ticketing.operation.roles import RoleOut
from ticketing.operation.schemas import LeavingIn, LiveSession, OpenWork
from ticketing.people import repository, sessions
from ticketing.people import service as people
from ticketing.people.schemas import PersonOut
from ticketing.schema import PersonName, Schema

router = APIRouter()
MOST_SESSIONS = 500


class SignedOut(Schema):
    ended: int


@router.get("/roles", responses=errors(401, 403))
def read_roles(me: Admin) -> tuple[RoleOut, ...]:
    """What each role may do with tickets, out of the table that decides it."""
    return roles.roles()


@router.get("/sessions", responses=errors(401, 403))
def list_sessions(request: Request, uow: Reading, ports: Ports, me: Admin) -> tuple[LiveSession, ...]:
    """Who is signed in, newest first, 500 at most; ``desk``: a desk of theirs is connected or expected back."""
    found = sessions.living(uow, ports.now(), MOST_SESSIONS)
    known = {row.id: row for row in repository.rows_of(uow, {one.person_id for one in found})}
    hub = hub_of(request)
    return tuple(
        LiveSession(
            id=one.id,
            person=PersonName(id=one.person_id, name=known[one.person_id].name),
            username=known[one.person_id].username,
            roles=tuple(known[one.person_id].roles),
            since=one.since,
            until=one.until,
            desk=hub.seated(PersonId(one.person_id)),
        )
        for one in found
    )


@router.post("/people/{person_id}/sign-out", responses=errors(401, 403, 404))
async def sign_out_everywhere(person_id: str, request: Request, ports: Ports, me: Admin) -> SignedOut:
    """End every session of this person, on all devices; their open desks close at once."""
    ended = await in_unit(ports, lambda uow: people.sign_out_everywhere(uow, person_id, by=me.id, at=ports.now()))
    told_by_others.shut_out(ports, hub_of(request), PersonId(person_id))
    return SignedOut(ended=ended)


@router.get("/people/{person_id}/open-work", responses=errors(401, 403, 404))
def read_open_work(person_id: str, uow: Reading, me: Admin) -> OpenWork:
    """What this person has begun and nobody else would go on with, in numbers."""
    return leaving.open_work(uow, person_id)


@router.post("/people/{person_id}/leave", responses=errors(401, 403, 404, 409, 422))
async def leave(person_id: str, body: LeavingIn, request: Request, ports: Ports, me: Admin) -> PersonOut:
    """Hand over what lies open and deactivate the account, in one; 409 while something lies open that nobody takes."""
    left = await in_unit(ports, lambda uow: leaving.leave(uow, person_id, body, by=me.id, at=ports.now()))
    told_by_others.shut_out(ports, hub_of(request), PersonId(person_id))
    return left

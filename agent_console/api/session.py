"""Sign-in, sign-out and the own account."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from agent_console.faults import errors
from agent_console.live import told_by_others
from agent_console.live.hub import hub_of
from agent_console.signed_in import COOKIE, AnySignedIn, Seated, token_of, who
from agent_console.transaction import Ports, Uow, in_reading, in_unit
from config.errors import NotSignedIn
from config.ids import PersonId
from ticketing.people import service as people
from ticketing.people.schemas import PersonOut, SignedIn
from ticketing.schema import Schema

router = APIRouter(prefix="/api", tags=["session"])
Password = Annotated[str, Field(min_length=1, max_length=1_000)]


class Credentials(Schema):
    username: Annotated[str, Field(min_length=1, max_length=64)]
    password: Password


class SessionNow(Schema):
    """``me`` is null where nobody is signed in: for a page that asks first, that is an answer and no error."""

    me: PersonOut | None


class PasswordChange(Schema):
    old: Password
    new: Password


class PhoneChoice(Schema):
    """``browser`` or the SIP URI of a softphone."""

    phone: Annotated[str, Field(min_length=1, max_length=200)]


async def _checked(body: Credentials, request: Request, ports: Ports) -> people.Checked:
    """The password, compared before the unit of work begins: a shift that signs in at once must not hold up the ledger."""
    turns: asyncio.Semaphore = request.app.state.password_checks
    async with turns:
        return await in_reading(ports, lambda uow: people.check_password(uow, body.username, body.password, ports.now()))


@router.post("/session", responses=errors(401, 429))
def sign_in(
    body: Credentials,
    request: Request,
    response: Response,
    ports: Ports,
    checked: Annotated[people.Checked, Depends(_checked)],
    uow: Uow,
) -> SignedIn:
    """Open a session; the token comes as a cookie and, for clients without cookies, in the body."""
    hours = ports.settings.web.session_hours
    signed_in = people.sign_in(uow, body.username, body.password, ports.now(), hours, checked=checked)
    response.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=int(hours * 3600),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    response.headers["Cache-Control"] = "no-store"
    return signed_in


@router.get("/session")
async def read_session(request: Request, response: Response, ports: Ports) -> SessionNow:
    """Who the cookie or token belongs to."""
    response.headers["Cache-Control"] = "no-store"
    try:
        return SessionNow(me=await who(ports, token_of(request)))
    except NotSignedIn:
        return SessionNow(me=None)


@router.delete("/session", status_code=204, responses=errors(401))
async def sign_out(request: Request, response: Response, ports: Ports, me: AnySignedIn) -> None:
    """End the session, close its desks and leave the seat; a live call goes on to its end first."""
    token = token_of(request)
    assert token is not None
    await in_unit(ports, lambda uow: people.sign_out(uow, token, ports.now()))
    hub = hub_of(request)
    told_by_others.session_ended(ports, hub, token)
    if not hub.seated(PersonId(me.id)):
        ports.phone.sign_out(PersonId(me.id))
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@router.get("/me", responses=errors(401))
def read_me(me: AnySignedIn) -> PersonOut:
    return me


@router.post("/me/password", status_code=204, responses=errors(401, 403, 422))
def change_password(body: PasswordChange, request: Request, me: AnySignedIn, uow: Uow) -> None:
    """The session that asks goes on; the person's other sessions end."""
    people.change_password(uow, me.id, body.old, body.new, keep=token_of(request))


@router.put("/me/phone", responses=errors(401, 403, 409, 422))
async def choose_phone(body: PhoneChoice, request: Request, ports: Ports, me: Seated) -> PersonOut:
    """Where the own calls ring; taken over at once when the person has a desk."""
    person = await in_unit(ports, lambda uow: people.set_phone(uow, me.id, body.phone))
    if hub_of(request).seated(PersonId(me.id)):
        await ports.phone.sign_in(PersonId(me.id))
    return person

"""Accounts, for administrators."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from agent_console.api.city import attachment, content_of
from agent_console.faults import errors, fault_of
from agent_console.large_body import described, large
from agent_console.live import told_by_others
from agent_console.live.hub import hub_of
from agent_console.ports import ConsolePorts
from agent_console.signed_in import Admin
from agent_console.transaction import Ports, Reading, Uow, in_reading, in_unit
from config.errors import HotlineError
from config.ids import PersonId
from ticketing.directory.exporting import Format
from ticketing.people import changes, importing, passwords
from ticketing.people import service as people
from ticketing.people.planning import Plan
from ticketing.people.schemas import (
    CreatedPerson,
    ImportStep,
    PeopleFile,
    PeopleImport,
    PeoplePreview,
    PersonChangePage,
    PersonIn,
    PersonOut,
    PersonPatch,
)

router = APIRouter(prefix="/api/people", tags=["people"])
SEAT = frozenset({"name", "phone", "queues", "levels"})
"""Fields of an account that its seat is made of."""


@router.get("", responses=errors(401, 403))
def list_people(uow: Reading, me: Admin) -> tuple[PersonOut, ...]:
    return tuple(people.list_people(uow))


@router.post("", status_code=201, responses=errors(401, 403, 409, 422))
def create_person(body: PersonIn, uow: Uow, me: Admin) -> CreatedPerson:
    """A new account; its password is shown this once and must be changed at the first sign-in."""
    return people.create(uow, body, by=me.id)


@router.patch("/{person_id}", responses=errors(401, 403, 404, 409, 422))
async def change_person(person_id: str, body: PersonPatch, request: Request, ports: Ports, me: Admin) -> PersonOut:
    """Queues, levels and phone count at once for who sits at a desk, not from the next sign-in on."""
    person = await in_unit(ports, lambda uow: people.change(uow, person_id, body, by=me.id))
    if person.active and SEAT & body.model_fields_set:
        await told_by_others.records_changed(ports, hub_of(request), [PersonId(person_id)])
    return person


@router.get("/export.{format}", responses=errors(401, 403, 422), response_class=Response)
def export_people(format: Format, uow: Reading, me: Admin) -> Response:
    """All accounts as a file that an import takes back; no passwords."""
    return attachment(f"人员.{format}", importing.exported(uow, format), format)


@router.get("/{person_id}/changes", responses=errors(401, 403, 404))
def list_changes(
    person_id: str, uow: Reading, me: Admin, before: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> PersonChangePage:
    """Who changed this account, when and how, newest first."""
    return changes.of_person(uow, person_id, before, limit)


@router.post("/imports/preview", responses=errors(401, 403, 413, 422), openapi_extra=described(PeopleFile))
async def preview_import(ports: Ports, me: Admin, body: Annotated[PeopleFile, large(PeopleFile)]) -> PeoplePreview:
    """Who would come, change and leave, or every mistake by line and column; nothing is written."""
    content = content_of(body.name, body.content)
    return await in_reading(ports, lambda uow: importing.preview(uow, body.name, content, body.mode, _queues(ports)))


@router.post(
    "/imports",
    responses={200: {"model": ImportStep, "description": "A line of JSON for each step"}, **errors(401, 403, 409, 413, 422)},
    response_class=StreamingResponse,
    openapi_extra=described(PeopleImport),
)
async def import_people(
    request: Request, ports: Ports, me: Admin, body: Annotated[PeopleImport, large(PeopleImport)]
) -> StreamingResponse:
    """Do what was previewed, all or nothing: a line of JSON tells how far the passwords are, the last one the result."""
    content = content_of(body.name, body.content)
    planned = await in_reading(
        ports, lambda uow: importing.prepare(uow, body.name, content, body.mode, _queues(ports), body.base)
    )
    return StreamingResponse(_steps(request, ports, planned, body.base, me.id), media_type="application/x-ndjson")


async def _steps(request: Request, ports: ConsolePorts, planned: Plan, base: str, by: str) -> AsyncIterator[str]:
    """Passwords first and outside of any transaction, for they take long on purpose; then everything at once."""
    of, hashed = len(planned.new), {}
    for done, new in enumerate(planned.new):
        yield _line(ImportStep(done=done, of=of).model_dump(mode="json"))
        async with request.app.state.password_checks:
            hashed[new.username] = await run_in_threadpool(passwords.hash_password, new.password or "")
    try:
        result = await in_unit(ports, lambda uow: importing.apply(uow, planned, hashed, base=base, by=by, at=ports.now()))
    except HotlineError as error:
        yield _line({"error": fault_of(error).model_dump(mode="json", exclude_none=True)})
        return
    await told_by_others.records_changed(ports, hub_of(request), map(PersonId, result.seats))
    yield _line(ImportStep(done=of, of=of, result=result).model_dump(mode="json"))


def _line(step: Mapping[str, Any]) -> str:
    return json.dumps(step, ensure_ascii=False) + "\n"


def _queues(ports: ConsolePorts) -> set[str]:
    return {queue.name for queue in ports.settings.queues}

"""Settings with their history, and how the node stands; administrators only, who see no ticket."""

import io
import json
import zipfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from agent_console.api import operation_people, operation_prompts, operation_queues
from agent_console.faults import errors
from agent_console.node import Fact, Node
from agent_console.operated import named_file, node_of
from agent_console.signed_in import Admin
from agent_console.transaction import Ports, Reading, in_unit
from ticketing.operation import service
from ticketing.operation.schemas import (
    RevertIn,
    SettingChanges,
    SettingsFile,
    SettingsImportIn,
    SettingsIn,
    SettingsOut,
    SettingsPreview,
    SettingsPreviewIn,
)
from ticketing.schema import Schema

router = APIRouter(prefix="/api/operation", tags=["operation"])
router.include_router(operation_queues.router)
router.include_router(operation_prompts.router)
router.include_router(operation_people.router)


class FactOut(Schema):
    """A line of the node's state. ``missing`` stops a part of the service, ``note`` does not."""

    group: str
    title: str
    value: str
    state: Literal["ok", "note", "missing"]
    remedy: str = ""


class StateOut(Schema):
    at: datetime
    facts: tuple[FactOut, ...]


class CheckStep(Schema):
    """A line of the checks' answer: how many are done, and what the last one found."""

    done: int
    of: int
    facts: tuple[FactOut, ...]


@router.get("/settings", responses=errors(401, 403))
def read_settings(uow: Reading, ports: Ports, me: Admin) -> SettingsOut:
    """Every setting with its meaning, its bounds, where its value comes from and when a change acts."""
    return service.listed(uow, node_of(ports).under, ports.settings)


@router.post("/settings/preview", responses=errors(401, 403, 422))
def preview_settings(body: SettingsPreviewIn, uow: Reading, ports: Ports, me: Admin) -> SettingsPreview:
    """What these values would change, or everything that is wrong with them; nothing is written."""
    return service.preview(uow, node_of(ports).under, body.changes)


@router.post("/settings", responses=errors(401, 403, 409, 422))
async def change_settings(body: SettingsIn, ports: Ports, me: Admin) -> SettingsPreview:
    """Store these values; what may act at once does when this answers, on other nodes within seconds."""
    node = node_of(ports)
    seen = await in_unit(
        ports,
        lambda uow: service.change(
            uow, node.under, body.changes, base=body.base, by=me.id, at=ports.now(), reason=body.reason, how="page"
        ),
    )
    await node.take_up()
    return seen


@router.get("/settings/changes", responses=errors(401, 403, 422))
def list_setting_changes(
    uow: Reading,
    me: Admin,
    key: Annotated[str | None, Query(max_length=100)] = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SettingChanges:
    """Who changed what, when, from what to what and why; newest first, of one setting or of all."""
    return service.history(uow, key, before, limit)


@router.post("/settings/{key}/revert", responses=errors(401, 403, 404, 409, 422))
async def revert_setting(key: str, body: RevertIn, ports: Ports, me: Admin) -> SettingsPreview:
    """Back to what the setting was after an earlier change."""
    node = node_of(ports)
    seen = await in_unit(
        ports,
        lambda uow: service.revert(uow, node.under, key, body.to, base=body.base, by=me.id, at=ports.now(), reason=body.reason),
    )
    await node.take_up()
    return seen


@router.get("/settings/export", responses=errors(401, 403))
def export_settings(uow: Reading, ports: Ports, me: Admin, response: Response) -> SettingsFile:
    """All that was set on the page, as a file that an import takes back; no secret is among it."""
    response.headers["Content-Disposition"] = named_file("设置.json")
    return service.exported(uow, ports.now())


@router.post("/settings/import/preview", responses=errors(401, 403, 422))
def preview_settings_import(body: SettingsImportIn, uow: Reading, ports: Ports, me: Admin) -> SettingsPreview:
    """What the file would change, or everything that is wrong with it."""
    return service.preview(uow, node_of(ports).under, service.changes_of(uow, body))


@router.post("/settings/import", responses=errors(401, 403, 409, 422))
async def import_settings(body: SettingsImportIn, ports: Ports, me: Admin) -> SettingsPreview:
    """Do what was previewed, all or nothing; ``base`` is the preview's version."""
    node = node_of(ports)
    seen = await in_unit(
        ports,
        lambda uow: service.change(
            uow, node.under, service.changes_of(uow, body),
            base=body.base or 0, by=me.id, at=ports.now(), reason=body.reason, how="import",
        ),
    )  # fmt: skip
    await node.take_up()
    return seen


@router.get("/state", responses=errors(401, 403))
async def read_state(ports: Ports, me: Admin) -> StateOut:
    """Version, database, disks, lines, certificate and models of the node that answers."""
    return StateOut(at=ports.now(), facts=tuple(map(_fact, await node_of(ports).facts())))


@router.post(
    "/checks",
    responses={200: {"model": CheckStep, "description": "A line of JSON for each check"}, **errors(401, 403)},
    response_class=StreamingResponse,
)
async def run_checks(ports: Ports, me: Admin) -> StreamingResponse:
    """Look at everything that the service needs, one after another; each check is told as soon as it is done."""
    return StreamingResponse(_steps(node_of(ports)), media_type="application/x-ndjson")


@router.get("/diagnostics.zip", responses=errors(401, 403), response_class=Response)
async def read_diagnostics(request: Request, ports: Ports, me: Admin) -> Response:
    """State, checks, settings and figures for whoever helps from afar: no person, no number, no secret."""
    content = _zipped(await node_of(ports).bundle())
    return Response(content, media_type="application/zip", headers={"Content-Disposition": named_file("诊断.zip")})


async def _steps(node: Node) -> AsyncIterator[str]:
    async for done, of, facts in node.checks():
        yield CheckStep(done=done, of=of, facts=tuple(map(_fact, facts))).model_dump_json() + "\n"


def _fact(fact: Fact) -> FactOut:
    return FactOut(**asdict(fact))


def _zipped(files: Mapping[str, Any]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
            archive.writestr(name, text)
    return into.getvalue()

"""Units, categories, duties and contacts: import, export, versions."""

import base64
import binascii
import time
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from agent_console.faults import errors
from agent_console.large_body import described, large
from agent_console.rate import Rate
from agent_console.signed_in import Admin, Me, TicketReader
from agent_console.transaction import Ports, Reading, Uow, in_reading, in_unit
from config.errors import BadInput
from ticketing.directory import explaining, exporting, organisation, reading, service
from ticketing.directory.columns import TITLES, TableName
from ticketing.directory.exporting import Format
from ticketing.directory.proposing import Upload
from ticketing.directory.schemas import (
    CityPreview,
    CityVersion,
    FileIn,
    ImportIn,
    Judgement,
    PublicContacts,
    PublishIn,
    TablePage,
    TicketWhy,
    UnitTreeOut,
    VersionDetail,
    VersionPage,
    WithdrawIn,
)
from ticketing.gazetteer import Place
from ticketing.spreadsheets import CSV_TYPE, XLSX_TYPE

router = APIRouter(prefix="/api/city", tags=["city"])
TYPES: dict[Format, str] = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
IN_FORCE = "current"
"""Stands for the version in force in a path."""
Version = str


@router.get("/units", responses=errors(401))
def read_tree(uow: Reading, me: Me) -> UnitTreeOut:
    """The organisation tree of the version in force, parents first, with contacts and counts of people."""
    return organisation.tree(uow)


@router.get("/versions", responses=errors(401, 403))
def list_versions(
    uow: Reading, ports: Ports, me: Admin, before: int | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> VersionPage:
    """Newest first; ``before`` is the ``next`` of the page before."""
    return reading.history(uow, before, limit, ports.now())


@router.get("/versions/{version}", responses=errors(401, 403, 404))
def read_version(version: Version, uow: Reading, ports: Ports, me: Admin) -> VersionDetail:
    """One version (``current``: the one in force) and what it changed."""
    return reading.detail(uow, _named(uow.city.version, version), ports.now())


@router.post("/versions/{version}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw_version(version: Version, body: WithdrawIn, uow: Uow, ports: Ports, me: Admin) -> CityVersion:
    """Take back the newest version before it comes into force."""
    return service.withdraw(uow, version, by=me.id, why=body.why, at=ports.now())


@router.get("/versions/{version}/tables/{table}", responses=errors(401, 403, 404))
def read_table(
    version: Version,
    table: TableName,
    uow: Reading,
    me: Admin,
    q: Annotated[str, Query(max_length=100)] = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TablePage:
    """Rows that hold ``q``, in Chinese words."""
    return exporting.page(uow.session, _named(uow.city.version, version), table, q, offset, limit)


@router.get("/versions/{version}/export/{table}.{format}", responses=errors(401, 403, 404), response_class=Response)
def export_table(version: Version, table: TableName, format: Format, uow: Reading, me: Admin) -> Response:
    """A table as a file that an import takes back."""
    wanted = _named(uow.city.version, version)
    content = exporting.exported(uow.session, wanted, table, format)
    return attachment(f"{TITLES[table]}-{wanted}.{format}", content, format)


@router.post("/imports/preview", responses=errors(401, 403, 413, 422), openapi_extra=described(ImportIn))
async def preview_import(ports: Ports, me: Admin, body: Annotated[ImportIn, large(ImportIn)]) -> CityPreview:
    """What the files would change, or every mistake in them by line and column; nothing is written."""
    uploads = uploads_of(body.files)
    return await in_reading(ports, lambda uow: service.preview(uow, uploads, body.mode, ports.now()))


@router.post("/imports", status_code=201, responses=errors(401, 403, 409, 413, 422), openapi_extra=described(PublishIn))
async def publish_import(ports: Ports, me: Admin, body: Annotated[PublishIn, large(PublishIn)]) -> CityVersion:
    """Make the version that was previewed, now or from a date on, all or nothing."""
    uploads = uploads_of(body.files)

    def work(uow: Uow) -> CityVersion:
        return service.publish(
            uow, uploads, body.mode, base=body.base, digest=body.digest, effective_at=body.effective_at, note=body.note,
            accept_stranded=body.accept_stranded, by=me.id, at=ports.now(),
        )  # fmt: skip

    return await in_unit(ports, work)


@router.get("/why", responses=errors(401, 403, 404))
def why(
    uow: Reading,
    me: Me,
    category: Annotated[str, Query(max_length=20)],
    street: Annotated[str | None, Query(max_length=40)] = None,
    district: Annotated[str | None, Query(max_length=40)] = None,
    version: Annotated[str, Query(max_length=40)] = IN_FORCE,
) -> Judgement:
    """Who is responsible for a category at a place, by any version, with the rows that say so."""
    place = Place(text="", street_code=street, district=district) if street or district else None
    return explaining.why_in(uow, _named(uow.city.version, version), category, place)


@router.get("/why/{ticket_id}", responses=errors(401, 403, 404))
def why_ticket(ticket_id: str, uow: Reading, ports: Ports, me: TicketReader) -> TicketWhy:
    """Why these units: what was stored with each dispatch, and the rows of the version that judged it."""
    return explaining.of_ticket(uow, ticket_id, ports.now())


@router.get("/public-contacts", responses=errors(422, 429))
def read_public_contacts(request: Request, uow: Reading, q: Annotated[str, Query(max_length=40)] = "") -> PublicContacts:
    """The units' contacts that citizens may know (公开联系方式); needs no account, and is bounded by address."""
    rate: Rate = request.app.state.public_rate
    rate.take(request.client.host if request.client else "", time.monotonic())
    return organisation.public_contacts(uow.city, q)


def attachment(name: str, content: bytes, format: Format) -> Response:
    """A download with a Chinese name (RFC 6266, RFC 8187)."""
    headers = {
        "Content-Disposition": f"attachment; filename=\"table.{format}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=TYPES[format], headers=headers)


def uploads_of(files: tuple[FileIn, ...]) -> list[Upload]:
    """BadInput for a content that is not base64."""
    return [Upload(file.name, content_of(file.name, file.content), file.table) for file in files]


def content_of(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput(f"文件“{name}”没有传完整。", "请重新选择文件。") from None


def _named(in_force: str, version: str) -> str:
    return in_force if version == IN_FORCE else version

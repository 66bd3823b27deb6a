"""The public mailbox: no account, a tracking number instead; and the codes that lead to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from agent_console import codes, uploads
from agent_console.faults import errors
from agent_console.signed_in import Me
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import BadInput
from config.settings import FileKind
from ticketing.attachments import service as attachments
from ticketing.attachments.schemas import UploadOut
from ticketing.intake import mailbox, tries
from ticketing.intake.schemas import CitizenSupplement, LookUp, MailboxIn, MailboxTaken, Tracked
from ticketing.people.repository import CITIZEN
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/mailbox", tags=["mailbox"])
HOUR_S = 3_600.0
NOWHERE = "unknown"


class MailboxTerms(Schema):
    """What the page says before anything is sent: the box's name, where the code hung, and the bounds of files in bytes."""

    name: str
    scanned: str
    accept_minutes: int
    files: int
    kinds: tuple[FileKind, ...]
    picture_bytes: int
    video_bytes: int


def address_of(request: Request) -> str:
    """Where the request comes from; a reverse proxy on this machine says it for its clients (uvicorn reads that)."""
    return request.client.host if request.client else NOWHERE


@router.get("/terms", responses=errors(404))
def read_terms(ports: Ports, uow: Reading, at: Annotated[str, Query(max_length=32)] = "") -> MailboxTerms:
    """``at`` is the code's unit, whose name the page shows."""
    law = ports.settings.law
    return MailboxTerms(
        name=law.intake.mailbox_name,
        scanned=uow.city.unit(at).name if at in uow.city.units else "",
        accept_minutes=round(law.intake.accept_s / 60),
        files=law.attachments.most,
        kinds=law.attachments.public_kinds,
        picture_bytes=law.attachments.picture_bytes,
        video_bytes=law.attachments.video_bytes,
    )


@router.post("", status_code=201, responses=errors(422, 429))
def submit(body: MailboxIn, request: Request, ports: Ports, uow: Uow) -> MailboxTaken:
    """Hand a matter in. 429 with Retry-After for an address or a phone that sends too many."""
    return mailbox.submit(uow, body, address_of(request), ports.now())


@router.post("/uploads", status_code=201, responses=errors(413, 422, 429, 503))
async def upload(request: Request, ports: Ports, name: Annotated[str, Query(max_length=300)]) -> UploadOut:
    """One picture or video for a form that is being filled in: the body is the file itself."""
    law, who = ports.settings.law, f"address:{address_of(request)}"
    folder = ports.settings.attachments

    def count(uow: UnitOfWork) -> None:
        tries.take(uow, "upload", who, most=law.intake.uploads_per_address_hour, window_s=HOUR_S, at=ports.now())
        attachments.forget_loose(uow, folder, ports.now())

    await in_unit(ports, count)
    file = await uploads.taken(request, ports, law.attachments.public_kinds)
    known = {"scanned": file.scanned, "by": CITIZEN}
    return await in_unit(ports, lambda uow: attachments.take(uow, file.stored, name, **known, at=ports.now()))


@router.post("/look-up", responses=errors(404, 422, 429))
def look_up(body: LookUp, request: Request, ports: Ports, uow: Uow) -> Tracked:
    """Where the matter stands. 404 says not which of the two was wrong; after some misses 429."""
    return mailbox.look_up(uow, body, address_of(request), ports.now())


@router.post("/supplement", responses=errors(404, 409, 422, 429))
def supplement(body: CitizenSupplement, request: Request, ports: Ports, uow: Uow) -> Tracked:
    """What the citizen adds when asked."""
    return mailbox.supplement(uow, body, address_of(request), ports.now())


@router.get("/codes/{unit}.svg", response_class=Response, responses=errors(401, 404, 422))
def code_svg(unit: str, ports: Ports, uow: Reading, me: Me) -> Response:
    """The QR code of a unit or community, to be scaled to any size."""
    return Response(codes.svg(_address(ports, uow.city.unit(unit).code)), media_type="image/svg+xml")


@router.get("/codes/{unit}.png", response_class=Response, responses=errors(401, 404, 422))
def code_png(unit: str, ports: Ports, uow: Reading, me: Me) -> Response:
    return Response(codes.png(_address(ports, uow.city.unit(unit).code)), media_type="image/png")


@router.get("/codes/{unit}/poster", response_class=HTMLResponse, responses=errors(401, 404, 422))
def code_poster(unit: str, ports: Ports, uow: Reading, me: Me) -> HTMLResponse:
    """A page to print and hang up."""
    found = uow.city.unit(unit)
    law = ports.settings.law.intake
    address = _address(ports, found.code)
    return HTMLResponse(codes.poster(law.mailbox_name, found.name, address, round(law.accept_s / 60)))


def _address(ports: Ports, unit: str) -> str:
    base = ports.settings.law.intake.mailbox_address.rstrip("/")
    if not base:
        raise BadInput("还没有设置信箱的公网地址。", "请运维设置 law.intake.mailbox_address，例如 https://12345.example.cn。")
    return f"{base}/mailbox?at={unit}"

"""Bulletins (通报): a period looked at before it is issued, issued once, corrected by further papers, printed."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent_console.api.documents import AS_PDF, AS_WORD, pdf_answer, word_answer
from agent_console.faults import errors
from agent_console.signed_in import BulletinIssuer, BulletinReader
from agent_console.transaction import Ports, Reading, Uow
from ticketing.bulletins import service as bulletins
from ticketing.bulletins.periods import BulletinKind
from ticketing.bulletins.schemas import (
    BulletinCorrectionIn,
    BulletinIn,
    BulletinOut,
    BulletinPage,
    BulletinPreview,
    FigureDifference,
)
from ticketing.tickets.actor import actor_of

router = APIRouter(prefix="/api/bulletins", tags=["bulletins"])


@router.get("", responses=errors(401, 403))
def list_bulletins(
    uow: Reading,
    me: BulletinReader,
    kind: BulletinKind | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BulletinPage:
    """Those that were issued, newest first."""
    return bulletins.listed(uow, kind=kind, before=before, limit=limit)


@router.get("/preview", responses=errors(401, 403, 422))
def read_preview(ports: Ports, uow: Reading, me: BulletinIssuer, kind: BulletinKind, day: date) -> BulletinPreview:
    """The period that ``day`` lies in, counted from the rows as they are now."""
    return bulletins.preview(uow, kind, day, now=ports.now())


@router.get("/preview.pdf", response_class=Response, responses={**AS_PDF, **errors(401, 403, 422)})
def read_preview_pdf(ports: Ports, uow: Reading, me: BulletinIssuer, kind: BulletinKind, day: date) -> Response:
    """What would be issued now; its title says that it is a draft."""
    return pdf_answer(bulletins.draft(uow, kind, day, now=ports.now()), ports.settings.documents)


@router.get("/preview.docx", response_class=Response, responses={**AS_WORD, **errors(401, 403, 422)})
def read_preview_word(ports: Ports, uow: Reading, me: BulletinIssuer, kind: BulletinKind, day: date) -> Response:
    return word_answer(bulletins.draft(uow, kind, day, now=ports.now()))


@router.post("", status_code=201, responses=errors(401, 403, 409, 422))
def issue_bulletin(body: BulletinIn, ports: Ports, uow: Uow, me: BulletinIssuer) -> BulletinOut:
    """Freeze a period that is over; 409 for one that is not, and for one that was issued. Units are told that it names them."""
    return bulletins.issue(uow, body, actor=actor_of(me), at=ports.now())


@router.get("/{bulletin_id}", responses=errors(401, 403, 404))
def read_bulletin(bulletin_id: str, uow: Reading, me: BulletinReader) -> BulletinOut:
    """As it was frozen, with its corrections beside it."""
    return bulletins.get(uow, bulletin_id)


@router.get("/{bulletin_id}/drift", responses=errors(401, 403, 404))
def read_drift(bulletin_id: str, ports: Ports, uow: Reading, me: BulletinIssuer) -> tuple[FigureDifference, ...]:
    """What came out otherwise since it was issued or last corrected; empty when nothing did."""
    return bulletins.drift(uow, bulletin_id, now=ports.now())


@router.post("/{bulletin_id}/corrections", status_code=201, responses=errors(401, 403, 404, 409, 422))
def correct_bulletin(bulletin_id: str, body: BulletinCorrectionIn, ports: Ports, uow: Uow, me: BulletinIssuer) -> BulletinOut:
    """A numbered paper of what changed and why; 409 when nothing did."""
    return bulletins.correct(uow, bulletin_id, body.reason, actor=actor_of(me), at=ports.now())

"""Issued documents: listed, and printed as PDF and Word as often as they are asked for."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from agent_console.faults import errors
from agent_console.signed_in import TicketReader
from agent_console.transaction import Ports, Reading
from config.settings.documents import Documents
from ticketing.documents import fonts
from ticketing.documents import service as documents
from ticketing.documents.content import Document
from ticketing.documents.pdf import as_pdf
from ticketing.documents.schemas import DocumentPage
from ticketing.documents.word import as_docx

router = APIRouter(prefix="/api/documents", tags=["documents"])
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AS_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {PDF: {}}}}
AS_WORD: dict[int | str, dict[str, Any]] = {200: {"content": {WORD: {}}}}
Word = Annotated[str | None, Query(max_length=100)]


def pdf_answer(document: Document, settings: Documents, *, name: str = "") -> Response:
    """The document as a file that the browser shows; ``name`` without its ending, by default number and title."""
    content = as_pdf(document, fonts.known(settings.font, settings.heads_font))
    return Response(content, media_type=PDF, headers=_headers(name or _name(document), "pdf", "inline"))


def word_answer(document: Document, *, name: str = "") -> Response:
    return Response(as_docx(document), media_type=WORD, headers=_headers(name or _name(document), "docx", "attachment"))


@router.get("", responses=errors(401, 403))
def list_documents(
    uow: Reading,
    me: TicketReader,
    kind: Word = None,
    ticket: Word = None,
    subject: Word = None,
    before: Word = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DocumentPage:
    """Newest first, those that the person may read: by the kind for their roles, or because they name their unit."""
    return documents.page(uow, me, kind=kind, ticket=ticket, subject=subject, before=before, limit=limit)


@router.get("/{document_id}.pdf", response_class=Response, responses={**AS_PDF, **errors(401, 403, 404)})
def read_pdf(document_id: str, ports: Ports, uow: Reading, me: TicketReader) -> Response:
    """The paper as it was issued; the same bytes each time on one installation."""
    return pdf_answer(documents.read(uow, document_id, me), ports.settings.documents)


@router.get("/{document_id}.docx", response_class=Response, responses={**AS_WORD, **errors(401, 403, 404)})
def read_word(document_id: str, uow: Reading, me: TicketReader) -> Response:
    return word_answer(documents.read(uow, document_id, me))


def _name(document: Document) -> str:
    return " ".join(filter(None, (document.number, document.title)))


def _headers(name: str, ending: str, how: str) -> dict[str, str]:
    disposition = f"{how}; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}"
    return {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}

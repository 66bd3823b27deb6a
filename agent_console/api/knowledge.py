"""The knowledge base for those who look something up: search, suggestions, reading, citing, feedback, figures."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from agent_console.api import knowledge_editing
from agent_console.api.attachments import file_answer
from agent_console.api.drafts import known_draft, own_draft
from agent_console.api.knowledge_editing import Id
from agent_console.faults import errors
from agent_console.signed_in import DraftWorker, KnowledgeReader, Supervisor, TicketReader, has
from agent_console.transaction import Ports, Reading, Uow
from ticketing.attachments import service as attachments
from ticketing.knowledge import citing, feedback, figures, finding, listing, suggesting
from ticketing.knowledge.schemas import (
    ArticleKind,
    CategoryCode,
    CitationIn,
    CitationOut,
    FeedbackAnswerIn,
    KnowledgeFeedbackIn,
    KnowledgeFeedbackOut,
    KnowledgeFeedbackPage,
    KnowledgeFigures,
    KnowledgeFound,
    KnowledgeItemOut,
    KnowledgeItemPage,
    KnowledgeReadIn,
    KnowledgeSearchIn,
    KnowledgeSuggestions,
    KnowledgeVersionDiff,
    KnowledgeVersionOut,
    Sort,
)
from ticketing.knowledge.states import VersionState
from ticketing.tickets.actor import actor_of
from ticketing.tickets.detail import detail
from ticketing.tickets.models import TicketRow

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])
router.include_router(knowledge_editing.router)
FIGURES_DAYS = timedelta(days=30)
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/search", responses=errors(401, 403, 422))
def search(
    uow: Reading,
    ports: Ports,
    me: KnowledgeReader,
    q: Annotated[str, Query(max_length=200)],
    category: CategoryCode | None = None,
    kind: ArticleKind | None = None,
) -> KnowledgeFound:
    """As one types: articles with all the words, else those with most of them (``near``). ``category`` is the draft's."""
    return finding.find(uow, q, ports.now(), category=category, kind=kind)


@router.post("/searches", status_code=204, responses=errors(401, 403, 422))
def note_search(body: KnowledgeSearchIn, uow: Uow, ports: Ports, me: KnowledgeReader) -> None:
    """A question that was typed to its end, for the figures of what is asked in vain."""
    citing.searched(uow, body.q, by=me.id, at=ports.now())


@router.get("/suggestions", responses=errors(401, 403, 404, 422))
def suggest(
    uow: Reading, ports: Ports, me: DraftWorker, draft: Annotated[str | None, Query(max_length=64)] = None
) -> KnowledgeSuggestions:
    """For the draft at hand, without a word typed; without a draft the everyday scripts."""
    return suggesting.of_draft(uow, known_draft(uow, draft, me) if draft else None, ports.now())


@router.get("/items", responses=errors(401, 403, 422))
def list_items(
    uow: Reading,
    ports: Ports,
    me: KnowledgeReader,
    sort: Sort | None = None,
    state: VersionState | None = None,
    unit: Annotated[str | None, Query(max_length=32)] = None,
    q: Annotated[str, Query(max_length=100)] = "",
    ending: bool = False,
    before: str | None = None,
    limit: Limit = 50,
) -> KnowledgeItemPage:
    """The last changed first; supervisors see drafts too, handlers those of their unit."""
    return listing.items(
        uow, actor=actor_of(me), at=ports.now(), sort=sort, state=state, unit=unit, q=q, ending=ending, before=before, limit=limit
    )


@router.get("/items/{item_id}", responses=errors(401, 403, 404))
def read_item(item_id: Id, uow: Reading, ports: Ports, me: KnowledgeReader) -> KnowledgeItemOut:
    return listing.item(uow, item_id, actor=actor_of(me), at=ports.now())


@router.get("/versions/{version_id}", responses=errors(401, 403, 404))
def read_version(version_id: Id, uow: Reading, ports: Ports, me: KnowledgeReader) -> KnowledgeVersionOut:
    """Whole, also when it has been replaced or withdrawn since."""
    return listing.version(uow, version_id, actor=actor_of(me), at=ports.now())


@router.get("/versions/{version_id}/diff", responses=errors(401, 403, 404))
def read_diff(
    version_id: Id, other: Annotated[str, Query(max_length=64)], uow: Reading, me: KnowledgeReader
) -> KnowledgeVersionDiff:
    """What changed between the two, from the older to the newer one."""
    return listing.diff(uow, version_id, other, actor=actor_of(me))


@router.post("/versions/{version_id}/reads", status_code=204, responses=errors(401, 403, 404, 422))
def note_read(version_id: Id, body: KnowledgeReadIn, uow: Uow, ports: Ports, me: KnowledgeReader) -> None:
    """That somebody opened it, for the figures."""
    citing.read(uow, version_id, body.draft, by=me.id, at=ports.now())


@router.get("/files/{attachment_id}", response_class=Response, responses=errors(401, 403, 404, 416))
def read_file(attachment_id: Id, request: Request, uow: Reading, ports: Ports, me: KnowledgeReader) -> Response:
    """An attachment, for those who may read a version that has it."""
    listing.require_reader_of_file(uow, attachment_id, actor=actor_of(me))
    return file_answer(attachments.file_row(uow, attachment_id), request, ports)


@router.post("/citations", status_code=201, responses=errors(401, 403, 404, 409, 422))
def cite(body: CitationIn, uow: Uow, ports: Ports, me: DraftWorker) -> CitationOut:
    """The phrase goes into the answer of a draft of one's own; 409 where the version holds no longer."""
    return citing.cite(uow, body, own_draft(uow, body.draft, me), by=me.id, at=ports.now())


@router.get("/citations", responses=errors(401, 403, 404, 422))
def list_citations(
    ticket: Annotated[str, Query(max_length=64)], uow: Reading, ports: Ports, me: TicketReader
) -> tuple[CitationOut, ...]:
    """What was cited for a ticket, for those who may see it."""
    detail(uow, ticket, actor_of(me))
    return citing.of_ticket(uow, uow.session.get_one(TicketRow, ticket), ports.now())


@router.post("/feedback", status_code=201, responses=errors(401, 403, 404, 409, 422))
def give_feedback(body: KnowledgeFeedbackIn, uow: Uow, ports: Ports, me: KnowledgeReader) -> KnowledgeFeedbackOut:
    """Useful, wrong, outdated, or missing; all but the first are answered."""
    return feedback.give(uow, body, by=me.id, at=ports.now())


@router.get("/feedback", responses=errors(401, 403, 422))
def list_feedback(
    uow: Reading,
    me: KnowledgeReader,
    state: Literal["open", "answered", "noted"] | None = None,
    item: Annotated[str | None, Query(max_length=64)] = None,
    before: str | None = None,
    limit: Limit = 50,
) -> KnowledgeFeedbackPage:
    """Supervisors see all, others what they gave, handlers also what concerns their unit's articles."""
    everything = has(me, "supervisor")
    unit = me.unit if has(me, "handler") and not everything else None
    return feedback.listed(uow, state=state, by=None if everything else me.id, unit=unit, item=item, before=before, limit=limit)


@router.post("/feedback/{feedback_id}/answer", responses=errors(401, 403, 404, 409, 422))
def answer_feedback(feedback_id: Id, body: FeedbackAnswerIn, uow: Uow, ports: Ports, me: Supervisor) -> KnowledgeFeedbackOut:
    """Once; the giver is told."""
    return feedback.answer(uow, feedback_id, body, actor=actor_of(me), at=ports.now())


@router.get("/figures", responses=errors(401, 403, 422))
def read_figures(
    uow: Reading, ports: Ports, me: Supervisor, since: AwareDatetime | None = None, until: AwareDatetime | None = None
) -> KnowledgeFigures:
    """Of the last 30 days by default, a year at most."""
    end = until or ports.now()
    return figures.of_period(uow, since or end - FIGURES_DAYS, end, ports.now())

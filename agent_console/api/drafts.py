"""The draft of an answered call or of another channel's intake: read, correct, answer on the spot, dispatch."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from agent_console.faults import errors
from agent_console.signed_in import DraftWorker, has
from agent_console.transaction import Ports, Reading, Uow
from config.errors import NotAllowed
from ticketing.drafts import service as drafts
from ticketing.drafts.schemas import DispatchSuggestion, DraftChanges, DraftOut, Level, PickedPhrase, PlaceOut
from ticketing.duty.company import beside_call
from ticketing.gazetteer import Place
from ticketing.people.schemas import PersonOut
from ticketing.schema import Schema
from ticketing.tickets.schemas import TicketOut
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api", tags=["drafts"])
Version = Annotated[int, Field(ge=0)]


class DraftEdit(Schema):
    """``version`` is the one that the agent saw; an older one gives 409 with the present draft.

    ``picked``: by field, the phrase of the transcript that was taken for it.
    """

    version: Version
    changes: DraftChanges
    picked: dict[str, PickedPhrase] = Field(default_factory=dict, max_length=20)


class DraftAnswer(Schema):
    version: Version
    answer: Annotated[str, Field(min_length=1, max_length=4_000)]


class DraftDispatch(Schema):
    """``unit`` and ``level`` override what the duty directory suggests."""

    version: Version
    unit: str | None = None
    level: Level | None = None


class SuggestIn(Schema):
    """``level`` is the time limit that the agent chose; without one the category's own counts."""

    category: str
    place: PlaceOut | None = None
    level: Level | None = None


def own_draft(uow: UnitOfWork, call_id: str, me: PersonOut) -> DraftOut:
    """The draft, if this person works on it, holds the duty session of its call, or supervises; else NotAllowed.

    What came in another way than by a call is also the dispatchers'.
    """
    draft = drafts.get(uow, call_id)
    keeps = has(me, "supervisor") or (draft.call_id is None and has(me, "dispatcher"))
    if draft.agent != me.id and not keeps and not beside_call(uow, call_id, me.id):
        raise NotAllowed("这份草稿属于另一位话务员。")
    return draft


def known_draft(uow: UnitOfWork, call_id: str, me: PersonOut) -> DraftOut:
    """As ``own_draft``, also for who gave the call to a colleague: their last words still come into the draft they began."""
    return drafts.get(uow, call_id) if drafts.gave_away(uow, call_id, me.id) else own_draft(uow, call_id, me)


@router.get("/drafts/{call_id}", responses=errors(401, 403, 404))
def read_draft(call_id: str, uow: Reading, me: DraftWorker) -> DraftOut:
    return known_draft(uow, call_id, me)


@router.patch("/drafts/{call_id}", responses=errors(401, 403, 404, 409, 422))
def edit_draft(call_id: str, body: DraftEdit, ports: Ports, uow: Uow, me: DraftWorker) -> DraftOut:
    """Change fields; the machine never overwrites them afterwards."""
    known_draft(uow, call_id, me)
    return drafts.edit(uow, call_id, body.version, body.changes, by=me.id, at=ports.now(), picked=body.picked)


@router.post("/drafts/{call_id}/answer", responses=errors(401, 403, 404, 409, 422))
def answer_draft(call_id: str, body: DraftAnswer, ports: Ports, uow: Uow, me: DraftWorker) -> TicketOut:
    """Answered on the spot (在线答复): a closed ticket."""
    own_draft(uow, call_id, me)
    return drafts.answer(uow, call_id, body.version, body.answer, by=me.id, at=ports.now())


@router.post("/drafts/{call_id}/dispatch", responses=errors(401, 403, 404, 409, 422))
def dispatch_draft(call_id: str, body: DraftDispatch, ports: Ports, uow: Uow, me: DraftWorker) -> TicketOut:
    """A ticket to the unit of the duty directory, or to the one named, with its deadline."""
    own_draft(uow, call_id, me)
    return drafts.dispatch(uow, call_id, body.version, by=me.id, at=ports.now(), unit=body.unit, level=body.level)


@router.post("/dispatch/suggest", responses=errors(401, 403, 404, 422))
def suggest(body: SuggestIn, ports: Ports, uow: Reading, me: DraftWorker) -> DispatchSuggestion:
    """Who would lead, why, and when it would be due if it were dispatched now."""
    place = Place(**body.place.model_dump()) if body.place else None
    return drafts.suggest(uow, body.category, place, at=ports.now(), level=body.level)

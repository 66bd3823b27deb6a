"""Resolutions and topics: whatever has an owner and a due date and is followed until done."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from agent_console.api.meetings import VersionedTextIn, Year
from agent_console.faults import errors
from agent_console.signed_in import JointHandler, has
from agent_console.transaction import Ports, Reading, Uow
from ticketing.meetings.who import require_convener
from ticketing.people import service as people
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.schemas import OwnerIn, ResolutionFigures, ResolutionOut, ResolutionPage, Words
from ticketing.schema import PersonName, Schema
from ticketing.tickets.actor import actor_of
from ticketing.topics import service as topics
from ticketing.topics.schemas import TopicIn, TopicOut, TopicPage

router = APIRouter(prefix="/api/resolutions", tags=["resolutions"])
topics_router = APIRouter(prefix="/api/topics", tags=["resolutions"])
Limit = Annotated[int, Query(ge=1, le=200)]
Shown = Literal["following", "all", "open", "reported", "closed", "withdrawn"]


class ProgressIn(Schema):
    text: Words


class PostponeIn(VersionedTextIn):
    due: AwareDatetime


class TopicMatterIn(OwnerIn):
    ticket: str | None = None


@router.get("", responses=errors(401, 403, 422))
def list_resolutions(
    ports: Ports,
    uow: Reading,
    me: JointHandler,
    unit: str | None = None,
    state: Shown = "following",
    overdue: bool = False,
    after: str | None = None,
    limit: Limit = 50,
) -> ResolutionPage:
    """The next to be due first; units see their own."""
    return resolutions.list_resolutions(
        uow, actor=actor_of(me), now=ports.now(), unit=unit, state=state, overdue=overdue, after=after, limit=limit
    )


@router.get("/figures", responses=errors(401, 403))
def figures(ports: Ports, uow: Reading, me: JointHandler, year: Year | None = None) -> ResolutionFigures:
    return resolutions.figures(uow, year or uow.calendar.local(ports.now()).year, ports.now())


@router.get("/owners", responses=errors(401, 403))
def list_owners(uow: Reading, me: JointHandler, unit: Annotated[str, Query(max_length=64)]) -> tuple[PersonName, ...]:
    """The people of a unit, one of whom a resolution may name."""
    require_convener(actor_of(me))
    able = (one for one in people.list_people(uow) if one.active and one.unit == unit and has(one, "handler", "leader"))
    return tuple(PersonName(id=one.id, name=one.name) for one in able)


@router.get("/{resolution_id}", responses=errors(401, 403, 404))
def read_resolution(resolution_id: str, ports: Ports, uow: Reading, me: JointHandler) -> ResolutionOut:
    return resolutions.get(uow, resolution_id, actor=actor_of(me), now=ports.now())


@router.post("/{resolution_id}/progress", responses=errors(401, 403, 404, 409, 422))
def add_progress(resolution_id: str, body: ProgressIn, ports: Ports, uow: Uow, me: JointHandler) -> ResolutionOut:
    return resolutions.progress(uow, resolution_id, body.text, actor=actor_of(me), at=ports.now())


@router.post("/{resolution_id}/report", responses=errors(401, 403, 404, 409, 422))
def report(resolution_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> ResolutionOut:
    """The owner says that it is done; ``text`` is the evidence."""
    return resolutions.report(uow, resolution_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{resolution_id}/close", responses=errors(401, 403, 404, 409, 422))
def close(resolution_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> ResolutionOut:
    """A convener has seen that it is done; the reported evidence counts where ``text`` is empty."""
    return resolutions.close(uow, resolution_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{resolution_id}/return", responses=errors(401, 403, 404, 409, 422))
def give_back(resolution_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> ResolutionOut:
    return resolutions.give_back(uow, resolution_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{resolution_id}/postpone", responses=errors(401, 403, 404, 409, 422))
def postpone(resolution_id: str, body: PostponeIn, ports: Ports, uow: Uow, me: JointHandler) -> ResolutionOut:
    """Another due date; the first stays on record."""
    return resolutions.postpone(uow, resolution_id, body.due, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{resolution_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw(resolution_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> ResolutionOut:
    return resolutions.withdraw(uow, resolution_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@topics_router.get("", responses=errors(401, 403, 422))
def list_topics(ports: Ports, uow: Reading, me: JointHandler, before: str | None = None, limit: Limit = 50) -> TopicPage:
    """每月一题, newest first."""
    return topics.list_topics(uow, actor=actor_of(me), now=ports.now(), before=before, limit=limit)


@topics_router.post("", status_code=201, responses=errors(401, 403, 422))
def start_topic(body: TopicIn, ports: Ports, uow: Uow, me: JointHandler) -> TopicOut:
    return topics.start(uow, body, actor=actor_of(me), at=ports.now())


@topics_router.get("/{topic_id}", responses=errors(401, 403, 404))
def read_topic(topic_id: str, ports: Ports, uow: Reading, me: JointHandler) -> TopicOut:
    return topics.get(uow, topic_id, actor=actor_of(me), now=ports.now())


@topics_router.post("/{topic_id}/matters", status_code=201, responses=errors(401, 403, 404, 422))
def add_topic_matter(topic_id: str, body: TopicMatterIn, ports: Ports, uow: Uow, me: JointHandler) -> TopicOut:
    owner = OwnerIn.model_validate(body.model_dump(exclude={"ticket"}))
    return topics.add_matter(uow, topic_id, owner, body.ticket, actor=actor_of(me), at=ports.now())

"""Meetings of joint handling: planned, called, answered, held, minuted, and what they decide on each matter."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field

from agent_console.api.documents import AS_PDF, AS_WORD, pdf_answer, word_answer
from agent_console.faults import errors
from agent_console.signed_in import JointHandler
from agent_console.transaction import Ports, Reading, Uow
from ticketing.joint import service as joint
from ticketing.joint.schemas import TicketJoint
from ticketing.meetings import agenda, minutes, parties, series
from ticketing.meetings import proposals as monthly
from ticketing.meetings import service as meetings
from ticketing.meetings.kinds import MeetingKind
from ticketing.meetings.schemas import (
    MAX_MINUTES,
    Attendance,
    ItemIn,
    MeetingDetail,
    MeetingFigures,
    MeetingIn,
    MeetingPage,
    MeetingPatch,
    MeetingRecordIn,
    PartyIn,
    ProposalOut,
    Reply,
    SeriesIn,
    SeriesOut,
    Short,
    Words,
)
from ticketing.meetings.states import MeetingState
from ticketing.meetings.who import CONVENERS, require_convener
from ticketing.people import service as people
from ticketing.resolutions.schemas import OwnerIn
from ticketing.schema import PersonName, Schema
from ticketing.tickets.actor import actor_of

router = APIRouter(prefix="/api/meetings", tags=["meetings"])
Year = Annotated[int, Query(ge=2000, le=2100)]
Limit = Annotated[int, Query(ge=1, le=200)]
CHAIRS = CONVENERS | {"leader"}


class VersionIn(Schema):
    """``version`` is what the screen showed."""

    version: int


class VersionedTextIn(VersionIn):
    """``text`` is the reason, or what came of it."""

    text: Words = ""


class HoldIn(VersionedTextIn):
    """``prevented``: no ticket was needed after it (未诉先办)."""

    prevented: bool = False


class ReplyIn(Schema):
    reply: Reply
    text: Words = ""
    deputy: Short = ""


class AttendIn(Schema):
    attendance: Attendance


class MinutesIn(Schema):
    """``minutes_version`` is that of the minutes that were read (0: none yet)."""

    minutes_version: int
    text: Annotated[str, Field(min_length=1, max_length=MAX_MINUTES)]


class AddendumIn(Schema):
    text: Annotated[str, Field(min_length=1, max_length=MAX_MINUTES)]


class MeetingDecisionIn(OwnerIn):
    """``names_unit``: the study names ``unit`` for the item's problem ticket, which is dispatched to it at once."""

    names_unit: bool = False


@router.get("", responses=errors(401, 403, 422))
def list_meetings(
    uow: Reading,
    me: JointHandler,
    kind: MeetingKind | None = None,
    state: MeetingState | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> MeetingPage:
    """The latest first; units see what they are invited to."""
    who = actor_of(me)
    return meetings.list_meetings(uow, actor=who, kind=kind, state=state, since=since, until=until, before=before, limit=limit)


@router.post("", status_code=201, responses=errors(401, 403, 404, 409, 422))
def plan_meeting(body: MeetingIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    """A 3+X without fixed offices gets the three of the settings."""
    return meetings.plan(uow, body, actor=actor_of(me), at=ports.now())


@router.post("/records", status_code=201, responses=errors(401, 403, 404, 422))
def record_meeting(body: MeetingRecordIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    """A meeting that was held already, in one go."""
    return meetings.record(uow, body, actor=actor_of(me), at=ports.now())


@router.get("/proposals", responses=errors(401, 403))
def list_proposals(ports: Ports, uow: Reading, me: JointHandler) -> tuple[ProposalOut, ...]:
    """The monthly list of concentrated, repeated and hard matters, the weightiest first."""
    require_convener(actor_of(me))
    return monthly.proposals(uow, ports.now())


@router.get("/figures", responses=errors(401, 403))
def figures(ports: Ports, uow: Reading, me: JointHandler, year: Year | None = None) -> MeetingFigures:
    """Meetings held in the year by kind, mode and half-year."""
    return meetings.figures(uow, year or uow.calendar.local(ports.now()).year)


@router.get("/series", responses=errors(401, 403))
def list_series(uow: Reading, me: JointHandler) -> tuple[SeriesOut, ...]:
    """The rhythms: double leads every two weeks, the weekly study of risks, the monthly review."""
    return series.list_series(uow)


@router.post("/series", status_code=201, responses=errors(401, 403, 404, 422))
def start_series(body: SeriesIn, ports: Ports, uow: Uow, me: JointHandler) -> SeriesOut:
    return series.start(uow, body, actor=actor_of(me), at=ports.now())


@router.post("/series/{series_id}/end", responses=errors(401, 403, 404, 409))
def end_series(series_id: str, ports: Ports, uow: Uow, me: JointHandler) -> SeriesOut:
    return series.end(uow, series_id, actor=actor_of(me), at=ports.now())


@router.get("/chairs", responses=errors(401, 403))
def list_chairs(uow: Reading, me: JointHandler) -> tuple[PersonName, ...]:
    """Those who may lead a meeting: leaders, and those who convene for the hotline."""
    require_convener(actor_of(me))
    able = (person for person in people.list_people(uow) if person.active and CHAIRS & set(person.roles))
    return tuple(PersonName(id=person.id, name=person.name) for person in able)


@router.get("/tickets/{ticket_id}", responses=errors(401, 403, 404))
def joint_of_ticket(ticket_id: str, ports: Ports, uow: Reading, me: JointHandler) -> TicketJoint:
    """Where a ticket is talked about and what was decided on it, as far as the reader takes part."""
    return joint.of_ticket(uow, ticket_id, actor=actor_of(me), now=ports.now())


@router.get("/{meeting_id}", responses=errors(401, 403, 404))
def read_meeting(meeting_id: str, ports: Ports, uow: Reading, me: JointHandler) -> MeetingDetail:
    return meetings.get(uow, meeting_id, actor=actor_of(me), now=ports.now())


@router.patch("/{meeting_id}", responses=errors(401, 403, 404, 409, 422))
def change_meeting(meeting_id: str, body: MeetingPatch, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return meetings.change(uow, meeting_id, body, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/invite", responses=errors(401, 403, 404, 409, 422))
def invite(meeting_id: str, body: VersionIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    """Call it: a numbered invitation, and a notice to every unit that has none yet."""
    return meetings.invite(uow, meeting_id, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/hold", responses=errors(401, 403, 404, 409))
def hold(meeting_id: str, body: HoldIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return meetings.hold(
        uow, meeting_id, body.text, version=body.version, prevented=body.prevented, actor=actor_of(me), at=ports.now()
    )


@router.post("/{meeting_id}/cancel", responses=errors(401, 403, 404, 409, 422))
def cancel(meeting_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return meetings.cancel(uow, meeting_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/parties", status_code=201, responses=errors(401, 403, 404, 409, 422))
def add_party(meeting_id: str, body: PartyIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return parties.add_party(uow, meeting_id, body, actor=actor_of(me), at=ports.now())


@router.delete("/{meeting_id}/parties/{party_id}", responses=errors(401, 403, 404, 409))
def remove_party(meeting_id: str, party_id: str, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return parties.remove_party(uow, meeting_id, party_id, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/parties/{party_id}/reply", responses=errors(401, 403, 404, 409, 422))
def reply(meeting_id: str, party_id: str, body: ReplyIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    """A unit answers for itself; conveners for those from outside."""
    return parties.reply(
        uow, meeting_id, party_id, body.reply, text=body.text, deputy=body.deputy, actor=actor_of(me), at=ports.now()
    )


@router.post("/{meeting_id}/parties/{party_id}/attendance", responses=errors(401, 403, 404, 409))
def attend(meeting_id: str, party_id: str, body: AttendIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return parties.attend(uow, meeting_id, party_id, body.attendance, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/items", status_code=201, responses=errors(401, 403, 404, 409, 422))
def add_item(meeting_id: str, body: ItemIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return agenda.add_item(uow, meeting_id, body, actor=actor_of(me), at=ports.now())


@router.delete("/{meeting_id}/items/{item_id}", responses=errors(401, 403, 404, 409))
def remove_item(meeting_id: str, item_id: str, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return agenda.remove_item(uow, meeting_id, item_id, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/items/{item_id}/decision", status_code=201, responses=errors(401, 403, 404, 409, 422))
def decide(meeting_id: str, item_id: str, body: MeetingDecisionIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    """The one decision on this matter (一事一议), with its owner and due date."""
    owner = OwnerIn.model_validate(body.model_dump(exclude={"names_unit"}))
    return agenda.decide(uow, meeting_id, item_id, owner, names_unit=body.names_unit, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/minutes", status_code=201, responses=errors(401, 403, 404, 409, 422))
def write_minutes(meeting_id: str, body: MinutesIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    """A new version; 409 when somebody wrote another meanwhile."""
    return minutes.write(uow, meeting_id, body.text, minutes_version=body.minutes_version, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/sign-off", responses=errors(401, 403, 404, 409, 422))
def sign_off(meeting_id: str, body: VersionIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    """Sign the last version off: a numbered paper, and only addenda after it."""
    return minutes.sign_off(uow, meeting_id, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{meeting_id}/addenda", status_code=201, responses=errors(401, 403, 404, 409, 422))
def append_minutes(meeting_id: str, body: AddendumIn, ports: Ports, uow: Uow, me: JointHandler) -> MeetingDetail:
    return minutes.append(uow, meeting_id, body.text, actor=actor_of(me), at=ports.now())


@router.get("/{meeting_id}/minutes.pdf", response_class=Response, responses={**AS_PDF, **errors(401, 403, 404, 409, 422)})
def print_draft(meeting_id: str, ports: Ports, uow: Reading, me: JointHandler) -> Response:
    """The minutes before they are signed off, to be passed round; after that the numbered paper is printed."""
    return pdf_answer(minutes.draft(uow, meeting_id, actor=actor_of(me), at=ports.now()), ports.settings.documents)


@router.get("/{meeting_id}/minutes.docx", response_class=Response, responses={**AS_WORD, **errors(401, 403, 404, 409, 422)})
def write_draft(meeting_id: str, ports: Ports, uow: Reading, me: JointHandler) -> Response:
    return word_answer(minutes.draft(uow, meeting_id, actor=actor_of(me), at=ports.now()))

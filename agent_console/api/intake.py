"""Matters of all channels until they are tickets: the worklist, writing down, accepting, asking, ending without a ticket."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from agent_console.faults import errors
from agent_console.signed_in import IntakeClerk, Me
from agent_console.transaction import Ports, Reading, Uow
from ticketing.intake import prevented
from ticketing.intake import service as intake
from ticketing.intake.police import Side
from ticketing.intake.schemas import IntakeDetail, IntakeIn, IntakePage, Note, Words, Worklist
from ticketing.intake.states import Channel, IntakeState
from ticketing.intake.visit_schemas import PreventedFigures
from ticketing.schema import Schema

router = APIRouter(prefix="/api/intake", tags=["intake"])
REFUSALS = errors(401, 403, 404, 409, 422)
Limit = Annotated[int, Query(ge=1, le=200)]


class NoteIn(Schema):
    note: Note


class WordsIn(Schema):
    text: Words


class ConferIn(Schema):
    """``agreed``: on whom both sides agreed; none, and the first receiver takes it. ``officer`` was on the line for 110."""

    agreed: Side | None = None
    officer: Annotated[str, Field(max_length=64)] = ""


@router.get("/worklist", responses=errors(401, 403))
def read_worklist(ports: Ports, uow: Reading, me: IntakeClerk, channel: Channel | None = None, mine: bool = False) -> Worklist:
    """What is open, the one due first first, with counts of every channel."""
    return intake.worklist(uow, ports.now(), channel=channel, mine=me.id if mine else None)


@router.get("/prevented", responses=errors(401, 422))
def read_prevented(uow: Reading, me: Me, since: AwareDatetime, until: AwareDatetime) -> PreventedFigures:
    """Prevented tickets (未诉先办) by half-year, channel and mode."""
    return prevented.figures(uow, since, until)


@router.get("", responses=errors(401, 403))
def list_intakes(
    ports: Ports,
    uow: Reading,
    me: IntakeClerk,
    channel: Channel | None = None,
    state: IntakeState | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> IntakePage:
    """Newest first; without a channel all but calls."""
    return intake.list_intakes(uow, ports.now(), channel=channel, state=state, before=before, limit=limit)


@router.post("", status_code=201, responses=errors(401, 403, 409, 422))
def write_down(body: IntakeIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """A matter from the walk-in desk, the grid, a chat group or 110; the clerk has it at once unless it is left to others."""
    return intake.write_down(uow, body, by=me.id, at=ports.now())


@router.get("/{intake_id}", responses=errors(401, 403, 404))
def read_intake(intake_id: str, ports: Ports, uow: Reading, me: IntakeClerk) -> IntakeDetail:
    return intake.get(uow, intake_id, ports.now())


@router.post("/{intake_id}/accept", responses=REFUSALS)
def accept(intake_id: str, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """Take it: its draft is this person's from now on. 409 names who was quicker."""
    return intake.accept(uow, intake_id, by=me.id, at=ports.now())


@router.post("/{intake_id}/release", responses=REFUSALS)
def release(intake_id: str, body: NoteIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """Give it back for others; its clock goes on."""
    return intake.release(uow, intake_id, body.note, by=me.id, at=ports.now())


@router.post("/{intake_id}/ask", responses=REFUSALS)
def ask(intake_id: str, body: NoteIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """Ask the citizen for more; they read and answer it on the mailbox's page."""
    return intake.ask(uow, intake_id, body.note, by=me.id, at=ports.now())


@router.post("/{intake_id}/supplement", responses=REFUSALS)
def supplement(intake_id: str, body: WordsIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """What the citizen added otherwise; the machine reads it into fields that nobody has edited."""
    return intake.supplement(uow, intake_id, body.text, by=me.id, at=ports.now())


@router.post("/{intake_id}/coordinate", responses=REFUSALS)
def coordinate(intake_id: str, body: NoteIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """A line of the history: what was done or agreed on the way."""
    return intake.coordinate(uow, intake_id, body.note, by=me.id, at=ports.now())


@router.post("/{intake_id}/confer", responses=REFUSALS)
def confer(intake_id: str, body: ConferIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """The three-way call of an unclear transfer, and what came of it."""
    return intake.confer(uow, intake_id, body.agreed, body.officer, by=me.id, at=ports.now())


@router.post("/{intake_id}/prevent", responses=REFUSALS)
def prevent(intake_id: str, body: NoteIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """Answered in the group or on the spot: a prevented ticket."""
    return intake.prevent(uow, intake_id, body.note, by=me.id, at=ports.now())


@router.post("/{intake_id}/hand-back", responses=REFUSALS)
def hand_back(intake_id: str, body: NoteIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """A police matter goes back to 110."""
    return intake.hand_back(uow, intake_id, body.note, by=me.id, at=ports.now())


@router.post("/{intake_id}/close", responses=REFUSALS)
def close(intake_id: str, body: NoteIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """Without a ticket; the citizen reads the reason."""
    return intake.close(uow, intake_id, body.note, by=me.id, at=ports.now())

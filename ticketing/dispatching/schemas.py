"""What dispatching takes and shows."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ticketing.drafts.schemas import Level, MatterType, PlaceOut
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket
from ticketing.tickets.schemas import TicketState

ObjectionState = Literal["open", "rejected", "granted", "joint", "lapsed"]
BatchState = Literal["open", "answering", "answered"]
Solved = Literal["solved", "explained", "unsolved"]
Text = Annotated[str, Field(max_length=4_000)]


class SplitMatter(Schema):
    """One matter of a call that held several; ``unit`` dispatches it at once."""

    title: Annotated[str, Field(max_length=100)] = ""
    matter: Annotated[str, Field(min_length=1, max_length=4_000)]
    wish: Annotated[str, Field(max_length=2_000)] = ""
    category: str | None = None
    place: PlaceOut | None = None
    type: MatterType | None = None
    level: Level | None = None
    unit: str | None = None


class KeptMatter(Schema):
    """What is left of the first ticket's text; None leaves as it is."""

    title: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    matter: Annotated[str, Field(min_length=1, max_length=4_000)] | None = None
    wish: Annotated[str, Field(max_length=2_000)] | None = None


class ObjectionOut(Schema):
    """An objection with the ticket as it stands: ``version`` goes back with the review. ``returns`` counts what came before."""

    id: str
    ticket: NamedTicket
    version: int
    deadline: datetime | None
    returns: int
    unit: Coded
    suggested: Coded
    at: datetime
    by: PersonName | None
    legal_basis: str
    reason: str
    state: ObjectionState
    reviewed_at: datetime | None
    reviewed_by: PersonName | None
    review: str


class ObjectionPage(Schema):
    """``next`` goes into ``before`` for the page after this one."""

    items: tuple[ObjectionOut, ...]
    next: str | None


class BoxTicket(Schema):
    """A ticket in one of the dispatcher's boxes; ``since`` is when it came there, ``reason`` why."""

    id: str
    number: str
    version: int
    state: TicketState
    title: str
    matter: str
    channel: str
    type: str | None
    category: Coded | None
    place: PlaceOut | None
    unit: Coded | None
    level: int | None
    created_at: datetime
    deadline: datetime | None
    returns: int
    asked_extension: int | None
    asked_suspension: str | None
    asked_review_at: datetime | None
    reason: str
    since: datetime


class BoxPage(Schema):
    items: tuple[BoxTicket, ...]
    next: str | None


class DispatchCounts(Schema):
    """How many wait in each box, counted up to `ticketing.dispatching.boxes.COUNTED`."""

    to_dispatch: int
    objections: int
    extensions: int
    suspensions: int
    problem: int
    returned: int
    leftovers: int
    batches: int


class LeftoverOut(Schema):
    """An answered call that has no outcome; ``told`` so many times. ``by_itself_at``: when it is dispatched without a person."""

    call: str
    at: datetime
    ended_at: datetime
    agent: PersonName | None
    caller_number: str
    title: str
    has_matter: bool
    has_place: bool
    told: int
    by_itself_at: datetime | None


class DirectoryRow(Schema):
    """A row of the duty directory that covers the category; ``chosen``: the one that speaks."""

    category_code: str
    lead_rule: str
    co_units: tuple[str, ...]
    basis: str
    dispatch_level: str
    place: str
    chosen: bool


class Considered(Schema):
    """One of the four steps: what it says, and whether it is the one that decides."""

    rule: Literal["directory", "first_receiver", "named", "fallback"]
    unit: Coded | None
    why: str
    decides: bool


class Precedent(Schema):
    """So many closed tickets of the same kind went to this unit; ``here``: of them in the same street."""

    unit: Coded
    count: int
    here: int
    share: float


class Returned(Schema):
    """A unit that had this ticket and does not have it any more, or that objected to it."""

    unit: Coded
    at: datetime
    how: Literal["objected", "withdrawn"]
    why: str


class Option(Schema):
    """A plan that can be dispatched as it is; ``kind`` says by what."""

    kind: Literal["directory", "first_receiver", "named", "parallel", "type", "precedent", "objection", "fallback"]
    unit: Coded
    co_units: tuple[Coded, ...]
    cc: tuple[Coded, ...]
    basis: str
    why: str
    deadline: datetime


class Advice(Schema):
    """All that a dispatcher looks at before choosing, best option first; ``days`` is how far back the precedents reach."""

    ticket: NamedTicket
    version: int
    level: Level
    options: tuple[Option, ...]
    considered: tuple[Considered, ...]
    rows: tuple[DirectoryRow, ...]
    precedents: tuple[Precedent, ...]
    compared: int
    days: int
    returned: tuple[Returned, ...]
    named: bool


class LegOut(Schema):
    """One unit's part; ``basis`` and ``why`` by what rule it was chosen, of the tables ``directory_version``."""

    id: str
    unit: Coded
    role: Literal["lead", "co", "cc"]
    state: Literal["dispatched", "signed", "handling", "reported", "withdrawn"]
    basis: str
    why: str
    directory_version: str
    dispatched_at: datetime
    dispatched_by: PersonName | None
    deadline: datetime | None
    ended_at: datetime | None


class Kin(Schema):
    """What a ticket hangs together with, and all who brought its matter counted."""

    stage: Literal["accept", "joint_study", "joint_handling", "oversight"]
    head: NamedTicket | None
    merged: tuple[NamedTicket, ...]
    split_from: NamedTicket | None
    children: tuple[NamedTicket, ...]
    source_call: str | None
    batch: "BatchOut | None"
    people: int
    merge_undo_until: datetime | None
    version: int
    state: TicketState
    legs: tuple[LegOut, ...]
    objections: tuple[ObjectionOut, ...]


class BatchOut(Schema):
    """``total`` tickets, of which ``answered``; ``open`` are in hand, ``kept`` must be dealt with by a person."""

    id: str
    number: str
    title: str
    opinion: str
    solved: Solved | None
    state: BatchState
    version: int
    lead: NamedTicket | None
    lead_unit: Coded | None
    created_at: datetime
    created_by: PersonName | None
    answered_at: datetime | None
    total: int
    answered: int
    open: int
    kept: int


class BatchPage(Schema):
    items: tuple[BatchOut, ...]
    next: str | None


class BatchAdded(Schema):
    """``refused``: by ticket, why it was not taken; ``more``: the question found more than one step takes."""

    batch: BatchOut
    added: int
    refused: dict[str, str]
    more: bool

"""Tickets and their history as the console sees them."""

from datetime import datetime
from typing import Literal

from ticketing.drafts.schemas import PlaceOut, Urgent
from ticketing.schema import Coded, Schema

TicketState = Literal[
    "draft", "accepted", "answered", "dispatched", "signed", "handling", "reviewing", "callback", "closed", "archived",
    "supplement", "suspended", "merged", "transferred", "problem_ticket",
]  # fmt: skip


class TicketStep(Schema):
    """One row of the history; ``by`` is a person's id or ``system``, ``by_name`` the name for people."""

    id: str
    at: datetime
    by: str
    by_name: str
    command: str
    from_state: TicketState
    to_state: TicketState
    reason: str


class TicketCaller(Schema):
    """A further caller of the same matter, with what the draft of that call or intake said."""

    intake_id: str
    call_id: str | None
    at: datetime
    number: str
    name: str
    callback_number: str
    matter: str
    wish: str


class TicketLegOut(Schema):
    """One unit's part; ``role`` lead, co or cc (without times)."""

    id: str
    unit: Coded
    role: Literal["lead", "co", "cc"]
    state: Literal["dispatched", "signed", "handling", "reported", "withdrawn"]
    basis: str
    why: str
    dispatched_at: datetime
    sign_due: datetime | None
    contact_due: datetime | None
    deadline: datetime | None
    started_at: datetime | None
    yellow_at: datetime | None
    signed_at: datetime | None
    contacted_at: datetime | None
    reported_at: datetime | None
    ended_at: datetime | None
    result: str


class TicketOut(Schema):
    """A ticket; ``history``, ``callers``, ``legs`` and ``actions`` are empty in lists.

    ``callers_count`` counts the first caller and all ``callers`` who were added to it. ``version`` goes with every command.
    ``confidential``: the handling unit does not learn who brought the matter.
    ``light`` is the lamp as it was last told, ``stage`` one of the four top stages, ``actions`` the commands that the reader may
    give now. ``deadline`` is the one in force, ``first_deadline`` the first
    that was given; both are None for what was answered on the spot.
    """

    id: str
    number: str
    intake_id: str | None
    call_id: str | None
    duty_session: str | None
    channel: str
    origin: str
    state: TicketState
    type: str | None
    category: Coded | None
    place: PlaceOut | None
    title: str
    summary: str
    matter: str
    wish: str
    urgent: tuple[Urgent, ...]
    answer: str
    caller_number: str
    caller_name: str
    callback_number: str
    level: int | None
    unit: Coded | None
    co_units: tuple[Coded, ...]
    basis: str | None
    basis_why: str
    dispatch_level: str | None
    directory_version: str
    created_at: datetime
    created_by: str
    dispatched_at: datetime | None
    deadline: datetime | None
    closed_at: datetime | None
    version: int
    stage: str
    light: Literal["blue", "green", "yellow", "red"]
    scheme: Literal["level", "simple", "complex"]
    first_receiver: Coded | None
    first_deadline: datetime | None
    sign_due: datetime | None
    contact_due: datetime | None
    signed_at: datetime | None
    contacted_at: datetime | None
    reported_at: datetime | None
    paused_at: datetime | None
    asked_extension: int | None
    asked_suspension: str | None
    asked_review_at: datetime | None
    extensions: int
    reworks: int
    returns: int
    suspended_for: str | None
    review_at: datetime | None
    flags: tuple[str, ...]
    result: str
    solved: str | None
    resolved_level: str | None
    batch_id: str | None
    merged_into: str | None
    split_from: str | None
    legs: tuple[TicketLegOut, ...] = ()
    actions: tuple[str, ...] = ()
    history: tuple[TicketStep, ...] = ()
    callers: tuple[TicketCaller, ...] = ()
    callers_count: int = 1
    confidential: bool = False


class AskedExtension(Schema):
    """A request for extension that waits: who asks for how many days, why, and until when it would be at most."""

    id: str
    number: str
    title: str
    version: int
    unit: Coded | None
    level: int | None
    scheme: str
    deadline: datetime | None
    days: int
    until: datetime | None
    reason: str
    asked_at: datetime | None


class TicketPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[TicketOut, ...]
    next: str | None

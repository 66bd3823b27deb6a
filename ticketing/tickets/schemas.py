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


class TicketOut(Schema):
    """A ticket; ``history`` and ``callers`` are empty in lists. ``deadline`` is None for what was answered on the spot.

    ``callers_count`` counts the first caller and all ``callers`` who were added to it.
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
    history: tuple[TicketStep, ...] = ()
    callers: tuple[TicketCaller, ...] = ()
    callers_count: int = 1


class TicketPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[TicketOut, ...]
    next: str | None

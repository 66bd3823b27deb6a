"""Approvals whose papers are still to come, as the console sees them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from ticketing.conditional.rules import CaseCommand, CaseLight, CaseState
from ticketing.figures.rate import Rate
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

MOST_PAPERS = 30
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9*#+ -]*$", max_length=32)]


class MissingPaperIn(Schema):
    name: Name
    due_on: date


class ConditionalIn(Schema):
    """``unit`` is by default the own; the papers' days are promised by the applicant."""

    unit: str | None = None
    ticket: str | None = None
    applicant: Name
    phone: Phone = ""
    matter: Words
    papers: Annotated[tuple[MissingPaperIn, ...], Field(min_length=1, max_length=MOST_PAPERS)]


class PaperReceipt(Schema):
    """``version`` is the case's as it was read."""

    version: int
    paper: str
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class PaperExtension(Schema):
    version: int
    paper: str
    until: date
    reason: Words


class ConditionalRevocation(Schema):
    version: int
    reason: Words


class MissingPaperOut(Schema):
    id: str
    name: str
    first_due_on: date
    due_on: date
    extensions: int
    reminded: bool
    late: bool
    received_at: datetime | None
    received_by: PersonName | None


class ConditionalStepOut(Schema):
    at: datetime
    by: PersonName
    command: CaseCommand
    from_state: str
    to_state: CaseState
    paper: str | None
    reason: str


class ConditionalOut(Schema):
    """``phone`` is masked for those who do not handle the case; ``revocation`` is the document that took it back."""

    id: str
    number: str
    unit: Coded
    ticket: NamedTicket | None
    applicant: str
    phone: str
    matter: str
    state: CaseState
    version: int
    light: CaseLight
    approved_at: datetime
    approved_by: PersonName
    grace_until: datetime | None
    next_at: datetime | None
    ended_at: datetime | None
    revocation: str | None
    papers: tuple[MissingPaperOut, ...]
    history: tuple[ConditionalStepOut, ...] = ()
    may: tuple[str, ...] = ()


class ConditionalPage(Schema):
    items: tuple[ConditionalOut, ...]
    next: str | None


class ConditionalFigures(Schema):
    """Cases that were approved in the year; ``completed_rate`` over those that are over."""

    year: int
    cases: int
    open: int
    grace: int
    revoked: int
    completed_rate: Rate
    extended: int

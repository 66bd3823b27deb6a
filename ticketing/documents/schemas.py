"""Issued papers as the console lists them."""

from datetime import datetime

from ticketing.schema import PersonName, Schema


class DocumentOut(Schema):
    """``kind_name`` is the kind for people; ``units`` are the codes that it names; ``subject`` e.g. ``duty_session:ID``."""

    id: str
    kind: str
    kind_name: str
    number: str
    title: str
    at: datetime
    by: PersonName
    ticket: str | None
    subject: str
    units: tuple[str, ...]


class DocumentPage(Schema):
    items: tuple[DocumentOut, ...]
    next: str | None

"""Figures of acceptance as the supervisor's page shows them."""

from datetime import datetime

from ticketing.figures.rate import Rate
from ticketing.schema import PersonName, Schema


class FieldAcceptance(Schema):
    """``rate`` is kept / filled; ``added``: written by a person where the machine had offered nothing."""

    field: str
    name: str
    filled: int
    kept: int
    changed: int
    emptied: int
    added: int
    rate: Rate


class AgentAcceptance(Schema):
    agent: PersonName
    drafts: int
    rate: Rate


class QueueAcceptance(Schema):
    queue: str
    drafts: int
    rate: Rate


class Acceptance(Schema):
    """Drafts that became tickets between ``since`` and ``until``; ``truncated``: only the newest of too many were read."""

    since: datetime
    until: datetime
    drafts: int
    truncated: bool
    fields: tuple[FieldAcceptance, ...]
    by_agent: tuple[AgentAcceptance, ...]
    by_queue: tuple[QueueAcceptance, ...]

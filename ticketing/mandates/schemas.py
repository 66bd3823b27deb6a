"""Guidance on matters outside any mandate, as the console sees it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ticketing.figures.rate import Rate
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

Ground = Literal["no_mandate", "law_forbids", "policy_forbids"]
Way = Literal["court", "arbitration", "mediation", "consumer_association", "legal_aid", "other"]
GROUND_NAMES = {"no_mandate": "法无授权", "law_forbids": "法律法规不允许", "policy_forbids": "政策不允许"}


class GuidanceIn(Schema):
    """``rule`` names the law or policy; ``explanation`` is what ``advised_by`` told the citizen, ``way`` where to go."""

    version: int
    ground: Ground
    rule: Annotated[str, Field(min_length=1, max_length=500)]
    explanation: Annotated[str, Field(min_length=1, max_length=4_000)]
    way: Way
    advised_by: Annotated[str, Field(min_length=1, max_length=64)]


class GuidanceOut(Schema):
    id: str
    ticket: NamedTicket
    unit: Coded | None
    ground: Ground
    rule: str
    explanation: str
    way: Way
    advised_by: str
    advised_at: datetime
    at: datetime
    by: PersonName


class GuidancePage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[GuidanceOut, ...]
    next: str | None


class GuidanceFigures(Schema):
    """How many tickets of the year ended so, by ground and way; ``share`` of all that were closed. None of them is solved."""

    year: int
    total: int
    by_ground: dict[str, int]
    by_way: dict[str, int]
    share: Rate

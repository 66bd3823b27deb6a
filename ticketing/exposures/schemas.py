"""Media exposures as the console sees them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from ticketing.ledgers import StepOut
from ticketing.resolutions.schemas import Days, ResolutionOut
from ticketing.schema import Coded, Schema
from ticketing.tickets.named import NamedTicket

MAX_TICKETS = 50
Line = Literal["newspaper", "television", "radio", "website", "social", "media_line"]
Sanction = Literal["none", "score", "report", "exposure"]
Text = Annotated[str, Field(max_length=4_000)]


class ExposureIn(Schema):
    """``line`` media_line: it reached us by the media line (媒体专线) before it was published."""

    outlet: Annotated[str, Field(min_length=1, max_length=100)]
    line: Line
    published_on: date
    title: Annotated[str, Field(min_length=1, max_length=200)]
    link: Annotated[str, Field(max_length=500, pattern=r"^(https?://.*)?$")] = ""
    text: Text = ""
    unit: str
    days: Days | None = None
    tickets: Annotated[tuple[str, ...], Field(max_length=MAX_TICKETS)] = ()


class ExposureOut(Schema):
    """``answer`` is what the unit owes, with its due date and light; ``points`` the unit lost by the sanction.

    ``sanction_ref`` is the bulletin's number or the programme; ``sanctioned`` says that supervision keeps the sanction.
    """

    id: str
    state: Literal["open", "closed"]
    version: int
    outlet: str
    line: Line
    published_on: date
    title: str
    link: str
    text: str
    unit: Coded
    tickets: tuple[NamedTicket, ...]
    result: str
    sanction: Sanction
    sanction_ref: str
    sanctioned: bool
    points: float
    created_at: datetime
    answer: ResolutionOut | None
    allowed: tuple[str, ...]
    history: tuple[StepOut, ...] = ()


class ExposurePage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[ExposureOut, ...]
    next: str | None

"""The case library as the console sees it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ticketing.ledgers import StepOut
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

MAX_TAGS = 12
MAX_TICKETS = 50
MAX_CLUSTER = 500
CaseKind = Literal["model", "bulletin"]
CaseState = Literal["draft", "published", "withdrawn"]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=8_000)]
Tag = Annotated[str, Field(min_length=1, max_length=20)]


class CaseIn(Schema):
    """A model case (典型案例) or a case bulletin (案例通报); phones, ID and card numbers are masked as it is written."""

    kind: CaseKind = "model"
    category: str | None = None
    title: Title
    background: Text = ""
    handling: Text = ""
    outcome: Text = ""
    lesson: Text = ""
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)] = ()
    tickets: Annotated[tuple[str, ...], Field(max_length=MAX_TICKETS)] = ()


class CaseVersionIn(Schema):
    """A further version; ``version`` is the case's as the screen showed it."""

    version: int
    title: Title
    background: Text = ""
    handling: Text = ""
    outcome: Text = ""
    lesson: Text = ""
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)] = ()
    tickets: Annotated[tuple[str, ...], Field(max_length=MAX_TICKETS)] = ()


class CaseText(Schema):
    number: int
    title: str
    background: str
    handling: str
    outcome: str
    lesson: str
    tags: tuple[str, ...]
    tickets: tuple[NamedTicket, ...]
    at: datetime
    by: PersonName


class CaseOut(Schema):
    """``text`` is the published version, for conveners the newest; ``versions`` how many there are."""

    id: str
    kind: CaseKind
    state: CaseState
    version: int
    title: str
    category: Coded | None
    tags: tuple[str, ...]
    versions: int
    published: int | None
    published_at: datetime | None
    created_at: datetime
    text: CaseText | None = None
    allowed: tuple[str, ...]
    history: tuple[StepOut, ...] = ()


class CasePage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[CaseOut, ...]
    next: str | None


class CaseClusterIn(Schema):
    """Tickets of one category, in one street or in all; without ``tickets`` those of the last ``days`` are taken.

    ``matter`` is a cluster that supervision counts: then they are its tickets, and it ends with the same root cause.
    """

    title: Title
    category: str
    street: str | None = None
    unit: str
    days: Annotated[int, Field(ge=1, le=366)] = 30
    tickets: Annotated[tuple[str, ...], Field(max_length=MAX_CLUSTER)] = ()
    matter: str | None = None


class RootCauseIn(Schema):
    """Why it came again and again, and what was changed so that it does not; ``case`` where others may learn from it."""

    version: int
    cause: Annotated[str, Field(min_length=1, max_length=4_000)]
    remedy: Annotated[str, Field(min_length=1, max_length=4_000)]
    case: str | None = None


class CaseClusterOut(Schema):
    """``open_tickets`` keep it open; ``recurred`` counts new tickets of the kind after it was closed."""

    id: str
    state: Literal["open", "closed"]
    version: int
    title: str
    category: Coded
    street: Coded | None
    unit: Coded
    tickets: int
    open_tickets: int
    cause: str
    remedy: str
    case: str | None
    matter: str | None
    created_at: datetime
    closed_at: datetime | None
    recurred: int
    allowed: tuple[str, ...]
    members: tuple[NamedTicket, ...] = ()
    history: tuple[StepOut, ...] = ()


class CaseClusterPage(Schema):
    items: tuple[CaseClusterOut, ...]
    next: str | None

"""Partners of the five-party linkage, their pledges, and the ledger of aid as the console sees them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ticketing.figures.rate import Rate
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

Party = Literal["government", "community", "enterprise", "association", "residents"]
MAX_FEN = 100_000_000_000
MAX_COUNT = 10_000_000
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9*#+ -]*$", max_length=32)]
Fen = Annotated[int, Field(ge=0, le=MAX_FEN)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
Year = Annotated[int, Field(ge=2000, le=2200)]


class AidPartnerIn(Schema):
    """``unit`` is the street or community that keeps the contact."""

    name: Name
    party: Party
    unit: str | None = None
    contact: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = ""
    phone: Phone = ""
    note: Remark = ""
    since: date


class AidPartnerEnd(Schema):
    until: date


class AidPledgeIn(Schema):
    """What is promised for a year; at least one of the figures is above zero."""

    year: Year
    text: Words
    persons: Count = 0
    money_fen: Fen = 0
    jobs: Count = 0
    goods: Count = 0


class AidIn(Schema):
    """What was done on a day: persons helped (each time counts), money, jobs, goods."""

    partner: str
    pledge: str | None = None
    ticket: str | None = None
    unit: str | None = None
    done_on: date
    text: Words
    persons: Count = 0
    money_fen: Fen = 0
    jobs: Count = 0
    goods: Count = 0
    goods_text: Remark = ""


class AidCorrection(Schema):
    reason: Words


class AidSums(Schema):
    persons: int = 0
    money_fen: int = 0
    jobs: int = 0
    goods: int = 0


class AidPledgeOut(Schema):
    """``done`` is what the ledger says was done for it; ``fulfilled`` of the figure that was promised first."""

    id: str
    year: int
    text: str
    promised: AidSums
    done: AidSums
    fulfilled: Rate


class AidPartnerOut(Schema):
    id: str
    name: str
    party: Party
    unit: Coded | None
    contact: str
    phone: str
    note: str
    since: date
    until: date | None
    done: AidSums
    pledges: tuple[AidPledgeOut, ...]


class AidOut(Schema):
    """``corrects``: this row takes that one back; ``corrected``: it was taken back."""

    id: str
    partner: PersonName
    party: Party
    pledge: str | None
    ticket: NamedTicket | None
    unit: Coded | None
    done_on: date
    at: datetime
    by: PersonName
    text: str
    sums: AidSums
    goods_text: str
    corrects: str | None
    corrected: bool


class AidPage(Schema):
    items: tuple[AidOut, ...]
    next: str | None


class AidLine(Schema):
    """``rows`` counts deeds: what was taken back does not stand."""

    key: str
    name: str
    partners: int
    rows: int
    sums: AidSums


class AidTotals(Schema):
    """Deeds done in ``year`` as the ledger stood at ``as_of``; ``by_year`` are the years up to it."""

    year: int
    as_of: datetime
    total: AidLine
    by_party: tuple[AidLine, ...]
    by_partner: tuple[AidLine, ...]
    by_year: tuple[AidLine, ...]

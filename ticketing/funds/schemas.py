"""Fund pools, their ledger, draws and figures as the console sees them; every amount is in whole fen."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ticketing.figures.rate import Rate
from ticketing.funds.draw_states import DrawCommand, DrawLight, DrawState
from ticketing.funds.ledger import MAX_FEN, EntryKind
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

PoolKind = Literal["emergency", "own"]
PoolState = Literal["open", "closed"]
OutputKind = Literal["wall", "pipe", "road", "tree", "advert", "light", "facility", "other"]
Amount = Annotated[int, Field(gt=0, le=MAX_FEN)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Measure = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10)]


class PoolIn(Schema):
    """The year's first budget of a street or community; ``exempt_fen`` by default the settings' own."""

    unit: str
    kind: PoolKind = "emergency"
    year: Annotated[int, Field(ge=2000, le=2200)]
    budget_fen: Amount
    exempt_fen: Annotated[int, Field(ge=0, le=MAX_FEN)] | None = None
    reason: Remark = ""


class PoolBudget(Schema):
    """``amount_fen`` more (above zero) or less (below)."""

    amount_fen: Annotated[int, Field(ge=-MAX_FEN, le=MAX_FEN)]
    reason: Words


class PoolClosing(Schema):
    """``carry_fen`` goes into the next year's pool, the rest lapses."""

    carry_fen: Annotated[int, Field(ge=0, le=MAX_FEN)]
    reason: Words


class DrawIn(Schema):
    ticket: str
    amount_fen: Amount
    purpose: Words


class DrawDecision(Schema):
    """``version`` is the draw's as it was read: a stale one is told what happened meanwhile."""

    version: int
    reason: Remark = ""


class DrawPayment(Schema):
    """``amount_fen`` by default all that is reserved."""

    version: int
    amount_fen: Amount | None = None
    reason: Remark = ""


class DrawSettlement(Schema):
    """``actual_fen`` is what the work cost in the end; what is left of the reserved amount returns to the pool."""

    version: int
    actual_fen: Annotated[int, Field(ge=0, le=MAX_FEN)]
    reason: Remark = ""


class DrawOutputIn(Schema):
    """``quantity`` in ``unit`` (米, 棵, 处 …) with two places; below zero takes back what was counted wrongly."""

    version: int
    kind: OutputKind
    quantity: Annotated[Decimal, Field(max_digits=9, decimal_places=2)]
    unit: Measure
    note: Remark = ""


class PoolOut(Schema):
    """``budget_fen`` with raises and what was carried in; ``held_fen`` is reserved by draws that are not settled."""

    id: str
    unit: Coded
    kind: PoolKind
    year: int
    state: PoolState
    exempt_fen: int
    budget_fen: int
    held_fen: int
    spent_fen: int
    balance_fen: int
    may: tuple[str, ...]


class FundEntryOut(Schema):
    id: str
    position: int
    at: datetime
    by: PersonName
    kind: EntryKind
    amount_fen: int
    balance_fen: int
    draw: str | None
    reason: str


class FundEntryPage(Schema):
    items: tuple[FundEntryOut, ...]
    next: str | None


class DrawStepOut(Schema):
    at: datetime
    by: PersonName
    command: DrawCommand
    from_state: str
    to_state: DrawState
    amount_fen: int | None
    reason: str


class FundOutput(Schema):
    kind: str
    unit: str
    quantity: float


class DrawOut(Schema):
    """``exempt``: within the limit that needs no approval. ``may`` are the commands open to whoever asked."""

    id: str
    number: str
    pool: str
    unit: Coded
    ticket: NamedTicket
    purpose: str
    reserved_fen: int
    paid_fen: int | None
    actual_fen: int | None
    exempt: bool
    state: DrawState
    version: int
    light: DrawLight
    requested_at: datetime
    requested_by: PersonName
    decided_at: datetime | None
    decided_by: PersonName | None
    due_at: datetime
    ended_at: datetime | None
    outputs: tuple[FundOutput, ...] = ()
    history: tuple[DrawStepOut, ...] = ()
    may: tuple[str, ...] = ()


class DrawPage(Schema):
    items: tuple[DrawOut, ...]
    next: str | None


class FundLine(Schema):
    """Pools together. ``mean_days`` in calendar time beside working time, over settled draws, against ``limit_days``."""

    key: str
    name: str
    pools: int
    budget_fen: int
    drawn_fen: int
    given_back_fen: int
    balance_fen: int
    drawn: Rate
    draws: int
    open: int
    settled: int
    refused: int
    withdrawn: int
    in_time: Rate
    mean_days: float | None
    mean_working_days: float | None
    limit_days: float | None
    outputs: tuple[FundOutput, ...]


class FundFigures(Schema):
    """As the books stood at ``as_of``; ``by_year`` are all years up to ``year``."""

    year: int
    as_of: datetime
    total: FundLine
    by_pool: tuple[FundLine, ...]
    by_unit: tuple[FundLine, ...]
    by_year: tuple[FundLine, ...]

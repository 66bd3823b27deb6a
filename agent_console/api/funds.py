"""Fund pools (应急包): budgets, the ledger, draws from request to settlement, and the year's figures."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from agent_console.faults import errors
from agent_console.signed_in import FundWorker, Supervisor, TicketReader
from agent_console.transaction import Ports, Reading, Uow
from ticketing.documents.schemas import DocumentOut
from ticketing.funds import draws, export, pools, reading, sheet
from ticketing.funds.schemas import (
    DrawDecision,
    DrawIn,
    DrawOut,
    DrawOutputIn,
    DrawPage,
    DrawPayment,
    DrawSettlement,
    FundEntryPage,
    FundFigures,
    PoolBudget,
    PoolClosing,
    PoolIn,
    PoolOut,
)
from ticketing.schema import Schema
from ticketing.spreadsheets import XLSX_TYPE

router = APIRouter(prefix="/api/funds", tags=["funds"])
Limit = Annotated[int, Query(ge=1, le=200)]
Year = Annotated[int, Query(ge=2000, le=2200)]
Cursor = Annotated[str | None, Query(max_length=100)]


class BalanceOut(Schema):
    pool: str
    as_of: AwareDatetime
    balance_fen: int


@router.get("/pools", responses=errors(401, 403, 404))
def list_pools(
    ports: Ports, uow: Reading, me: TicketReader, year: Year | None = None, ticket: str | None = None
) -> tuple[PoolOut, ...]:
    """The pools of a year (this one by default) that the person may read; with ``ticket`` this year's that serve it."""
    if ticket:
        return reading.pools_for(uow, ticket, ports.now(), by=me.id)
    return reading.list_pools(uow, year or uow.calendar.local(ports.now()).year, by=me.id)


@router.post("/pools", status_code=201, responses=errors(401, 403, 404, 409, 422))
def open_pool(body: PoolIn, ports: Ports, uow: Uow, me: Supervisor) -> PoolOut:
    """Set the year's budget of a street or community."""
    return reading.pool(uow, pools.open_pool(uow, body, by=me.id, at=ports.now()).id, by=me.id)


@router.post("/pools/{pool_id}/budget", responses=errors(401, 403, 404, 409, 422))
def change_budget(pool_id: str, body: PoolBudget, ports: Ports, uow: Uow, me: Supervisor) -> PoolOut:
    """Raise or lower the budget, with a reason."""
    return reading.pool(uow, pools.change_budget(uow, pool_id, body, by=me.id, at=ports.now()).id, by=me.id)


@router.post("/pools/{pool_id}/close", responses=errors(401, 403, 404, 409, 422))
def close_pool(pool_id: str, body: PoolClosing, ports: Ports, uow: Uow, me: Supervisor) -> PoolOut:
    """Close the year: carry over what is decided, the rest lapses."""
    return reading.pool(uow, pools.close(uow, pool_id, body, by=me.id, at=ports.now()).id, by=me.id)


@router.get("/pools/{pool_id}/ledger", responses=errors(401, 403, 404, 422))
def read_ledger(pool_id: str, uow: Reading, me: TicketReader, before: Cursor = None, limit: Limit = 50) -> FundEntryPage:
    """The pool's ledger, newest first."""
    return reading.entries(uow, pool_id, by=me.id, before=before, limit=limit)


@router.get(
    "/pools/{pool_id}/ledger.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX_TYPE: {}}}, **errors(401, 403, 404)},
)
def export_ledger(pool_id: str, ports: Ports, uow: Reading, me: TicketReader) -> Response:
    """The whole ledger as a workbook, oldest row first."""
    content = export.ledger_workbook(uow, pool_id, by=me.id, as_of=ports.now())
    return Response(content, media_type=XLSX_TYPE, headers={"Content-Disposition": 'attachment; filename="ledger.xlsx"'})


@router.get("/pools/{pool_id}/balance", responses=errors(401, 403, 404))
def read_balance(pool_id: str, ports: Ports, uow: Reading, me: TicketReader, as_of: AwareDatetime | None = None) -> BalanceOut:
    """What the pool held at a moment: the sum of its rows up to then."""
    moment = as_of or ports.now()
    return BalanceOut(pool=pool_id, as_of=moment, balance_fen=reading.balance_as_of(uow, pool_id, moment, by=me.id))


@router.post("/pools/{pool_id}/draws", status_code=201, responses=errors(401, 403, 404, 409, 422))
def request_draw(pool_id: str, body: DrawIn, ports: Ports, uow: Uow, me: FundWorker) -> DrawOut:
    """Reserve an amount for a ticket; within the exemption limit it is approved at once."""
    row = draws.request(uow, pool_id, body, by=me.id, at=ports.now())
    return reading.draw(uow, row.id, by=me.id, at=ports.now())


@router.get("/draws", responses=errors(401, 403, 422))
def list_draws(
    ports: Ports,
    uow: Reading,
    me: TicketReader,
    pool: str | None = None,
    state: Annotated[str | None, Query(pattern="^(open|requested|approved|paid|settled|refused|withdrawn)$")] = None,
    ticket: str | None = None,
    before: Cursor = None,
    limit: Limit = 50,
) -> DrawPage:
    """Newest first; ``state`` ``open`` are all that are not over."""
    return reading.draws(uow, by=me.id, at=ports.now(), pool=pool, state=state, ticket=ticket, before=before, limit=limit)


@router.get("/draws/{draw_id}", responses=errors(401, 403, 404))
def read_draw(draw_id: str, ports: Ports, uow: Reading, me: TicketReader) -> DrawOut:
    """One draw with its history."""
    return reading.draw(uow, draw_id, by=me.id, at=ports.now())


@router.post("/draws/{draw_id}/approve", responses=errors(401, 403, 404, 409))
def approve(draw_id: str, body: DrawDecision, ports: Ports, uow: Uow, me: FundWorker) -> DrawOut:
    """Agree to a draw above the exemption limit; never to the own one."""
    draws.approve(uow, draw_id, body, by=me.id, at=ports.now())
    return reading.draw(uow, draw_id, by=me.id, at=ports.now())


@router.post("/draws/{draw_id}/refuse", responses=errors(401, 403, 404, 409, 422))
def refuse(draw_id: str, body: DrawDecision, ports: Ports, uow: Uow, me: FundWorker) -> DrawOut:
    """Decline with a reason; the amount returns."""
    draws.refuse(uow, draw_id, body, by=me.id, at=ports.now())
    return reading.draw(uow, draw_id, by=me.id, at=ports.now())


@router.post("/draws/{draw_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw(draw_id: str, body: DrawDecision, ports: Ports, uow: Uow, me: FundWorker) -> DrawOut:
    """Take back what is not paid yet, with a reason."""
    draws.withdraw(uow, draw_id, body, by=me.id, at=ports.now())
    return reading.draw(uow, draw_id, by=me.id, at=ports.now())


@router.post("/draws/{draw_id}/pay", responses=errors(401, 403, 404, 409, 422))
def pay(draw_id: str, body: DrawPayment, ports: Ports, uow: Uow, me: FundWorker) -> DrawOut:
    """Say that the money went out."""
    draws.pay(uow, draw_id, body, by=me.id, at=ports.now())
    return reading.draw(uow, draw_id, by=me.id, at=ports.now())


@router.post("/draws/{draw_id}/outputs", responses=errors(401, 403, 404, 409, 422))
def record_output(draw_id: str, body: DrawOutputIn, ports: Ports, uow: Uow, me: FundWorker) -> DrawOut:
    """Count what the money made; below zero takes back a wrong count."""
    draws.record_output(uow, draw_id, body, by=me.id, at=ports.now())
    return reading.draw(uow, draw_id, by=me.id, at=ports.now())


@router.post("/draws/{draw_id}/settle", responses=errors(401, 403, 404, 409, 422))
def settle(draw_id: str, body: DrawSettlement, ports: Ports, uow: Uow, me: FundWorker) -> DrawOut:
    """End the draw by what it cost; the rest returns to the pool."""
    draws.settle(uow, draw_id, body, by=me.id, at=ports.now())
    return reading.draw(uow, draw_id, by=me.id, at=ports.now())


@router.post("/draws/{draw_id}/sheet", status_code=201, responses=errors(401, 403, 404))
def issue_sheet(draw_id: str, ports: Ports, uow: Uow, me: FundWorker) -> DocumentOut:
    """Issue the draw's sheet (支用单) as it stands, with a number of its own."""
    return sheet.issue(uow, draw_id, by=me.id, at=ports.now())


@router.get("/figures", responses=errors(401, 403))
def read_figures(
    ports: Ports, uow: Reading, me: TicketReader, year: Year | None = None, as_of: AwareDatetime | None = None
) -> FundFigures:
    """Budget, drawn, balance, handling time and outputs of a year, by pool, unit and year, as of any day."""
    moment = as_of or ports.now()
    return reading.year_figures(uow, year or uow.calendar.local(moment).year, moment, by=me.id)

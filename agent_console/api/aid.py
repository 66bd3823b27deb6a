"""Five-party linkage (五方联动): partners, their pledges, and the ledger of aid (帮扶台账)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from agent_console.api.city import attachment
from agent_console.faults import errors
from agent_console.signed_in import FundWorker, TicketReader, has
from agent_console.transaction import Ports, Reading, Uow
from ticketing.aid import export, reading
from ticketing.aid import service as aid
from ticketing.aid.schemas import (
    AidCorrection,
    AidIn,
    AidOut,
    AidPage,
    AidPartnerEnd,
    AidPartnerIn,
    AidPartnerOut,
    AidPledgeIn,
    AidTotals,
    Party,
)
from ticketing.people.schemas import PersonOut
from ticketing.privacy.masks import mask_phone
from ticketing.spreadsheets import XLSX_TYPE

router = APIRouter(prefix="/api/aid", tags=["aid"])


def _seen_by(me: PersonOut, partner: AidPartnerOut) -> AidPartnerOut:
    """The contact's phone whole for those who work with partners."""
    whole = has(me, "handler", "leader", "supervisor")
    return partner if whole else partner.model_copy(update={"phone": mask_phone(partner.phone)})


@router.get("/partners", responses=errors(401, 403))
def list_partners(uow: Reading, me: TicketReader, party: Party | None = None) -> tuple[AidPartnerOut, ...]:
    """By party and name, each with its pledges and what it did."""
    return tuple(_seen_by(me, partner) for partner in reading.partners(uow, party=party))


@router.post("/partners", status_code=201, responses=errors(401, 403, 404, 409, 422))
def add_partner(body: AidPartnerIn, ports: Ports, uow: Uow, me: FundWorker) -> AidPartnerOut:
    """A partner of one of the five parties."""
    return reading.partner(uow, aid.add_partner(uow, body, by=me.id, at=ports.now()).id)


@router.post("/partners/{partner_id}/end", responses=errors(401, 403, 404, 409, 422))
def end_partner(partner_id: str, body: AidPartnerEnd, uow: Uow, me: FundWorker) -> AidPartnerOut:
    """The partner leaves; what it did stays."""
    return reading.partner(uow, aid.end_partner(uow, partner_id, body).id)


@router.post("/partners/{partner_id}/pledges", status_code=201, responses=errors(401, 403, 404, 409, 422))
def add_pledge(partner_id: str, body: AidPledgeIn, ports: Ports, uow: Uow, me: FundWorker) -> AidPartnerOut:
    """What the partner promises for a year."""
    aid.pledge(uow, partner_id, body, by=me.id, at=ports.now())
    return reading.partner(uow, partner_id)


@router.get("/ledger", responses=errors(401, 403, 422))
def read_ledger(
    uow: Reading,
    me: TicketReader,
    partner: str | None = None,
    ticket: str | None = None,
    before: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AidPage:
    """Newest entry first."""
    return reading.ledger(uow, partner=partner, ticket=ticket, before=before, limit=limit)


@router.get("/ledger.xlsx", response_class=Response, responses={200: {"content": {XLSX_TYPE: {}}}, **errors(401, 403)})
def export_ledger(
    ports: Ports, uow: Reading, me: TicketReader, year: Annotated[int | None, Query(ge=2000, le=2200)] = None
) -> Response:
    """The year's deeds as a workbook (this year's by default), oldest first."""
    wanted = year or uow.calendar.local(ports.now()).year
    return attachment(f"帮扶台账{wanted}.xlsx", export.ledger_workbook(uow, wanted, ports.now()), "xlsx")


@router.post("/ledger", status_code=201, responses=errors(401, 403, 404, 422))
def record_aid(body: AidIn, ports: Ports, uow: Uow, me: FundWorker) -> AidOut:
    """A deed: persons helped, money, jobs, goods."""
    return reading.deeds_out(uow, [aid.record(uow, body, by=me.id, at=ports.now())])[0]


@router.post("/ledger/{row_id}/take-back", status_code=201, responses=errors(401, 403, 404, 409))
def take_back(row_id: str, body: AidCorrection, ports: Ports, uow: Uow, me: FundWorker) -> AidOut:
    """Undo a wrong row by another one, with the reason."""
    return reading.deeds_out(uow, [aid.take_back(uow, row_id, body, by=me.id, at=ports.now())])[0]


@router.get("/totals", responses=errors(401, 403))
def read_totals(
    ports: Ports,
    uow: Reading,
    me: TicketReader,
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
    as_of: AwareDatetime | None = None,
) -> AidTotals:
    """Persons, money, jobs and goods of a year by party and partner, and of the years before it."""
    moment = as_of or ports.now()
    return reading.year_totals(uow, year or uow.calendar.local(moment).year, moment)

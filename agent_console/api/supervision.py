"""Supervision (督办): the ladder's papers, the pool, transfers, inspections, and whose case it is."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from agent_console.faults import errors
from agent_console.signed_in import Inspection, Me, PaperStarter, UnitPerson, Watcher, has
from agent_console.transaction import Ports, Reading, Uow
from config.errors import NotAllowed
from ticketing.people import service as people
from ticketing.schema import PersonName, Schema
from ticketing.supervision import inspections, ladder, out, owners, reading, sanctions, transfers
from ticketing.supervision.models import PaperRow
from ticketing.supervision.owners import OwnerRole
from ticketing.supervision.papers import NewPaper
from ticketing.supervision.rungs import Ground, PoolLevel, Rung
from ticketing.supervision.sanctions import SanctionKind
from ticketing.supervision.schemas import (
    InspectionOut,
    InspectionYear,
    LadderTable,
    OwnerOut,
    PaperOut,
    PaperPage,
    SanctionOut,
)
from ticketing.tickets.actor import actor_of
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/supervision", tags=["supervision"])

Text = Annotated[str, Field(min_length=1, max_length=4_000)]
Note = Annotated[str, Field(max_length=4_000)]
Limit = Annotated[int, Query(ge=1, le=200)]


class PaperIn(Schema):
    """The first paper of a climb: an urge or a notice. ``unit`` is a code, by default the ticket's lead unit."""

    rung: Rung
    ground: Ground
    text: Text
    ticket: str
    unit: str | None = None
    points: Annotated[float, Field(ge=0, le=100)] | None = None


class SaidIn(Schema):
    """What is said with a step; ``version`` is the one that the screen showed."""

    text: Note = ""
    version: int | None = None


class ClimbIn(Schema):
    ground: Ground
    text: Text
    points: Annotated[float, Field(ge=0, le=100)] | None = None
    version: int | None = None


class PaperReviewIn(SaidIn):
    """``next_at`` is when the pool's item is looked at again."""

    next_at: AwareDatetime | None = None


class TransferIn(Schema):
    """``above`` is the interview that it rises from; without one it is asked for outright."""

    ticket: str
    ground: Ground
    text: Text
    evidence: Text
    unit: str | None = None
    above: str | None = None


class InspectionIn(Schema):
    at: AwareDatetime
    place: Annotated[str, Field(min_length=1, max_length=200)]
    unit: str
    inspectors: Annotated[str, Field(min_length=1, max_length=200)]
    findings: Text
    ticket: str | None = None


class SanctionIn(Schema):
    kind: SanctionKind
    unit: str
    text: Text
    ticket: str | None = None
    reference: Annotated[str, Field(max_length=200)] = ""


class OwnerIn(Schema):
    ticket: str
    role: OwnerRole
    person: str


class HandOverIn(Schema):
    person: str
    text: Text


def _shown(uow: UnitOfWork, row: PaperRow, now: datetime) -> PaperOut:
    return out.papers_out(uow, [row], now, history=True)[0]


@router.get("/ladder", responses=errors(401))
def read_ladder(me: Me) -> LadderTable:
    """The table of rungs: what may begin a climb, what follows what, and on which grounds."""
    return out.ladder_table()


@router.get("/papers", responses=errors(401, 403))
def list_papers(
    ports: Ports,
    uow: Reading,
    me: Watcher,
    rung: str | None = None,
    unit: str | None = None,
    ticket: str | None = None,
    only: Annotated[str, Query(pattern="^(open|overdue|replied)?$")] = "",
    level: PoolLevel | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> PaperPage:
    """Newest first. ``rung`` may name several, with commas; ``only`` open, overdue or replied; ``level`` of the pool."""
    return reading.papers(
        uow, ports.now(), rung=rung, unit=unit, ticket=ticket, only=only, level=level, before=before, limit=limit
    )


@router.post("/papers", status_code=201, responses=errors(401, 403, 404, 409, 422))
def start_paper(body: PaperIn, ports: Ports, uow: Uow, me: PaperStarter) -> PaperOut:
    """Urge a unit, or give it a supervision notice. One that was urged rises to the notice."""
    now = ports.now()
    return _shown(uow, ladder.start(uow, NewPaper(**body.model_dump()), actor=actor_of(me), at=now), now)


@router.get("/papers/{paper_id}", responses=errors(401, 403, 404))
def read_paper(paper_id: str, ports: Ports, uow: Reading, me: Me) -> PaperOut:
    """With its history; a unit's people read their own unit's."""
    return reading.paper(uow, paper_id, ports.now(), actor_of(me))


@router.get("/unit-papers", responses=errors(401, 403))
def unit_papers(ports: Ports, uow: Reading, me: UnitPerson, before: str | None = None, limit: Limit = 50) -> PaperPage:
    """What the own unit is to reply to, and has."""
    if me.unit is None:
        raise NotAllowed("您的账号没有所属单位。", "请管理员为您设置单位。")
    return reading.of_unit(uow, me.unit, ports.now(), before=before, limit=limit)


@router.post("/papers/{paper_id}/reply", responses=errors(401, 403, 404, 409, 422))
def reply_paper(paper_id: str, body: SaidIn, ports: Ports, uow: Uow, me: UnitPerson) -> PaperOut:
    """The unit's reply; one after the due time is kept as late."""
    now = ports.now()
    return _shown(uow, ladder.reply(uow, paper_id, body.text, actor=actor_of(me), at=now, version=body.version), now)


@router.post("/papers/{paper_id}/accept", responses=errors(401, 403, 404, 409))
def accept_paper(paper_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """The reply is good, the climb is over."""
    now = ports.now()
    return _shown(uow, ladder.accept(uow, paper_id, body.text, actor=actor_of(me), at=now, version=body.version), now)


@router.post("/papers/{paper_id}/send-back", responses=errors(401, 403, 404, 409, 422))
def send_back_paper(paper_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """The reply will not do: again, by a new due time."""
    now = ports.now()
    return _shown(uow, ladder.send_back(uow, paper_id, body.text, actor=actor_of(me), at=now, version=body.version), now)


@router.post("/papers/{paper_id}/raise", status_code=201, responses=errors(401, 403, 404, 409, 422))
def raise_paper(paper_id: str, body: ClimbIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """To the next rung, and to no other; the answer is the new paper."""
    now = ports.now()
    row = ladder.climb(
        uow, paper_id, body.ground, body.text, actor=actor_of(me), at=now, version=body.version, points=body.points
    )
    return _shown(uow, row, now)


@router.post("/papers/{paper_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw_paper(paper_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """Issued in error or settled otherwise; of the pool: out of it. Its points are given back."""
    now = ports.now()
    return _shown(uow, ladder.withdraw(uow, paper_id, body.text, actor=actor_of(me), at=now, version=body.version), now)


@router.post("/papers/{paper_id}/lift", responses=errors(401, 403, 404, 409, 422))
def lift_paper(paper_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """The pool's next level."""
    now = ports.now()
    return _shown(uow, ladder.lift(uow, paper_id, body.text, actor=actor_of(me), at=now, version=body.version), now)


@router.post("/papers/{paper_id}/review", responses=errors(401, 403, 404, 409, 422))
def review_paper(paper_id: str, body: PaperReviewIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """What is in the pool was looked at again, and when next."""
    now = ports.now()
    row = ladder.review(uow, paper_id, body.text, body.next_at, actor=actor_of(me), at=now, version=body.version)
    return _shown(uow, row, now)


@router.post("/transfers", status_code=201, responses=errors(401, 403, 404, 409, 422))
def ask_transfer(body: TransferIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """Ask for a transfer to discipline inspection, with evidence; another person decides."""
    now = ports.now()
    row = transfers.ask(
        uow, body.ticket, body.ground, body.text, body.evidence, actor=actor_of(me), at=now, unit=body.unit, above=body.above
    )
    return _shown(uow, row, now)


@router.post("/transfers/{paper_id}/approve", responses=errors(401, 403, 404, 409))
def approve_transfer(paper_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    now = ports.now()
    return _shown(uow, transfers.approve(uow, paper_id, body.text, actor=actor_of(me), at=now, version=body.version), now)


@router.post("/transfers/{paper_id}/refuse", responses=errors(401, 403, 404, 409, 422))
def refuse_transfer(paper_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    now = ports.now()
    return _shown(uow, transfers.refuse(uow, paper_id, body.text, actor=actor_of(me), at=now, version=body.version), now)


@router.get("/inspections", responses=errors(401, 403))
def list_inspections(
    ports: Ports,
    uow: Reading,
    me: Watcher,
    year: Annotated[int, Query(ge=2000, le=2100)],
    as_of: AwareDatetime | None = None,
) -> InspectionYear:
    """The year's inspections, written opinions and replies, as they stood at ``as_of`` (now by default)."""
    now = ports.now()
    return reading.inspection_year(uow, year, now, as_of or now)


@router.post("/inspections", status_code=201, responses=errors(401, 403, 404, 422))
def hold_inspection(body: InspectionIn, ports: Ports, uow: Uow, me: Inspection) -> InspectionOut:
    """Write down an inspection on the spot."""
    now = ports.now()
    row = inspections.hold(uow, **body.model_dump(), actor=actor_of(me), now=now)
    return reading.inspections_out(uow, [row], now)[0]


@router.post("/inspections/{inspection_id}/opinion", status_code=201, responses=errors(401, 403, 404, 409, 422))
def write_opinion(inspection_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> PaperOut:
    """The written opinion (督查意见书), numbered, with a due time for its reply."""
    now = ports.now()
    return _shown(uow, inspections.opine(uow, inspection_id, body.text, actor=actor_of(me), at=now), now)


@router.get("/sanctions", responses=errors(401, 403))
def list_sanctions(uow: Reading, me: Watcher, unit: str | None = None) -> tuple[SanctionOut, ...]:
    """Newest first."""
    return reading.sanction_list(uow, unit)


@router.post("/sanctions", status_code=201, responses=errors(401, 403, 404, 422))
def name_unit(body: SanctionIn, ports: Ports, uow: Uow, me: Inspection) -> SanctionOut:
    """Name a unit in a report, or note its exposure in the media."""
    named = body.model_dump()
    row = sanctions.name(
        uow, named.pop("kind"), named.pop("unit"), named.pop("text"), actor=actor_of(me), at=ports.now(), **named
    )
    return reading.sanctions_out(uow, [row])[0]


@router.get("/leaders", responses=errors(401, 403))
def list_leaders(uow: Reading, me: Watcher) -> tuple[PersonName, ...]:
    """Who may be given a case."""
    leaders = (one for one in people.list_people(uow) if one.active and has(one, "leader"))
    return tuple(PersonName(id=one.id, name=one.name) for one in leaders)


@router.get("/owners", responses=errors(401, 403))
def list_owners(uow: Reading, me: Me, ticket: str | None = None) -> tuple[OwnerOut, ...]:
    """Whose case it is: of one ticket, also before; else all that are somebody's now. A leader sees the own ones."""
    if not has(me, "inspector", "supervisor", "dispatcher", "leader"):
        raise NotAllowed("您的角色没有这项权限。", "需要时请管理员调整角色。")
    own = None if has(me, "inspector", "supervisor", "dispatcher") else me.id
    return reading.case_owners(uow, ticket=ticket, person=own)


@router.post("/owners", status_code=201, responses=errors(401, 403, 404, 409))
def give_case(body: OwnerIn, ports: Ports, uow: Uow, me: Inspection) -> OwnerOut:
    """A leader takes a case until it is truly over (包案), or two lead one (双牵头)."""
    row = owners.give(uow, body.ticket, body.role, body.person, actor=actor_of(me), at=ports.now())
    return reading.owners_out(uow, [row])[0]


@router.post("/owners/{owner_id}/hand-over", status_code=201, responses=errors(401, 403, 404, 409, 422))
def hand_over_case(owner_id: str, body: HandOverIn, ports: Ports, uow: Uow, me: Inspection) -> OwnerOut:
    row = owners.hand_over(uow, owner_id, body.person, body.text, actor=actor_of(me), at=ports.now())
    return reading.owners_out(uow, [row])[0]


@router.post("/owners/{owner_id}/release", responses=errors(401, 403, 404, 409, 422))
def release_case(owner_id: str, body: SaidIn, ports: Ports, uow: Uow, me: Inspection) -> OwnerOut:
    """Truly over; Conflict as long as the ticket is open or was not solved."""
    row = owners.release(uow, owner_id, body.text, actor=actor_of(me), at=ports.now())
    return reading.owners_out(uow, [row])[0]

"""Early warnings (预警), look-back samples (回头看) and the ledger of points (计分)."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field

from agent_console.api.city import content_of
from agent_console.api.supervision import Limit, Note, SaidIn, Text
from agent_console.faults import errors
from agent_console.large_body import described, large
from agent_console.signed_in import Inspection, Me, UnitPerson, Watcher, has
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import NotAllowed
from ticketing.schema import Schema
from ticketing.spreadsheets import XLSX_TYPE
from ticketing.supervision import lookback, samples, scoreboard, scores, third_party
from ticketing.supervision.clusters import desk
from ticketing.supervision.clusters import reading as clusters
from ticketing.supervision.lookback import MOST_DRAWN, Purpose, Result
from ticketing.supervision.models import ScoreRow
from ticketing.supervision.schemas import (
    ClusterDetail,
    ClusterPage,
    MonthlyList,
    SampleCheck,
    SampleOut,
    ScoreOut,
    ScorePage,
    ScoreTable,
)
from ticketing.supervision.scores import Decision
from ticketing.tickets.actor import actor_of
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/supervision", tags=["supervision"])


class JoinIn(Schema):
    """``into`` is the cluster that stands on."""

    into: str
    text: Text


class CauseIn(SaidIn):
    """``case``: one of the library that tells of it."""

    case: str | None = None


class SampleIn(Schema):
    """Tickets closed from ``since`` to before ``until``; without a ``seed`` one is made and kept."""

    since: AwareDatetime
    until: AwareDatetime
    size: Annotated[int, Field(ge=1, le=MOST_DRAWN)]
    seed: Annotated[str, Field(max_length=64)] = ""
    unit: str | None = None
    by_unit: bool = False
    purpose: Purpose = "look_back"
    agency: Annotated[str, Field(max_length=100)] = ""


class ResultIn(Schema):
    """``false`` (假办结) opens the ticket again and takes points; ``grade`` 1 to 5."""

    result: Result
    text: Note = ""
    grade: Annotated[int, Field(ge=1, le=5)] | None = None


class ResultsIn(Schema):
    """A file of the agency: .csv or .xlsx, ``content`` in base64."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[str, Field(max_length=2_000_000)]


class ImportedOut(Schema):
    imported: int


class ScoreIn(Schema):
    unit: str
    points: Annotated[float, Field(gt=0, le=100)]
    text: Text
    ticket: str | None = None


class DecisionIn(Schema):
    """``left`` are the points that stay, where the entry is reduced."""

    decision: Decision
    text: Text
    left: Annotated[float, Field(ge=0, le=100)] = 0.0


@router.get("/clusters", responses=errors(401, 403))
def list_clusters(
    ports: Ports,
    uow: Reading,
    me: Watcher,
    only: Annotated[str, Query(pattern="^(warned|repeated|closed|all)$")] = "warned",
    before: str | None = None,
    limit: Limit = 50,
) -> ClusterPage:
    """Tickets of the same matter, by the latest report."""
    return clusters.clusters(uow, ports.now(), only=only, before=before, limit=limit)


@router.get("/clusters/{cluster_id}", responses=errors(401, 403, 404))
def read_cluster(cluster_id: str, ports: Ports, uow: Reading, me: Watcher) -> ClusterDetail:
    """With its tickets, its arrivals by day, and what was told of it."""
    return clusters.cluster(uow, cluster_id, ports.now())


@router.post("/clusters/{cluster_id}/join", responses=errors(401, 403, 404, 409, 422))
def join_clusters(cluster_id: str, body: JoinIn, ports: Ports, uow: Uow, me: Inspection) -> ClusterDetail:
    """The same matter in other words: this cluster goes into the other. What was told is not told again."""
    now = ports.now()
    kept = desk.join(uow, cluster_id, body.into, body.text, by=me.id, at=now)
    return clusters.cluster(uow, kept.id, now)


@router.post("/clusters/{cluster_id}/close", responses=errors(401, 403, 404, 409, 422))
def close_cluster(cluster_id: str, body: CauseIn, ports: Ports, uow: Uow, me: Inspection) -> ClusterDetail:
    """From one case to its kind: the root cause closes the cluster; 409 while it is handled jointly."""
    now = ports.now()
    desk.close(uow, cluster_id, body.text, by=me.id, at=now, case=body.case)
    return clusters.cluster(uow, cluster_id, now)


@router.get("/monthly", responses=errors(401, 403))
def monthly_list(uow: Reading, me: Watcher, month: Annotated[str, Query(pattern=r"^\d{4}-\d{2}$")]) -> MonthlyList:
    """Concentrated, repeated and hard matters of a month: the agenda of the joint study."""
    return clusters.monthly(uow, month)


@router.get("/samples", responses=errors(401, 403))
def list_samples(uow: Reading, me: Watcher) -> tuple[SampleOut, ...]:
    """Newest first, without their tickets."""
    return samples.listed(uow)


@router.post("/samples", status_code=201, responses=errors(401, 403, 422))
def draw_sample(body: SampleIn, ports: Ports, uow: Uow, me: Inspection) -> SampleOut:
    """Draw at random among closed tickets; the seed is kept, so that anybody can draw the same again."""
    asked = body.model_dump() | {"seed": body.seed.strip() or secrets.token_hex(8)}
    row = lookback.sample(uow, **asked, actor=actor_of(me), at=ports.now())
    return samples.sample_out(uow, row, me.id, with_items=True)


@router.get("/samples/{sample_id}", responses=errors(401, 403, 404))
def read_sample(sample_id: str, uow: Reading, me: Watcher) -> SampleOut:
    return samples.sample_out(uow, lookback.sample_row(uow, sample_id), me.id, with_items=True)


@router.get("/samples/{sample_id}/check", responses=errors(401, 403, 404))
def check_sample(sample_id: str, uow: Reading, me: Watcher) -> SampleCheck:
    """Draw again by the same seed and compare."""
    return samples.check(uow, sample_id)


@router.get("/samples/{sample_id}/sheet", responses=errors(401, 403, 404, 422), response_class=Response)
def sample_sheet(sample_id: str, ports: Ports, uow: Uow, me: Inspection) -> Response:
    """The sample for a third party's callers, as .xlsx with the phones; that it was taken out is kept."""
    content = third_party.sheet(uow, sample_id, actor=actor_of(me), at=ports.now())
    name = {"Content-Disposition": 'attachment; filename="third-party.xlsx"'}
    return Response(content, media_type=XLSX_TYPE, headers=name)


@router.post("/samples/{sample_id}/results", responses=errors(401, 403, 404, 422), openapi_extra=described(ResultsIn))
async def import_results(
    sample_id: str, ports: Ports, me: Inspection, body: Annotated[ResultsIn, large(ResultsIn)]
) -> ImportedOut:
    """A third party's results, all or nothing; mistakes are listed by line and column."""
    content = content_of(body.name, body.content)

    def work(uow: UnitOfWork) -> int:
        return third_party.bring(uow, sample_id, body.name, content, actor=actor_of(me), at=ports.now())

    return ImportedOut(imported=await in_unit(ports, work))


@router.post("/samples/{sample_id}/items/{item_id}", responses=errors(401, 403, 404, 409, 422))
def record_result(sample_id: str, item_id: str, body: ResultIn, ports: Ports, uow: Uow, me: Inspection) -> SampleOut:
    """What the second call said; not by who handled the ticket or called back about it."""
    lookback.record(uow, item_id, body.result, body.text, actor=actor_of(me), at=ports.now(), grade=body.grade)
    return samples.sample_out(uow, lookback.sample_row(uow, sample_id), me.id, with_items=True)


@router.get("/scores", responses=errors(401, 403))
def score_table(
    ports: Ports, uow: Reading, me: Watcher, since: AwareDatetime | None = None, as_of: AwareDatetime | None = None
) -> ScoreTable:
    """Points off by unit, from the year's first day or ``since``, as they stood at ``as_of``."""
    until = as_of or ports.now()
    return scoreboard.table(uow, since or scoreboard.year_begins(uow, until), until)


@router.get("/scores/entries", responses=errors(401, 403))
def score_entries(uow: Reading, me: Me, unit: str | None = None, before: str | None = None, limit: Limit = 50) -> ScorePage:
    """Newest first; a unit's people see their own unit's."""
    if not has(me, "inspector", "supervisor", "dispatcher"):
        if me.unit is None or not has(me, "handler", "leader"):
            raise NotAllowed("您的角色没有这项权限。", "需要时请管理员调整角色。")
        unit = me.unit
    return scoreboard.entries(uow, unit=unit, before=before, limit=limit)


@router.post("/scores/entries", status_code=201, responses=errors(401, 403, 404, 422))
def enter_score(body: ScoreIn, ports: Ports, uow: Uow, me: Inspection) -> ScoreOut:
    """Points off by hand, with the ground in words."""
    row = scores.enter(uow, body.unit, body.points, body.text, actor=actor_of(me), at=ports.now(), ticket=body.ticket)
    return scoreboard.entries_out(uow, [row])[0]


@router.get("/scores/appeals", responses=errors(401, 403))
def list_appeals(uow: Reading, me: Watcher, waiting: bool = True) -> tuple[ScoreOut, ...]:
    """Entries that were appealed against, the latest first."""
    return scoreboard.appeals(uow, waiting=waiting)


@router.post("/scores/entries/{entry_id}/appeal", status_code=201, responses=errors(401, 403, 404, 409, 422))
def appeal_score(entry_id: str, body: SaidIn, ports: Ports, uow: Uow, me: UnitPerson) -> ScoreOut:
    """A unit says that an entry is wrong; once for each."""
    scores.appeal(uow, entry_id, body.text, actor=actor_of(me), at=ports.now())
    return scoreboard.entries_out(uow, [uow.session.get_one(ScoreRow, entry_id)])[0]


@router.post("/scores/appeals/{appeal_id}", responses=errors(401, 403, 404, 409, 422))
def decide_appeal(appeal_id: str, body: DecisionIn, ports: Ports, uow: Uow, me: Inspection) -> ScoreOut:
    """Upheld, reduced or dismissed; by somebody else than who made the entry."""
    row = scores.decide(uow, appeal_id, body.decision, body.text, actor=actor_of(me), at=ports.now(), left=body.left)
    return scoreboard.entries_out(uow, [uow.session.get_one(ScoreRow, row.entry_id)])[0]

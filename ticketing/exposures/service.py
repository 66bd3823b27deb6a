"""Media exposures: recorded, answered by the unit in time, closed with a result, with or without a sanction."""

from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing import paging
from ticketing.exposures.models import ExposureRow, ExposureStepRow, ExposureTicketRow
from ticketing.exposures.schemas import ExposureIn, ExposureOut, ExposurePage, Sanction
from ticketing.ledgers import StateTable, append, locked, seen, steps_of, take
from ticketing.meetings.who import convenes, require_convener, require_part
from ticketing.resolutions import repository as followed
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.out import resolutions_out
from ticketing.resolutions.schemas import OwnerIn
from ticketing.resolutions.states import OVER
from ticketing.schema import Coded
from ticketing.supervision import sanctions, scores
from ticketing.supervision.models import ScoreRow
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.named import named_tickets
from ticketing.uow import UnitOfWork

MISSING = "没有这条媒体曝光。"
SANCTIONERS = frozenset({"inspector", "supervisor"})
"""As in supervision itself: dispatchers convene, they sanction nobody."""
PLAIN = (
    "id", "state", "version", "outlet", "line", "published_on", "title", "link", "text", "result", "sanction", "sanction_ref",
    "created_at",
)  # fmt: skip
TABLE = StateTable(
    what="这条媒体曝光",
    steps=MappingProxyType({("open", "sanction"): "open", ("closed", "sanction"): "closed", ("open", "close"): "closed"}),
    states=MappingProxyType({"open": "回应中", "closed": "已办结"}),
    commands=MappingProxyType({"record": "登记", "sanction": "问责", "close": "办结"}),
)


def record(uow: UnitOfWork, new: ExposureIn, *, actor: Actor, at: datetime) -> ExposureOut:
    """Write it down; the unit owes an answer within so many working days and is told at once."""
    require_convener(actor)
    if new.published_on > uow.calendar.local(at).date():
        raise BadInput("刊播日期不能晚于今天。", "请改正日期。")
    unit = uow.city.unit(new.unit)
    row = ExposureRow(
        id=new_id(),
        state="open",
        version=0,
        unit_code=unit.code,
        unit_name=unit.name,
        result="",
        sanction="none",
        sanction_ref="",
        created_at=at,
        created_by=actor.id,
        **new.model_dump(exclude={"unit", "days", "tickets"}),
    )
    uow.session.add(row)
    append(uow, row, ExposureStepRow, "record", by=actor.id, at=at, text=f"{new.outlet}：{new.title}")
    for ticket in dict.fromkeys(new.tickets):
        tickets.ticket_row(uow, ticket)
        uow.session.add(ExposureTicketRow(exposure_id=row.id, ticket_id=ticket))
    owed = OwnerIn(text=f"回应媒体曝光：{new.outlet}《{new.title}》", unit=new.unit, days=new.days)
    resolutions.decide(uow, owed, resolutions.Origin(kind="exposure", exposure=row.id), by=actor.id, at=at)
    return _out(uow, row, actor, at)


def close(uow: UnitOfWork, id: str, result: str, *, version: int, actor: Actor, at: datetime) -> ExposureOut:
    """With what came of it; Conflict while the unit's answer is not confirmed."""
    require_convener(actor)
    row = _row(uow, id)
    owed = followed.of_exposure(uow, id)
    if owed is not None and owed.state not in OVER:
        raise Conflict("承办单位的回应还没有核实办结。", "请先在决议跟踪中核实。")
    if not result.strip():
        raise BadInput("没有填写处理结果。", "请写明结果。")
    take(uow, row, ExposureStepRow, TABLE, "close", version=version, by=actor.id, at=at, text=result.strip())
    row.result = result.strip()
    uow.session.flush()
    return _out(uow, row, actor, at)


def sanction(
    uow: UnitOfWork,
    id: str,
    kind: Sanction,
    ref: str,
    why: str,
    *,
    version: int,
    actor: Actor,
    at: datetime,
    points: float = 0.0,
) -> ExposureOut:
    """What follows for the unit, entered in supervision's own books at once: ``points`` off, a report, or the exposure itself.

    ``ref`` is the bulletin's number or the programme. Another sanction, or ``none``, gives the points of the one before back.
    """
    if not SANCTIONERS & actor.roles:
        raise NotAllowed("只有督办员和值班长可以问责。", "需要时请联系督办员。")
    row = _row(uow, id)
    if not why.strip():
        raise BadInput("没有填写问责的理由。", "请写明理由。")
    _give_back(uow, row, why.strip(), by=actor.id, at=at)
    _enter(uow, row, kind, ref.strip(), why.strip(), points, actor=actor, at=at)
    detail = {"sanction": kind, "ref": ref.strip(), "entry": row.sanction_id or row.score_id or ""}
    take(uow, row, ExposureStepRow, TABLE, "sanction", version=version, by=actor.id, at=at, text=why.strip(), detail=detail)
    row.sanction, row.sanction_ref = kind, ref.strip()
    uow.session.flush()
    return _out(uow, row, actor, at)


def _enter(
    uow: UnitOfWork, row: ExposureRow, kind: Sanction, ref: str, why: str, points: float, *, actor: Actor, at: datetime
) -> None:
    ticket = uow.session.scalar(select(ExposureTicketRow.ticket_id).where(ExposureTicketRow.exposure_id == row.id).limit(1))
    if kind in ("report", "exposure"):
        reference = ref or f"{row.outlet}《{row.title}》{row.published_on:%Y-%m-%d}"
        named = sanctions.name(uow, kind, row.unit_code, why, actor=actor, at=at, ticket=ticket, reference=reference)
        row.sanction_id, row.score_id = named.id, _score_of(uow, named.id)
    elif kind == "score":
        note = f"媒体曝光《{row.title}》：{why}"
        row.sanction_id, row.score_id = None, scores.enter(
            uow, row.unit_code, points, note, actor=actor, at=at, ticket=ticket
        ).id  # fmt: skip
    else:
        row.sanction_id = row.score_id = None


def _give_back(uow: UnitOfWork, row: ExposureRow, why: str, *, by: str, at: datetime) -> None:
    before = uow.session.get(ScoreRow, row.score_id) if row.score_id else None
    if before is not None:
        scores.give_back(uow, before.source, f"问责改变：{why}", by=by, at=at)


def _score_of(uow: UnitOfWork, sanction_id: str) -> str | None:
    return uow.session.scalar(select(ScoreRow.id).where(ScoreRow.source == sanctions.source_of(sanction_id)))


def _points(uow: UnitOfWork, row: ExposureRow) -> float:
    """What stands of the points after appeals."""
    taken = uow.session.get(ScoreRow, row.score_id) if row.score_id else None
    return scores.total([taken.points, *(one.points for one in scores.corrections(uow, taken.id))]) if taken else 0.0


def get(uow: UnitOfWork, id: str, *, actor: Actor, now: datetime) -> ExposureOut:
    row = seen(uow, ExposureRow, id, MISSING)
    require_part(actor, (row.unit_code,))
    return _out(uow, row, actor, now)


def list_exposures(
    uow: UnitOfWork, *, actor: Actor, now: datetime, state: str | None = None, before: str | None = None, limit: int = 50
) -> ExposurePage:
    """Newest first; a unit sees its own."""
    limit = paging.bounded(limit)
    query = select(ExposureRow)
    if state:
        query = query.where(ExposureRow.state == state)
    if not convenes(actor):
        query = query.where(ExposureRow.unit_code == (actor.unit or ""))
    rows = uow.session.scalars(paging.page(query, ExposureRow.created_at, ExposureRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return ExposurePage(
        items=tuple(_out(uow, row, actor, now, whole=False) for row in rows[:limit]),
        next=paging.cursor(last.created_at, last.id) if last else None,
    )


def _row(uow: UnitOfWork, id: str) -> ExposureRow:
    return locked(uow, ExposureRow, id, MISSING)


def _out(uow: UnitOfWork, row: ExposureRow, actor: Actor, now: datetime, *, whole: bool = True) -> ExposureOut:
    owed = followed.of_exposure(uow, row.id)
    linked = uow.session.scalars(select(ExposureTicketRow.ticket_id).where(ExposureTicketRow.exposure_id == row.id))
    return ExposureOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "unit": Coded(code=row.unit_code, name=row.unit_name),
            "tickets": tuple(sorted(named_tickets(uow, linked).values(), key=lambda one: one.number)),
            "answer": resolutions_out(uow, [owed], now)[0] if owed else None,
            "sanctioned": row.sanction_id is not None or row.score_id is not None,
            "points": _points(uow, row),
            "allowed": _allowed(row, actor),
            "history": steps_of(uow, ExposureStepRow, row.id) if whole and convenes(actor) else (),
        }
    )


def _allowed(row: ExposureRow, actor: Actor) -> tuple[str, ...]:
    mine = TABLE.allowed(row.state) if convenes(actor) else ()
    return tuple(one for one in mine if one != "sanction" or SANCTIONERS & actor.roles)

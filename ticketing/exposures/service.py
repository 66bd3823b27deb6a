"""Media exposures: recorded, answered by the unit in time, closed with a result, with or without a sanction."""

from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from config.errors import BadInput, Conflict
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
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.named import named_tickets
from ticketing.uow import UnitOfWork

MISSING = "没有这条媒体曝光。"
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
) -> ExposureOut:
    """What followed for the unit: a score, a report, an exposure; ``ref`` is supervision's own row or paper."""
    require_convener(actor)
    row = _row(uow, id)
    if not why.strip():
        raise BadInput("没有填写问责的理由。", "请写明理由。")
    detail = {"sanction": kind, "ref": ref.strip()}
    take(uow, row, ExposureStepRow, TABLE, "sanction", version=version, by=actor.id, at=at, text=why.strip(), detail=detail)
    row.sanction, row.sanction_ref = kind, ref.strip()
    uow.session.flush()
    return _out(uow, row, actor, at)


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
            "allowed": TABLE.allowed(row.state) if convenes(actor) else (),
            "history": steps_of(uow, ExposureStepRow, row.id) if whole and convenes(actor) else (),
        }
    )

"""Issuing a paper of the ladder: checked by the table, numbered, printed, scored, and told to the unit at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing import clocks
from ticketing.documents import service as documents
from ticketing.notices import service as notices
from ticketing.supervision import scores, templates
from ticketing.supervision.models import InspectionRow, PaperRow
from ticketing.supervision.papers import NewPaper, append, stepped
from ticketing.supervision.rungs import GROUND_NAMES, POOL_NAMES, RUNG_NAMES, Ground, PoolLevel, Rung, check
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import STATE_NAMES
from ticketing.uow import UnitOfWork

__all__ = ["climbing", "issue", "matter_values", "raised"]

SUPERVISION = "supervision"
UNIT_PAGE = "/unit-papers"
MAX_TEXT = 4_000


def issue(
    uow: UnitOfWork,
    new: NewPaper,
    *,
    actor: Actor,
    at: datetime,
    rows: Sequence[tuple[str, ...]] = (),
    above: PaperRow | None = None,
) -> PaperRow:
    """Issue it. ``above`` is the paper it rises from. Conflict when the matter is being climbed already, or a rung would be
    skipped; NotAllowed and BadInput by the ladder's table."""
    check(cast(Rung, above.rung) if above else None, new.rung, new.ground, actor.roles)
    if not new.text.strip():
        raise BadInput("请写明事由说明。", "说明存在的问题和要求。")
    ticket = tickets.ticket_row(uow, new.ticket) if new.ticket else None
    row = _row(uow, new, ticket, actor, at, above)
    uow.session.add(row)
    uow.session.flush()
    if row.rung != "transfer":
        printed(uow, row, at, by=actor.id, rows=rows)
    append(uow, row, "issue", "", by=actor.id, at=at, text=row.text, detail={"number": row.number})
    return row


def raised(uow: UnitOfWork, above: PaperRow, new: NewPaper, *, actor: Actor, at: datetime) -> PaperRow:
    """The next rung of the same climb; the paper below ends with it. A transfer leaves it until it is approved."""
    if new.rung != "transfer":
        check(cast(Rung, above.rung), new.rung, new.ground, actor.roles)
        stepped(uow, above, "raise", by=actor.id, at=at, text=new.text, detail={"to": new.rung})
    return issue(uow, new, actor=actor, at=at, above=above)


def printed(uow: UnitOfWork, row: PaperRow, at: datetime, *, by: str, rows: Sequence[tuple[str, ...]] = ()) -> None:
    """Number and keep the document, take the points, tell the unit."""
    day = uow.calendar.local(at).date()
    paper = templates.written(uow.law.city_data, row.rung, _values(uow, row), day=day, rows=rows)
    units = () if row.rung == "transfer" else (row.unit_code,)
    kept = documents.issue(uow, paper, by=by, at=at, ticket=row.ticket_id, subject=f"paper:{row.id}", units=units)
    row.number, row.document_id = kept.number, kept.id
    scores.take(uow, row.unit_code, row.points, f"paper:{row.id}", _said(row), by=by, at=at, ground=row.ground, paper=row)
    if units:
        text = f"{kept.number}：{paper.title}，请于{_when(uow, row.due_at)}前回复。"
        notices.tell(uow, SUPERVISION, text, at=at, ticket=row.ticket_id, units=units, link=UNIT_PAGE)
    uow.session.flush()


def climbing(uow: UnitOfWork, ticket_id: str, unit: str) -> PaperRow | None:
    """The open paper of this ticket's climb against the unit, if there is one."""
    return uow.session.scalar(select(PaperRow).where(PaperRow.open_key == f"{ticket_id}:{unit}"))


def reply_due(uow: UnitOfWork, name: str, at: datetime) -> datetime:
    """The day's end of the last working day that the setting of this name gives."""
    return clocks.deadline(at, getattr(uow.law.supervision.reply, name), uow.calendar)


def matter_values(uow: UnitOfWork, ticket: TicketRow | None) -> dict[str, str]:
    """What every template may say of a ticket; empty where there is none."""
    issuer = uow.law.supervision.issuer
    if ticket is None:
        return dict.fromkeys(templates.MATTER, "") | {"issuer": issuer}
    place = ticket.place or {}
    return {
        "issuer": issuer,
        "unit": ticket.unit_name or "",
        "ticket": ticket.number,
        "title": ticket.title,
        "matter": ticket.matter,
        "place": place.get("text") or place.get("gazetteer") or "",
        "category": ticket.category_name or "",
        "dispatched": _when(uow, ticket.dispatched_at),
        "deadline": _when(uow, ticket.deadline),
        "state": STATE_NAMES[cast(TicketState, ticket.state)],
    }


def _row(
    uow: UnitOfWork, new: NewPaper, ticket: TicketRow | None, actor: Actor, at: datetime, above: PaperRow | None
) -> PaperRow:
    code = above.unit_code if above else new.unit or (ticket.unit_code if ticket else None)
    if code is None:
        raise BadInput("这张工单还没有承办单位。", "请先派单，或直接指定被督办单位。")
    unit = uow.city.unit(code)
    asked = new.rung == "transfer"
    id, due = new_id(), None if asked else reply_due(uow, new.rung, at)
    points = getattr(uow.law.supervision.points, new.rung) if new.points is None else new.points
    row = PaperRow(
        id=id,
        rung=new.rung,
        number="",
        state="asked" if asked else "issued",
        ticket_id=ticket.id if ticket else None,
        cluster_id=new.cluster or (above.cluster_id if above else None),
        inspection_id=new.inspection or (above.inspection_id if above else None),
        unit_code=unit.code,
        unit_name=unit.name,
        root_id=above.root_id if above else id,
        previous_id=above.id if above else None,
        open_key=_key(new, unit.code, id),
        ground=new.ground,
        text=new.text.strip()[:MAX_TEXT],
        evidence=new.evidence.strip()[:MAX_TEXT],
        by=actor.id,
        at=at,
        due_at=due,
        first_due_at=due,
        late=False,
        pool_level=new.pool_level if new.rung == "pool" else None,
        review_at=at + timedelta(days=uow.law.supervision.pool_review_days) if new.rung == "pool" else None,
        points=points,
        version=1,
    )
    _require_free(uow, row)
    return row


def _key(new: NewPaper, unit: str, id: str) -> str:
    if new.rung == "transfer":
        return f"{new.ticket}:{unit}:transfer"
    return f"{new.ticket}:{unit}" if new.ticket and new.rung != "opinion" else f"paper:{id}"


def _require_free(uow: UnitOfWork, row: PaperRow) -> None:
    """Said in words here; two at the same moment collide at the unique constraint."""
    standing = uow.session.scalar(select(PaperRow).where(PaperRow.open_key == row.open_key))
    if standing is not None:
        name = standing.number or RUNG_NAMES[cast(Rung, standing.rung)]
        raise Conflict(f"{row.unit_name}的这张工单已有未办结的{name}。", "请在该件上继续，或升级到下一步。")


def _values(uow: UnitOfWork, row: PaperRow) -> dict[str, str]:
    ticket = uow.session.get(TicketRow, row.ticket_id) if row.ticket_id else None
    previous = uow.session.get(PaperRow, row.previous_id) if row.previous_id else None
    values = matter_values(uow, ticket) | {
        "unit": row.unit_name,
        "ground": GROUND_NAMES[cast(Ground, row.ground)],
        "text": row.text,
        "due": _when(uow, row.due_at),
        "previous": f"{previous.number}（{RUNG_NAMES[cast(Rung, previous.rung)]}）" if previous else "",
        "points": f"{row.points:g}",
        "level": POOL_NAMES[cast(PoolLevel, row.pool_level)] if row.pool_level else "",
        "evidence": row.evidence,
    }
    return values | _inspected(uow, row)


def _inspected(uow: UnitOfWork, row: PaperRow) -> dict[str, str]:
    found = uow.session.get(InspectionRow, row.inspection_id) if row.inspection_id else None
    if found is None or row.rung != "opinion":
        return {}
    return {
        "place": found.place,
        "inspected": f"{uow.calendar.local(found.at):%Y年%m月%d日}",
        "inspectors": found.inspectors,
        "findings": found.findings,
    }


def _said(row: PaperRow) -> str:
    return f"{RUNG_NAMES[cast(Rung, row.rung)]} {row.number}：{GROUND_NAMES[cast(Ground, row.ground)]}"


def _when(uow: UnitOfWork, at: datetime | None) -> str:
    return f"{uow.calendar.local(at):%Y年%m月%d日%H:%M}" if at else ""

"""Inspections on the spot (督查): a record, its written opinion (督查意见书) to the unit, and the year's figures."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing.documents.models import DocumentNumberRow
from ticketing.supervision import issuing
from ticketing.supervision.issuing import MAX_TEXT
from ticketing.supervision.models import InspectionRow, PaperRow
from ticketing.supervision.papers import NewPaper
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

SERIES = "inspection_record"


def hold(
    uow: UnitOfWork,
    *,
    at: datetime,
    place: str,
    unit: str,
    inspectors: str,
    findings: str,
    ticket: str | None,
    actor: Actor,
    now: datetime,
) -> InspectionRow:
    """Write down an inspection that took place."""
    if not (place.strip() and inspectors.strip() and findings.strip()):
        raise BadInput("督查记录须有地点、人员和发现的问题。", "请补充后再保存。")
    if at > now:
        raise BadInput("督查时间不能晚于现在。", "请在督查之后填写。")
    named = uow.city.unit(unit)
    year = uow.calendar.local(at).year
    row = InspectionRow(
        id=new_id(),
        number=f"督查{year}-{_next(uow, year):03d}",
        at=at,
        place=place.strip(),
        unit_code=named.code,
        unit_name=named.name,
        inspectors=inspectors.strip(),
        findings=findings.strip()[:MAX_TEXT],
        ticket_id=ticket,
        by=actor.id,
        made_at=now,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def opine(uow: UnitOfWork, inspection_id: str, text: str, *, actor: Actor, at: datetime) -> PaperRow:
    """The written opinion, once for each inspection; the unit replies to it as to any paper."""
    row = inspection_row(uow, inspection_id)
    if opinion_of(uow, inspection_id) is not None:
        raise Conflict("这次督查已发督查意见书。", "请刷新督查列表。")
    new = NewPaper(
        rung="opinion", ground="inspection", text=text, ticket=row.ticket_id, unit=row.unit_code, inspection=inspection_id
    )
    return issuing.issue(uow, new, actor=actor, at=at)


def inspection_row(uow: UnitOfWork, inspection_id: str) -> InspectionRow:
    row = uow.session.scalar(select(InspectionRow).where(InspectionRow.id == inspection_id).with_for_update())
    if row is None:
        raise NotFound("没有这次督查。", "请刷新督查列表。")
    return row


def opinion_of(uow: UnitOfWork, inspection_id: str) -> PaperRow | None:
    query = select(PaperRow).where(
        PaperRow.inspection_id == inspection_id, PaperRow.rung == "opinion", PaperRow.state != "withdrawn"
    )
    return uow.session.scalar(query)


def figures(uow: UnitOfWork, year: int, as_of: datetime) -> Mapping[str, int]:
    """Inspections, written opinions and replies of one local year as they stood at ``as_of``."""
    zone = uow.calendar.timezone
    since = datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)
    until = min(datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC), as_of)
    held = uow.session.scalars(select(InspectionRow.id).where(InspectionRow.at >= since, InspectionRow.at <= until)).all()
    query = select(PaperRow).where(PaperRow.rung == "opinion", PaperRow.at >= since, PaperRow.at <= until)
    given = [row for row in uow.session.scalars(query) if row.state != "withdrawn" or (row.ended_at or as_of) > as_of]
    replied = [row for row in given if row.replied_at is not None and row.replied_at <= as_of]
    return {
        "inspections": len(held),
        "opinions": len(given),
        "replied": len(replied),
        "late": sum(row.due_at is not None and row.first_due_at is not None and _late(row, as_of) for row in given),
    }


def _late(row: PaperRow, as_of: datetime) -> bool:
    assert row.first_due_at is not None
    return row.late or (row.replied_at is None and row.first_due_at < as_of and row.state == "issued")


def _next(uow: UnitOfWork, year: int) -> int:
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(DocumentNumberRow).values(kind=SERIES, year=year, last=1)
    upsert = statement.on_conflict_do_update(index_elements=["kind", "year"], set_={"last": DocumentNumberRow.last + 1})
    number: int = uow.session.execute(upsert.returning(DocumentNumberRow.last)).scalar_one()
    return number

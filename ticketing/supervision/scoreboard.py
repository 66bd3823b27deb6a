"""The ledger of points for its page: by unit as of a time, and entry by entry with corrections and appeals."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from ticketing import paging
from ticketing.people import repository as people
from ticketing.schema import Coded
from ticketing.supervision.models import ScoreAppealRow, ScoreRow
from ticketing.supervision.out import person, tickets
from ticketing.supervision.schemas import AppealOut, ScoreLine, ScoreOut, ScorePage, ScoreTable
from ticketing.supervision.scores import total
from ticketing.uow import UnitOfWork


def year_begins(uow: UnitOfWork, at: datetime) -> datetime:
    local = uow.calendar.local(at)
    return local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def table(uow: UnitOfWork, since: datetime, as_of: datetime) -> ScoreTable:
    """What each unit had lost by ``as_of`` since ``since``: an entry that was corrected later still stands whole."""
    rows = uow.session.scalars(select(ScoreRow).where(ScoreRow.at >= since, ScoreRow.at <= as_of)).all()
    units = {row.unit_code: row.unit_name for row in rows}
    lines = [_line(code, name, [row for row in rows if row.unit_code == code]) for code, name in units.items()]
    ordered = sorted(lines, key=lambda line: (-line.points, line.unit.code))
    return ScoreTable(since=since, as_of=as_of, lines=tuple(ordered), total=total(row.points for row in rows))


def entries(uow: UnitOfWork, *, unit: str | None = None, before: str | None = None, limit: int = 50) -> ScorePage:
    """Newest first."""
    limit = paging.bounded(limit)
    query = select(ScoreRow)
    if unit:
        query = query.where(ScoreRow.unit_code == unit)
    rows = uow.session.scalars(paging.page(query, ScoreRow.at, ScoreRow.id, before, limit)).all()
    more = len(rows) > limit
    return ScorePage(
        items=entries_out(uow, rows[:limit]),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if more else None,
    )


def appeals(uow: UnitOfWork, *, waiting: bool) -> tuple[ScoreOut, ...]:
    """Entries that were appealed against, the latest appeal first."""
    query = select(ScoreRow).join(ScoreAppealRow, ScoreAppealRow.entry_id == ScoreRow.id)
    if waiting:
        query = query.where(ScoreAppealRow.decision.is_(None))
    rows = uow.session.scalars(query.order_by(ScoreAppealRow.at.desc()).limit(paging.MAX_LIMIT)).all()
    return entries_out(uow, rows)


def entries_out(uow: UnitOfWork, rows: Sequence[ScoreRow]) -> tuple[ScoreOut, ...]:
    ids = [row.id for row in rows]
    appealed = {row.entry_id: row for row in uow.session.scalars(select(ScoreAppealRow).where(ScoreAppealRow.entry_id.in_(ids)))}
    back: dict[str, list[float]] = {}
    corrected = select(ScoreRow.corrects_id, ScoreRow.points).where(ScoreRow.corrects_id.in_(ids))
    for correction in uow.session.execute(corrected):
        back.setdefault(correction.corrects_id or "", []).append(correction.points)
    involved = {row.by for row in rows} | {id for row in appealed.values() for id in (row.by, row.decided_by)}
    known, briefs = people.names(uow, involved), tickets(uow, (row.ticket_id for row in rows))
    return tuple(
        ScoreOut(
            id=row.id,
            unit=Coded(code=row.unit_code, name=row.unit_name),
            at=row.at,
            by=person(known, row.by),
            points=row.points,
            left=total([row.points, *back.get(row.id, [])]),
            ground=row.ground,
            note=row.note,
            ticket=briefs.get(row.ticket_id or ""),
            document=row.document_id,
            corrects=row.corrects_id,
            appeal=_appeal(appealed[row.id], known) if row.id in appealed else None,
        )
        for row in rows
    )


def _line(code: str, name: str, rows: Sequence[ScoreRow]) -> ScoreLine:
    return ScoreLine(
        unit=Coded(code=code, name=name),
        points=total(row.points for row in rows),
        entries=sum(row.points > 0 for row in rows),
        corrections=sum(row.points < 0 for row in rows),
    )


def _appeal(row: ScoreAppealRow, known: Mapping[str, str]) -> AppealOut:
    return AppealOut(
        id=row.id,
        at=row.at,
        by=person(known, row.by),
        text=row.text,
        decision=row.decision,  # type: ignore[arg-type]
        decided_at=row.decided_at,
        decided_by=people.named(known, row.decided_by),
        note=row.note,
    )

"""Sheets of years before the system: shown before they count, taken in all or nothing, and read again with their calls."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.duty import past_lines, planning
from ticketing.duty.file_schemas import (
    ImportOut,
    ImportPreview,
    MistakeOut,
    PastCallOut,
    PastLine,
    PastSheetOut,
    PastSheetPage,
    YearOut,
)
from ticketing.duty.ledger import BASE
from ticketing.duty.models import DutyImportRow, DutySessionRow, PastCallRow, PastSheetRow
from ticketing.duty.past_lines import COUNTS, TITLES, Key, PastSession, Reading
from ticketing.figures.rate import rate
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_phone
from ticketing.spreadsheets import refuse
from ticketing.spreadsheets.sheet import Mistake
from ticketing.uow import UnitOfWork

SHOWN_MISTAKES = 200
SHOWN_ROWS = 50
MOST_LISTED = 200
MOST_CALLS = 1_000
"""Calls of one session that are shown."""


def preview(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> ImportPreview:
    """What the file would add, by year, its first lines, and every mistake by line and column; nothing is written."""
    found = _read(uow, name, content, at)
    return ImportPreview(
        file=name,
        rows=len(found.sheets),
        calls=sum(len(sheet.calls) for sheet in found.sheets),
        years=_years(uow, found.sheets),
        mistakes_count=len(found.mistakes),
        mistakes=tuple(
            MistakeOut(line=one.line, column=TITLES.get(one.column, one.column), what=one.what)
            for one in found.mistakes[:SHOWN_MISTAKES]
        ),
        lines=tuple(_line(sheet) for sheet in found.sheets[:SHOWN_ROWS]),
    )


def take(uow: UnitOfWork, name: str, content: bytes, by: str, at: datetime) -> ImportOut:
    """Take the file in, all or nothing; BadInput lists the mistakes."""
    found = _held(uow, name, content, at)
    refuse(found.mistakes)
    if not found.sheets:
        raise BadInput("文件里没有带班记录。", "请按样表填写后重新导入。")
    row = DutyImportRow(id=new_id(), file=name[:200], rows=len(found.sheets), at=at, by=by, reason="")
    uow.session.add(row)
    uow.session.flush()
    for sheet in found.sheets:
        written = _row(row.id, sheet)
        uow.session.add(written)
        uow.session.flush()
        uow.session.add_all(_call_rows(written.id, sheet))
    uow.session.flush()
    return _out(uow, [row])[0]


def withdraw(uow: UnitOfWork, import_id: str, by: str, at: datetime, reason: str) -> ImportOut:
    """A file that was wrong counts no more; its rows stay."""
    query = select(DutyImportRow).where(DutyImportRow.id == import_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这次导入。", "请刷新导入记录。")
    if row.withdrawn_at is not None:
        raise Conflict("这次导入已经撤回。", "请刷新导入记录。")
    row.withdrawn_at, row.withdrawn_by, row.reason = at, by, reason.strip()
    uow.session.flush()
    return _out(uow, [row])[0]


def imports(uow: UnitOfWork) -> list[ImportOut]:
    """Newest first."""
    query = select(DutyImportRow).order_by(DutyImportRow.at.desc(), DutyImportRow.id.desc()).limit(MOST_LISTED)
    return _out(uow, uow.session.scalars(query).all())


def sheets(uow: UnitOfWork, import_id: str, *, before: str | None = None, limit: int = 50) -> PastSheetPage:
    """The sessions of a file that was taken in, newest first."""
    if uow.session.get(DutyImportRow, import_id) is None:
        raise NotFound("没有这次导入。", "请刷新导入记录。")
    limit = paging.bounded(limit)
    query = select(PastSheetRow).where(PastSheetRow.import_id == import_id)
    rows = uow.session.scalars(paging.page(query, PastSheetRow.starts_at, PastSheetRow.id, before, limit)).all()
    told = select(PastCallRow.sheet_id, func.count()).where(PastCallRow.sheet_id.in_([row.id for row in rows[:limit]]))
    calls = {row[0]: row[1] for row in uow.session.execute(told.group_by(PastCallRow.sheet_id))}
    plain = ("id", "starts_at", "ends_at", "unit_name", "leader_name", "note", *COUNTS)
    return PastSheetPage(
        items=tuple(
            PastSheetOut.model_validate({name: getattr(row, name) for name in plain} | {"calls": calls.get(row.id, 0)})
            for row in rows[:limit]
        ),
        next=paging.cursor(rows[limit - 1].starts_at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def calls_of(uow: UnitOfWork, sheet_id: str) -> tuple[PastCallOut, ...]:
    """The calls that a sheet tells of, in its order, numbers masked; none where only its sums were taken in."""
    if uow.session.get(PastSheetRow, sheet_id) is None:
        raise NotFound("没有这场带班。", "请刷新导入记录。")
    query = select(PastCallRow).where(PastCallRow.sheet_id == sheet_id).order_by(PastCallRow.position).limit(MOST_CALLS)
    plain = ("called_at", "matter", "result", "answer")
    return tuple(
        PastCallOut.model_validate({name: getattr(row, name) for name in plain} | {"number": mask_phone(row.number)})
        for row in uow.session.scalars(query)
    )


def _held(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> Reading:
    """Read again while the file's days are held, so that two who import it at once do not both find it new."""
    first = _read(uow, name, content, at)
    planning.hold(uow, {uow.calendar.local(sheet.starts_at).date() for sheet in first.sheets})
    return _read(uow, name, content, at) if first.sheets else first


def _read(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> Reading:
    found = past_lines.sessions_of(uow, name, content, at)
    _twice(uow, name, found)
    found.mistakes.sort(key=lambda mistake: mistake.line)
    return found


def _twice(uow: UnitOfWork, name: str, found: Reading) -> None:
    """A session counts once: within the file, among imports that stand, and beside those that were held here."""
    seen: dict[Key, int] = {}
    known = _known(uow, found.sheets)
    for sheet in found.sheets:
        if sheet.key in seen:
            found.mistakes.append(Mistake(name, sheet.line, "", f"与第 {seen[sheet.key]} 行是同一场带班。"))
        elif sheet.key in known:
            found.mistakes.append(Mistake(name, sheet.line, "", f"这场带班{known[sheet.key]}。"))
        seen.setdefault(sheet.key, sheet.line)


def _known(uow: UnitOfWork, sheets: Sequence[PastSession]) -> dict[Key, str]:
    if not sheets:
        return {}
    first, last = min(sheet.starts_at for sheet in sheets), max(sheet.starts_at for sheet in sheets)
    past = (
        select(PastSheetRow)
        .join(DutyImportRow, DutyImportRow.id == PastSheetRow.import_id)
        .where(DutyImportRow.withdrawn_at.is_(None), PastSheetRow.starts_at >= first, PastSheetRow.starts_at <= last)
    )
    here = select(DutySessionRow).where(
        DutySessionRow.opened_at.is_not(None), DutySessionRow.starts_at >= first, DutySessionRow.starts_at <= last
    )
    rows = uow.session.scalars(here).all()
    names = people.names(uow, {row.leader_id for row in rows})
    held = {(row.unit_code, names.get(row.leader_id, ""), row.starts_at): "已在系统中接听" for row in rows}
    return held | {(row.unit_code, row.leader_name, row.starts_at): "已经导入过" for row in uow.session.scalars(past)}


def _years(uow: UnitOfWork, sheets: Sequence[PastSession]) -> tuple[YearOut, ...]:
    of: dict[int, list[PastSession]] = {}
    for sheet in sheets:
        of.setdefault(uow.calendar.local(sheet.starts_at).year, []).append(sheet)
    return tuple(
        YearOut(
            year=year,
            sessions=len(some),
            rate=rate(sum(one.counts["on_the_spot"] for one in some), sum(one.counts["connected"] for one in some), BASE),
        )
        for year, some in sorted(of.items())
    )


def _line(sheet: PastSession) -> PastLine:
    plain = ("line", "starts_at", "ends_at", "unit_name", "leader_name", "note")
    known = {"leader_known": sheet.leader_id is not None, "calls": len(sheet.calls), **sheet.counts}
    return PastLine.model_validate({name: getattr(sheet, name) for name in plain} | known)


def _row(import_id: str, sheet: PastSession) -> PastSheetRow:
    plain = ("line", "starts_at", "ends_at", "unit_code", "unit_name", "leader_id", "leader_name", "note")
    return PastSheetRow(id=new_id(), import_id=import_id, **{name: getattr(sheet, name) for name in plain}, **sheet.counts)


def _call_rows(sheet_id: str, sheet: PastSession) -> list[PastCallRow]:
    plain = ("called_at", "number", "matter", "result", "answer")
    return [
        PastCallRow(id=new_id(), sheet_id=sheet_id, position=position, **{name: getattr(call, name) for name in plain})
        for position, call in enumerate(sheet.calls, 1)
    ]


def _out(uow: UnitOfWork, rows: Sequence[DutyImportRow]) -> list[ImportOut]:
    known = people.names(uow, {id for row in rows for id in (row.by, row.withdrawn_by)})
    return [
        ImportOut.model_validate(
            {name: getattr(row, name) for name in ("id", "file", "rows", "at", "withdrawn_at", "reason")}
            | {"by": people.named(known, row.by), "withdrawn_by": people.named(known, row.withdrawn_by)}
        )
        for row in rows
    ]

"""Sheets of years before the system: read from a spreadsheet, shown before they count, taken in all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing.duty import cells, planning
from ticketing.duty.ledger import BASE
from ticketing.duty.models import DutyImportRow, DutySessionRow, PastSheetRow
from ticketing.duty.schemas import ImportOut, ImportPreview, MistakeOut, PastLine, YearOut
from ticketing.figures.rate import rate
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.spreadsheets import Bounds, Column, Row, read, refuse
from ticketing.spreadsheets.sheet import Mistake
from ticketing.uow import UnitOfWork

COLUMNS = (
    Column(name="day", title="日期"),
    Column(name="begins", title="开始时间"),
    Column(name="finishes", title="结束时间", required=False),
    Column(name="unit", title="带班单位"),
    Column(name="leader", title="带班领导"),
    Column(name="connected", title="接通"),
    Column(name="on_the_spot", title="现场解答"),
    Column(name="abandoned", title="放弃", required=False),
    Column(name="silent", title="无声", required=False),
    Column(name="wrong_number", title="错号", required=False),
    Column(name="note", title="备注", required=False, longest=500),
)
TITLES = {column.name: column.title for column in COLUMNS}
COUNTS = ("connected", "on_the_spot", "abandoned", "silent", "wrong_number")
BOUNDS = Bounds(bytes=700_000, rows=5_000)
"""Thirteen years of a session each day."""
SHOWN_MISTAKES = 200
SHOWN_ROWS = 50
USUAL_LENGTH = timedelta(hours=2)
MOST_LISTED = 200
Key = tuple[str, str, datetime]
"""Unit, leader's name and beginning: one session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One line of the file as a session; ``leader_id`` where exactly one account has the name or user name."""

    line: int
    starts_at: datetime
    ends_at: datetime
    unit_code: str
    unit_name: str
    leader_id: str | None
    leader_name: str
    counts: Mapping[str, int]
    note: str

    @property
    def key(self) -> Key:
        return self.unit_code, self.leader_name, self.starts_at


@dataclass(slots=True)
class Reading:
    """What a file amounts to: its sessions, and every mistake."""

    sheets: list[Sheet] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def preview(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> ImportPreview:
    """What the file would add, by year, its first lines, and every mistake by line and column; nothing is written."""
    found = _read(uow, name, content, at)
    return ImportPreview(
        file=name,
        rows=len(found.sheets),
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
        uow.session.add(_row(row.id, sheet))
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


def _held(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> Reading:
    """Read again while the file's days are held, so that two who import it at once do not both find it new."""
    first = _read(uow, name, content, at)
    planning.hold(uow, {uow.calendar.local(sheet.starts_at).date() for sheet in first.sheets})
    return _read(uow, name, content, at) if first.sheets else first


def _read(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> Reading:
    table = read(name, content, COLUMNS, bounds=BOUNDS)
    found = Reading(mistakes=list(table.mistakes))
    units = {unit.name: unit.code for unit in uow.city.units}
    accounts = _accounts(uow)
    for row in table.rows:
        before = len(found.mistakes)
        sheet = _sheet(uow, row, units, accounts, at, found.mistakes)
        if sheet and len(found.mistakes) == before:
            found.sheets.append(sheet)
    _twice(uow, name, found)
    found.mistakes.sort(key=lambda mistake: mistake.line)
    return found


def _sheet(
    uow: UnitOfWork,
    row: Row,
    units: Mapping[str, str],
    accounts: Mapping[str, PersonRow | None],
    at: datetime,
    mistakes: list[Mistake],
) -> Sheet | None:
    """The line as a session; what is wrong with it goes to ``mistakes``."""

    def wrong(column: str, what: str) -> None:
        mistakes.append(Mistake(row.file, row.line, column, what))

    day, begins = cells.day(row["day"]), cells.clock(row["begins"])
    finishes = cells.clock(row["finishes"]) if row["finishes"] else None
    if day is None:
        wrong("day", f"“{row['day']}”不是日期，请写成 2025-03-04。")
    if begins is None:
        wrong("begins", f"“{row['begins']}”不是时间，请写成 09:00。")
    if row["finishes"] and finishes is None:
        wrong("finishes", f"“{row['finishes']}”不是时间，请写成 11:00。")
    unit = row["unit"] if row["unit"] in uow.city.units else units.get(row["unit"])
    if unit is None:
        wrong("unit", f"单位表中没有“{row['unit']}”，请写单位全称或编码。")
    if not row["leader"]:
        wrong("leader", "没有填写带班领导。")
    counts = {name: cells.count(row[name]) for name in COUNTS}
    for name in (name for name, number in counts.items() if number is None):
        wrong(name, f"“{row[name]}”不是通数，请写整数。")
    connected, on_the_spot = counts["connected"], counts["on_the_spot"]
    if connected is not None and on_the_spot is not None and on_the_spot > connected:
        wrong("on_the_spot", f"现场解答 {on_the_spot} 通多于接通 {connected} 通。")
    if day is None or begins is None or unit is None:
        return None
    starts_at = datetime.combine(day, begins, uow.calendar.timezone)
    ends_at = datetime.combine(day, finishes, uow.calendar.timezone) if finishes else starts_at + USUAL_LENGTH
    if ends_at <= starts_at:
        wrong("finishes", "结束时间须晚于开始时间。")
    elif ends_at > at:
        wrong("day", "带班还没有结束，只能补录以前的记录。")
    person = accounts.get(row["leader"])
    return Sheet(
        line=row.line,
        starts_at=starts_at,
        ends_at=ends_at,
        unit_code=unit,
        unit_name=uow.city.unit(unit).name,
        leader_id=person.id if person else None,
        leader_name=person.name if person else row["leader"],
        counts={name: number or 0 for name, number in counts.items()},
        note=row["note"],
    )


def _accounts(uow: UnitOfWork) -> dict[str, PersonRow | None]:
    """People by user name, and by name where it is one person's alone."""
    everybody = people.everybody(uow)
    found: dict[str, PersonRow | None] = {}
    for person in everybody:
        found[person.name] = None if person.name in found else person
    return found | {person.username: person for person in everybody}


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


def _known(uow: UnitOfWork, sheets: Sequence[Sheet]) -> dict[Key, str]:
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


def _years(uow: UnitOfWork, sheets: Sequence[Sheet]) -> tuple[YearOut, ...]:
    of: dict[int, list[Sheet]] = {}
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


def _line(sheet: Sheet) -> PastLine:
    plain = ("line", "starts_at", "ends_at", "unit_name", "leader_name", "note")
    known = {"leader_known": sheet.leader_id is not None, **sheet.counts}
    return PastLine.model_validate({name: getattr(sheet, name) for name in plain} | known)


def _row(import_id: str, sheet: Sheet) -> PastSheetRow:
    plain = ("line", "starts_at", "ends_at", "unit_code", "unit_name", "leader_id", "leader_name", "note")
    return PastSheetRow(id=new_id(), import_id=import_id, **{name: getattr(sheet, name) for name in plain}, **sheet.counts)


def _out(uow: UnitOfWork, rows: Sequence[DutyImportRow]) -> list[ImportOut]:
    known = people.names(uow, {id for row in rows for id in (row.by, row.withdrawn_by)})
    return [
        ImportOut.model_validate(
            {name: getattr(row, name) for name in ("id", "file", "rows", "at", "withdrawn_at", "reason")}
            | {"by": people.named(known, row.by), "withdrawn_by": people.named(known, row.withdrawn_by)}
        )
        for row in rows
    ]

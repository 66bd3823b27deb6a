"""A rota from a spreadsheet: planned sessions by line, with every mistake and clash said before anything is written."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from config.errors import HotlineError
from ticketing.duty import cells, planning
from ticketing.duty.file_schemas import MistakeOut, RotaFilePreview, RotaLine
from ticketing.duty.models import DutySessionRow
from ticketing.duty.out import announce
from ticketing.duty.past import SHOWN_MISTAKES
from ticketing.duty.schemas import DutyPlan
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.people.repository import SYSTEM
from ticketing.spreadsheets import Bounds, Column, Row, read, refuse
from ticketing.spreadsheets.sheet import Mistake
from ticketing.uow import UnitOfWork

COLUMNS = (
    Column(name="day", title="日期"),
    Column(name="begins", title="开始时间"),
    Column(name="finishes", title="结束时间"),
    Column(name="leader", title="带班领导"),
    Column(name="unit", title="带班单位", required=False),
    Column(name="deputy", title="替补", required=False),
    Column(name="assistant", title="协助话务员", required=False),
    Column(name="number", title="接听号码", required=False, longest=32),
    Column(name="title", title="名称", required=False, longest=100),
)
TITLES = {column.name: column.title for column in COLUMNS}
BOUNDS = Bounds(bytes=700_000, rows=500)
DAY = timedelta(days=1)
Wrong = Callable[[str, str], None]


def preview(uow: UnitOfWork, name: str, content: bytes, at: datetime) -> RotaFilePreview:
    """The sessions of the file, and every mistake and clash by line and column; what is tried is undone."""
    with uow.session.begin_nested() as tried:
        rows, mistakes = _tried(uow, name, content, SYSTEM, at)
        known = people.names(uow, {id for _, row in rows for id in (row.leader_id, row.deputy_id, row.assistant_id)})
        lines = tuple(_line(uow, line, row, known) for line, row in rows)
        tried.rollback()
    return RotaFilePreview(
        file=name,
        rows=len(lines),
        mistakes_count=len(mistakes),
        mistakes=tuple(
            MistakeOut(line=one.line, column=TITLES.get(one.column, one.column), what=one.what)
            for one in mistakes[:SHOWN_MISTAKES]
        ),
        lines=lines,
    )


def take(uow: UnitOfWork, name: str, content: bytes, by: str, at: datetime) -> int:
    """Plan all sessions of the file or none; BadInput lists what is wrong. Returns how many there are now."""
    rows, mistakes = _tried(uow, name, content, by, at)
    refuse(mistakes)
    for _, row in rows:
        announce(uow, row)
    return len(rows)


def _tried(
    uow: UnitOfWork, name: str, content: bytes, by: str, at: datetime
) -> tuple[list[tuple[int, DutySessionRow]], list[Mistake]]:
    """The sessions as written, in the order of the file, and what is wrong with the others or between them."""
    table = read(name, content, COLUMNS, bounds=BOUNDS)
    mistakes = list(table.mistakes)
    units = {unit.name: unit.code for unit in uow.city.units}
    accounts = _accounts(uow)
    written: list[tuple[int, DutySessionRow]] = []
    for row in table.rows:
        plan = _plan(uow, row, units, accounts, at, mistakes)
        if plan is None:
            continue
        try:
            session = planning.written(uow, plan, by=by, at=at)
        except HotlineError as error:
            mistakes.append(Mistake(name, row.line, "", error.what))
            continue
        mistakes += [Mistake(name, row.line, "", clash) for clash in planning.clashes(uow, [session])]
        written.append((row.line, session))
    return written, sorted(mistakes, key=lambda mistake: mistake.line)


def _plan(
    uow: UnitOfWork,
    row: Row,
    units: Mapping[str, str],
    accounts: Mapping[str, list[PersonRow]],
    at: datetime,
    mistakes: list[Mistake],
) -> DutyPlan | None:
    before = len(mistakes)

    def wrong(column: str, what: str) -> None:
        mistakes.append(Mistake(row.file, row.line, column, what))

    day, begins, finishes = cells.day(row["day"]), cells.clock(row["begins"]), cells.clock(row["finishes"])
    for column, value, example in (("day", day, "2026-03-04"), ("begins", begins, "09:00"), ("finishes", finishes, "11:00")):
        if value is None:
            wrong(column, f"“{row[column]}”看不懂，请写成 {example}。")
    unit = row["unit"] if row["unit"] in uow.city.units else units.get(row["unit"])
    if row["unit"] and unit is None:
        wrong("unit", f"单位表中没有“{row['unit']}”，请写单位全称或编码。")
    if any(character not in "0123456789*#+" for character in row["number"]):
        wrong("number", f"“{row['number']}”不是号码。")
    persons = {column: _person(row, column, accounts, wrong) for column in ("leader", "deputy", "assistant")}
    if day is None or begins is None or finishes is None or len(mistakes) > before:
        return None
    starts_at = datetime.combine(day, begins, uow.calendar.timezone)
    ends_at = datetime.combine(day if finishes > begins else day + DAY, finishes, uow.calendar.timezone)
    if ends_at <= at:
        wrong("day", "这段时间已经过去，以前的记录请从“补录”导入。")
        return None
    return DutyPlan(
        leader=persons["leader"] or "",
        deputy=persons["deputy"],
        assistant=persons["assistant"],
        unit=unit,
        number=row["number"],
        title=row["title"],
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _person(row: Row, column: str, accounts: Mapping[str, list[PersonRow]], wrong: Wrong) -> str | None:
    named = row[column]
    if not named and column != "leader":
        return None
    found = accounts.get(named, [])
    if len(found) == 1:
        return found[0].id
    wrong(column, f"有 {len(found)} 个账号叫“{named}”，请写用户名。" if found else f"没有叫“{named}”的账号。")
    return None


def _accounts(uow: UnitOfWork) -> dict[str, list[PersonRow]]:
    """People by user name and by name; a user name goes before names."""
    found: dict[str, list[PersonRow]] = {}
    everybody = [person for person in people.everybody(uow) if person.active]
    for person in everybody:
        found.setdefault(person.name, []).append(person)
    return found | {person.username: [person] for person in everybody}


def _line(uow: UnitOfWork, line: int, row: DutySessionRow, known: Mapping[str, str]) -> RotaLine:
    return RotaLine(
        line=line,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=row.title,
        unit_name=uow.city.unit(row.unit_code).name,
        leader_name=known[row.leader_id],
        deputy_name=known.get(row.deputy_id or "", ""),
        assistant_name=known.get(row.assistant_id or "", ""),
        number=row.number,
    )

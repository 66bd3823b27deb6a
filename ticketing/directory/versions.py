"""Versions of the city, one after the other: the seed, the newest, the one in force, a new one, one taken back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.errors import Conflict, NotFound
from ticketing.directory import contents
from ticketing.directory.building import build
from ticketing.directory.changes import Changes, compare
from ticketing.directory.city import City
from ticketing.directory.columns import KEYS, TABLES, TableName
from ticketing.directory.models import DirectoryVersionRow
from ticketing.directory.table import Problems

FOLDER, IMPORT = "folder", "import"
SYSTEM = "system"
FIRST = 1
"""The number of the version that rests on none; two that believe so collide at it."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""From when on the first version is in force: before it there was no other."""


def newest(session: Session, *, lock: bool = False) -> DirectoryVersionRow | None:
    """The last version that stands, in force or waiting: what a new one is made from.

    ``lock`` waits for whoever is making or taking back one; what they did is then seen.
    """
    query = select(DirectoryVersionRow).where(DirectoryVersionRow.withdrawn_at.is_(None))
    query = query.order_by(DirectoryVersionRow.number.desc()).limit(1)
    if lock:
        session.scalar(query.with_for_update())
    return session.scalar(query.execution_options(populate_existing=True))


def timetable(session: Session) -> list[tuple[datetime, str]]:
    """When each version that stands comes into force, the first first."""
    query = select(DirectoryVersionRow.effective_at, DirectoryVersionRow.id).where(DirectoryVersionRow.withdrawn_at.is_(None))
    return [(row.effective_at, row.id) for row in session.execute(query.order_by(DirectoryVersionRow.number))]


def in_force(session: Session, at: datetime) -> str:
    """The id of the version that judges at that moment; empty where there is none at all."""
    found = timetable(session)
    return next((version for begins, version in reversed(found) if begins <= at), found[0][1] if found else "")


def get(session: Session, version: str) -> DirectoryVersionRow:
    row = session.get(DirectoryVersionRow, version)
    if row is None:
        raise NotFound(f"没有编号为“{version}”的目录版本。", "请从版本列表中选择。")
    return row


def load(session: Session, version: str) -> City:
    """The city as that version has it, however long ago; about 0.1 s for a thousand units."""
    row, problems = get(session, version), Problems()
    city = build(version, contents.rows_of(session, row), problems)
    problems.raise_if_any()
    if city is None:
        raise RuntimeError(f"version {version}: no city and no mistake")
    return city


def differs(session: Session, city: City) -> bool:
    """Whether the folder's tables are to become a version: there is none, or the newest is an older state of the folder.

    Once somebody has imported, the database rules and the folder is left alone.
    """
    return _differs(newest(session), city)


def _differs(last: DirectoryVersionRow | None, city: City) -> bool:
    return last is None or (last.source == FOLDER and last.tables != contents.content_ids(city.tables))


def seed(session: Session, city: City, at: datetime) -> bool:
    """Make the folder's tables a version where they `differs`; True when one was made.

    What is compared is what the new one rests on, read once: a node that starts at the same moment makes this the same again.
    """
    last = newest(session, lock=True)
    if not _differs(last, city):
        return False
    effective_at = at if last else BEGINNING
    add(session, city, at=at, effective_at=effective_at, by=SYSTEM, source=FOLDER, note="", base=last, version=city.version)
    return True


def add(
    session: Session,
    city: City,
    *,
    at: datetime,
    effective_at: datetime,
    by: str,
    source: str,
    note: str,
    base: DirectoryVersionRow | None,
    version: str = "",
) -> DirectoryVersionRow:
    """Write the version that follows ``base``; who wrote one meanwhile makes this a Conflict at the commit."""
    ids = contents.keep(session, city.tables)
    number = _last_number(session) + 1 if base else FIRST
    row = DirectoryVersionRow(
        id=_free_id(session, version or contents.version_id(ids), number),
        number=number,
        effective_at=effective_at,
        made_at=at,
        made_by=by,
        source=source,
        note=note,
        tables=ids,
        changes={name: changes.counts for name, changes in between(session, base, city.tables).items()},
    )
    session.add(row)
    session.flush()
    return row


def between(session: Session, base: DirectoryVersionRow | None, tables: contents.Tables) -> dict[TableName, Changes]:
    """What each table of a version would change in those of ``base``."""
    old: Mapping[TableName, Sequence[Mapping[str, str]]] = dict.fromkeys(TABLES, ())
    if base is not None:
        old = {name: [row.values for row in rows] for name, rows in contents.rows_of(session, base).items()}
    return {name: compare(old[name], tables[name], KEYS[name]) for name in TABLES}


def changes_of(session: Session, base: DirectoryVersionRow | None, row: DirectoryVersionRow) -> dict[TableName, Changes]:
    """The same between two versions that are kept."""
    tables = {name: [kept.values for kept in rows] for name, rows in contents.rows_of(session, row).items()}
    return between(session, base, tables)


def before(session: Session, row: DirectoryVersionRow) -> DirectoryVersionRow | None:
    """The version that this one was made from."""
    query = select(DirectoryVersionRow).where(DirectoryVersionRow.number < row.number)
    standing = query.where((DirectoryVersionRow.withdrawn_at.is_(None)) | (DirectoryVersionRow.withdrawn_at > row.made_at))
    return session.scalar(standing.order_by(DirectoryVersionRow.number.desc()).limit(1))


def withdraw(session: Session, version: str, *, by: str, why: str, at: datetime) -> DirectoryVersionRow:
    """Take back the newest version before it comes into force; Conflict for any other, since others rest on it."""
    last = newest(session, lock=True)
    row = get(session, version)
    if row.withdrawn_at is not None:
        raise Conflict(f"第 {row.number} 版已经撤回。", "请刷新版本列表。")
    if row.effective_at <= at:
        raise Conflict(f"第 {row.number} 版已经生效，不能撤回。", "请导入一个新版本来改正。")
    if last is None or last.id != row.id:
        raise Conflict(f"第 {row.number} 版之后还有待生效的版本。", "请先撤回后面的版本。")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, by, why
    session.flush()
    return row


def _last_number(session: Session) -> int:
    """Of all versions, the withdrawn ones too: a number is given once."""
    query = select(DirectoryVersionRow.number).order_by(DirectoryVersionRow.number.desc()).limit(1)
    return session.scalar(query) or 0


def _free_id(session: Session, wanted: str, number: int) -> str:
    """Tables that come back as they once were are a version of their own all the same."""
    return wanted if session.get(DirectoryVersionRow, wanted) is None else f"{wanted}.{number}"

"""``hotline city``: the city's tables from a terminal: what an import would change, importing it, exports, versions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from config.errors import BadInput
from hotline.configured import settings

if TYPE_CHECKING:
    from ticketing.db import Database
    from ticketing.directory.proposing import Mode, Upload
    from ticketing.directory.schemas import CityPreview

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The city's tables: preview, import, export, versions.")
Files = Annotated[list[Path], typer.Argument(help="units.csv, 单位.xlsx, … or a folder of them.")]
Merge = Annotated[bool, typer.Option("--merge", help="Only add and change; without it a file is its whole table.")]
BY = "system"
SHOWN = 40
SUFFIXES = (".csv", ".xlsx")
TIME = "%Y-%m-%d %H:%M"


@app.command()
def preview(files: Files, merge: Merge = False) -> None:
    """Say what the files would change, or list every mistake by line and column; nothing is written."""
    with _database() as database:
        _print(_preview(database, _uploads(files), "merge" if merge else "replace"))


@app.command(name="import")
def import_(
    files: Files,
    merge: Merge = False,
    at: Annotated[str, typer.Option(help="In force from this time of the city on, 2027-01-01 00:00; at once without it.")] = "",
    note: Annotated[str, typer.Option(help="Why: a document's number, a reason.")] = "",
    accept_stranded: Annotated[
        bool, typer.Option("--accept-stranded", help="Also where tickets or people would be left without their unit.")
    ] = False,
) -> None:
    """Make a new version of the files, all or nothing; a running service has it within seconds."""
    from ticketing.directory import service

    uploads, mode = _uploads(files), _mode(merge)
    with _database() as database:
        seen = _preview(database, uploads, mode)
        _print(seen)
        with database.unit_of_work() as uow:
            made = service.publish(
                uow, uploads, mode, base=seen.base, digest=seen.digest, effective_at=_moment(at, uow.calendar.timezone),
                note=note, accept_stranded=accept_stranded, by=BY, at=datetime.now(UTC),
            )  # fmt: skip
        print(f"version {made.number} ({made.id}), in force from {_local(made.effective_at, database)}")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go; made where it is not there.")],
    version: Annotated[str, typer.Option(help="A version's id; the one in force without it.")] = "",
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Workbooks with Chinese heads instead of CSV.")] = False,
) -> None:
    """Write a version's tables: the CSV files are a city's folder, and either kind can be imported again."""
    from ticketing.directory import exporting
    from ticketing.directory.columns import TABLES

    folder.mkdir(parents=True, exist_ok=True)
    with _database() as database, database.reading() as uow:
        wanted = version or uow.city.version
        for name in TABLES:
            path = folder / f"{name}.{'xlsx' if xlsx else 'csv'}"
            path.write_bytes(exporting.exported(uow.session, wanted, name, "xlsx" if xlsx else "csv"))
            print(path)


@app.command()
def versions(limit: Annotated[int, typer.Option(help="How many, newest first.")] = 20) -> None:
    """List the versions: number, id, state, from when on, by whom."""
    from ticketing.directory import reading

    with _database() as database, database.reading() as uow:
        for one in reading.history(uow, None, limit, datetime.now(UTC)).items:
            by = one.made_by.name if one.made_by else "-"
            print(f"{one.number:>4}  {one.id:<16}  {one.state:<9}  {_local(one.effective_at, database)}  {by}  {one.note}")


@contextmanager
def _database() -> "Iterator[Database]":
    from ticketing.db import open_database

    found = settings()
    database = open_database(found.database_url, law=found.law, lock=False)
    try:
        yield database
    finally:
        database.close()


def _uploads(files: list[Path]) -> "list[Upload]":
    """The files, and of a folder those that are named after a table."""
    from ticketing.directory.columns import table_of
    from ticketing.directory.proposing import Upload

    found = [
        inner
        for path in files
        for inner in (sorted(path.iterdir()) if path.is_dir() else [path])
        if not path.is_dir() or (inner.suffix in SUFFIXES and table_of(inner.name))
    ]
    try:
        return [Upload(path.name, path.read_bytes()) for path in found]
    except OSError as error:
        raise BadInput(f"{error.filename} cannot be read: {error.strerror}.", "Name files that are there.") from None


def _mode(merge: bool) -> "Mode":
    return "merge" if merge else "replace"


def _preview(database: "Database", uploads: "list[Upload]", mode: "Mode") -> "CityPreview":
    from ticketing.directory import service

    with database.reading() as uow:
        return service.preview(uow, uploads, mode, datetime.now(UTC))


def _print(seen: "CityPreview") -> None:
    for mistake in seen.mistakes[:SHOWN]:
        print(f"{mistake.file}:{mistake.line} {mistake.column}: {mistake.what}")
    if seen.mistakes:
        raise BadInput(f"{seen.mistakes_total} mistake(s); nothing was imported.", "Mend the rows named above.")
    for table in seen.tables:
        print(f"{table.table}: {table.rows} rows, {table.added} added, {table.changed} changed, {table.removed} removed")
        for row in table.changes[:SHOWN]:
            cells = "; ".join(f"{cell.title} {cell.was or '-'} -> {cell.becomes or '-'}" for cell in row.cells)
            print(f"  {row.what:<8} {row.key} {row.name} {cells}".rstrip())
    for one in seen.stranded:
        print(f"stranded: {one.name} ({one.code}): {one.tickets} open tickets, {one.people} people, {one.sessions} sessions")


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise BadInput(f"{text!r} is no time.", "Write it as 2027-01-01 00:00.") from None


def _local(moment: datetime, database: "Database") -> str:
    return f"{database.calendar.local(moment):{TIME}}"

"""The work behind ``hotline duty``: past years' sheets, the ledger, a session's sheet, on the database of the settings."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.errors import BadInput, NotFound
from config.settings import Settings
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.documents import fonts
from ticketing.documents.pdf import as_pdf
from ticketing.documents.word import as_docx
from ticketing.duty import export, past, sheet
from ticketing.duty import service as duty
from ticketing.duty.schemas import LedgerLine
from ticketing.people.repository import by_username

Say = Callable[[str], None]


def take_in(found: Settings, file: Path, username: str, *, yes: bool, say: Say) -> bool:
    """Show what a file of past sheets holds and, with ``yes``, take it in; False when it has mistakes."""
    content, now = _content(file), datetime.now(UTC)
    with _opened(found) as database:
        with database.reading() as uow:
            shown = past.preview(uow, file.name, content, now)
        for year in shown.years:
            say(f"{year.year}: {year.sessions} sessions, {year.rate.numerator}/{year.rate.denominator} = {year.rate.percent} %")
        for one in shown.mistakes:
            say(f"{file.name}:{one.line} {one.column}: {one.what}")
        if shown.mistakes_count or not yes:
            say(f"{shown.rows} rows are right, {shown.mistakes_count} mistakes; nothing was written.")
            return not shown.mistakes_count
        with database.unit_of_work() as uow:
            person = by_username(uow, username)
            if person is None:
                raise NotFound(f"There is no account {username}.", "Name one with --as.")
            taken = past.take(uow, file.name, content, person.id, now)
        say(f"{taken.rows} sessions were taken in as import {taken.id}.")
    return True


def ledger(found: Settings, as_of: str, *, as_json: bool, say: Say) -> None:
    """The ledger of a year up to the end of the day ``as_of``."""
    with _opened(found) as database, database.reading() as uow:
        figures = duty.figures(uow, _moment(as_of, uow.calendar.local(datetime.now(UTC))))
    if as_json:
        say(json.dumps(figures.model_dump(mode="json"), ensure_ascii=False))
        return
    for lines in ((figures.total,), figures.by_leader, figures.by_unit, figures.by_month):
        say("\n".join(map(_in_words, lines)) + "\n")


def write_ledger(found: Settings, as_of: str, file: Path, *, say: Say) -> None:
    """The same as a spreadsheet, by the file's ending."""
    if file.suffix not in (".csv", ".xlsx"):
        raise BadInput(f"{file.name} is neither .csv nor .xlsx.", "Name one of them.")
    with _opened(found) as database, database.reading() as uow:
        moment = _moment(as_of, uow.calendar.local(datetime.now(UTC)))
        file.write_bytes(export.ledger_file(uow, moment, excel=file.suffix == ".xlsx"))
    say(f"{file}: {file.stat().st_size} bytes")


def write_sheet(found: Settings, session: str, file: Path, *, say: Say) -> None:
    """A session's sheet as PDF or Word, by the file's ending."""
    if file.suffix not in (".pdf", ".docx"):
        raise BadInput(f"{file.name} is neither .pdf nor .docx.", "Name one of them.")
    with _opened(found) as database, database.reading() as uow:
        document = sheet.of_session(uow, session, uow.calendar.local(datetime.now(UTC)).date())
    chosen = fonts.known(found.documents.font, found.documents.heads_font)
    file.write_bytes(as_pdf(document, chosen) if file.suffix == ".pdf" else as_docx(document))
    say(f"{file}: {file.stat().st_size} bytes")


@contextmanager
def _opened(found: Settings) -> Iterator[Database]:
    """Beside a running service too: what is written here is one short transaction."""
    database = open_database(found.database_url, city=load_city(found.law.city_data), law=found.law, lock=False)
    try:
        yield database
    finally:
        database.close()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}.", "Name a CSV or .xlsx file.") from None


def _moment(day: str, now: datetime) -> datetime:
    """The last second of that day by the city's clock."""
    if not day:
        return now
    try:
        named = datetime.fromisoformat(day)
    except ValueError:
        raise BadInput(f"{day} is no day.", "Write it as 2026-11-30.") from None
    return named.replace(hour=23, minute=59, second=59, tzinfo=now.tzinfo)


def _in_words(line: LedgerLine) -> str:
    percent = f"{line.rate.percent:.2f} %" if line.rate.percent is not None else "n/a"
    return f"{line.name}\t{line.sessions} sessions\t{line.on_the_spot}/{line.connected}\t{percent}"

"""The work behind ``hotline bulletin``, on the database of the settings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from config.errors import BadInput
from config.settings import Settings
from ticketing.bulletins import service as bulletins
from ticketing.bulletins.differences import RATE_NAMES
from ticketing.bulletins.periods import KINDS, BulletinKind
from ticketing.bulletins.schemas import BulletinFigures
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.documents import fonts
from ticketing.documents.content import Document
from ticketing.documents.pdf import as_pdf
from ticketing.documents.word import as_docx

Say = Callable[[str], None]


def list_issued(found: Settings, kind: str, *, say: Say) -> None:
    """The newest 200, a line each."""
    with _opened(found) as database, database.reading() as uow:
        page = bulletins.listed(uow, kind=_kind(kind) if kind else None, limit=200)
    for one in page.items:
        say(f"{one.number}\t{one.kind}\t{one.name}\t{one.received} received\t{one.corrections} corrections")


def show(found: Settings, kind: str, day: str, *, say: Say) -> None:
    """As issued, or as the rows are now."""
    figures, number, _ = _read(found, kind, day)
    say(f"{figures.name}\t{number or 'not issued'}\t{figures.received} received ({figures.on_last_year.words} on last year)")
    for code, name in RATE_NAMES.items():
        rate = getattr(figures.rates, code)
        percent = f"{rate.percent:.2f} %" if rate.percent is not None else "n/a"
        say(f"{name}\t{rate.numerator}/{rate.denominator}\t{percent}\t{rate.base}")


def export(found: Settings, kind: str, day: str, file: Path, *, say: Say) -> None:
    """The paper or the figures, by the file's ending."""
    if file.suffix not in (".pdf", ".docx", ".json"):
        raise BadInput(f"{file.name} is neither .pdf, .docx nor .json.", "Name one of them.")
    figures, number, document = _read(found, kind, day)
    if file.suffix == ".json":
        content = figures.model_dump_json(indent=2).encode()
    elif file.suffix == ".docx":
        content = as_docx(document)
    else:
        content = as_pdf(document, fonts.known(found.documents.font, found.documents.heads_font))
    file.write_bytes(content)
    say(f"{file}: {number or 'a draft'}, {len(content)} bytes")


def _read(found: Settings, kind: str, day: str) -> tuple[BulletinFigures, str, Document]:
    wanted, named = _kind(kind), _day(day)
    with _opened(found) as database, database.reading() as uow:
        row = bulletins.issued_for(uow, wanted, named)
        if row is not None:
            return bulletins.get(uow, row.id).figures, row.number, bulletins.document_of(uow, row)
        now = datetime.now(UTC)
        return bulletins.preview(uow, wanted, named, now=now).figures, "", bulletins.draft(uow, wanted, named, now=now)


def _kind(kind: str) -> BulletinKind:
    if kind not in KINDS:
        raise BadInput(f"There is no bulletin of kind {kind}.", f"Known are {', '.join(KINDS)}.")
    return kind


def _day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise BadInput(f"{day} is no day.", "Write it as 2026-03-04.") from None


@contextmanager
def _opened(found: Settings) -> Iterator[Database]:
    """Beside a running service too: nothing is written."""
    database = open_database(found.database_url, city=load_city(found.law.city_data), law=found.law, lock=False)
    try:
        yield database
    finally:
        database.close()

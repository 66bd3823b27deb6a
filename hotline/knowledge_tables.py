"""The work behind ``hotline knowledge``, on the database of the settings, beside a running service too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.errors import BadInput, NotFound
from config.settings import Settings
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.knowledge import exporting, importing
from ticketing.knowledge.columns import BOUNDS
from ticketing.knowledge.schemas import Sort
from ticketing.people.repository import by_username
from ticketing.tickets.actor import LAW_ITSELF, Actor
from ticketing.uow import UnitOfWork

Say = Callable[[str], None]


def take_in(found: Settings, file: Path, username: str, reviewer: str, *, scripts: bool, say: Say) -> None:
    """Take the file's lines in as versions that are handed in, and published where ``reviewer`` consents."""
    content = _content(file)
    with _opened(found) as database, database.unit_of_work() as uow:
        by = Actor(id=_person(uow, username), roles=LAW_ITSELF.roles)
        consents = _person(uow, reviewer) if reviewer else None
        taken = importing.take(uow, file.name, content, _sort(scripts), by=by, reviewer=consents, at=datetime.now(UTC))
    became = "published" if taken.published else "waiting for review on the page"
    say(f"{taken.new} new, {taken.changed} changed ({became}), {taken.same} the same.")


def write_out(found: Settings, file: Path, *, scripts: bool, say: Say) -> None:
    if file.suffix not in (".csv", ".xlsx"):
        raise BadInput(f"{file.name} is neither .csv nor .xlsx.", "Name one of them.")
    with _opened(found) as database, database.reading() as uow:
        file.write_bytes(exporting.exported(uow, _sort(scripts), excel=file.suffix == ".xlsx"))
    say(f"{file}: {file.stat().st_size} bytes")


def _sort(scripts: bool) -> Sort:
    return "script" if scripts else "article"


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > BOUNDS.bytes:
            raise BadInput(f"{file.name} is larger than {BOUNDS.bytes // 1024} KB.", "Split it.")
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}.", "Check the path.") from None


def _person(uow: UnitOfWork, username: str) -> str:
    person = by_username(uow, username)
    if person is None or not person.active:
        raise NotFound(f"There is no active account {username}.", "Name one with --as or --reviewed-by.")
    return person.id


@contextmanager
def _opened(found: Settings) -> Iterator[Database]:
    database = open_database(found.database_url, city=load_city(found.law.city_data), law=found.law, lock=False)
    try:
        yield database
    finally:
        database.close()

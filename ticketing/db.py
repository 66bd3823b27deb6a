"""The database as the house sees it: opened and migrated once, then units of work."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import URL, Engine
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from config.errors import BadInput, BadSetting, Conflict, HotlineError, Unavailable
from config.settings import Law, load
from ticketing import models
from ticketing.clocks import WorkCalendar
from ticketing.directory import load_city, versions
from ticketing.directory.cities import Cities
from ticketing.engine import READING, make_engine, parse_url
from ticketing.migrating import migrate
from ticketing.operation.in_force import InForce
from ticketing.single_server import ServerLock
from ticketing.supervision import templates
from ticketing.uow import Clock, Emitted, Learnt, UnitOfWork, emitted, nothing_learnt

if TYPE_CHECKING:
    from ticketing.directory import City

Listener = Callable[[Sequence[Emitted]], None]
log = structlog.get_logger()
TABLES = models.metadata.tables


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_database(
    url: str,
    *,
    city: "City | None" = None,
    law: Law | None = None,
    clock: Clock = utc_now,
    lock: bool = True,
    learnt: Learnt = nothing_learnt,
    prepare: "Callable[[City], None] | None" = None,
) -> "Database":
    """Open, migrate and (when ``lock``) claim the database; ``city`` and ``law`` default to the settings' own.

    BadSetting, Conflict or Unavailable: one sentence for an address that cannot be, a newer version, a wrong paper of the city,
    a second server, or a database that is unreachable, locked or no database. The tables of ``city`` are the first version of a
    database that has none, and a new one where nobody imported since; otherwise the database's own versions rule. ``prepare``
    is for a process that must not pause when a new version comes into force (`Cities`).
    """
    address = parse_url(url)
    law = law or load().law
    templates.templates(law.city_data)  # a wrong paper stops the start, not an inspector
    city = city or load_city(law.city_data)
    held = _claim(address) if lock else None
    engine = make_engine(address)
    try:
        with _said_in_a_sentence(address):
            migrate(engine)
            _seed(engine, city, clock)
    except BaseException:
        engine.dispose()
        if held:
            held.release()
        raise
    return Database(engine, city=city, law=law, clock=clock, lock=held, learnt=learnt, prepare=prepare)


class Database:
    """Makes units of work; tells its listeners after each commit what was emitted in it."""

    def __init__(
        self,
        engine: Engine,
        *,
        city: "City",
        law: Law,
        clock: Clock,
        lock: ServerLock | None,
        learnt: Learnt = nothing_learnt,
        prepare: "Callable[[City], None] | None" = None,
    ) -> None:
        self.engine = engine
        self._clock = clock
        self._lock = lock
        self.learnt = learnt
        self._writing = sessionmaker(engine, expire_on_commit=False)
        self._reading = sessionmaker(engine.execution_options(**{READING: True}), expire_on_commit=False)
        self._listeners: list[Listener] = []
        self._cities = Cities(self._reading, city, check_s=law.directory.check_s, prepare=prepare)
        self.in_force = InForce(self._reading, law)

    @property
    def law(self) -> Law:
        """The law's settings that apply now: what the page set lies over those that the database was opened with."""
        self.in_force.look_now_and_then()
        return self.in_force.state[0]

    @law.setter
    def law(self, law: Law) -> None:
        self.in_force.given(law)

    @property
    def calendar(self) -> WorkCalendar:
        return self.in_force.state[1]

    @property
    def city(self) -> "City":
        """The version in force now."""
        return self._cities.at(self._clock())

    @property
    def city_at_hand(self) -> "City":
        """The version in force without a look at the database: for threads that must not wait."""
        return self._cities.at_hand(self._clock())

    def after_commit(self, listener: Listener) -> None:
        """Call ``listener`` with the events of each committed unit, on the thread that committed it."""
        self._listeners.append(listener)

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """One transaction: committed once at the end of the block, rolled back on an error, then events go out."""
        with self._transaction() as uow:
            yield uow
        if uow.city_changed:
            self._cities.look()
        if uow.settings_changed:
            self.in_force.look()
        self._tell([emitted(row) for row in uow.rows])

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A unit that only reads and keeps nothing: on SQLite it neither waits for a writer nor makes one wait."""
        with _said_in_a_sentence(self.engine.url), self._reading() as session:
            yield self._unit(session)

    def close(self) -> None:
        self.engine.dispose()
        if self._lock:
            self._lock.release()
            self._lock = None

    def _unit(self, session: Session) -> UnitOfWork:
        return UnitOfWork(
            session=session, city=self.city, law=self.law, calendar=self.calendar, now=self._clock, learnt=self.learnt
        )

    @contextmanager
    def _transaction(self) -> Iterator[UnitOfWork]:
        with _said_in_a_sentence(self.engine.url), self._writing() as session:
            uow = self._unit(session)
            try:
                yield uow
            except Exception as error:
                if error is not uow.kept:
                    raise
                session.commit()
                self._tell([emitted(row) for row in uow.rows])
                raise
            session.commit()

    def _tell(self, rows: Sequence[Emitted]) -> None:
        for listener in self._listeners if rows else ():
            try:
                listener(rows)
            except Exception:
                log.exception("after_commit_listener_failed", events=[row["type"] for row in rows])


def _seed(engine: Engine, city: "City", clock: Clock) -> None:
    """Another node that starts at the same moment may be the one that writes the version."""
    with Session(engine.execution_options(**{READING: True})) as session:
        if not versions.differs(session, city):
            return
    try:
        with Session(engine) as session:
            versions.seed(session, city, clock())
            session.commit()
    except IntegrityError:
        log.info("city_seeded_by_another_node")


def _claim(address: URL) -> ServerLock | None:
    if address.get_backend_name() != "sqlite" or address.database is None:
        return None
    path = Path(address.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return ServerLock(path)
    except OSError as error:
        raise BadSetting(
            "database.url", f"{path} cannot be written: {error.strerror}.", "Name a writable folder (home or database.url)."
        ) from None


@contextmanager
def _said_in_a_sentence(address: URL) -> Iterator[None]:
    """Turn the driver's errors into ours; a password never reaches the sentence."""
    name = address.render_as_string(hide_password=True)
    try:
        yield
    except HotlineError:
        raise
    except IntegrityError as error:
        log.warning("integrity_error", error=str(error.orig))
        raise Conflict("同一记录刚被他人写入。", "请刷新后重试。") from error
    except PoolTimeout as error:
        raise Unavailable(f"All connections to {name} are busy.", "Try again in a moment.") from error
    except OperationalError as error:
        raise _unavailable(name, str(error.orig)) from error
    except (DataError, OverflowError) as error:
        log.warning("value_that_no_column_holds", error=str(getattr(error, "orig", error)))
        raise _out_of_range() from error
    except DatabaseError as error:
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise Unavailable(
                f"{name} is damaged or no SQLite database.", "Restore it from a backup, or set database.url to another file."
            ) from error
        raise
    except StatementError as error:
        if isinstance(error.orig, OverflowError):
            raise _out_of_range() from error
        raise


def _out_of_range() -> BadInput:
    """A time beyond the calendar, a number beyond a column, or a character that no text may hold."""
    return BadInput("有日期、数字或字符超出了系统能保存的范围。", "请核对填写的内容后重新提交。")


def _unavailable(name: str, detail: str) -> Unavailable:
    reason = detail.strip().splitlines()[0] if detail.strip() else "no answer"
    if "locked" in reason:
        return Unavailable(f"The database {name} is locked by another program.", "End the program that holds it, then try again.")
    return Unavailable(f"The database {name} cannot be used: {reason}.", "Check database.url, the disk and the server.")

"""The city in force at a moment, for all threads of a process: known versions in memory, news looked up now and then."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import Lock, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ticketing.directory import versions
from ticketing.directory.city import City

log = structlog.get_logger(__name__)
PREPARED_AHEAD = timedelta(minutes=10)
"""A version that is to come into force within so long is loaded before it does."""
KEPT = 3
"""Versions in memory: the one in force, the one before (a call that began under it), the next. The same version is always the
same object, because drafting keeps what it derives from a city by the object."""


class Cities:
    """``reading`` opens a session that only reads. A date that passes needs no look-up; a version made by another process is
    found within ``check_s``.

    Where a process must not pause for a new version (who writes calls down), ``prepare`` derives from it what is needed; this and
    the loading then happen beside the work, and the version before judges for the seconds that it takes.
    """

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Session]],
        seed: City,
        *,
        check_s: float,
        ticks: Callable[[], float] = time.monotonic,
        prepare: Callable[[City], None] | None = None,
    ) -> None:
        self._reading = reading
        self._prepare = prepare
        self._preparing: Thread | None = None
        self._began = False
        self._check_s = check_s
        self._ticks = ticks
        self._kept = {seed.version: seed}
        self._timetable: Sequence[tuple[datetime, str]] = ()
        self._looked = float("-inf")
        self._looking, self._loading = Lock(), Lock()
        self._seed = seed.version

    def at(self, moment: datetime) -> City:
        """The city that judges at ``moment``; before the first version it is the first."""
        if self._ticks() - self._looked >= self._check_s:
            self.look()
        version = self._version(moment)
        if self._prepare is None or not self._began:
            self._began = True
            return self._kept.get(version) or self._load(version)
        self._prepare_soon(self._version(moment + PREPARED_AHEAD))
        self._prepare_soon(version)
        return self.at_hand(moment)

    def at_hand(self, moment: datetime) -> City:
        """The same from memory alone, for threads that must not wait: a version not yet loaded gives way to the one before."""
        return self._kept.get(self._version(moment)) or next(reversed(self._kept.values()))

    def look(self) -> None:
        """Read which versions there are. Where another thread does so already, or the database fails, what is known stays."""
        if not self._looking.acquire(blocking=not self._timetable):
            return
        try:
            with self._reading() as session:
                self._timetable = versions.timetable(session)
            self._looked = self._ticks()
        except SQLAlchemyError:
            if not self._timetable:
                raise
            self._looked = self._ticks()
            log.warning("the city's versions could not be read; those that are known stay", exc_info=True)
        finally:
            self._looking.release()

    def _version(self, moment: datetime) -> str:
        effective = [version for begins, version in self._timetable if begins <= moment]
        if effective:
            return effective[-1]
        return self._timetable[0][1] if self._timetable else self._seed

    def _prepare_soon(self, version: str) -> None:
        """Load and prepare beside the work, one at a time; what failed is tried again at the next call."""
        if version in self._kept or (self._preparing is not None and self._preparing.is_alive()):
            return
        self._preparing = Thread(target=self._load, args=(version,), name=f"city-{version}", daemon=True)
        self._preparing.start()

    def _load(self, version: str) -> City:
        with self._loading:
            if version not in self._kept:
                with self._reading() as session:
                    city = versions.load(session, version)
                if self._prepare is not None:
                    self._prepare(city)
                kept = list(self._kept.items())[1 - KEPT :]
                self._kept = dict([*kept, (version, city)])
            return self._kept[version]

"""Writes facts into the database in their order: many in one transaction where they let themselves, else one by one.

While the database is away a fact waits in its place, and all behind it; one that is refused is tried again, then kept.
"""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from config.errors import Unavailable
from hotline.ledger import unwritten
from hotline.ledger.facts import Events, Fact, Facts, Happened
from ticketing.db import Database

log = structlog.get_logger(__name__)

TRIES = 4
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 3.0

Tell = Callable[[Events], None]


class Scribe:
    """``tell`` gets the desk events of each transaction after its commit; ``stopping`` ends the waiting for a database."""

    def __init__(self, database: Database, file: Path, tell: Tell, stopping: threading.Event) -> None:
        self._database = database
        self._file = file
        self._tell = tell
        self._stopping = stopping

    def write(self, facts: Facts) -> None:
        """Write all of them, or keep what is refused; returns when each is one or the other."""
        if len(facts) > 1:
            try:
                self._commit(facts)
            except Exception as error:
                log.warning("facts could not be written together; they are written singly", facts=len(facts), error=repr(error))
            else:
                return
        for fact in facts:
            self._insist(fact)

    def _commit(self, facts: Facts) -> None:
        with self._database.unit_of_work() as uow:
            events = tuple(event for kind, run in _runs(facts) for event in kind.write_all(uow, run))
        self._tell(events)

    def _insist(self, fact: Fact) -> None:
        for attempt in itertools.count(1):
            try:
                self._commit((fact,))
            except Exception as error:
                log.warning("a fact could not be written", fact=fact.name, attempt=attempt, error=repr(error))
                away = isinstance(error, Unavailable) and not self._stopping.is_set()
                if attempt >= TRIES and not away:
                    unwritten.keep(fact, self._file)
                    return
                self._stopping.wait(min(FIRST_PAUSE_S * 2 ** min(attempt - 1, TRIES), LONGEST_PAUSE_S))
            else:
                return


def _runs(facts: Facts) -> list[tuple[type[Fact], list[Fact]]]:
    """Neighbours of one kind together; what happened comes before what was said and asked, which it does not depend on."""
    ordered = sorted(facts, key=lambda fact: not isinstance(fact, Happened))
    return [(kind, list(run)) for kind, run in itertools.groupby(ordered, type)]

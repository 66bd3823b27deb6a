"""The ledger's process: ``python -m hotline.ledger.worker FD``, started by `hotline.ledger.client`.

It ends when the service closes the socket, also by being killed, and writes before what was sent by then: its own signals
are ignored. It is polite (niceness): a fact may wait some milliseconds, a caller may not.
"""

import contextlib
import queue
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import structlog

from asr.process import give_way
from hotline import journal
from hotline.ledger import unwritten, wire
from hotline.ledger.claim import writing
from hotline.ledger.facts import Events, Fact
from hotline.ledger.scribe import Scribe
from hotline.readable import warm as warm_readable
from ticketing.db import Database, open_database
from ticketing.directory import City, load_city
from ticketing.drafting import warm
from ticketing.learning.shelf import Shelf
from ticketing.uow import Emitted

log = structlog.get_logger(__name__)

NICENESS = 5
MOST_TOGETHER = 64
# How long the first waits for others to share its transaction: many cost little more than one.
GATHER_S = 0.03
# Facts that wait here; more wait in the service, which sends no more than it may.
MOST_WAITING = 4_096


class Answers:
    """Tells the service what was committed; quiet once it is gone."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._rows: list[Emitted] = []

    def emitted(self, rows: Sequence[Emitted]) -> None:
        """The outbox of the transaction whose events come next."""
        self._rows.extend(rows)

    def committed(self, events: Events) -> None:
        rows, self._rows = self._rows, []
        if rows or events:
            self._send(wire.Committed(rows, events))

    def written(self, facts: int) -> None:
        self._send(wire.Written(facts))

    def _send(self, message: Any) -> None:
        try:
            self._line.sendall(wire.pack(message))
        except OSError:
            return  # the service has ended: what is still here is written all the same


class Inbox:
    """Facts as they come, on a thread of their own; `batches` gives what waits, until the service has closed the line."""

    def __init__(self, stream: BinaryIO) -> None:
        self.ended = threading.Event()
        self._stream = stream
        self._facts: queue.Queue[Fact | None] = queue.Queue(MOST_WAITING)
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        try:
            with contextlib.suppress(ConnectionResetError):  # killed before it read our answers; what it had sent came before
                while isinstance(fact := wire.read(self._stream), Fact):
                    self._facts.put(fact)
        except Exception:  # the process ends with what it has; the service sends the rest to another
            log.exception("the line to the service brought what cannot be read")
        self.ended.set()
        self._facts.put(None)

    def batches(self) -> Iterator[list[Fact]]:
        while (first := self._facts.get()) is not None:
            if not self.ended.is_set():
                time.sleep(GATHER_S)
            batch = [first]
            while len(batch) < MOST_TOGETHER and (fact := self._next()) is not None:
                batch.append(fact)
            yield batch
            if self.ended.is_set() and self._facts.empty():
                return

    def _next(self) -> Fact | None:
        """What waits already; None for nothing and for the end, which stays in its place."""
        try:
            fact = self._facts.get_nowait()
        except queue.Empty:
            return None
        if fact is None:
            self._facts.put(None)
        return fact


def run(database: Database, inbox: Inbox, answers: Answers, scribe: Scribe) -> None:
    """Until the line ends."""
    database.after_commit(answers.emitted)
    for batch in inbox.batches():
        scribe.write(batch)
        answers.written(len(batch))


def main(arguments: list[str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):  # whoever sends them to all of us: the service closes the line in order
        signal.signal(number, signal.SIG_IGN)
    give_way(NICENESS)
    line = socket.socket(fileno=int(arguments[0]))
    with line, line.makefile("rb") as stream:
        begin = wire.read(stream)
        if not isinstance(begin, wire.Begin):
            return 0
        settings = begin.settings
        journal.configure(settings.log)
        with writing(settings.home):
            city = load_city(settings.law.city_data)
            shelf = Shelf(settings.learnt, check_s=settings.learning.check_s)

            def prepare(made: City) -> None:
                warm(made, shelf.in_use())
                warm_readable(made)

            url = settings.database_url
            database = open_database(url, city=city, law=settings.law, lock=False, learnt=shelf.in_use, prepare=prepare)
            prepare(database.city)
            answers, inbox = Answers(line), Inbox(stream)
            run(database, inbox, answers, Scribe(database, settings.home / unwritten.FILE, answers.committed, inbox.ended))
            database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes what happened into `ticketing`, one fact after another, on one thread of its own.

Call control never waits for the database: it puts a fact into the ledger's queue and goes on. A fact that the
database refuses is tried again, then kept as a JSON line in ``ledger-unwritten.jsonl`` and reported: nothing is lost.
"""

import dataclasses
import itertools
import json
import queue
import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from agent_console.ports import Audience, DeskEvent
from asr.port import Final
from config.errors import Unavailable
from config.ids import CallId, PersonId
from hotline import desk_events
from telephony.events import CallAnswered, CallEvent, TelephonyEvent
from ticketing.calls import service as calls
from ticketing.db import Database
from ticketing.drafts import service as drafts
from ticketing.uow import UnitOfWork

log = structlog.get_logger(__name__)

TRIES = 4
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 3.0
Write = Callable[[UnitOfWork], tuple[DeskEvent, ...]]


def fact_name(event: object) -> str:
    """``CallAnswered`` → ``call_answered``: the kind of row in the queue log."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


def jsonable(value: Any) -> Any:
    """Dataclasses to dicts, times to ISO 8601, tuples to lists; everything else as it is."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: jsonable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [jsonable(item) for item in value]
    return value


@dataclasses.dataclass(frozen=True, slots=True)
class _Fact:
    name: str
    data: Mapping[str, Any]
    write: Write


class Ledger:
    """``publish`` receives the desk events of a fact after its commit, on the ledger's thread."""

    def __init__(self, database: Database, publish: Callable[[DeskEvent], None], unwritten: Path) -> None:
        self._database = database
        self._publish = publish
        self._unwritten = unwritten
        self._facts: queue.SimpleQueue[_Fact | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Write what is queued, then end; bounded."""
        self._stopping.set()
        self._facts.put(None)
        self._thread.join(timeout_s)

    @property
    def waiting(self) -> int:
        """Facts not written yet (a metric)."""
        return self._facts.qsize()

    def telephony(self, event: TelephonyEvent) -> None:
        data = jsonable(event)
        call = event.call if isinstance(event, CallEvent) else None
        kind = fact_name(event)

        def write(uow: UnitOfWork) -> tuple[DeskEvent, ...]:
            calls.record(uow, kind, event.at, call, data)
            if isinstance(event, CallAnswered):
                drafts.open_draft(uow, event.call, event.agent, event.at)
            return ()

        self._facts.put(_Fact(kind, data, write))

    def final(self, event: Final, agent: PersonId, at: datetime) -> None:
        """A finished utterance: store it, tell the desk, fill the draft anew."""

        def write(uow: UnitOfWork) -> tuple[DeskEvent, ...]:
            segment = calls.add_segment(
                uow,
                event.call,
                event.channel,
                event.text,
                event.t0,
                event.t1,
                event.confidence,
                jsonable(event.words),
                event.engine,
            )
            drafts.refill(uow, event.call, at)
            return (desk_events.from_final(event, agent, str(segment.id)),)

        self._facts.put(_Fact("final", jsonable(event), write))

    def then(self, name: str, write: Write) -> None:
        """Any other write that must keep its place in the order of facts."""
        self._facts.put(_Fact(name, {}, write))

    def transcript_done(self, call: CallId, agent: PersonId) -> None:
        """Tell the desk, after all its finals, that nothing more comes."""
        done = DeskEvent(type="transcript_done", data={"call": call}, audience=Audience(people=frozenset({agent})))
        self.then("transcript_done", lambda uow: (done,))

    def _run(self) -> None:
        while (fact := self._facts.get()) is not None:
            try:
                self._write(fact)
            except Exception:  # this thread must outlive whatever one fact meets
                log.exception("a fact was written or kept, but what follows from it failed", fact=fact.name)

    def _write(self, fact: _Fact) -> None:
        """While the database is away a fact waits in its place, and all behind it; one that is refused is kept."""
        for attempt in itertools.count(1):
            try:
                with self._database.unit_of_work() as uow:
                    events = fact.write(uow)
            except Exception as error:
                log.warning("a fact could not be written", fact=fact.name, attempt=attempt, error=repr(error))
                away = isinstance(error, Unavailable) and not self._stopping.is_set()
                if attempt >= TRIES and not away:
                    self._keep(fact)
                    return
                self._stopping.wait(min(FIRST_PAUSE_S * 2 ** min(attempt - 1, TRIES), LONGEST_PAUSE_S))
            else:
                for event in events:
                    self._publish(event)
                return

    def _keep(self, fact: _Fact) -> None:
        """In a file of its own; where the disk takes that neither, in the log."""
        try:
            with self._unwritten.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"fact": fact.name, "data": fact.data}, ensure_ascii=False) + "\n")
        except OSError as error:
            log.critical("a fact was not written and stands only here", fact=fact.name, data=fact.data, error=str(error))
        else:
            log.error("a fact was not written and is kept in a file", fact=fact.name, file=str(self._unwritten))

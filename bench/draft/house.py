"""The drafts as the house makes them: each utterance written by the ledger, the draft filled anew after it."""

import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from asr.port import Final
from bench.draft.calls import Call
from config.ids import CallId, PersonId
from config.settings import load
from hotline.ledger import unwritten
from hotline.ledger.facts import Fact, Happened, Spoken
from hotline.ledger.scribe import Scribe
from telephony.events import CallAnswered, CallArrived, CallQueued
from ticketing.db import Database, open_database
from ticketing.directory import City, load_city
from ticketing.drafting import Turn, compose, warm
from ticketing.drafts import service as drafts
from ticketing.drafts.schemas import DraftOut
from ticketing.learning.school import directory_model
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

ANSWERED_AFTER = timedelta(seconds=5)
LONG_CALL_TURNS = 60
TIMED_RUNS = 20


class House:
    """A database of its own in a temporary folder, with one agent."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.city: City = database.city
        self._database = database
        self._scribe = Scribe(database, folder / unwritten.FILE, lambda events: None, threading.Event())
        with database.unit_of_work() as uow:
            made = people.create(uow, PersonIn(username="bench", name="话务员", roles=("agent",), password="Quiet-River-7"))
            self._agent = PersonId(made.person.id)

    def draft(self, call: Call) -> DraftOut:
        """Take the call as the service does, from its first ring to its last word, and read its draft."""
        self._scribe.write(list(self._facts(call)))
        with self._database.unit_of_work() as uow:
            return drafts.get(uow, call.id)

    def _facts(self, call: Call) -> Iterator[Fact]:
        one, answered = CallId(call.id), call.at + ANSWERED_AFTER
        yield Happened(
            CallArrived(
                at=call.at, call=one, sip_call_id=call.id, caller_number=call.caller_number, caller_name="", dialled="12345",
                trunk="bench",
            )
        )  # fmt: skip
        yield Happened(CallQueued(at=call.at, call=one, queue=call.queue, position=1))
        yield Happened(CallAnswered(at=answered, call=one, agent=self._agent, queue=call.queue, waited_s=5.0))
        for index, said in enumerate(call.said):
            final = Final(
                call=one, channel=said.who, text=said.text, t0=said.start, t1=said.end, words=(), confidence=1.0, engine="bench"
            )  # fmt: skip
            yield Spoken(final, self._agent, answered + timedelta(seconds=said.end), f"{call.id}-{index:04d}")


@contextmanager
def open_house(city: str) -> Iterator[House]:
    """Database and dictionaries, gone again at the end."""
    law = load().law
    with tempfile.TemporaryDirectory(prefix="hotline-bench-draft-") as folder:
        tables = load_city(city)
        model = directory_model(tables)  # as hotline setup leaves it
        database = open_database(f"sqlite:///{folder}/bench.db", city=tables, law=law, learnt=lambda: model)
        try:
            warm(tables, model)
            yield House(database, Path(folder))
        finally:
            database.close()


def long_call_ms(calls: Sequence[Call], city: City) -> float:
    """Processor time of composing a draft of a 60-turn call (turns of several calls in a row), in ms."""
    turns = [Turn(said.who, said.text, said.start, said.end) for call in calls for said in call.said]
    if not turns:
        return 0.0
    turns = (turns * (LONG_CALL_TURNS // len(turns) + 1))[:LONG_CALL_TURNS]
    best, start = float("inf"), perf_counter()
    for _ in range(TIMED_RUNS):
        began = process_time()
        compose(turns, city=city, call_time=calls[0].at, caller_number="")
        best = min(best, process_time() - began)
    print(f"{TIMED_RUNS} long drafts in {perf_counter() - start:.2f} s", file=sys.stderr)
    return best * 1000

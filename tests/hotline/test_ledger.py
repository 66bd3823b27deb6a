"""Facts are written in order, tried again, kept in a file, and one that goes nowhere stops no other."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from agent_console.ports import Audience, DeskEvent
from config.errors import Unavailable
from config.ids import CallId, PersonId
from hotline import ledger as ledgers
from hotline.ledger import Ledger
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallPlaced,
    CallTransferred,
    PartyAnswered,
    PartyCalled,
    PartyJoined,
    PartyLeft,
    RecordingContinued,
    RecordingPaused,
    SupervisionEnded,
    SupervisionStarted,
    SurgeBegan,
    SurgeEnded,
    TelephonyEvent,
    WrapUpEnded,
)
from ticketing.calls import service as calls
from ticketing.calls.models import QueueLogRow
from ticketing.calls.projection import KINDS
from ticketing.db import open_database

TOLD = DeskEvent(type="told", data={}, audience=Audience())


class Base:
    """A database that refuses the next ``refusals`` units of work."""

    def __init__(self) -> None:
        self.refusals = 0
        self.error: Exception = OSError("database or disk is full")

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        if self.refusals:
            self.refusals -= 1
            raise self.error
        yield None


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Base:
    monkeypatch.setattr(ledgers, "FIRST_PAUSE_S", 0.0)
    return Base()


@contextmanager
def running(base: Base, unwritten: Path, publish: Callable[[DeskEvent], None] = lambda event: None) -> Iterator[Ledger]:
    ledger = Ledger(base, publish, unwritten)  # type: ignore[arg-type]
    ledger.start()
    yield ledger
    ledger.stop()
    assert not ledger._thread.is_alive()


def write(into: list[str], name: str) -> Callable[[Any], tuple[DeskEvent, ...]]:
    def fact(_: Any) -> tuple[DeskEvent, ...]:
        into.append(name)
        return (TOLD,)

    return fact


def test_a_fact_that_is_refused_for_a_while_is_written_in_its_place(base: Base, tmp_path: Path) -> None:
    written: list[str] = []
    base.refusals = ledgers.TRIES - 1
    with running(base, tmp_path / "unwritten.jsonl") as ledger:
        ledger.then("first", write(written, "first"))
        ledger.then("second", write(written, "second"))
    assert written == ["first", "second"]
    assert not (tmp_path / "unwritten.jsonl").exists()


def test_a_fact_that_is_refused_for_good_is_kept_and_the_next_is_written(base: Base, tmp_path: Path) -> None:
    written: list[str] = []
    base.refusals = ledgers.TRIES
    with running(base, tmp_path / "unwritten.jsonl") as ledger:
        ledger.then("first", write(written, "first"))
        ledger.then("second", write(written, "second"))
    assert written == ["second"]
    assert json.loads((tmp_path / "unwritten.jsonl").read_text()) == {"fact": "first", "data": {}}


def test_while_the_database_is_away_a_fact_waits_in_its_place(base: Base, tmp_path: Path) -> None:
    base.error = Unavailable("The database cannot be used.", "Start it.")
    base.refusals = 3 * ledgers.TRIES
    written: list[str] = []
    told = threading.Event()
    with running(base, tmp_path / "unwritten.jsonl", lambda event: told.set()) as ledger:
        ledger.then("first", write(written, "first"))
        ledger.then("second", write(written, "second"))
        assert told.wait(10)
    assert written == ["first", "second"]
    assert not (tmp_path / "unwritten.jsonl").exists()


def test_where_not_even_the_file_can_be_written_the_fact_stands_in_the_log(base: Base, tmp_path: Path) -> None:
    written: list[str] = []
    base.refusals = ledgers.TRIES
    with capture_logs() as lines, running(base, tmp_path / "no such folder" / "unwritten.jsonl") as ledger:
        ledger.then("first", write(written, "first"))
        ledger.then("second", write(written, "second"))
    assert written == ["second"]
    assert [line["fact"] for line in lines if line["log_level"] == "critical"] == ["first"]


def test_a_listener_that_fails_stops_no_later_fact(base: Base, tmp_path: Path) -> None:
    written: list[str] = []
    told = threading.Event()

    def publish(event: DeskEvent) -> None:
        if told.is_set():
            return
        told.set()
        raise RuntimeError("the loop is closed")

    with capture_logs(), running(base, tmp_path / "unwritten.jsonl", publish) as ledger:
        ledger.then("first", write(written, "first"))
        ledger.then("second", write(written, "second"))
    assert written == ["first", "second"]


def test_a_conversation_is_written_as_it_was_told(tmp_path: Path) -> None:
    """Each fact a row of the queue log; what they amount to is the call as its page shows it."""
    database = open_database(f"sqlite:///{tmp_path}/hotline.db", clock=lambda: NOON)
    ledger = Ledger(database, lambda event: None, tmp_path / "unwritten.jsonl")
    ledger.start()
    told = (
        CallPlaced(at=at(0), call=CALL, agent=AGENT, number="16412345678"),
        CallAnswered(at=at(5), call=CALL, agent=AGENT, queue="", waited_s=0.0),
        PartyCalled(at=at(10), call=CALL, agent=AGENT, party="p", number="110"),
        PartyAnswered(at=at(12), call=CALL, party="p", number="110"),
        RecordingPaused(at=at(13), call=CALL, agent=AGENT, reason="身份证"),
        RecordingContinued(at=at(20), call=CALL, agent=None),
        PartyJoined(at=at(21), call=CALL, party="p", number="110"),
        SupervisionStarted(at=at(22), call=CALL, supervisor=BOSS, mode="monitor"),
        SupervisionEnded(at=at(25), call=CALL, supervisor=BOSS),
        CallTransferred(at=at(30), call=CALL, agent=AGENT, number="110", how="attended"),
        WrapUpEnded(at=at(40), call=CALL, agent=AGENT, wrap_up_s=10.0),
        PartyLeft(at=at(60), call=CALL, party="p", number="110", why="hung_up"),
        CallEnded(at=at(60), call=CALL, reason="completed", by="agent", queue=None, agent=None, waited_s=0.0, talked_s=55.0),
        SurgeBegan(at=at(61), waiting=50, expected_wait_s=700.0),
        SurgeEnded(at=at(70), waiting=3),
    )
    for event in told:
        ledger.telephony(event)
    ledger.stop()
    with database.reading() as uow:
        rows = uow.session.scalars(select(QueueLogRow).order_by(QueueLogRow.at, QueueLogRow.id)).all()
        call = calls.get(uow, CALL)
    database.close()
    assert not (tmp_path / "unwritten.jsonl").exists()
    assert {row.kind for row in rows} == {ledgers.fact_name(event) for event in told}
    assert len(rows) == len(told)
    assert (call.direction, call.state, call.talked_s) == ("out", "ended", 55.0)
    assert [(party.number, party.why) for party in call.parties] == [("110", "hung_up")]
    assert [(pause.reason, pause.until) for pause in call.pauses] == [("身份证", at(20))]
    assert [entry.how for entry in call.transfers] == ["attended"]
    assert [entry.until for entry in call.supervisions] == [at(25)]


CALL, AGENT, BOSS = CallId("c1"), PersonId("a1"), PersonId("s1")
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def at(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


def test_every_fact_of_telephony_has_its_kind_in_the_queue_log() -> None:
    def kinds(event: type[TelephonyEvent]) -> Iterator[type[TelephonyEvent]]:
        for one in event.__subclasses__():
            yield one
            yield from kinds(one)

    told = {ledgers.fact_name(kind.__new__(kind)) for kind in kinds(TelephonyEvent)} - {"call_event"}
    assert told <= set(KINDS)
    assert "call_offered" in told

"""Facts are written in order, tried again, kept in a file, and one that goes nowhere stops no other."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent_console.ports import Audience, DeskEvent
from config.errors import Unavailable
from hotline import ledger as ledgers
from hotline.ledger import Ledger

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

"""Facts are written together, in order, tried again, kept in a file, and one that goes nowhere stops no other."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent_console.ports import Audience, DeskEvent
from config.errors import Unavailable
from hotline.ledger import scribe as scribes
from hotline.ledger.facts import Events, Fact
from hotline.ledger.scribe import Scribe

TOLD = DeskEvent(type="told", data={}, audience=Audience())


class Base:
    """A database of notes; refuses the next ``refusals`` units of work, forgets what is not committed."""

    def __init__(self) -> None:
        self.refusals = 0
        self.error: Exception = OSError("database or disk is full")
        self.notes: list[str] = []
        self.commits = 0

    @contextmanager
    def unit_of_work(self) -> Iterator[list[str]]:
        if self.refusals:
            self.refusals -= 1
            raise self.error
        noted: list[str] = []
        yield noted
        self.notes += noted
        self.commits += 1


@dataclass(frozen=True)
class Note(Fact):
    text: str
    fails: bool = False

    @property
    def name(self) -> str:
        return self.text

    def write(self, uow: Any) -> Events:
        if self.fails:
            raise ValueError("no such column")
        uow.append(self.text)
        return (TOLD,)


FIRST, SECOND = Note("first"), Note("second")


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Base:
    monkeypatch.setattr(scribes, "FIRST_PAUSE_S", 0.0)
    return Base()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unwritten.jsonl"


def scribe(base: Base, file: Path, told: list[Events] | None = None, stopping: threading.Event | None = None) -> Scribe:
    tell = (told if told is not None else []).append
    return Scribe(base, file, tell, stopping or threading.Event())  # type: ignore[arg-type]


def test_facts_that_wait_together_are_one_transaction_and_told_after_it(base: Base, file: Path) -> None:
    told: list[Events] = []
    scribe(base, file, told).write([FIRST, SECOND])
    assert base.notes == ["first", "second"]
    assert base.commits == 1
    assert told == [(TOLD, TOLD)]


def test_one_that_cannot_be_written_does_not_take_the_others_along(base: Base, file: Path) -> None:
    told: list[Events] = []
    with capture_logs():
        scribe(base, file, told).write([FIRST, Note("broken", fails=True), SECOND])
    assert base.notes == ["first", "second"]
    assert json.loads(file.read_text())["fact"] == "broken"
    assert told == [(TOLD,), (TOLD,)]


def test_a_fact_that_is_refused_for_a_while_is_written_in_its_place(base: Base, file: Path) -> None:
    base.refusals = scribes.TRIES - 1
    with capture_logs():
        scribe(base, file).write([FIRST, SECOND])
    assert base.notes == ["first", "second"]
    assert not file.exists()


def test_a_fact_that_is_refused_for_good_is_kept_and_the_next_is_written(base: Base, file: Path) -> None:
    base.refusals = scribes.TRIES + 1
    with capture_logs():
        scribe(base, file).write([FIRST, SECOND])
    assert base.notes == ["second"]
    assert json.loads(file.read_text()) == {"fact": "first", "data": {"text": "first", "fails": False}}


def test_while_the_database_is_away_a_fact_waits_in_its_place(base: Base, file: Path) -> None:
    base.error = Unavailable("The database cannot be used.", "Start it.")
    base.refusals = 3 * scribes.TRIES
    with capture_logs():
        scribe(base, file).write([FIRST, SECOND])
    assert base.notes == ["first", "second"]
    assert not file.exists()


def test_at_the_end_of_the_service_nothing_waits_for_a_database_that_is_away(base: Base, file: Path) -> None:
    base.error = Unavailable("The database cannot be used.", "Start it.")
    base.refusals = 1_000
    ended = threading.Event()
    ended.set()
    with capture_logs():
        scribe(base, file, stopping=ended).write([FIRST, SECOND])
    assert [json.loads(line)["fact"] for line in file.read_text().splitlines()] == ["first", "second"]


def test_where_not_even_the_file_can_be_written_the_fact_stands_in_the_log(base: Base, tmp_path: Path) -> None:
    base.refusals = scribes.TRIES + 1
    with capture_logs() as lines:
        scribe(base, tmp_path / "no such folder" / "unwritten.jsonl").write([FIRST, SECOND])
    assert base.notes == ["second"]
    assert [line["fact"] for line in lines if line["log_level"] == "critical"] == ["first"]

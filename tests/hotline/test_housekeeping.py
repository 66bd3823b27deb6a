"""Housekeeping goes on beside what it cannot put in order."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import load
from hotline.housekeeping import tidy
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.duty import service as duty
from ticketing.uow import UnitOfWork

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_duty_session_past_its_end_loses_its_queue_before_it_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    settings = load(home=tmp_path)
    monkeypatch.setattr(duty, "over", lambda uow, now: ["past its end"])
    database = open_database(settings.database_url, city=load_city("builtin"), law=settings.law)
    try:
        assert tidy(database, NOW) == ["past its end"]
    finally:
        database.close()


def test_a_duty_session_that_cannot_be_closed_keeps_no_other_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    settings = load(home=tmp_path)

    def close_due(uow: UnitOfWork, session: str, now: datetime) -> str:
        if session == "broken":
            raise RuntimeError("its unit is gone")
        uow.emit("closed", {"session": session})
        return session

    monkeypatch.setattr(duty, "due", lambda uow, now: ["first", "broken", "last"])
    monkeypatch.setattr(duty, "close_due", close_due)
    database = open_database(settings.database_url, city=load_city("builtin"), law=settings.law)
    told: list[str] = []
    database.after_commit(lambda rows: told.extend(row["data"]["session"] for row in rows))
    try:
        assert tidy(database, NOW) == ["first", "last"]
    finally:
        database.close()
    assert told == ["first", "last"]

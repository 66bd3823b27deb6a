"""Housekeeping goes on beside what it cannot put in order."""

from datetime import datetime
from pathlib import Path

import pytest

from config.settings import load
from hotline.service import Service
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.duty import service as duty
from ticketing.uow import UnitOfWork


def test_a_duty_session_past_its_end_loses_its_queue_before_it_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    settings = load(home=tmp_path)
    house = Service(settings)
    monkeypatch.setattr(duty, "over", lambda uow, now: ["past its end"])
    house._database = open_database(settings.database_url, city=load_city("builtin"), law=settings.law)
    try:
        assert house._tidy() == ["past its end"]
    finally:
        house._database.close()


def test_a_duty_session_that_cannot_be_closed_keeps_no_other_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    settings = load(home=tmp_path)
    house = Service(settings)

    def close_due(uow: UnitOfWork, session: str, now: datetime) -> str:
        if session == "broken":
            raise RuntimeError("its unit is gone")
        uow.emit("closed", {"session": session})
        return session

    monkeypatch.setattr(duty, "due", lambda uow, now: ["first", "broken", "last"])
    monkeypatch.setattr(duty, "close_due", close_due)
    house._database = open_database(settings.database_url, city=load_city("builtin"), law=settings.law)
    told: list[str] = []
    house._database.after_commit(lambda rows: told.extend(row["data"]["session"] for row in rows))
    try:
        assert house._tidy() == ["first", "last"]
    finally:
        house._database.close()
    assert told == ["first", "last"]

"""`hotline learn`: a table in words, and a model that the next draft uses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import Settings, load
from hotline.learn import learn, make_ready, report
from ticketing.db import open_database
from ticketing.directory import versions
from ticketing.learning import shelf
from ticketing.learning.judging import Branch, Judgement
from ticketing.learning.school import Taught

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def test_without_tickets_it_says_so_and_learns_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    monkeypatch.setattr("ticketing.learning.school.from_directory", _few)
    monkeypatch.setattr("ticketing.learning.school.from_sentences", lambda city: [])
    settings = load(home=tmp_path)
    said: list[str] = []
    learn(settings, NOW, said.append)
    assert said == [
        "closed tickets 0 (at least 200 teach), held out 0",
        "too few closed tickets to learn from; made of the directory's own words alone",
    ]
    found = shelf.read(settings.learnt)
    assert found is not None
    assert found.about.version == "20260304T040000Z"
    said.clear()
    make_ready(settings, NOW, said.append)
    assert said == []  # it is there already


def test_setup_learns_the_version_in_force_and_not_the_folder_it_grew_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    monkeypatch.setattr("ticketing.learning.school.from_directory", _few)
    monkeypatch.setattr("ticketing.learning.school.from_sentences", lambda city: [])
    settings = load(home=tmp_path)
    said: list[str] = []
    make_ready(settings, NOW, said.append)
    old = shelf.read(settings.learnt)
    imported = _import_a_new_population(settings)
    make_ready(settings, NOW + timedelta(hours=1), said.append)
    found = shelf.read(settings.learnt)
    assert old is not None
    assert found is not None
    assert old.about.city_version != found.about.city_version == imported


def test_setup_learns_the_folder_where_the_database_cannot_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    monkeypatch.setattr("ticketing.learning.school.from_directory", _few)
    monkeypatch.setattr("ticketing.learning.school.from_sentences", lambda city: [])
    monkeypatch.setenv("HOTLINE_DATABASE__URL", "postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    settings = load(home=tmp_path)
    said: list[str] = []
    make_ready(settings, NOW, said.append)
    assert "learnt from the city's folder until then" in said[0]
    assert shelf.read(settings.learnt) is not None


def test_the_table_has_a_line_for_each_model_and_the_weak_branches() -> None:
    now = Judgement(200, 150, 190, (Branch("城建 / 物业", 20, 5),))
    lines = list(
        report(
            Taught(
                reason="better", tickets=1_000, held_out=200, kept=None, directory=Judgement(200, 100, 150), before=None, now=now
            ),
            200,
        )
    )
    assert lines[2].split() == ["directory's", "words", "alone", "50.0", "%", "75.0", "%"]
    assert lines[3].split() == ["model", "in", "use", "–", "–"]
    assert lines[4].split() == ["new", "model", "75.0", "%", "95.0", "%"]
    assert lines[5] == "  weak: 城建 / 物业  5 of 20 first"


def _import_a_new_population(settings: Settings) -> str:
    database = open_database(settings.database_url, law=settings.law, lock=False)
    try:
        with database.unit_of_work() as uow:
            first, *others = uow.city.tables["units"]
            city = replace(uow.city, tables={**uow.city.tables, "units": ({**first, "population": "1234567"}, *others)})
            last, by = versions.newest(uow.session), "system"
            return versions.add(uow.session, city, at=NOW, effective_at=NOW, by=by, source=versions.IMPORT, note="", base=last).id
    finally:
        database.close()


def _few(city: object) -> object:
    """The whole directory takes seconds to learn; two of its leaves say the same of the command."""
    from ticketing.learning.examples import Example

    return [Example("路灯不亮", "0204010301", 1.0), Example("物业不履职", "0101010101", 1.0)]

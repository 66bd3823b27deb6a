"""``hotline knowledge``: what is taken out can be brought in again, and another person than the author consents."""

from pathlib import Path

import pytest

from config.errors import BadInput, NotAllowed, NotFound
from config.settings import Settings, load
from hotline import knowledge_tables
from hotline.demo_data import knowledge as demo
from ticketing.db import open_database
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

TABLES = Path(demo.__file__).parent


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    found = load(home=tmp_path)
    database = open_database(found.database_url, law=found.law, lock=False)
    with database.unit_of_work() as uow:
        for username in ("writer", "reader"):
            people.create(uow, PersonIn(username=username, name=username, roles=("supervisor",)), hashed="x")
    database.close()
    return found


def take_in(settings: Settings, file: Path, reviewer: str = "reader", *, scripts: bool = False) -> str:
    said: list[str] = []
    knowledge_tables.take_in(settings, file, "writer", reviewer, scripts=scripts, say=said.append)
    return said[0]


def test_the_demo_citys_tables_are_right_and_come_out_as_they_went_in(settings: Settings, tmp_path: Path) -> None:
    for scripts, name, count in ((False, "articles.csv", 42), (True, "scripts.csv", 9)):
        assert take_in(settings, TABLES / name, scripts=scripts).startswith(f"{count} new")
        out = tmp_path / "out.xlsx"
        knowledge_tables.write_out(settings, out, scripts=scripts, say=lambda line: None)
        assert take_in(settings, out, scripts=scripts) == f"0 new, 0 changed (published), {count} the same."


def test_whoever_brings_a_table_in_does_not_review_it(settings: Settings) -> None:
    with pytest.raises(NotAllowed):
        take_in(settings, TABLES / "articles.csv", "writer")
    assert "waiting for review" in take_in(settings, TABLES / "articles.csv", "")


def test_what_is_no_table_and_who_is_nobody_is_said_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        take_in(settings, tmp_path / "nowhere.csv")
    with pytest.raises(NotFound):
        take_in(settings, TABLES / "articles.csv", "stranger")
    with pytest.raises(BadInput):
        knowledge_tables.write_out(settings, tmp_path / "out.pdf", scripts=False, say=lambda line: None)

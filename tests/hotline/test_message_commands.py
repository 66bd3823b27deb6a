"""``hotline messages`` on a database of its own: an operator lists, sends again, tries the provider, takes replies in."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.settings import load
from hotline.cli import app
from tests.hotline.test_message_sending import NOON, NUMBER
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.messages import service as messages


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_LAW__MESSAGES__PROVIDER", "file")
    found = load()
    return open_database(found.database_url, city=load_city("builtin"), law=found.law)


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["messages", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_what_failed_is_listed_and_queued_again(database: Database) -> None:
    with database.unit_of_work() as uow:
        row = messages.queue(uow, "test", NUMBER, "已办结", subject="s", at=NOON)
        assert row is not None
        messages.not_sent(uow, row.id, "应答 403", NOON, again=False)
    database.close()
    shown = run("list", "--state", "failed")
    assert "应答 403" in shown
    assert NUMBER not in shown
    assert run("again").strip() == "1 messages are queued again."
    assert "no such messages" in run("list", "--state", "failed")


def test_the_provider_is_tried_with_one_message(database: Database, tmp_path: Path) -> None:
    database.close()
    assert "(file) took it" in run("test", NUMBER)
    assert "测试短信" in (tmp_path / "messages.jsonl").read_text()


def test_a_reply_taken_in_by_hand_that_means_nothing_is_kept(database: Database, tmp_path: Path) -> None:
    database.close()
    assert "received messages" in run("receive", NUMBER, "5")
    found = load()
    again = open_database(found.database_url, city=load_city("builtin"), law=found.law)
    with again.reading() as uow:
        assert [one.text for one in messages.received(uow, unseen=True).items] == ["5"]
    again.close()

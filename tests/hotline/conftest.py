"""What tests of the command share."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.settings import Log
from hotline import journal
from ticketing import db
from ticketing.engine import make_engine, parse_url
from ticketing.migrating import migrate


@pytest.fixture(autouse=True)
def a_journal_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is called in this process must not bind its loggers to a standard error that closes with the test."""

    def untouched(settings: Log) -> None: ...

    monkeypatch.setattr(journal, "configure", untouched)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """An empty database, migrated when the first test of this worker asks for it."""

    @cache
    def made() -> Path:
        path = tmp_path_factory.mktemp("template") / "hotline.db"
        engine = make_engine(parse_url(f"sqlite:///{path}"))
        migrate(engine)
        engine.dispose()
        return path

    return made


@pytest.fixture(autouse=True)
def new_databases_are_copies(template: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each migration once instead of for each test; what is opened in this process is then looked at by `migrate` as ever."""

    def from_template(engine: Engine) -> None:
        if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
            shutil.copy(template(), str(engine.url.database))
        migrate(engine)

    monkeypatch.setattr(db, "migrate", from_template)

"""One small house for all tests of it: the filling is what takes time."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from config.settings import load
from hotline.demo_data.filling import Filled, fill
from ticketing.db import Database, open_database
from ticketing.people import passwords, service
from ticketing.people.schemas import PersonOut

NOW = datetime(2026, 3, 13, 7, 30, tzinfo=UTC)  # a Friday, 15:30
TICKETS, DAYS = 10, 5


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Filled, list[str]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('trial') / 'hotline.db'}"
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        made = fill(url, load().law, tickets=TICKETS, days=DAYS, seed=7, say=said.append, now=NOW)
    return url, made, said


@pytest.fixture(scope="module")
def database(filled: tuple[str, Filled, list[str]]) -> Iterator[Database]:
    opened = open_database(filled[0], law=load().law, clock=lambda: NOW, lock=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def people(database: Database) -> dict[str, PersonOut]:
    """By username."""
    with database.reading() as uow:
        return {person.username: person for person in service.list_people(uow)}

"""The whole sample city, which has communities and grids."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.ticketing.conftest import LAW
from ticketing.db import Database, open_database
from ticketing.directory import load_city


@pytest.fixture
def database(url: str, clock: list[datetime]) -> Iterator[Database]:
    database = open_database(url, city=load_city("builtin"), law=LAW, clock=lambda: clock[0].astimezone(UTC))
    yield database
    database.close()

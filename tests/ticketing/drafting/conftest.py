"""Shorthand for calls: lines that begin with ``坐席`` or ``市民`` become turns."""

from collections.abc import Callable
from datetime import datetime

import pytest

from ticketing.directory import City, load_city
from ticketing.drafting import DraftFacts, Turn, compose

Draft = Callable[..., DraftFacts]


@pytest.fixture(scope="session")
def builtin_city() -> City:
    return load_city("builtin")


@pytest.fixture(scope="session")
def draft(builtin_city: City) -> Draft:
    def of(*lines: str, number: str = "16900000001") -> DraftFacts:
        return compose(
            [turn(line, second) for second, line in enumerate(lines)],
            city=builtin_city,
            call_time=datetime.fromisoformat("2026-03-04T10:00:00+08:00"),
            caller_number=number,
        )

    return of


def turn(line: str, second: int) -> Turn:
    who, _, text = line.partition("：")
    return Turn("agent" if who == "坐席" else "caller", text, float(second), second + 0.9)

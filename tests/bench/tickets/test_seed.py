"""The seeded tickets are what the product itself would have written: by its calendar, its directory, its tables of states."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bench.tickets.load import load, needed
from bench.tickets.places import seeder_of
from bench.tickets.seed import Seeder, stamp
from tests.ticketing.conftest import LAW
from ticketing.clocks import deadline
from ticketing.db import open_database
from ticketing.models import metadata
from ticketing.search import service as search
from ticketing.tickets import repository
from ticketing.tickets.states import TRANSITIONS

SCALE = 60


def small() -> Seeder:
    return seeder_of(SCALE)


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, Any]]]:
    return small().batch(0, SCALE).rows


def test_every_step_is_one_of_the_table_and_leads_to_the_state(rows: dict[str, list[dict[str, Any]]]) -> None:
    for ticket in rows["tickets"]:
        steps = [step for step in rows["ticket_steps"] if step["ticket_id"] == ticket["id"]]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert all(TRANSITIONS[step["from_state"], step["command"]] == step["to_state"] for step in steps)
        assert all(one["to_state"] == two["from_state"] and one["at"] <= two["at"] for one, two in pairwise(steps))
        assert steps[-1]["to_state"] == ticket["state"]


def test_the_deadline_is_that_of_the_official_calendar(rows: dict[str, list[dict[str, Any]]]) -> None:
    calendar = small().calendar
    for ticket in rows["tickets"]:
        dispatched = datetime.fromisoformat(ticket["dispatched_at"]).replace(tzinfo=UTC)
        assert ticket["deadline"] == stamp(deadline(dispatched, ticket["level"], calendar).astimezone(UTC))


def test_a_tenth_is_open_and_the_same_comes_again(rows: dict[str, list[dict[str, Any]]]) -> None:
    assert sum(ticket["state"] != "archived" for ticket in rows["tickets"]) == SCALE // 10
    assert small().batch(10, 20).rows["tickets"] == rows["tickets"][10:20]


def test_a_column_that_the_tables_do_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        needed(metadata.tables["tickets"], {"nonsense": 1})


def test_what_was_loaded_is_read_and_found_as_if_the_product_had_written_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'hotline.db'}", law=LAW)
    try:
        load(small, [database.engine])
        with database.reading() as uow:
            rows, _ = search.find(uow, "希望尽快处理", limit=200)
            assert len(rows) == SCALE
            one = repository.ticket_row(uow, rows[0].id)
            assert len(one.steps) >= 2
            assert one.created_at.tzinfo is not None
    finally:
        database.close()

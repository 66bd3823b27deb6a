"""A trial house is filled by the law's own commands, and nobody's real tickets are ever mixed with invented ones."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.errors import Conflict
from config.settings import load
from hotline.cli import app
from hotline.demo_data.filling import Filled, fill
from tests.hotline.demo_data.conftest import DAYS, NOW, TICKETS
from ticketing.db import Database
from ticketing.evaluation import reading as evaluation
from ticketing.knowledge import figures
from ticketing.meetings import service as meetings
from ticketing.notices import service as notices
from ticketing.people import service
from ticketing.people.schemas import PersonOut
from ticketing.tickets.actor import actor_of
from ticketing.tickets.models import TicketRow, TicketStepRow
from ticketing.tickets.states import TRANSITIONS

pytestmark = pytest.mark.timeout(300)


def test_there_are_tickets_in_many_states_and_none_is_of_the_future(
    database: Database, filled: tuple[str, Filled, list[str]]
) -> None:
    with database.reading() as uow:
        rows = list(uow.session.query(TicketRow))
        steps = list(uow.session.query(TicketStepRow))
    assert len(rows) >= filled[1].tickets >= TICKETS // 2
    assert len({row.state for row in rows}) >= 5
    assert max(step.at for step in steps) <= NOW
    assert min(step.at for step in steps) >= NOW - timedelta(days=DAYS + 1)


def test_every_step_that_was_taken_is_one_of_the_table(database: Database) -> None:
    with database.reading() as uow:
        steps = Counter((step.from_state, step.command, step.to_state) for step in uow.session.query(TicketStepRow))
    assert len(steps) > 10
    assert all(TRANSITIONS[before, command] == after for before, command, after in steps)  # type: ignore[index]


def test_citizens_were_called_back_meetings_held_and_people_told(database: Database, people: dict[str, PersonOut]) -> None:
    with database.reading() as uow:
        assert evaluation.page(uow, "ended", NOW, people["agent1"].id).items
        assert {one.state for one in meetings.list_meetings(uow, actor=actor_of(people["inspector1"])).items} >= {"invited"}
        assert notices.unread(uow, people["dispatcher1"], NOW) > 0


def test_the_knowledge_base_is_there_searched_cited_and_partly_out_of_date(database: Database) -> None:
    with database.reading() as uow:
        told = figures.of_period(uow, NOW - timedelta(days=30), NOW, NOW)
    assert (told.articles, told.scripts, told.expired, told.waiting) == (42, 9, 1, 2)
    assert told.expiring >= 1
    assert told.searches > told.vain.numerator > 0


def test_the_printed_people_can_sign_in(database: Database, filled: tuple[str, Filled, list[str]]) -> None:
    made = filled[1]
    assert {"agent1", "supervisor1", "dispatcher1", "inspector1", "leader1", "analyst1"} <= set(made.shown)
    for username in ("dispatcher1", made.busiest):
        with database.unit_of_work() as uow:
            assert service.sign_in(uow, username, made.password, NOW).me.username == username


def test_it_says_how_far_it_is(filled: tuple[str, Filled, list[str]]) -> None:
    assert len(filled[2]) >= DAYS - 1


def test_a_house_with_tickets_is_left_alone(filled: tuple[str, Filled, list[str]]) -> None:
    with pytest.raises(Conflict, match="已有工单"):
        fill(filled[0], load().law, tickets=1, days=3, seed=7, say=print, now=NOW)


def test_the_command_refuses_it_in_a_sentence(
    filled: tuple[str, Filled, list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_DATABASE__URL", filled[0])
    found = CliRunner().invoke(app, ["demo-data"])
    assert isinstance(found.exception, Conflict)

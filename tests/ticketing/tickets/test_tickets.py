"""Tickets: numbers, deadlines, history, and what is found."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.errors import BadInput, Conflict, NotFound
from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.tickets import handling, reviewing
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import LAW_ITSELF, Actor
from ticketing.tickets.schemas import TicketOut

SHANGHAI = ZoneInfo("Asia/Shanghai")


def dispatched(story: Story, agent: str, at: datetime = NOON, title: str = "路灯不亮", **more: object) -> TicketOut:
    call = story.answered(agent, start=at)
    changes = {"matter": "桥头小区门口路灯不亮", "title": title, "category": "0101010101"}
    draft = story.do(drafts.edit, call, 1, changes, agent, at)
    return story.do(drafts.dispatch, call, draft.version, agent, at, **more)


def test_numbers_run_by_the_local_day(story: Story) -> None:
    agent = story.person("a1")
    late = datetime(2026, 3, 4, 23, 59, tzinfo=SHANGHAI)
    numbers = [dispatched(story, agent, at).number for at in (NOON, late, late + timedelta(minutes=2))]
    assert numbers == ["20260304-000001", "20260304-000002", "20260305-000001"]


def test_a_number_taken_by_a_failed_unit_may_be_a_gap_but_never_twice(story: Story) -> None:
    agent = story.person("a1")
    first = dispatched(story, agent)
    with pytest.raises(BadInput):
        dispatched(story, agent, level=5)
    second = dispatched(story, agent)
    assert first.number < second.number


@pytest.mark.parametrize(
    ("said", "level", "due"),
    [
        (datetime(2026, 3, 4, 16, 59, tzinfo=SHANGHAI), 1, datetime(2026, 3, 5, 17, 0, tzinfo=SHANGHAI)),
        (datetime(2026, 3, 4, 17, 0, tzinfo=SHANGHAI), 1, datetime(2026, 3, 6, 17, 0, tzinfo=SHANGHAI)),
        (datetime(2026, 3, 6, 10, 0, tzinfo=SHANGHAI), 3, datetime(2026, 3, 11, 17, 0, tzinfo=SHANGHAI)),
    ],
)
def test_the_deadline_is_in_working_days_from_the_dispatch(story: Story, said: datetime, level: int, due: datetime) -> None:
    ticket = dispatched(story, story.person("a1"), said, level=level)
    assert (ticket.level, ticket.deadline) == (level, due)


def test_a_dispatch_stores_unit_basis_reason_and_the_directorys_version(story: Story) -> None:
    ticket = dispatched(story, story.person("a1"))
    assert ticket.unit is not None
    assert (ticket.unit.code, ticket.unit.name, ticket.basis) == ("Q-CG", "市城市管理局", "in_charge")
    assert "谁主管谁负责" in ticket.basis_why
    assert ticket.directory_version == story.database.city.version
    assert ticket.level == 3


def test_a_unit_that_a_person_names_against_the_directory_is_named(story: Story) -> None:
    ticket = dispatched(story, story.person("a1"), unit="S1")
    assert (ticket.basis, ticket.dispatch_level) == ("named", "street")
    assert "市城市管理局" in ticket.basis_why


def test_the_history_says_who_when_from_and_to(story: Story) -> None:
    agent = story.person("a1")
    ticket = dispatched(story, agent)
    unit = Actor(id=story.person("h1", "handler", unit="Q-CG"), roles=frozenset({"handler"}), unit="Q-CG")
    story.do(handling.sign, ticket.id, actor=unit, version=ticket.version, at=NOON + timedelta(hours=1))
    story.do(handling.start_handling, ticket.id, actor=unit, version=None, at=NOON + timedelta(hours=2), reason="已派人")
    moved = story.do(tickets.get, ticket.id)
    assert moved.state == "handling"
    assert [(step.command, step.from_state, step.to_state) for step in moved.history] == [
        ("accept", "draft", "accepted"),
        ("dispatch", "accepted", "dispatched"),
        ("sign", "dispatched", "signed"),
        ("start_handling", "signed", "handling"),
    ]
    assert (moved.history[-1].by_name, moved.history[-1].reason) == ("名h1", "已派人")


def test_a_step_that_the_table_lacks_changes_nothing(story: Story) -> None:
    ticket = dispatched(story, story.person("a1"))
    with pytest.raises(Conflict, match="已派单"):
        story.do(reviewing.archive, ticket.id, actor=LAW_ITSELF, version=None, at=NOON)
    assert len(story.do(tickets.get, ticket.id).history) == 2


def test_tickets_are_found_by_unit_state_and_text(story: Story) -> None:
    agent = story.person("a1")
    lamp = dispatched(story, agent)
    noise = dispatched(story, agent, title="100%夜间施工", unit="D1-CG")
    assert [t.id for t in story.do(tickets.list_tickets, unit="D1-CG").items] == [noise.id]
    assert [t.id for t in story.do(tickets.list_tickets, q="路灯不").items] == [noise.id, lamp.id]
    assert [t.id for t in story.do(tickets.list_tickets, q="路灯不", unit="D1-CG").items] == [noise.id]
    assert [t.id for t in story.do(tickets.list_tickets, q="100%").items] == [noise.id]
    assert story.do(tickets.list_tickets, q="_").items == ()
    assert story.do(tickets.list_tickets, state="closed").items == ()


def test_pages_of_tickets_hold_each_ticket_once(story: Story) -> None:
    agent = story.person("a1")
    made = [dispatched(story, agent, NOON + timedelta(minutes=n)).id for n in range(3)]
    first = story.do(tickets.list_tickets, limit=2)
    second = story.do(tickets.list_tickets, limit=2, before=first.next)
    assert [t.id for t in (*first.items, *second.items)] == made[::-1]
    assert second.next is None


def test_a_ticket_that_is_not_there_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound):
        story.do(tickets.get, "none")

"""Open tickets like a draft: found by place, kind and words, bounded, and only while they are open."""

from datetime import timedelta
from typing import Any

import pytest

from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.similar import candidates
from ticketing.similar import service as similar
from ticketing.tickets import service as tickets
from ticketing.tickets.schemas import TicketOut

LAMP = {"matter": "单元门口路灯坏了三天", "title": "路灯不亮", "category": "0101010101", "place": {"text": "桥头小区"}}
NOISE = {"matter": "工地半夜施工吵得睡不着", "title": "夜间施工", "category": "0201010101", "place": {"text": "桥头小区"}}


def drafted(story: Story, agent: str, changes: dict[str, Any], number: str = "16400000009") -> str:
    call = story.answered(agent, number)
    story.do(drafts.edit, call, 1, changes, agent, NOON)
    return call


def ticket(story: Story, agent: str, changes: dict[str, Any], minute: int = 0) -> TicketOut:
    call = drafted(story, agent, changes, f"1640000{minute:04d}")
    return story.do(drafts.dispatch, call, None, agent, NOON + timedelta(minutes=minute))


def test_the_open_ticket_of_the_same_matter_is_found_with_its_reasons(story: Story) -> None:
    agent = story.person("a1")
    lamp, _ = ticket(story, agent, LAMP), ticket(story, agent, NOISE)
    found = story.do(similar.of_draft, drafted(story, agent, LAMP | {"matter": "路灯不亮好几天了"}), NOON)
    assert ([one.id for one in found.items], found.compared) == ([lamp.id], 2)
    [one] = found.items
    assert [why.kind for why in one.why] == ["place", "category", "text"]
    assert (one.number, one.callers_count, one.unit) == (lamp.number, 1, lamp.unit)


def test_of_equals_the_newer_comes_first_and_five_at_most_are_shown(story: Story) -> None:
    agent = story.person("a1")
    made = [ticket(story, agent, LAMP, minute).id for minute in range(7)]
    found = story.do(similar.of_draft, drafted(story, agent, LAMP), NOON + timedelta(hours=1))
    assert [one.id for one in found.items] == made[:1:-1]


def test_what_is_closed_or_old_is_not_offered(story: Story) -> None:
    agent = story.person("a1")
    story.do(drafts.answer, drafted(story, agent, LAMP), None, "已修好。", agent, NOON)
    ticket(story, agent, LAMP)
    call = drafted(story, agent, LAMP)
    assert len(story.do(similar.of_draft, call, NOON).items) == 1
    assert story.do(similar.of_draft, call, NOON + timedelta(days=91)).items == ()


def test_a_draft_without_a_matter_is_like_nothing(story: Story) -> None:
    agent = story.person("a1")
    ticket(story, agent, LAMP)
    assert story.do(similar.of_draft, drafted(story, agent, {"place": {"text": "桥头小区"}}), NOON).compared == 0


def test_a_ticket_is_not_like_itself(story: Story) -> None:
    agent = story.person("a1")
    one, other = ticket(story, agent, LAMP), ticket(story, agent, LAMP, 1)
    assert [found.id for found in story.do(similar.of_ticket, one.id, NOON + timedelta(hours=1)).items] == [other.id]


def test_a_further_caller_is_counted_where_the_ticket_is_offered(story: Story) -> None:
    agent = story.person("a1")
    lamp = ticket(story, agent, LAMP)
    story.do(drafts.join, drafted(story, agent, LAMP), None, lamp.id, agent, NOON)
    [one] = story.do(similar.of_draft, drafted(story, agent, LAMP), NOON).items
    assert one.callers_count == 2
    assert story.do(tickets.get, lamp.id).callers_count == 2


def test_a_district_that_was_all_the_caller_said_is_no_place_in_common(story: Story) -> None:
    agent = story.person("a1")
    ticket(story, agent, NOISE | {"place": {"text": "东城区", "district": "东城区"}})
    call = drafted(story, agent, LAMP | {"place": {"text": "东城区", "district": "东城区"}})
    assert story.do(similar.of_draft, call, NOON).items == ()


def test_no_more_are_compared_than_the_bounds_say(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST", 2)
    monkeypatch.setattr(candidates, "NEWEST", 1)
    agent = story.person("a1")
    for minute in range(4):
        ticket(story, agent, LAMP, minute)
    ticket(story, agent, NOISE | {"place": None}, 5)
    found = story.do(similar.of_draft, drafted(story, agent, LAMP), NOON + timedelta(hours=1))
    assert found.compared == 3  # two of the same street, one of none

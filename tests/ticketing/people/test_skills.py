"""The matrix of people and queues: all cells or none, and nobody's change is written over."""

import pytest

from config.errors import BadInput, Conflict
from tests.ticketing.story import NOON, Story
from ticketing.people import changes, service, skills
from ticketing.people.skills import SkillCell

QUEUES = frozenset({"general", "business", "medical"})


def change(story: Story, *cells: SkillCell):
    return story.do(skills.change, cells, QUEUES, by="system", at=NOON)


def test_a_cell_gives_takes_and_ranks_a_queue_with_its_history(story: Story) -> None:
    li = story.person("li")
    change(story, SkillCell(person=li, queue="medical", was=0, level=3), SkillCell(person=li, queue="general", was=1, level=0))
    person = story.do(service.get, li)
    assert (person.queues, person.levels) == (("medical",), {"medical": 3})
    told = story.do(changes.of_person, li, None, 1).items[0].cells
    assert told["queues"] == [["general"], ["medical"]]


def test_who_changed_meanwhile_is_named_and_no_cell_is_written(story: Story) -> None:
    li, wang = story.person("li"), story.person("wang")
    cells = (SkillCell(person=li, queue="medical", was=0, level=1), SkillCell(person=wang, queue="general", was=2, level=1))
    with pytest.raises(Conflict, match="名wang的技能刚被他人改动"):
        change(story, *cells)
    assert story.do(service.get, li).queues == ("general",)


def test_a_queue_that_was_closed_can_only_be_taken_away(story: Story) -> None:
    li = story.person("li", queues=("general", "gone"))
    change(story, SkillCell(person=li, queue="gone", was=1, level=0))
    with pytest.raises(BadInput, match="有一个专席已经关闭"):
        change(story, SkillCell(person=li, queue="gone", was=0, level=1))


def test_only_who_may_take_calls_stands_in_the_matrix(story: Story) -> None:
    story.person("li")
    story.person("desk", "analyst")
    assert [(row.username, row.levels) for row in story.do(skills.matrix)] == [("li", {"general": 1})]

"""A to-do list holds what one person has still to do, and after a while the supervisor sees it too."""

from datetime import datetime, timedelta

from tests.ticketing.story import NOON, Story
from ticketing.callbacks import service as callbacks
from ticketing.people import service as people
from ticketing.todo import service as todo
from ticketing.todo.schemas import TodoItem


def listed(story: Story, person: str, at: datetime = NOON) -> tuple[TodoItem, ...]:
    return story.do(lambda uow: todo.todo(uow, people.get(uow, person), at)).items


def test_a_live_call_is_not_to_do_yet(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    assert listed(story, agent) == ()
    story.ended(call, agent)
    assert [item.id for item in listed(story, agent)] == [call]


def test_another_agents_draft_is_not_mine(story: Story) -> None:
    agent, other = story.person("a1"), story.person("a2")
    story.ended(story.answered(agent), agent)
    assert listed(story, other) == ()


def test_a_draft_that_lies_for_thirty_minutes_is_the_supervisors_too(story: Story) -> None:
    agent, boss = story.person("a1"), story.person("s1", "supervisor", queues=())
    call = story.answered(agent)
    story.ended(call, agent, 60)
    ended = NOON + timedelta(seconds=60)
    assert listed(story, boss, ended + timedelta(minutes=30)) == ()
    assert [item.id for item in listed(story, boss, ended + timedelta(minutes=31))] == [call]


def test_call_backs_are_those_of_my_queues_and_a_supervisor_sees_all(story: Story) -> None:
    general, grid = story.person("a1"), story.person("a2", queues=("grid",))
    boss, handler = story.person("s1", "supervisor", queues=()), story.person("h1", "handler", queues=("general",))
    story.abandoned("16811111111", queue="general")
    story.abandoned("16822222222", queue="grid")
    numbers = {person: {item.caller_number for item in listed(story, person)} for person in (general, grid, boss, handler)}
    assert numbers == {
        general: {"16811111111"}, grid: {"16822222222"}, boss: {"16811111111", "16822222222"}, handler: set(),
    }  # fmt: skip


def test_a_claimed_call_back_is_on_its_claimers_list_and_the_supervisors(story: Story) -> None:
    claimer, other, boss = story.person("a1"), story.person("a2"), story.person("s1", "supervisor", queues=())
    story.abandoned("16811111111")
    story.do(callbacks.claim, story.do(callbacks.list_callbacks)[0].id, claimer, NOON)
    assert [len(listed(story, person)) for person in (claimer, other, boss)] == [1, 0, 1]

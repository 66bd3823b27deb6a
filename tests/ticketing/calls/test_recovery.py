"""After a crash no call stays open, and nothing of it is lost."""

from datetime import timedelta

from tests.ticketing.story import NOON, Story
from ticketing.callbacks import service as callbacks
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.people import service as people
from ticketing.todo import service as todo

RESTART = NOON + timedelta(minutes=10)


def test_an_interrupted_call_keeps_transcript_recording_and_draft_and_stands_in_the_to_do_list(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    story.fact(call, "recording_started", 7, path="2026/03/04/x.wav")
    story.says(call, "我要反映路灯不亮", 40)
    assert story.do(calls.recover, RESTART) == [call]
    found = story.do(calls.get, call)
    assert (found.state, found.reason, found.interrupted) == ("ended", "failed", True)
    assert (found.recording, found.recording_finished) == ("2026/03/04/x.wav", False)
    assert [segment.text for segment in story.do(calls.transcript, call)] == ["我要反映路灯不亮"]
    assert story.do(drafts.get, call).status == "open"
    items = story.do(lambda uow: todo.todo(uow, people.get(uow, agent), RESTART)).items
    assert [(item.id, item.interrupted) for item in items] == [(call, True)]


def test_the_talking_time_ends_with_the_last_sign_of_life(story: Story) -> None:
    call = story.answered(story.person("a1"))
    story.says(call, "最后一句", 40)
    story.do(calls.recover, RESTART)
    assert story.do(calls.get, call).talked_s == 35.0


def test_a_caller_who_was_still_waiting_is_called_back(story: Story) -> None:
    call = story.arrives("16412345678")
    assert story.do(calls.recover, RESTART) == [call]
    assert [entry.number for entry in story.do(callbacks.list_callbacks)] == ["16412345678"]


def test_a_wrap_up_that_the_crash_cut_off_is_over(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    story.ended(call, agent)
    assert story.do(calls.get, call).state == "wrap_up"
    assert story.do(calls.recover, RESTART) == []
    after = story.do(calls.get, call)
    assert (after.state, after.reason, after.interrupted) == ("ended", "completed", False)


def test_a_draft_that_the_crash_prevented_is_opened_from_the_transcript(story: Story) -> None:
    agent = story.person("a1")
    call = story.arrives()
    story.fact(call, "call_answered", 5, agent=agent, queue="general", waited_s=3.0)
    story.do(calls.recover, RESTART)
    assert story.do(drafts.get, call).agent == agent


def test_a_second_recovery_finds_nothing(story: Story) -> None:
    story.answered(story.person("a1"))
    story.arrives("16800000000")
    assert len(story.do(calls.recover, RESTART)) == 2
    assert story.do(calls.recover, RESTART + timedelta(minutes=1)) == []
    assert [entry.count for entry in story.do(callbacks.list_callbacks)] == [1]

"""Versions of a prompt: kept for ever, put into force by a change with a name on it, one person at a time."""

import pytest

from config.errors import BadInput, Conflict, NotFound
from tests.ticketing.story import NOON, Story
from ticketing.operation import prompts
from ticketing.operation.prompts import NewSound


def kept(story: Story, sound: bytes = b"one", name: str = "welcome"):
    new = NewSound(name=name, how="uploaded", sound=sound, seconds=1.0, file="a.wav")
    return story.do(prompts.keep, new, by="system", at=NOON)


def base(story: Story) -> int:
    return story.do(prompts.version)


def test_a_version_is_heard_only_once_it_was_put_into_force(story: Story) -> None:
    one = kept(story)
    assert story.do(prompts.heard) == {}
    story.do(prompts.use, "welcome", one.id, base=base(story), by="system", at=NOON, reason="新年")
    assert story.do(prompts.heard_digests) == {"welcome": prompts.digest(b"one")}
    assert story.do(prompts.sound_of, "welcome", one.id) == b"one"
    told = story.do(prompts.history, "welcome")
    assert ([one.in_force for one in told.versions], told.changes[0].reason) == ([True], "新年")


def test_any_earlier_version_and_the_systems_own_come_back(story: Story) -> None:
    one, two = kept(story), kept(story, b"two")
    for version in (one.id, two.id, one.id, None):
        story.do(prompts.use, "welcome", version, base=base(story), by="system", at=NOON)
    assert story.do(prompts.heard_digests) == {"welcome": None}
    assert [change.number for change in story.do(prompts.history, "welcome").changes] == [None, 1, 2, 1]


def test_the_same_sound_once_more_is_the_version_that_there_is(story: Story) -> None:
    assert kept(story).id == kept(story).id


def test_of_two_people_at_once_the_second_is_told(story: Story) -> None:
    one, two = kept(story), kept(story, b"two")
    seen = base(story)
    story.do(prompts.use, "welcome", one.id, base=seen, by="system", at=NOON)
    with pytest.raises(Conflict, match="系统已更换这条提示音"):
        story.do(prompts.use, "welcome", two.id, base=seen, by="system", at=NOON)


def test_a_version_of_another_prompt_is_none_of_this_one(story: Story) -> None:
    other = kept(story, name="goodbye")
    with pytest.raises(NotFound):
        story.do(prompts.use, "welcome", other.id, base=base(story), by="system", at=NOON)
    with pytest.raises(BadInput, match="正在使用的就是这个版本"):
        story.do(prompts.use, "welcome", None, base=base(story), by="system", at=NOON)

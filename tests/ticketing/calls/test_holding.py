"""Several nodes write into one database: one that starts again ends the calls that it had, never another's that goes on."""

from datetime import timedelta

from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls

RESTART = NOON + timedelta(minutes=10)


def arrives(story: Story, call: str, **node: str) -> str:
    facts = {"caller_number": "16412345678", "caller_name": "", "dialled": "12345", "trunk": "local", "sip_call_id": call}
    story.do(calls.record, "call_arrived", NOON, call, {**facts, **node})
    return call


def test_a_node_that_starts_ends_its_own_calls_and_leaves_the_other_nodes_alone(story: Story) -> None:
    own, other = arrives(story, "c-own", node="a"), arrives(story, "c-other", node="b")
    assert story.do(calls.recover, RESTART, node="a") == [own]
    assert story.do(calls.get, other).state != "ended"
    assert story.do(calls.recover, RESTART, node="b") == [other]


def test_a_call_of_before_there_were_several_nodes_is_ended_by_whoever_starts_first(story: Story) -> None:
    call = arrives(story, "c-old")
    assert story.do(calls.recover, RESTART, node="a") == [call]


def test_a_call_of_a_node_that_never_came_back_is_ended_when_no_call_could_last_so_long(story: Story) -> None:
    call = arrives(story, "c-lost", node="gone")
    assert story.do(calls.recover, NOON + timedelta(hours=11), node="a") == []
    assert story.do(calls.recover, NOON + timedelta(hours=13), node="a") == [call]


def test_a_node_alone_ends_whatever_is_open(story: Story) -> None:
    call = arrives(story, "c-any", node="b")
    assert story.do(calls.recover, RESTART) == [call]

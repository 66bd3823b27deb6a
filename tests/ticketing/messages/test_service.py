"""Short messages on both databases: told once, sent by one, tried again, and given up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from ticketing.messages import service as messages
from ticketing.messages.models import MessageRow
from ticketing.uow import UnitOfWork

NUMBER = "16412345678"


def queued(story: Story, subject: str = "s1", number: str = NUMBER) -> MessageRow | None:
    return story.do(messages.queue, "evaluation", number, "您反映的事项已办结", subject=subject, at=NOON)


def state(story: Story, row: MessageRow) -> MessageRow:
    def read(uow: UnitOfWork) -> MessageRow:
        return uow.session.get_one(MessageRow, row.id)

    return story.do(read)


def test_one_subject_is_told_once(story: Story) -> None:
    assert queued(story) is not None
    assert queued(story) is None
    assert len(story.do(messages.page).items) == 1


def test_two_senders_never_take_the_same_message(story: Story) -> None:
    for n in range(6):
        queued(story, f"s{n}", f"1641234567{n}")
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: story.do(messages.take_due, NOON), range(2))
    taken = [one.id for one in (*first, *second)]
    assert len(taken) == len(set(taken)) == 6


def test_a_sender_that_died_leaves_its_message_to_another(story: Story) -> None:
    queued(story)
    assert len(story.do(messages.take_due, NOON)) == 1
    assert story.do(messages.take_due, NOON + timedelta(seconds=119)) == []
    assert len(story.do(messages.take_due, NOON + timedelta(seconds=121))) == 1


def test_a_failure_is_tried_again_later_each_time_and_given_up_in_the_end(story: Story) -> None:
    row = queued(story)
    assert row is not None
    waits = []
    for _ in range(5):
        story.do(messages.not_sent, row.id, "应答 503", NOON)
        found = state(story, row)
        waits.append((found.state, (found.next_at - NOON).total_seconds()))
    assert [name for name, _ in waits] == ["queued"] * 4 + ["failed"]
    assert [wait for _, wait in waits[:4]] == [60, 120, 240, 480]
    again = story.do(messages.send_again, row.id, NOON)
    assert (again.state, again.tries) == ("queued", 0)


def test_what_is_refused_for_good_is_not_tried_again(story: Story) -> None:
    row = queued(story)
    assert row is not None
    story.do(messages.not_sent, row.id, "应答 400", NOON, again=False)
    assert state(story, row).state == "failed"


def test_a_receipt_says_what_became_of_it(story: Story) -> None:
    row = queued(story)
    assert row is not None
    story.do(messages.sent, row.id, "http", "p-1", NOON)
    assert story.do(messages.receipt, "p-1", delivered=True, at=NOON)
    assert state(story, row).state == "delivered"
    assert not story.do(messages.receipt, "unknown", delivered=True, at=NOON)
    with pytest.raises(Conflict):
        story.do(messages.send_again, row.id, NOON)


def test_a_fixed_line_and_too_many_a_day_are_suppressed_with_the_reason(story: Story) -> None:
    fixed = queued(story, "fixed", "02512345678")
    assert fixed is not None
    assert (fixed.state, fixed.error) == ("suppressed", "不是手机号码，无法接收短信")
    rows = [queued(story, f"s{n}") for n in range(6)]
    assert [row.state for row in rows if row] == ["queued"] * 5 + ["suppressed"]


def test_lists_show_the_number_masked(story: Story) -> None:
    queued(story)
    [shown] = story.do(messages.page).items
    assert NUMBER not in shown.number
    assert shown.number.endswith("5678")

"""Callback by link on both databases: once, for some days, then a call."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from config.errors import Conflict, NotFound
from config.settings.evaluation import Evaluation
from config.settings.messages import Messages
from tests.ticketing.conftest import LAW
from tests.ticketing.evaluation.test_service import REPORTED, TOMORROW, claimed, rows, waiting
from tests.ticketing.story import Story
from ticketing.db import Database, open_database
from ticketing.directory import City
from ticketing.evaluation import links, repository
from ticketing.evaluation import service as evaluation
from ticketing.evaluation.schemas import AnswerIn
from ticketing.messages import service as messages
from ticketing.messages.models import MessageRow
from ticketing.uow import UnitOfWork

BY_LINK = LAW.model_copy(
    update={
        "evaluation": Evaluation(first_way="link"),
        "messages": Messages(provider="file", link_address="https://12345.example.cn"),
    }
)


@pytest.fixture
def story(url: str, city: City) -> Iterator[Story]:
    database: Database = open_database(url, city=city, law=BY_LINK)
    yield Story(database)
    database.close()


def token(story: Story) -> str:
    def read(uow: UnitOfWork) -> str:
        [row] = uow.session.query(MessageRow).all()
        return str(row.text.split("/reply/")[1].split(" ")[0])

    return story.do(read)


def test_a_citizen_answers_by_link_once(story: Story) -> None:
    scene = waiting(story)
    [row] = rows(story, scene)
    assert (row.state, row.way) == ("sent", "link")
    found = story.do(links.asked, token(story), TOMORROW)
    assert (found.title, found.result) == ("路灯不亮", "已更换灯泡")
    story.do(links.answer, token(story), AnswerIn(solved="solved", grade=5, comment="很好"), TOMORROW)
    assert scene.now().state == "closed"
    [row] = rows(story, scene)
    assert (row.effective, row.grade, row.ended_by) == (True, 5, "citizen")
    with pytest.raises(Conflict, match="已评价过"):
        story.do(links.answer, token(story), AnswerIn(solved="unsolved"), TOMORROW)


def test_not_solved_by_link_goes_back_too(story: Story) -> None:
    scene = waiting(story)
    story.do(links.answer, token(story), AnswerIn(solved="unsolved", grade=1, comment="还是不亮"), TOMORROW)
    assert scene.now().state == "handling"


def test_a_link_that_nobody_answers_becomes_a_call(story: Story) -> None:
    scene = waiting(story)
    opened = rows(story, scene)[0].opened_at
    assert story.do(links.call_instead, opened + timedelta(hours=23)) == 0
    assert story.do(links.call_instead, opened + timedelta(hours=25)) == 1
    [row] = rows(story, scene)
    assert (row.state, row.way) == ("waiting", "phone")
    assert row.due_at == opened + timedelta(hours=72), "a link does not put off what is due"


def test_a_link_serves_no_longer_than_the_callback_may_take_and_its_message_says_until_when(story: Story) -> None:
    scene = waiting(story)
    [row] = rows(story, scene)
    found = story.do(links.asked, token(story), row.due_at - timedelta(minutes=1))
    assert found.expires_at == row.due_at
    [told] = story.do(messages.page).items
    until = row.due_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"{until:%m月%d日%H:%M}前有效" in told.text
    with pytest.raises(Conflict, match="过期"):
        story.do(links.asked, token(story), row.due_at + timedelta(minutes=1))


def test_a_link_may_still_be_answered_while_somebody_is_to_call(story: Story) -> None:
    scene = waiting(story)
    story.do(links.call_instead, REPORTED + timedelta(hours=25))
    story.do(links.answer, token(story), AnswerIn(solved="solved", grade=5), REPORTED + timedelta(hours=26))
    assert scene.now().state == "closed"


def test_another_token_opens_nothing(story: Story) -> None:
    waiting(story)
    with pytest.raises(NotFound):
        story.do(links.asked, "x" * 22, TOMORROW)


def test_a_fixed_line_is_called(story: Story) -> None:
    scene = waiting(story, fields={"callback_number": "02512345678"})
    [row] = rows(story, scene)
    assert (row.state, row.way) == ("waiting", "phone")
    assert [one.state for one in story.do(messages.page).items] == []


def test_a_citizen_by_link_and_a_caller_at_once_leave_one_answer(story: Story) -> None:
    scene = waiting(story)
    story.do(links.call_instead, REPORTED + timedelta(hours=25))
    row = claimed(story, scene, scene.agent)
    by_link = token(story)
    said = AnswerIn(solved="solved", grade=4)
    both: list[Callable[[], object]] = [
        lambda: story.do(links.answer, by_link, said, TOMORROW),
        lambda: story.do(evaluation.answered, row.id, said, actor=scene.agent, at=TOMORROW),
    ]

    def outcome(work: Callable[[], object]) -> str:
        try:
            work()
        except Conflict:
            return "too late"
        return "counts"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(outcome, both)) == ["counts", "too late"]
    assert len(story.do(repository.answers_of, [row.id])) == 1
    assert scene.now().state == "closed"

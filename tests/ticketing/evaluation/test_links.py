"""Callback by link on both databases: once, for some days, then a call."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from config.errors import Conflict, NotFound
from config.settings.evaluation import Evaluation
from config.settings.messages import Messages
from tests.ticketing.conftest import LAW
from tests.ticketing.evaluation.test_service import REPORTED, TOMORROW, rows, waiting
from tests.ticketing.story import Story
from ticketing.db import Database, open_database
from ticketing.directory import City
from ticketing.evaluation import links
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
    assert (row.effective, row.grade, row.ended_by) == (True, 5, "system")
    with pytest.raises(Conflict, match="已评价过"):
        story.do(links.answer, token(story), AnswerIn(solved="unsolved"), TOMORROW)


def test_not_solved_by_link_goes_back_too(story: Story) -> None:
    scene = waiting(story)
    story.do(links.answer, token(story), AnswerIn(solved="unsolved", grade=1, comment="还是不亮"), TOMORROW)
    assert scene.now().state == "handling"


def test_a_link_that_nobody_answers_becomes_a_call(story: Story) -> None:
    scene = waiting(story)
    later = REPORTED + timedelta(days=7, minutes=1)
    assert story.do(links.call_instead, later - timedelta(days=1)) == 0
    assert story.do(links.call_instead, later) == 1
    [row] = rows(story, scene)
    assert (row.state, row.way) == ("waiting", "phone")
    with pytest.raises(Conflict, match="过期"):
        story.do(links.asked, token(story), later)


def test_another_token_opens_nothing(story: Story) -> None:
    waiting(story)
    with pytest.raises(NotFound):
        story.do(links.asked, "x" * 22, TOMORROW)


def test_a_fixed_line_is_called(story: Story) -> None:
    scene = waiting(story, fields={"callback_number": "02512345678"})
    [row] = rows(story, scene)
    assert (row.state, row.way) == ("waiting", "phone")
    assert [one.state for one in story.do(messages.page).items] == []

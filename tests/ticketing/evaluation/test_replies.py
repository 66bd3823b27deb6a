"""Answers by short message on both databases: which callback they mean, taken once, and what goes to a person."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from config.settings.evaluation import Evaluation
from config.settings.messages import Messages
from tests.ticketing.conftest import LAW
from tests.ticketing.evaluation.test_service import REPORTED, rows, waiting
from tests.ticketing.questionnaires.test_service import SHORT, published
from tests.ticketing.story import Story
from ticketing.db import Database, open_database
from ticketing.directory import City
from ticketing.evaluation import reading, replies
from ticketing.messages import service as messages
from ticketing.notices.models import NoticeRow
from ticketing.uow import UnitOfWork

NUMBER = "16412345678"
BY_SMS = LAW.model_copy(
    update={
        "evaluation": Evaluation(first_way="sms"),
        "messages": Messages(provider="file", link_address="https://12345.example.cn"),
    }
)


@pytest.fixture
def story(url: str, city: City) -> Iterator[Story]:
    database: Database = open_database(url, city=city, law=BY_SMS)
    yield Story(database)
    database.close()


def reply(story: Story, text: str, id: str = "m1", number: str = "+86" + NUMBER, **more: str) -> str:
    return story.do(replies.take, id, number, text, REPORTED + timedelta(hours=1), **more).came_to


def test_a_digit_by_message_closes_the_ticket_with_its_grade(story: Story) -> None:
    scene = waiting(story)
    [told] = story.do(messages.page).items
    assert "回复数字评价" in told.text
    assert reply(story, "4") == "answer"
    [row] = rows(story, scene)
    assert (row.state, row.way, row.grade, row.solved, scene.now().state) == ("answered", "sms", 4, "solved", "closed")


def test_nought_sends_the_ticket_back_with_the_citizens_words(story: Story) -> None:
    scene = waiting(story)
    assert reply(story, "0 灯还是不亮") == "answer"
    assert scene.now().state == "handling"
    assert "灯还是不亮" in scene.now().history[-1].reason


def test_the_answers_to_a_questionnaire_come_with_the_grade(story: Story) -> None:
    published(story, SHORT)
    scene = waiting(story)
    assert reply(story, "5 1") == "answer"
    [shown] = story.do(reading.of_ticket, scene.id)
    assert [(one.question.text, one.value) for one in shown.answers[0].replies] == [("是否上门", True)]


def test_words_that_no_rule_understands_make_somebody_call_at_once(story: Story) -> None:
    scene = waiting(story)
    assert reply(story, "你们来看看再说") == "person"
    [row] = rows(story, scene)
    assert (row.state, row.way, row.tries) == ("waiting", "phone", 0)
    [one] = story.do(reading.page, "to_call", REPORTED + timedelta(hours=1), "").items
    assert [(step.outcome, step.note) for step in story.do(reading.get, one.id).history] == [("replied", "你们来看看再说")]
    assert reply(story, "5", "m2") == "answer", "a better answer may follow as long as nobody has called"


def test_a_message_handed_over_twice_counts_once_also_at_the_same_time(story: Story) -> None:
    scene = waiting(story)
    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(lambda text: reply(story, text), ("5", "5"))) == {"answer"}
    assert len(story.do(reading.of_ticket, scene.id)[0].answers) == 1


def test_a_reply_to_nothing_is_shown_to_a_supervisor(story: Story) -> None:
    assert reply(story, "5") == "unknown"

    def told(uow: UnitOfWork) -> list[str]:
        return [row.text for row in uow.session.query(NoticeRow).filter_by(kind="message_received")]

    assert story.do(told) == ["收到一条对不上回访的短信回复：5"]
    [seen] = story.do(messages.received).items
    assert (seen.came_to, seen.seen_at, seen.number) == ("unknown", None, "164****5678")
    boss = story.person("boss", "supervisor")
    by = story.do(messages.seen, seen.id, boss, REPORTED).seen_by
    assert by is not None
    assert by.name == "名boss"


def test_a_second_matter_of_the_same_number_is_asked_by_link_so_that_a_digit_means_one(story: Story) -> None:
    first, second = waiting(story), waiting(story, prefix="x")
    assert [rows(story, scene)[0].way for scene in (first, second)] == ["sms", "link"]
    assert reply(story, "1") == "answer"
    assert (first.now().state, second.now().state) == ("closed", "callback")


def test_who_writes_t_is_asked_no_more(story: Story) -> None:
    scene = waiting(story)
    assert reply(story, "T") == "rest"
    assert ([row.state for row in rows(story, scene)], scene.now().state) == (["skipped"], "closed")
    assert [row.state for row in rows(story, waiting(story, prefix="x"))] == ["skipped"]

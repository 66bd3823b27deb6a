"""Questionnaires on both databases: versions in force one after another, the one that was asked, and what it was answered."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from config.errors import BadInput, Conflict, HotlineError
from tests.ticketing.evaluation.test_service import REPORTED, TOMORROW, says, waiting
from tests.ticketing.story import NOON, Story
from ticketing.evaluation import reading as evaluations
from ticketing.questionnaires import reading, service
from ticketing.questionnaires.models import QuestionnaireRow
from ticketing.questionnaires.questions import Question
from ticketing.questionnaires.schemas import QuestionnaireIn

SHORT = (Question(key="came", kind="yes_no", text="是否上门"),)
WHOLE = (
    Question(key="soon", kind="grade", text="处理是否及时"),
    *SHORT,
    Question(key="how", kind="choice", text="哪些方面需要改进", options=("态度", "速度", "质量"), several=True),
    Question(key="words", kind="text", text="您的建议"),
)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def published(story: Story, questions: tuple[Question, ...] = WHOLE, code: str | None = None, **more: Any) -> QuestionnaireRow:
    new = QuestionnaireIn(title=more.pop("title", "满意度问卷"), questions=questions, **more)
    return story.do(service.publish, code, new, by=story_author(story), at=NOON)


def story_author(story: Story) -> str:
    try:
        return story.person("author", "supervisor")
    except HotlineError:
        return "author"


def test_the_next_version_holds_from_its_day_and_what_was_asked_before_keeps_its_own(story: Story) -> None:
    first = published(story)
    next_one = published(story, SHORT, first.code, after=1, effective_at=REPORTED + timedelta(hours=1))
    assert story.do(service.fitting, "complaint", REPORTED) == first.id
    assert story.do(service.fitting, "complaint", REPORTED + timedelta(hours=2)) == next_one.id
    scene = waiting(story)
    done = says(story, scene, scene.agent, TOMORROW, solved="solved", grade=5, replies={"soon": 4, "came": True})
    assert done.questionnaire_id == first.id
    [shown] = story.do(evaluations.of_ticket, scene.id)
    assert [(one.question.key, one.value) for one in shown.answers[0].replies] == [("soon", 4), ("came", True)]
    states = {one.version: one.state for one in story.do(reading.listed, NOON)}
    assert states == {1: "now", 2: "waiting"}


def test_a_questionnaire_for_the_type_goes_before_one_for_all_and_one_without_questions_ends(story: Story) -> None:
    all_types = published(story, SHORT)
    special = published(story, types=("complaint",))
    assert story.do(service.fitting, "complaint", NOON) == special.id
    assert story.do(service.fitting, "request", NOON) == all_types.id
    published(story, (), special.code, after=1)
    assert story.do(service.fitting, "complaint", NOON) == all_types.id


def test_a_version_is_made_from_the_newest_and_never_for_the_past(story: Story) -> None:
    first = published(story)
    with pytest.raises(Conflict):
        published(story, SHORT, first.code, after=0)
    with pytest.raises(BadInput):
        published(story, SHORT, first.code, after=1, effective_at=NOON - timedelta(days=1))
    later = published(story, SHORT, first.code, after=1, effective_at=NOON + timedelta(days=2))
    with pytest.raises(BadInput):
        published(story, SHORT, first.code, after=2, effective_at=NOON + timedelta(days=1))
    story.do(service.withdraw, later.id, by="x", at=NOON)
    assert story.do(service.fitting, None, NOON + timedelta(days=3)) == first.id
    with pytest.raises(Conflict):
        story.do(service.withdraw, first.id, by="x", at=NOON)


def test_two_who_publish_at_once_make_one_version(story: Story) -> None:
    first = published(story)

    def publish(title: str) -> str:
        try:
            return published(story, SHORT, first.code, after=1, title=title).title
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(2) as threads:
        made = sorted(threads.map(publish, ("甲", "乙")))
    assert "conflict" in made
    assert [row.version for row in story.do(service.versions_of, first.code)] == [1, 2]


def test_a_reply_that_is_none_of_its_question_is_refused_and_nothing_is_kept(story: Story) -> None:
    published(story)
    scene = waiting(story)
    for wrong in ({"soon": 6}, {"soon": True}, {"came": "是"}, {"how": ["价格"]}, {"words": "字" * 1001}, {"other": 1}):
        with pytest.raises(BadInput):
            says(story, scene, scene.agent, solved="solved", grade=5, replies=wrong)
    assert scene.now().state == "callback"


def test_results_count_each_question_of_a_version_with_its_base(story: Story) -> None:
    version = published(story)
    said: tuple[dict[str, Any], ...] = (
        {"soon": 5, "came": True, "how": ["速度", "态度"], "words": "多谢"},
        {"soon": 2, "how": ["速度"]},
        {},
    )
    for n, one in enumerate(said):
        scene = waiting(story, prefix=f"p{n}")
        says(story, scene, scene.agent, TOMORROW, solved="solved", grade=5, replies=one)
    found = story.do(reading.results, version.id, *MARCH, TOMORROW)
    soon, came, how, words = found.results
    assert (found.asked, soon.answered, soon.mean) == (3, 2, 3.5)
    assert [(one.value, one.rate.numerator) for one in soon.counts] == [("5", 1), ("4", 0), ("3", 0), ("2", 1), ("1", 0)]
    assert [(one.value, one.rate.numerator, one.rate.denominator) for one in came.counts] == [("yes", 1, 1), ("no", 0, 1)]
    assert [(one.value, one.rate.percent) for one in how.counts] == [("态度", 50.0), ("速度", 100.0), ("质量", 0.0)]
    assert [one.text for one in words.words] == ["多谢"]
    of_unit: Callable[[str], int] = lambda unit: story.do(reading.results, version.id, *MARCH, TOMORROW, unit=unit).asked  # noqa: E731
    assert (of_unit("Q-CG"), of_unit("S1")) == (3, 0)

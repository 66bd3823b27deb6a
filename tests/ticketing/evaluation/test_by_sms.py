"""What a reply by short message says, and what only a person can say of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.evaluation.by_sms import asked_by_digits, asking, understood, wants_rest
from ticketing.messages.words import parts
from ticketing.questionnaires.questions import Question

SOON = Question(key="soon", kind="grade", text="处理是否及时")
CAME = Question(key="came", kind="yes_no", text="是否上门")
HOW = Question(key="how", kind="choice", text="如何得知热线", options=("电视", "网络", "亲友"))
MANY = Question(key="many", kind="choice", text="哪些方面", options=("甲", "乙"), several=True)
WORDS = Question(key="words", kind="text", text="您的建议")


@pytest.mark.parametrize(
    ("text", "grade", "comment"),
    [
        ("5", 5, ""), ("５", 5, ""), (" 4 ", 4, ""), ("3分", 3, ""), ("1", 1, ""), ("非常满意", 5, ""), ("不满意。", 2, ""),
        ("2 修得太慢", 2, "修得太慢"), ("5，谢谢你们", 5, "谢谢你们"),
        ("0", None, "短信回复：问题未解决。"), ("0 还是不亮", None, "还是不亮"), ("未解决", None, "短信回复：问题未解决。"),
    ],
)  # fmt: skip
def test_a_digit_is_a_grade_and_nought_says_not_solved(text: str, grade: int | None, comment: str) -> None:
    said = understood(text, ())
    assert said is not None
    assert (said.grade, said.comment) == (grade, comment)


@pytest.mark.parametrize(
    "text", ["", "6", "9", "55", "好的", "5天了还没修", "5 灯还没亮", "你们打电话给我", "16412345678", "1.5楼"]
)
def test_what_is_not_an_answer_goes_to_a_person(text: str) -> None:
    assert understood(text, ()) is None


def test_the_questions_that_a_digit_answers_are_asked_with_the_grade() -> None:
    asked = asked_by_digits((SOON, WORDS, CAME, MANY, HOW))
    assert asked == (SOON, CAME, HOW)
    text = asking("路灯不亮", asked)
    assert "③是否上门1是2否" in text
    assert "④如何得知热线1电视2网络3亲友" in text
    assert "“5 5 1 1”" in text
    for reply in ("4 5 1 2", "4512", "４，５、１ ２"):
        said = understood(reply, asked)
        assert said is not None
        assert (said.grade, said.replies) == (4, {"soon": 5, "came": True, "how": "网络"})
    assert understood("4 5 3", asked) is None
    part = understood("4", asked)
    assert part is not None
    assert part.replies == {}


def test_the_longest_question_fits_into_a_few_messages() -> None:
    long = [Question(key=f"q{n}", kind="yes_no", text="很长的题目" * 11) for n in range(5)]
    assert parts(asking("标题" * 30, asked_by_digits(long))) <= 6


@pytest.mark.parametrize(("text", "rest"), [("T", True), ("td", True), ("退订", True), ("特别好", False)])
def test_who_asks_for_rest_by_message_is_understood(text: str, rest: bool) -> None:
    assert wants_rest(text) is rest


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_of_a_citizen_is_more_than_an_answer_or_a_persons_work(text: str) -> None:
    said = understood(text, (SOON, CAME, HOW))
    assert said is None or said.grade in (None, 1, 2, 3, 4, 5)
    assert said is None or said.grade is not None or said.comment

"""Which replies a question takes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from config.errors import BadInput
from ticketing.questionnaires.questions import Kind, Question, checked, countable, values

REQUIRED = Question(key="a", kind="grade", text="满意吗", required=True)
LOOSE = Question(key="b", kind="text", text="建议")
CHOICE = Question(key="c", kind="choice", text="哪些", options=("甲", "乙", "丙"), several=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "choice", "options": ("甲",)},
        {"kind": "choice", "options": ("甲", "甲")},
        {"kind": "grade", "options": ("甲", "乙")},
        {"kind": "text", "several": True},
    ],
)
def test_options_belong_to_a_choice_and_differ(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Question(key="a", text="题", **wrong)


def test_a_required_question_may_be_left_out_on_the_phone_only() -> None:
    assert checked((REQUIRED, LOOSE), {"b": "  "}) == {}
    with pytest.raises(BadInput, match="满意吗"):
        checked((REQUIRED, LOOSE), {"b": "好"}, whole=True)


def test_several_options_are_kept_in_the_questions_order() -> None:
    assert checked((CHOICE,), {"c": ["丙", "甲", "丙"]}) == {"c": ["甲", "丙"]}


@settings(deadline=None)
@given(
    st.sampled_from(["grade", "yes_no", "choice", "text"]),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.sampled_from(["甲", "乙", "丁"]))),
)
def test_what_is_taken_can_be_counted(kind: Kind, value: Any) -> None:
    question = Question(key="q", kind=kind, text="题", options=("甲", "乙") if kind == "choice" else ())
    try:
        taken = checked((question,), {"q": value})
    except BadInput:
        return
    for one in taken.values():
        assert kind == "text" or set(values(one)) <= set(countable(question))

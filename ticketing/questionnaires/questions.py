"""What may be asked, and what counts as an answer to it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from config.errors import BadInput
from ticketing.schema import Schema

Kind = Literal["grade", "yes_no", "choice", "text"]
GRADES = (5, 4, 3, 2, 1)
YES, NO = "yes", "no"
MAX_QUESTIONS, MAX_OPTIONS, MAX_WORDS = 20, 20, 1_000
Option = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Question(Schema):
    """``key`` names the question in answers and in later versions; ``several``: more than one option may be chosen.

    ``required``: a citizen who answers by link must answer it; one who is called may decline.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")]
    kind: Kind
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    required: bool = False
    options: tuple[Option, ...] = ()
    several: bool = False

    @model_validator(mode="after")
    def _options_belong_to_a_choice(self) -> "Question":
        if self.kind == "choice" and not 2 <= len(set(self.options)) == len(self.options) <= MAX_OPTIONS:
            raise ValueError(f"“{self.text}”须有2至{MAX_OPTIONS}个不同的选项")
        if self.kind != "choice" and (self.options or self.several):
            raise ValueError(f"“{self.text}”不是选择题，不能有选项")
        return self


def unlike(questions: Sequence[Question]) -> bool:
    """Whether no two questions have the same key."""
    return len({one.key for one in questions}) == len(questions)


def checked(questions: Sequence[Question], replies: Mapping[str, Any], *, whole: bool = False) -> dict[str, Any]:
    """The replies that say something, each of its question's kind, else BadInput. ``whole``: none required is missing."""
    unknown = set(replies) - {one.key for one in questions}
    if unknown:
        raise BadInput(f"问卷没有这些题目：{'、'.join(sorted(unknown))[:100]}。", "请刷新后重新填写。")
    said = {one.key: _value(one, replies[one.key]) for one in questions if not _empty(replies.get(one.key))}
    missing = next((one for one in questions if whole and one.required and one.key not in said), None)
    if missing is not None:
        raise BadInput(f"“{missing.text}”尚未回答。", "请回答后提交。")
    return said


def values(value: Any) -> tuple[str, ...]:
    """A checked reply as the values that are counted: ``5``, ``yes``, one text for each option."""
    if isinstance(value, bool):
        return (YES if value else NO,)
    return tuple(value) if isinstance(value, list) else (str(value),)


def countable(question: Question) -> tuple[str, ...]:
    """The values that a question may have, in the order they are shown; none for words."""
    match question.kind:
        case "grade":
            return tuple(map(str, GRADES))
        case "yes_no":
            return (YES, NO)
        case "choice":
            return question.options
    return ()


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _value(question: Question, value: Any) -> Any:
    right = {
        "grade": lambda: type(value) is int and value in GRADES,
        "yes_no": lambda: isinstance(value, bool),
        "choice": lambda: _chosen(question, value),
        "text": lambda: isinstance(value, str) and len(value) <= MAX_WORDS,
    }
    if not right[question.kind]():
        raise BadInput(f"“{question.text}”的回答不合要求。", "请按题目重新选择或填写。")
    if question.kind == "choice" and question.several:
        return [one for one in question.options if one in value]
    return value.strip() if isinstance(value, str) else value


def _chosen(question: Question, value: Any) -> bool:
    if question.several:
        return isinstance(value, list) and all(isinstance(one, str) and one in question.options for one in value)
    return isinstance(value, str) and value in question.options

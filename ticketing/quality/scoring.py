"""From the answers of a form to its score: exact, the same whoever counts. Pure.

A criterion gives a share of its weight: yes 1, no 0, points their part of the most. What does not apply is left out, and its
weight with it. A group is the weighted mean of its criteria, the score that of the groups that have any, in hundredths of a
point from 0 to 10,000, half up. A fatal item that was not kept makes the score 0; ``raw`` says what it would have been.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from config.errors import BadInput
from ticketing.quality.form import MAX_POINTS, Criterion, FormBody, Group
from ticketing.schema import Schema

HUNDRED = 10_000
MAX_COMMENT = 500
Value = Literal["yes", "no", "na"] | Annotated[int, Field(ge=0, le=MAX_POINTS)]
_HALF = Fraction(1, 2)


class Answer(Schema):
    """``value`` None: only a comment so far."""

    value: Value | None = None
    comment: Annotated[str, Field(max_length=MAX_COMMENT)] = ""


Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """``total`` and ``raw`` in hundredths; None while nothing counts. ``missing`` are criteria to be answered.

    ``fatal`` are the fatal items that were not kept, ``unsaid`` those of them without a comment.
    """

    total: int | None
    raw: int | None
    groups: Mapping[str, int | None]
    fatal: tuple[str, ...]
    missing: tuple[str, ...]
    unsaid: tuple[str, ...]


def score(body: FormBody, answers: Answers) -> Score:
    """What the answers so far amount to; what is missing counts neither for nor against."""
    fatal = tuple(one.code for one in body.criteria() if one.fatal and _value(answers, one) == "no")
    shares = [(group, _of_group(group, answers)) for group in body.groups]
    raw = _mean([(group.weight, share) for group, share in shares if share is not None])
    return Score(
        total=None if raw is None else 0 if fatal else _hundredths(raw),
        raw=None if raw is None else _hundredths(raw),
        groups={group.code: None if share is None else _hundredths(share) for group, share in shares},
        fatal=fatal,
        missing=tuple(one.code for one in body.criteria() if _value(answers, one) is None),
        unsaid=tuple(code for code in fatal if not answers[code].comment.strip()),
    )


def accepted(body: FormBody, given: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers to criteria of this form; BadInput for one that the form does not have or does not take."""
    known = {one.code: one for one in body.criteria()}
    answers = {code: Answer.model_validate(value) for code, value in given.items()}
    for code, answer in answers.items():
        if code not in known:
            raise BadInput(f"评分表没有“{code}”这一项。", "请刷新页面。")
        if answer.value is not None and not takes(known[code], answer.value):
            raise BadInput(f"“{known[code].title}”不能评为“{answer.value}”。", "请按评分表的选项评分。")
    return answers


def takes(criterion: Criterion, value: Value) -> bool:
    if value == "na":
        return criterion.optional
    if criterion.kind == "yes_no":
        return value in ("yes", "no")
    return isinstance(value, int) and 0 <= value <= criterion.most


def share_of(criterion: Criterion, value: Value | None) -> Fraction | None:
    """0 to 1; None where the criterion does not apply or was not answered."""
    if value is None or value == "na":
        return None
    if isinstance(value, int):
        return Fraction(value, criterion.most)
    return Fraction(value == "yes")


def _value(answers: Answers, criterion: Criterion) -> Value | None:
    return answers[criterion.code].value if criterion.code in answers else None


def _of_group(group: Group, answers: Answers) -> Fraction | None:
    shares = [(one.weight, share_of(one, _value(answers, one))) for one in group.criteria]
    return _mean([(weight, share) for weight, share in shares if share is not None])


def _mean(weighed: list[tuple[int, Fraction]]) -> Fraction | None:
    whole = sum(weight for weight, _ in weighed)
    return sum((weight * share for weight, share in weighed), Fraction(0)) / whole if whole else None


def _hundredths(share: Fraction) -> int:
    return int(share * HUNDRED + _HALF)

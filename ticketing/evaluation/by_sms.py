"""Asking by short message: digits for an answer, words for a person. Pure.

A grade says that the matter is solved, since the message has a digit of its own for one that is not. A few questions of a
questionnaire are asked with it, those that a digit answers.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ticketing.questionnaires.questions import Question

MAX_ASKED, MAX_QUESTION, MAX_TITLE = 3, 60, 20
SATISFIED = 3
UNSOLVED = 0
GRADE_WORDS = {"非常满意": 5, "满意": 4, "基本满意": 3, "不满意": 2, "非常不满意": 1, "未解决": UNSOLVED, "没解决": UNSOLVED}
REST = frozenset({"T", "TD", "退订"})
NOT_SOLVED = "短信回复：问题未解决。"
_SHAPE = re.compile(r"(\d(?:[\s,.、;:/]*\d)*)(分?)(?:[\s,.、;:/!]+([^\d\s].*)?)?", re.DOTALL)
_DOUBT = re.compile(r"[没未不别差]")
_COUNT = "①②③④"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``grade`` None: the matter is not solved, and ``comment`` says so."""

    grade: int | None
    comment: str
    replies: dict[str, Any]


def asked_by_digits(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Those of a questionnaire that a message asks: answered by one digit, and short."""
    fits = [one for one in questions if _digits(one) and len(_asked(one)) <= MAX_QUESTION]
    return tuple(fits[:MAX_ASKED])


def asking(title: str, questions: Sequence[Question]) -> str:
    """The message; ``questions`` are those of `asked_by_digits`."""
    grade = "满意度5非常满意4满意3基本满意2不满意1非常不满意，问题未解决0"
    head = f"您反映的“{title[:MAX_TITLE]}”已办结，请回复数字评价"
    if not questions:
        return f"{head}：{grade}。不愿再被回访请回复T。"
    several = [grade, *map(_asked, questions)]
    lines = " ".join(f"{_COUNT[n]}{text}" for n, text in enumerate(several))
    example = " ".join(["5", *(_digits(one)[0][0] for one in questions)])
    return f"{head}，各题之间空一格，如“{example}”：{lines}。不愿再被回访请回复T。"


def wants_rest(text: str) -> bool:
    return _plain(text).upper() in REST


def understood(text: str, questions: Sequence[Question]) -> Said | None:
    """What a reply says; None where a person must: other words, a digit that answers nothing, praise beside a complaint."""
    plain = _plain(text)
    if plain.rstrip("。.!") in GRADE_WORDS:
        return _said(GRADE_WORDS[plain.rstrip("。.!")], "", {})
    found = _SHAPE.fullmatch(plain)
    if found is None:
        return None
    first, *others = map(int, re.findall(r"\d", found[1]))
    words = (found[3] or "").strip()
    if first > max(GRADE_WORDS.values()) or len(others) > len(questions) or (first >= SATISFIED and _DOUBT.search(words)):
        return None
    replies: dict[str, Any] = {}
    for question, digit in zip(questions, others, strict=False):
        meant = dict(_digits(question))
        if str(digit) not in meant:
            return None
        replies[question.key] = meant[str(digit)]
    return _said(first, words, replies)


def _said(first: int, words: str, replies: dict[str, Any]) -> Said:
    if first == UNSOLVED:
        return Said(grade=None, comment=words or NOT_SOLVED, replies=replies)
    return Said(grade=first, comment=words, replies=replies)


def _digits(question: Question) -> list[tuple[str, Any]]:
    """Digit and what it means; none for a question that one digit does not answer."""
    if question.kind == "grade":
        return [(str(grade), grade) for grade in (5, 4, 3, 2, 1)]
    if question.kind == "yes_no":
        return [("1", True), ("2", False)]
    if question.kind == "choice" and not question.several and len(question.options) <= 9:
        return [(str(n), option) for n, option in enumerate(question.options, start=1)]
    return []


def _asked(question: Question) -> str:
    names = {True: "是", False: "否"}
    if question.kind == "grade":
        return f"{question.text}5最好至1最差"
    return question.text + "".join(f"{digit}{names.get(value, value)}" for digit, value in _digits(question))


def _plain(text: str) -> str:
    """Full-width digits and signs as the plain ones."""
    return unicodedata.normalize("NFKC", text).strip()

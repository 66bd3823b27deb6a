"""Questionnaires as the console and the citizens' page see them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from ticketing.drafts.schemas import MatterType
from ticketing.figures.rate import Rate
from ticketing.questionnaires.questions import MAX_QUESTIONS, Question, unlike
from ticketing.schema import PersonName, Schema

VersionState = Literal["now", "waiting", "past", "withdrawn"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class QuestionnaireIn(Schema):
    """``after``: the version this one is made from, 0 for the first; ``effective_at`` None: at once. No questions ends it."""

    title: Title
    types: tuple[MatterType, ...] = ()
    questions: Annotated[tuple[Question, ...], Field(max_length=MAX_QUESTIONS)]
    effective_at: AwareDatetime | None = None
    after: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _keys_differ(self) -> "QuestionnaireIn":
        if not unlike(self.questions):
            raise ValueError("两道题目的标识相同")
        return self


class Questions(Schema):
    """One version as it is asked."""

    id: str
    title: str
    questions: tuple[Question, ...]


class QuestionnaireOut(Schema):
    """``state`` at the time it was read; ``answered``: how many answers this version has."""

    id: str
    code: str
    version: int
    title: str
    types: tuple[str, ...]
    questions: tuple[Question, ...]
    state: VersionState
    effective_at: datetime
    made_at: datetime
    made_by: PersonName | None
    answered: int


class ValueCount(Schema):
    """``value`` as it was stored: a grade's digit, ``yes`` or ``no``, an option's words."""

    value: str
    rate: Rate


class WordsSaid(Schema):
    at: datetime
    text: str


class QuestionResult(Schema):
    """``counts`` in the order of the question's values, none for words; ``mean`` of the grades; the newest ``words``."""

    question: Question
    answered: int
    counts: tuple[ValueCount, ...]
    mean: float | None
    words: tuple[WordsSaid, ...]


class QuestionnaireResults(Schema):
    """What one version was answered in a period; ``asked``: the answers of citizens to whom it was put."""

    questionnaire: QuestionnaireOut
    asked: int
    results: tuple[QuestionResult, ...]

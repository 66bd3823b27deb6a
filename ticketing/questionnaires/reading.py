"""Questionnaires as lists, and what each version was answered."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import ColumnElement, func, select

from config.errors import BadInput, NotFound
from ticketing.evaluation.models import EvaluationAnswerRow, EvaluationRow
from ticketing.figures.rate import CENT, rate
from ticketing.people import repository as people
from ticketing.questionnaires import service
from ticketing.questionnaires.models import QuestionnaireRow, QuestionReplyRow
from ticketing.questionnaires.questions import Question, countable
from ticketing.questionnaires.schemas import (
    QuestionnaireOut,
    QuestionnaireResults,
    QuestionResult,
    ValueCount,
    VersionState,
    WordsSaid,
)
from ticketing.uow import UnitOfWork

MAX_VERSIONS, MAX_WORDS, MAX_DAYS = 500, 50, 400
BASE = "回答此题的市民"


def listed(uow: UnitOfWork, now: datetime) -> tuple[QuestionnaireOut, ...]:
    """All versions, each questionnaire's newest first; the newest questionnaire first."""
    rows = uow.session.scalars(select(QuestionnaireRow).order_by(QuestionnaireRow.made_at.desc()).limit(MAX_VERSIONS)).all()
    newest = {row.code: place for place, row in reversed(list(enumerate(rows)))}
    return _outs(uow, sorted(rows, key=lambda row: (newest[row.code], -row.version)), now)


def out(uow: UnitOfWork, row: QuestionnaireRow, now: datetime) -> QuestionnaireOut:
    return _outs(uow, [row], now)[0]


def results(uow: UnitOfWork, id: str, first: date, last: date, now: datetime, *, unit: str | None = None) -> QuestionnaireResults:
    """What a version was answered from ``first`` to ``last``, local days, both included; of one unit's matters, or of all."""
    row = uow.session.get(QuestionnaireRow, id)
    if row is None:
        raise NotFound("没有这个版本。", "请刷新问卷列表。")
    if last < first or (last - first).days > MAX_DAYS:
        raise BadInput(f"统计期须为1至{MAX_DAYS}天。", "请改正日期。")
    since, until = (datetime.combine(day, time(), tzinfo=uow.calendar.timezone) for day in (first, last + timedelta(days=1)))
    asked = select(func.count()).select_from(EvaluationAnswerRow)
    asked = asked.where(
        EvaluationAnswerRow.questionnaire_id == id, EvaluationAnswerRow.at >= since, EvaluationAnswerRow.at < until
    )
    if unit:
        asked = asked.where(EvaluationAnswerRow.evaluation_id == EvaluationRow.id, EvaluationRow.unit_code == unit)
    within = [QuestionReplyRow.questionnaire_id == id, QuestionReplyRow.at >= since, QuestionReplyRow.at < until]
    within += [QuestionReplyRow.unit_code == unit] if unit else []
    return QuestionnaireResults(
        questionnaire=out(uow, row, now),
        asked=uow.session.scalar(asked) or 0,
        results=tuple(_result(uow, one, within) for one in service.questions_of(uow, id)),
    )


def _result(uow: UnitOfWork, question: Question, within: list[ColumnElement[bool]]) -> QuestionResult:
    of = [*within, QuestionReplyRow.key == question.key]
    answered = uow.session.scalar(select(func.count(QuestionReplyRow.answer_id.distinct())).where(*of)) or 0
    counted: dict[str, int] = {}
    words: Sequence[tuple[datetime, str]] = ()
    if question.kind == "text":
        newest = select(QuestionReplyRow.at, QuestionReplyRow.value).where(*of).order_by(QuestionReplyRow.at.desc())
        words = [(at, text) for at, text in uow.session.execute(newest.limit(MAX_WORDS))]
    else:
        query = select(QuestionReplyRow.value, func.count()).where(*of).group_by(QuestionReplyRow.value)
        counted = {str(row[0]): int(row[1]) for row in uow.session.execute(query)}
    return QuestionResult(
        question=question,
        answered=answered,
        counts=tuple(ValueCount(value=one, rate=rate(counted.get(one, 0), answered, BASE)) for one in countable(question)),
        mean=_mean(counted) if question.kind == "grade" else None,
        words=tuple(WordsSaid(at=at, text=text) for at, text in words),
    )


def _mean(counted: dict[str, int]) -> float | None:
    number = sum(counted.values())
    if not number:
        return None
    total = sum(int(value) * times for value, times in counted.items())
    return float((Decimal(total) / number).quantize(CENT, ROUND_HALF_UP))


def _outs(uow: UnitOfWork, rows: Sequence[QuestionnaireRow], now: datetime) -> tuple[QuestionnaireOut, ...]:
    standing = {row.id for row in service.in_force(uow, now)}
    known = people.names(uow, {row.made_by for row in rows})
    query = select(EvaluationAnswerRow.questionnaire_id, func.count()).group_by(EvaluationAnswerRow.questionnaire_id)
    answered = {id: number for id, number in uow.session.execute(query) if id}
    plain = ("id", "code", "version", "title", "types", "questions", "effective_at", "made_at")
    return tuple(
        QuestionnaireOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | {
                "state": _state(row, standing, now),
                "made_by": people.named(known, row.made_by),
                "answered": answered.get(row.id, 0),
            }
        )
        for row in rows
    )


def _state(row: QuestionnaireRow, standing: set[str], now: datetime) -> VersionState:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.effective_at > now:
        return "waiting"
    return "now" if row.id in standing else "past"

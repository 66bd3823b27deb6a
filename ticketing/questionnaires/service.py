"""Questionnaires: published version by version, the one in force chosen by the matter, its answers kept to be counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing.questionnaires.models import QuestionnaireRow, QuestionReplyRow
from ticketing.questionnaires.questions import Question, values
from ticketing.questionnaires.schemas import QuestionnaireIn, Questions
from ticketing.uow import UnitOfWork

MAX_CODES = 100
"""More questionnaires than so many are refused: nobody could say which is asked."""


def publish(uow: UnitOfWork, code: str | None, new: QuestionnaireIn, *, by: str, at: datetime) -> QuestionnaireRow:
    """Make the next version, or a new questionnaire (``code`` None). What was asked before keeps the version it had.

    Conflict when somebody else made a version meanwhile; BadInput for a time that has passed or lies before an earlier version's.
    """
    versions = versions_of(uow, code) if code else []
    if code and not versions:
        raise NotFound("没有这份问卷。", "请刷新问卷列表。")
    if not code and len(_codes(uow)) >= MAX_CODES:
        raise BadInput(f"问卷已达{MAX_CODES}份。", "请在现有问卷上发布新版本。")
    if not versions and not new.questions:
        raise BadInput("新问卷至少要有一道题目。", "请添加题目。")
    newest = versions[-1].version if versions else 0
    if new.after != newest:
        raise Conflict("这份问卷刚有了新版本。", "请刷新后在最新版本上修改。")
    effective = new.effective_at or at
    standing = [one.effective_at for one in versions if one.withdrawn_at is None]
    if effective < at or (standing and effective < max(standing)):
        raise BadInput("生效时间不能早于现在，也不能早于已发布的版本。", "请改正生效时间。")
    row = QuestionnaireRow(
        id=new_id(),
        code=code or new_id(),
        version=newest + 1,
        title=new.title,
        types=sorted(set(new.types)),
        questions=[one.model_dump(mode="json") for one in new.questions],
        effective_at=effective,
        made_at=at,
        made_by=by,
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(row)
    except IntegrityError:
        raise Conflict("这份问卷刚有了新版本。", "请刷新后在最新版本上修改。") from None
    return row


def withdraw(uow: UnitOfWork, id: str, *, by: str, at: datetime) -> QuestionnaireRow:
    """Take a version back that is not in force yet; the one before it goes on."""
    row = uow.session.get(QuestionnaireRow, id, with_for_update=True)
    if row is None:
        raise NotFound("没有这个版本。", "请刷新问卷列表。")
    if row.withdrawn_at is not None or row.effective_at <= at:
        raise Conflict("只有尚未生效的版本可以撤回。", "已生效的请发布新版本。")
    row.withdrawn_at, row.withdrawn_by = at, by
    uow.session.flush()
    return row


def versions_of(uow: UnitOfWork, code: str) -> list[QuestionnaireRow]:
    query = select(QuestionnaireRow).where(QuestionnaireRow.code == code).order_by(QuestionnaireRow.version)
    return list(uow.session.scalars(query))


def in_force(uow: UnitOfWork, at: datetime) -> list[QuestionnaireRow]:
    """The one version of each questionnaire that is asked at this time, by code."""
    query = select(QuestionnaireRow).where(QuestionnaireRow.effective_at <= at, QuestionnaireRow.withdrawn_at.is_(None))
    newest = {row.code: row for row in uow.session.scalars(query.order_by(QuestionnaireRow.code, QuestionnaireRow.version))}
    return [row for row in newest.values() if row.questions]


def fitting(uow: UnitOfWork, type: str | None, at: datetime) -> str | None:
    """The version that is asked about a ticket of this type: one made for the type before one for all."""
    fits = [row for row in in_force(uow, at) if not row.types or type in row.types]
    return min(fits, key=lambda row: (not row.types, row.code)).id if fits else None


def questions_of(uow: UnitOfWork, id: str | None) -> tuple[Question, ...]:
    """None asks nothing."""
    row = uow.session.get(QuestionnaireRow, id) if id else None
    return tuple(map(Question.model_validate, row.questions)) if row else ()


def asked(uow: UnitOfWork, id: str | None) -> Questions | None:
    row = uow.session.get(QuestionnaireRow, id) if id else None
    return Questions(id=row.id, title=row.title, questions=questions_of(uow, row.id)) if row else None


def keep(uow: UnitOfWork, answer: str, questionnaire: str, replies: Mapping[str, Any], *, unit: str | None, at: datetime) -> None:
    """Write the values of a citizen's checked replies, so that they can be counted."""
    said: Sequence[tuple[str, str]] = [(key, one) for key, value in replies.items() for one in values(value)]
    uow.session.add_all(
        QuestionReplyRow(
            answer_id=answer, position=n, questionnaire_id=questionnaire, key=key, value=value, at=at, unit_code=unit
        )
        for n, (key, value) in enumerate(said, start=1)
    )
    uow.session.flush()


def _codes(uow: UnitOfWork) -> Sequence[str]:
    return uow.session.scalars(select(QuestionnaireRow.code).distinct()).all()

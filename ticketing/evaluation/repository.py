"""Queries on callbacks, their tries, answers and appeals."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from config.errors import Conflict, NotFound
from ticketing.evaluation.models import (
    EvaluationAnswerRow,
    EvaluationAppealRow,
    EvaluationRow,
    EvaluationTryRow,
    NoCallbackRow,
)
from ticketing.uow import UnitOfWork

OPEN = ("waiting", "claimed", "sent")
ASKED = "asked"


def evaluation_row(uow: UnitOfWork, id: str, version: int | None = None, *, lock: bool = True) -> EvaluationRow:
    """The callback, nobody else's until the commit; Conflict when it has changed since ``version``."""
    query = select(EvaluationRow).where(EvaluationRow.id == id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这条回访。", "请刷新回访列表。")
    if version is not None and version != row.version:
        raise Conflict("这条回访刚被他人更新。", "请刷新后再操作。")
    return row


def of_turn(uow: UnitOfWork, ticket_id: str, turn: int) -> Sequence[EvaluationRow]:
    query = select(EvaluationRow).where(EvaluationRow.ticket_id == ticket_id, EvaluationRow.turn == turn)
    return uow.session.scalars(query.order_by(EvaluationRow.opened_at, EvaluationRow.id)).all()


def of_ticket(uow: UnitOfWork, ticket_id: str) -> Sequence[EvaluationRow]:
    query = select(EvaluationRow).where((EvaluationRow.ticket_id == ticket_id) | (EvaluationRow.of_ticket == ticket_id))
    return uow.session.scalars(query.order_by(EvaluationRow.opened_at, EvaluationRow.id)).all()


def tries_of(uow: UnitOfWork, ids: Iterable[str]) -> Sequence[EvaluationTryRow]:
    query = select(EvaluationTryRow).where(EvaluationTryRow.evaluation_id.in_(list(ids)))
    return uow.session.scalars(query.order_by(EvaluationTryRow.evaluation_id, EvaluationTryRow.position)).all()


def answers_of(uow: UnitOfWork, ids: Iterable[str]) -> Sequence[EvaluationAnswerRow]:
    query = select(EvaluationAnswerRow).where(EvaluationAnswerRow.evaluation_id.in_(list(ids)))
    return uow.session.scalars(query.order_by(EvaluationAnswerRow.evaluation_id, EvaluationAnswerRow.position)).all()


def appeal_of(uow: UnitOfWork, id: str) -> EvaluationAppealRow | None:
    return uow.session.scalar(select(EvaluationAppealRow).where(EvaluationAppealRow.evaluation_id == id))


def asked_not_to(uow: UnitOfWork, number: str) -> bool:
    """Whether the number's holder asked, last, not to be called back."""
    query = select(NoCallbackRow.step).where(NoCallbackRow.number == number)
    return uow.session.scalar(query.order_by(NoCallbackRow.at.desc(), NoCallbackRow.id.desc()).limit(1)) == ASKED


def open_of_number(uow: UnitOfWork, number: str) -> Sequence[str]:
    query = select(EvaluationRow.id).where(EvaluationRow.number == number, EvaluationRow.state.in_(OPEN))
    return uow.session.scalars(query.order_by(EvaluationRow.id)).all()


def left_claims(uow: UnitOfWork, before: datetime, limit: int) -> Sequence[str]:
    query = select(EvaluationRow.id).where(EvaluationRow.state == "claimed", EvaluationRow.claimed_at < before)
    return uow.session.scalars(query.order_by(EvaluationRow.claimed_at).limit(limit)).all()

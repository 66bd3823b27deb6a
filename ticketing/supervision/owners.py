"""Whose case it is: a leader owns one until it is truly over (包案), and a difficult one has two leads (双牵头)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing.evaluation.models import EvaluationRow
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.supervision.issuing import SUPERVISION
from ticketing.supervision.models import CaseOwnerRow
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.states import STATE_NAMES
from ticketing.uow import UnitOfWork

OwnerRole = Literal["owner", "first_lead", "second_lead"]
ROLE_NAMES = {"owner": "包案领导", "first_lead": "第一牵头人", "second_lead": "第二牵头人"}
TRULY_OVER = ("closed", "archived")


def give(uow: UnitOfWork, ticket_id: str, role: OwnerRole, person: str, *, actor: Actor, at: datetime) -> CaseOwnerRow:
    """Put the case into a person's hands. One owner at a time; a handover ends the one before."""
    ticket, named = tickets.ticket_row(uow, ticket_id), people.person_row(uow, person)
    standing = _standing(uow, ticket_id, role)
    if standing is not None:
        raise Conflict(f"这张工单已有{ROLE_NAMES[role]}。", "如需更换，请办理交接。")
    row = CaseOwnerRow(
        id=new_id(),
        ticket_id=ticket_id,
        role=role,
        person_id=named.id,
        since=at,
        by=actor.id,
        open_key=f"{ticket_id}:{role}",
        end_reason="",
    )
    uow.session.add(row)
    uow.session.flush()
    said = f"您已被确定为工单{ticket.number}“{ticket.title}”的{ROLE_NAMES[role]}，直至真正办结。"
    notices.tell(uow, SUPERVISION, said, at=at, ticket=ticket_id, people=(named.id,))
    return row


def hand_over(uow: UnitOfWork, owner_id: str, person: str, why: str, *, actor: Actor, at: datetime) -> CaseOwnerRow:
    row = _locked(uow, owner_id)
    _end(uow, row, _why(why), actor=actor, at=at)
    return give(uow, row.ticket_id, row.role, person, actor=actor, at=at)  # type: ignore[arg-type]


def release(uow: UnitOfWork, owner_id: str, why: str, *, actor: Actor, at: datetime) -> CaseOwnerRow:
    """Truly over: the ticket is closed and nobody said that it is not solved. Before that a case is only handed over."""
    row = _locked(uow, owner_id)
    ticket = tickets.ticket_row(uow, row.ticket_id)
    if ticket.state not in TRULY_OVER:
        raise Conflict(f"工单处于“{STATE_NAMES[ticket.state]}”，尚未真正办结，不能解除包案。", "可以办理交接。")  # type: ignore[index]
    if ticket.solved == "unsolved" or _left_over(uow, row.ticket_id):
        raise Conflict("问题尚未真正解决，不能解除包案。", "请继续办理，或办理交接。")
    _end(uow, row, _why(why), actor=actor, at=at)
    return row


def of_ticket(uow: UnitOfWork, ticket_id: str) -> Sequence[CaseOwnerRow]:
    query = select(CaseOwnerRow).where(CaseOwnerRow.ticket_id == ticket_id)
    return uow.session.scalars(query.order_by(CaseOwnerRow.since, CaseOwnerRow.id)).all()


def standing(uow: UnitOfWork, limit: int, person: str | None = None) -> Sequence[CaseOwnerRow]:
    """Cases that are somebody's now, the oldest first."""
    query = select(CaseOwnerRow).where(CaseOwnerRow.open_key.is_not(None))
    if person:
        query = query.where(CaseOwnerRow.person_id == person)
    return uow.session.scalars(query.order_by(CaseOwnerRow.since, CaseOwnerRow.id).limit(limit)).all()


def _standing(uow: UnitOfWork, ticket_id: str, role: str) -> CaseOwnerRow | None:
    return uow.session.scalar(select(CaseOwnerRow).where(CaseOwnerRow.open_key == f"{ticket_id}:{role}"))


def _locked(uow: UnitOfWork, owner_id: str) -> CaseOwnerRow:
    row = uow.session.scalar(select(CaseOwnerRow).where(CaseOwnerRow.id == owner_id).with_for_update())
    if row is None:
        raise NotFound("没有这条包案记录。", "请刷新后查看。")
    if row.open_key is None:
        raise Conflict("这条包案已经结束。", "请刷新后查看。")
    return row


def _left_over(uow: UnitOfWork, ticket_id: str) -> bool:
    """Whether a citizen, when last asked, said that it is not or not wholly solved."""
    query = select(EvaluationRow.turn, EvaluationRow.solved).where(
        EvaluationRow.ticket_id == ticket_id, EvaluationRow.effective.is_(True)
    )
    said = uow.session.execute(query).all()
    last = max((row.turn for row in said), default=0)
    return any(row.turn == last and row.solved in ("unsolved", "partly") for row in said)


def _why(why: str) -> str:
    if not why.strip():
        raise BadInput("请写明理由。", "填写后再提交。")
    return why.strip()


def _end(uow: UnitOfWork, row: CaseOwnerRow, why: str, *, actor: Actor, at: datetime) -> None:
    row.open_key, row.until, row.ended_by, row.end_reason = None, at, actor.id, why
    uow.session.flush()

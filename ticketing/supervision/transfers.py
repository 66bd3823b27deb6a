"""Transfer to discipline inspection (移送): asked by one person with evidence, approved or refused by another."""

from datetime import datetime
from typing import cast

from config.errors import BadInput, NotAllowed
from ticketing.notices import service as notices
from ticketing.supervision import issuing
from ticketing.supervision.issuing import MAX_TEXT, SUPERVISION
from ticketing.supervision.models import PaperRow
from ticketing.supervision.paper_states import OPEN
from ticketing.supervision.papers import NewPaper, paper_row, stepped, taken
from ticketing.supervision.rungs import Ground
from ticketing.tickets import moves
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

PAGE = "/supervision/transfers"
APPROVERS = ("inspector", "supervisor")


def ask(
    uow: UnitOfWork,
    ticket_id: str,
    ground: Ground,
    text: str,
    evidence: str,
    *,
    actor: Actor,
    at: datetime,
    unit: str | None = None,
    above: str | None = None,
) -> PaperRow:
    """For arbitrary returns, perfunctory handling or inaction; from an interview (``above``), or outright."""
    if not evidence.strip():
        raise BadInput("提请移送须列明证据。", "写明工单记录、录音、文书、照片等证据。")
    ticket = moves.taken(uow, ticket_id, actor=actor, command="ask_transfer", version=None)
    lower = taken(uow, above, None) if above else None
    new = NewPaper(rung="transfer", ground=ground, text=text, evidence=evidence, ticket=ticket_id, unit=unit)
    row = issuing.issue(uow, new, actor=actor, at=at, above=lower)
    moves.move(uow, ticket, "ask_transfer", by=actor.id, at=at, reason=text.strip()[:MAX_TEXT], detail={"paper": row.id})
    said = f"提请移送：{row.unit_name}，工单{ticket.number}，请审批。"
    notices.tell(uow, SUPERVISION, said, at=at, ticket=ticket_id, roles=APPROVERS, link=PAGE)
    return row


def approve(uow: UnitOfWork, paper_id: str, note: str, *, actor: Actor, at: datetime, version: int | None = None) -> PaperRow:
    """By another person than who asked: the letter is numbered, the ticket goes with it, the paper below has risen."""
    row = _decided(uow, paper_id, actor, version)
    ticket = moves.taken(uow, cast(str, row.ticket_id), actor=actor, command="transfer", version=None)
    stepped(uow, row, "approve", by=actor.id, at=at, text=note.strip()[:MAX_TEXT])
    if row.previous_id:
        below = paper_row(uow, row.previous_id, lock=True)
        if below.state in OPEN:
            stepped(uow, below, "raise", by=actor.id, at=at, text=row.text, detail={"to": "transfer"})
    issuing.printed(uow, row, at, by=actor.id)
    moves.move(uow, ticket, "transfer", by=actor.id, at=at, reason=row.text, detail={"paper": row.id, "number": row.number})
    _tell_asker(uow, row, f"移送已批准：{row.number}。", at)
    return row


def refuse(uow: UnitOfWork, paper_id: str, why: str, *, actor: Actor, at: datetime, version: int | None = None) -> PaperRow:
    """Not transferred, with the reason; the ticket stays where it is."""
    if not why.strip():
        raise BadInput("请写明不予移送的理由。", "填写后再提交。")
    row = _decided(uow, paper_id, actor, version)
    ticket = moves.locked(uow, cast(str, row.ticket_id))
    stepped(uow, row, "refuse", by=actor.id, at=at, text=why.strip()[:MAX_TEXT])
    moves.move(uow, ticket, "refuse_transfer", by=actor.id, at=at, reason=why.strip()[:MAX_TEXT], detail={"paper": row.id})
    _tell_asker(uow, row, f"移送未获批准：{why.strip()}", at)
    return row


def _decided(uow: UnitOfWork, paper_id: str, actor: Actor, version: int | None) -> PaperRow:
    row = taken(uow, paper_id, version)
    if row.rung != "transfer":
        raise BadInput("该件不是移送申请。", "请在移送列表中选择。")
    if not set(APPROVERS) & actor.roles:
        raise NotAllowed("您的角色不能审批移送。", "请联系督办员或班长。")
    if actor.id == row.by:
        raise NotAllowed("提请人不能审批自己提请的移送。", "请由另一位督办员或班长审批。")
    return row


def _tell_asker(uow: UnitOfWork, row: PaperRow, text: str, at: datetime) -> None:
    notices.tell(uow, SUPERVISION, text, at=at, ticket=row.ticket_id, people=(row.by,), link=PAGE)

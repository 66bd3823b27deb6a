"""What people do with a paper: start a climb, reply, accept or send back, raise, withdraw, and the pool's own steps."""

from datetime import datetime, timedelta
from typing import cast

from config.errors import BadInput, Conflict, NotAllowed
from ticketing.notices import service as notices
from ticketing.supervision import issuing, scores
from ticketing.supervision.issuing import MAX_TEXT, SUPERVISION, UNIT_PAGE
from ticketing.supervision.models import PaperRow
from ticketing.supervision.papers import NewPaper, append, stepped, taken
from ticketing.supervision.rungs import POOL_NAMES, RUNG_NAMES, Ground, PoolLevel, Rung, next_level, next_rung
from ticketing.tickets.actor import Actor
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork

INSPECTORS = ("inspector", "supervisor")
PAGE = "/supervision/papers"


def start(uow: UnitOfWork, new: NewPaper, *, actor: Actor, at: datetime) -> PaperRow:
    """The first paper of a climb. A notice to a unit that was only urged so far rises from there."""
    if new.rung in ("transfer", "opinion"):
        raise BadInput("移送和督查意见书另有流程。", "请在“移送”或“督查”中办理。")
    if new.ticket is None:
        raise BadInput("请选择要督办的工单。", "填写工单编号。")
    ticket = locked(uow, new.ticket)
    standing = issuing.climbing(uow, ticket.id, new.unit or ticket.unit_code or "")
    if standing is not None and (standing.rung, new.rung) == ("urge", "notice"):
        return issuing.raised(uow, taken(uow, standing.id, None), new, actor=actor, at=at)
    return issuing.issue(uow, new, actor=actor, at=at)


def reply(uow: UnitOfWork, paper_id: str, text: str, *, actor: Actor, at: datetime, version: int | None = None) -> PaperRow:
    """The unit's written reply, by one of its people; one after the due time is late, and scored once."""
    row = taken(uow, paper_id, version)
    if actor.unit != row.unit_code or not {"handler", "leader"} & actor.roles:
        raise NotAllowed("只有被督办单位的人员可以回复。", "请由本单位经办人登录后回复。")
    if not text.strip():
        raise BadInput("回复内容不能为空。", "请写明办理情况、措施和完成时限。")
    late = row.due_at is not None and at > row.due_at
    stepped(uow, row, "reply", by=actor.id, at=at, text=text.strip()[:MAX_TEXT], detail={"late": late})
    row.replied_at, row.late = at, row.late or late
    if late:
        points = uow.law.supervision.points.late_reply
        note = f"{row.number} 逾期回复"
        scores.take(uow, row.unit_code, points, f"late:{row.id}", note, by=actor.id, at=at, ground="unanswered", paper=row)
    notices.tell(
        uow, SUPERVISION, f"{row.unit_name}已回复{row.number}。", at=at, ticket=row.ticket_id, roles=INSPECTORS, link=_link(row)
    )
    uow.session.flush()
    return row


def accept(uow: UnitOfWork, paper_id: str, note: str, *, actor: Actor, at: datetime, version: int | None = None) -> PaperRow:
    """The reply is good: the climb is over (销号)."""
    row = _judged(uow, paper_id, actor, version)
    stepped(uow, row, "accept", by=actor.id, at=at, text=note.strip()[:MAX_TEXT])
    _tell(uow, row, f"{row.number}的回复已通过审核，予以销号。", at)
    return row


def send_back(uow: UnitOfWork, paper_id: str, why: str, *, actor: Actor, at: datetime, version: int | None = None) -> PaperRow:
    """The reply will not do: again, by a new due time. The first one stays on record."""
    row = _judged(uow, paper_id, actor, version)
    _require(why, "请写明退回的理由。")
    stepped(uow, row, "send_back", by=actor.id, at=at, text=why.strip()[:MAX_TEXT])
    row.due_at = issuing.reply_due(uow, "again", at)
    uow.session.flush()
    _tell(uow, row, f"{row.number}的回复未通过审核，请重新回复：{why.strip()}", at)
    return row


def climb(
    uow: UnitOfWork,
    paper_id: str,
    ground: Ground,
    text: str,
    *,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    points: float | None = None,
    evidence: str = "",
) -> PaperRow:
    """To the next rung, and to no other; by a person's decision."""
    row = taken(uow, paper_id, version)
    rung = next_rung(cast(Rung, row.rung))
    if rung is None:
        raise Conflict("督办阶梯已到最后一级。", "请在“移送”中办理。")
    if rung == "transfer":
        raise BadInput("移送须提交证据，由另一人批准。", "请在“移送”中提请。")
    new = NewPaper(rung=rung, ground=ground, text=text, ticket=row.ticket_id, points=points, evidence=evidence)
    return issuing.raised(uow, row, new, actor=actor, at=at)


def withdraw(uow: UnitOfWork, paper_id: str, why: str, *, actor: Actor, at: datetime, version: int | None = None) -> PaperRow:
    """Issued in error, or the matter is settled another way (out of the pool): ended with a reason, the points given back."""
    row = _judged(uow, paper_id, actor, version)
    _require(why, "请写明撤销的理由。")
    stepped(uow, row, "withdraw", by=actor.id, at=at, text=why.strip()[:MAX_TEXT])
    scores.give_back(uow, f"paper:{row.id}", f"{row.number} 撤销：{why.strip()}", by=actor.id, at=at)
    _tell(uow, row, f"{row.number or '移送申请'}已撤销：{why.strip()}", at)
    return row


def lift(uow: UnitOfWork, paper_id: str, why: str, *, actor: Actor, at: datetime, version: int | None = None) -> PaperRow:
    """The pool's next level: hotline, party and government inspection office, discipline inspection. One at a time."""
    row = _pooled(uow, paper_id, actor, version)
    level = next_level(cast(PoolLevel, row.pool_level))
    if level is None:
        raise Conflict("已是最高督办层级（纪检督办）。", "如须追责，请提请移送。")
    _require(why, "请写明提升层级的理由。")
    before, row.pool_level = row.pool_level, level
    stepped(uow, row, "lift", by=actor.id, at=at, text=why.strip()[:MAX_TEXT], detail={"from": before, "to": level})
    _tell(uow, row, f"{row.number}督办层级提升为“{POOL_NAMES[level]}”：{why.strip()}", at)
    return row


def review(
    uow: UnitOfWork, paper_id: str, text: str, next_at: datetime | None, *, actor: Actor, at: datetime, version: int | None = None
) -> PaperRow:
    """What is in the pool is looked at again; without ``next_at`` the next time is the setting's."""
    row = _pooled(uow, paper_id, actor, version)
    _require(text, "请写明复核情况。")
    due = next_at or at + timedelta(days=uow.law.supervision.pool_review_days)
    if due <= at:
        raise BadInput("下次复核时间须晚于现在。", "请改正时间。")
    stepped(uow, row, "review", by=actor.id, at=at, text=text.strip()[:MAX_TEXT], detail={"next": due.isoformat()})
    row.review_at, row.review_told_at = due, None
    uow.session.flush()
    return row


def remind(uow: UnitOfWork, row: PaperRow, *, at: datetime) -> None:
    """Told once for each due time: the unit, and the inspectors with the rung that they may go to next."""
    rung = next_rung(cast(Rung, row.rung))
    append(uow, row, "remind", row.state, by="system", at=at, detail={"proposed": rung})
    row.overdue_told_at = at
    text = f"{row.number}（{row.unit_name}）逾期未回复"
    _tell(uow, row, f"{text}，请立即回复。", at)
    proposed = RUNG_NAMES[rung] if rung else ""
    said = f"{text}，建议升级为{proposed}，请确认。" if proposed else f"{text}。"
    notices.tell(uow, SUPERVISION, said, at=at, ticket=row.ticket_id, roles=INSPECTORS, link=_link(row))


def _judged(uow: UnitOfWork, paper_id: str, actor: Actor, version: int | None) -> PaperRow:
    row = taken(uow, paper_id, version)
    if not set(INSPECTORS) & actor.roles:
        raise NotAllowed("只有督办员可以审核督办件。", "请联系督办员。")
    return row


def _pooled(uow: UnitOfWork, paper_id: str, actor: Actor, version: int | None) -> PaperRow:
    row = _judged(uow, paper_id, actor, version)
    if row.rung != "pool":
        raise BadInput("该件不在督办池中。", "请在督办池列表中选择。")
    return row


def _require(text: str, what: str) -> None:
    if not text.strip():
        raise BadInput(what, "填写后再提交。")


def _tell(uow: UnitOfWork, row: PaperRow, text: str, at: datetime) -> None:
    notices.tell(uow, SUPERVISION, text, at=at, ticket=row.ticket_id, units=(row.unit_code,), link=UNIT_PAGE)


def _link(row: PaperRow) -> str:
    return f"{PAGE}?paper={row.id}"

"""Points that units lose (计分): an append-only ledger, its sums as of any date, appeals, and corrections.

A wrong entry is never changed: a second one gives the points back and names it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from config.ids import new_id
from ticketing.notices import service as notices
from ticketing.supervision.models import PaperRow, ScoreAppealRow, ScoreRow
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

Decision = Literal["upheld", "reduced", "dismissed"]
SCORE = "score"
SCORES_PAGE = "/supervision/scores"
DECIMALS = 2


def total(points: Iterable[float]) -> float:
    """Points in hundredths: a sum of a thousand halves is no hair beside its whole."""
    return round(sum(round(one * 100) for one in points) / 100, DECIMALS)


def take(
    uow: UnitOfWork,
    unit: str,
    points: float,
    source: str,
    note: str,
    *,
    by: str,
    at: datetime,
    ground: str,
    paper: PaperRow | None = None,
    ticket: str | None = None,
    corrects: str | None = None,
) -> ScoreRow | None:
    """Append points off (negative: given back). Nothing for none, and nothing twice for one ``source``."""
    if points == 0 or uow.session.scalar(select(ScoreRow.id).where(ScoreRow.source == source)) is not None:
        return None
    row = ScoreRow(
        id=new_id(),
        unit_code=unit,
        unit_name=uow.city.unit(unit).name,
        at=at,
        by=by,
        points=points,
        ground=ground,
        note=note,
        source=source,
        ticket_id=paper.ticket_id if paper else ticket,
        document_id=paper.document_id if paper else None,
        corrects_id=corrects,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def give_back(uow: UnitOfWork, source: str, why: str, *, by: str, at: datetime) -> None:
    """What was taken for ``source`` comes back whole, once."""
    row = uow.session.scalar(select(ScoreRow).where(ScoreRow.source == source))
    if row is not None:
        left = total([row.points, *(one.points for one in corrections(uow, row.id))])
        take(uow, row.unit_code, -left, f"back:{row.id}", why, by=by, at=at, ground=row.ground, corrects=row.id)


def enter(
    uow: UnitOfWork, unit: str, points: float, note: str, *, actor: Actor, at: datetime, ticket: str | None = None
) -> ScoreRow:
    """An entry by hand, with its ground in words."""
    if not note.strip() or not 0 < points <= 100:
        raise BadInput("计分须写明依据，分值在0至100之间。", "请补充后再提交。")
    row = take(uow, unit, points, f"hand:{new_id()}", note.strip(), by=actor.id, at=at, ground="instruction", ticket=ticket)
    assert row is not None
    _tell_unit(uow, row, f"计分通知：{row.note}，计{row.points:g}分。", at)
    return row


def appeal(uow: UnitOfWork, entry_id: str, text: str, *, actor: Actor, at: datetime) -> ScoreAppealRow:
    """A unit says that an entry against itself is wrong; once for each entry."""
    entry = _entry(uow, entry_id)
    if actor.unit != entry.unit_code:
        raise NotAllowed("只能对本单位的计分提出申诉。")
    if entry.points <= 0:
        raise BadInput("这是一条退还记录，不能申诉。", "请选择扣分的条目。")
    if not text.strip():
        raise BadInput("申诉理由不能为空。", "请写明事实和依据。")
    if uow.session.scalar(select(ScoreAppealRow.id).where(ScoreAppealRow.entry_id == entry_id)) is not None:
        raise Conflict("这条计分已经申诉过。", "请等待或查看审核结果。")
    row = ScoreAppealRow(id=new_id(), entry_id=entry_id, at=at, by=actor.id, text=text.strip(), note="")
    uow.session.add(row)
    uow.session.flush()
    notices.tell(
        uow, SCORE, f"{entry.unit_name}对计分提出申诉：{entry.note}", at=at, roles=("inspector", "supervisor"), link=SCORES_PAGE
    )
    return row


def decide(
    uow: UnitOfWork, appeal_id: str, decision: Decision, note: str, *, actor: Actor, at: datetime, left: float = 0.0
) -> ScoreAppealRow:
    """``upheld`` gives all points back, ``reduced`` leaves ``left`` of them. By somebody else than who made the entry."""
    row = uow.session.scalar(select(ScoreAppealRow).where(ScoreAppealRow.id == appeal_id).with_for_update())
    if row is None:
        raise NotFound("没有这件申诉。", "请刷新申诉列表。")
    entry = _entry(uow, row.entry_id)
    if row.decision is not None:
        raise Conflict("这件申诉已有审核结果。", "请刷新申诉列表。")
    if entry.by == actor.id:
        raise NotAllowed("计分人不能审核对自己计分的申诉。", "请由其他督办员或班长审核。")
    if not note.strip():
        raise BadInput("请写明审核理由。", "说明采信的事实和依据。")
    standing = total([entry.points, *(one.points for one in corrections(uow, entry.id))])
    if decision == "reduced" and not 0 < left < standing:
        raise BadInput(f"改计的分值须大于0、小于现有的{standing:g}分。", "请改正分值，或选择撤销、维持。")
    row.decision, row.decided_at, row.decided_by, row.note = decision, at, actor.id, note.strip()
    if decision != "dismissed":
        back = total([standing, -(left if decision == "reduced" else 0.0)])
        said = f"申诉审核：{row.note}"
        take(uow, entry.unit_code, -back, f"appeal:{row.id}", said, by=actor.id, at=at, ground=entry.ground, corrects=entry.id)
    _tell_unit(uow, entry, f"计分申诉已审核（{DECISION_NAMES[decision]}）：{row.note}", at)
    uow.session.flush()
    return row


DECISION_NAMES = {"upheld": "予以撤销", "reduced": "予以改计", "dismissed": "维持原计分"}


def corrections(uow: UnitOfWork, entry_id: str) -> Sequence[ScoreRow]:
    return uow.session.scalars(select(ScoreRow).where(ScoreRow.corrects_id == entry_id)).all()


def _entry(uow: UnitOfWork, entry_id: str) -> ScoreRow:
    row = uow.session.get(ScoreRow, entry_id)
    if row is None:
        raise NotFound("没有这条计分。", "请刷新计分列表。")
    return row


def _tell_unit(uow: UnitOfWork, row: ScoreRow, text: str, at: datetime) -> None:
    notices.tell(uow, SCORE, text, at=at, ticket=row.ticket_id, units=(row.unit_code,), link="/unit-papers/scores")

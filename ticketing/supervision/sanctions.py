"""Sanctions beside the ladder: points (计分), being named in a report (通报), and exposure in the media (曝光)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from config.errors import BadInput
from config.ids import new_id
from ticketing.notices import service as notices
from ticketing.supervision import scores
from ticketing.supervision.issuing import MAX_TEXT, SUPERVISION, UNIT_PAGE
from ticketing.supervision.models import SanctionRow
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

SanctionKind = Literal["report", "exposure"]
NAMES = {"report": "通报批评", "exposure": "媒体曝光"}


def name(
    uow: UnitOfWork,
    kind: SanctionKind,
    unit: str,
    text: str,
    *,
    actor: Actor,
    at: datetime,
    ticket: str | None = None,
    reference: str = "",
) -> SanctionRow:
    """``reference`` is the bulletin's number or the programme and its date. Takes the setting's points."""
    if not text.strip():
        raise BadInput("请写明事由。", "写明事实和依据。")
    named = uow.city.unit(unit)
    row = SanctionRow(
        id=new_id(),
        kind=kind,
        unit_code=named.code,
        unit_name=named.name,
        at=at,
        by=actor.id,
        text=text.strip()[:MAX_TEXT],
        reference=reference.strip(),
        ticket_id=ticket,
    )
    uow.session.add(row)
    uow.session.flush()
    points = getattr(uow.law.supervision.points, kind)
    note = f"{NAMES[kind]}：{row.text}"
    scores.take(uow, unit, points, source_of(row.id), note, by=actor.id, at=at, ground=kind, ticket=ticket)
    notices.tell(
        uow, SUPERVISION, f"{named.name}被{NAMES[kind]}：{row.text}", at=at, units=(unit,), ticket=ticket, link=UNIT_PAGE
    )
    return row


def source_of(sanction_id: str) -> str:
    """Under which its points stand in the ledger of points."""
    return f"sanction:{sanction_id}"


def page(uow: UnitOfWork, limit: int, unit: str | None = None) -> Sequence[SanctionRow]:
    query = select(SanctionRow)
    if unit:
        query = query.where(SanctionRow.unit_code == unit)
    return uow.session.scalars(query.order_by(SanctionRow.at.desc(), SanctionRow.id.desc()).limit(limit)).all()

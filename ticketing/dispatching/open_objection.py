"""The one open objection of a ticket, and how it ends: once."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select

from ticketing.dispatching.models import ObjectionRow
from ticketing.uow import UnitOfWork

Ending = Literal["rejected", "granted", "joint", "lapsed"]
ENDING_NAMES: dict[str, str] = {
    "open": "待审",
    "rejected": "已驳回",
    "granted": "已采纳",
    "joint": "提交联席研判",
    "lapsed": "已办结，不再审核",
}


def open_one(uow: UnitOfWork, ticket_id: str) -> ObjectionRow | None:
    """The ticket's objection that nobody has decided yet."""
    return uow.session.scalar(select(ObjectionRow).where(ObjectionRow.open_key == ticket_id))


def close(uow: UnitOfWork, row: ObjectionRow, ending: Ending, review: str, *, by: str, at: datetime) -> None:
    """Write what became of it."""
    row.state, row.open_key, row.review = ending, None, review
    row.reviewed_at, row.reviewed_by = at, by
    uow.session.flush()

"""The one open objection of a ticket, and how it ends: once."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select

from config.errors import Conflict, NotFound
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


def undecided(uow: UnitOfWork, objection_id: str) -> ObjectionRow:
    """The open objection as it is now; NotFound, or Conflict when somebody has decided it."""
    query = select(ObjectionRow).where(ObjectionRow.id == objection_id)
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这条异议。", "请刷新列表。")
    if row.state != "open":
        raise Conflict(f"这条异议{ENDING_NAMES[row.state]}。", "请刷新列表。")
    return row

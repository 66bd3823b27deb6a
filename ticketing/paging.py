"""Keyset pages: the cursor is the last row's time and id, so that new rows never shift a page."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute

from config.errors import BadInput

MAX_LIMIT = 200


def bounded(limit: int) -> int:
    return max(1, min(limit, MAX_LIMIT))


def cursor(at: datetime, id: str) -> str:
    return f"{at.isoformat()}~{id}"


def page(
    query: Select[Any], at: InstrumentedAttribute[datetime], id: InstrumentedAttribute[str], before: str | None, limit: int
) -> Select[Any]:
    """Newest first, after the row that ``before`` names; one row more than ``limit``, to know whether there is a next."""
    if before:
        query = query.where(_older(at, id, before))
    return query.order_by(at.desc(), id.desc()).limit(bounded(limit) + 1)


def place(mark: str) -> tuple[datetime, str]:
    """The time and id that a `cursor` names; BadInput for what is none."""
    when, _, last = mark.partition("~")
    try:
        moment = datetime.fromisoformat(when)
        if moment.tzinfo is None:
            raise ValueError
    except ValueError:
        raise BadInput("分页位置不正确。", "请从第一页重新打开列表。") from None
    return moment, last


def _older(at: InstrumentedAttribute[datetime], id: InstrumentedAttribute[str], before: str) -> ColumnElement[bool]:
    moment, last = place(before)
    return (at < moment) | ((at == moment) & (id < last))

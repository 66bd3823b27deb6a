"""How many tickets of a kind of matter a period had, and last year's same period."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from config.errors import BadInput
from ticketing.figures.year_on_year import Change, change, year_before
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

CODE = 10
"""Digits of a leaf of the five-level tree; two a level."""


def category_change(uow: UnitOfWork, category: str, first: date, last: date) -> Change:
    """Tickets of ``category`` (a leaf's code, or the beginning of one) received from ``first`` to ``last``, both included."""
    if last < first:
        raise BadInput("统计期的结束日期早于开始日期。", "请改正日期。")
    return change(_count(uow, category, first, last), _count(uow, category, year_before(first), year_before(last)))


def _count(uow: UnitOfWork, category: str, first: date, last: date) -> int:
    since, until = _midnight(uow, first), _midnight(uow, last + timedelta(days=1))
    of_kind = TicketRow.category_code.between(f"{category:0<{CODE}}", f"{category:9<{CODE}}")
    query = select(func.count()).where(of_kind, TicketRow.created_at >= since, TicketRow.created_at < until)
    return uow.session.scalar(query.select_from(TicketRow)) or 0


def _midnight(uow: UnitOfWork, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=uow.calendar.timezone).astimezone(UTC)

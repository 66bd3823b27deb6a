"""What would be left without its unit or category if they went: open tickets, people, duty sessions to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from ticketing.directory.changes import Changes
from ticketing.directory.columns import TableName
from ticketing.duty.models import DutySessionRow
from ticketing.people.models import PersonRow
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.uow import UnitOfWork

AT_ONCE = 500
"""So many codes go into one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """``code`` is a unit's or a category's that would be removed while something still hangs on it."""

    kind: Literal["unit", "category"]
    code: str
    name: str
    tickets: int
    people: int
    sessions: int


def stranded(uow: UnitOfWork, changes: Mapping[TableName, Changes]) -> list[Stranded]:
    """By the number of open tickets, the most first."""
    found = [*_units(uow, _removed(changes, "units", "name")), *_categories(uow, _removed(changes, "categories", "level5"))]
    return sorted(found, key=lambda one: (-one.tickets, -one.people, one.code))


def _removed(changes: Mapping[TableName, Changes], table: TableName, name: str) -> dict[str, str]:
    rows = changes[table].of("removed") if table in changes else []
    return {row.values["code"]: row.values[name] for row in rows}


def _units(uow: UnitOfWork, names: Mapping[str, str]) -> list[Stranded]:
    codes = list(names)
    tickets = _count(uow, TicketLegRow.unit_code, codes, TicketLegRow.ended_at.is_(None))
    people = _count(uow, PersonRow.unit, codes, PersonRow.active.is_(True))
    sessions = _count(uow, DutySessionRow.unit_code, codes, DutySessionRow.state != "closed")
    return [
        Stranded(
            kind="unit", code=code, name=names[code], tickets=tickets.get(code, 0), people=people.get(code, 0),
            sessions=sessions.get(code, 0),
        )
        for code in codes
        if code in tickets or code in people or code in sessions
    ]  # fmt: skip


def _categories(uow: UnitOfWork, names: Mapping[str, str]) -> list[Stranded]:
    tickets = _count(uow, TicketRow.category_code, list(names), TicketRow.closed_at.is_(None))
    return [
        Stranded(kind="category", code=code, name=names[code], tickets=count, people=0, sessions=0)
        for code, count in tickets.items()
    ]


def _count(
    uow: UnitOfWork, code: "InstrumentedAttribute[str] | InstrumentedAttribute[str | None]", codes: Sequence[str],
    where: ColumnElement[bool],
) -> dict[str, int]:  # fmt: skip
    counts: dict[str, int] = {}
    for first in range(0, len(codes), AT_ONCE):
        query = select(code, func.count()).where(code.in_(codes[first : first + AT_ONCE]), where).group_by(code)
        counts.update({str(found): count for found, count in uow.session.execute(query)})
    return counts

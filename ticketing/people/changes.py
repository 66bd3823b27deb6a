"""The append-only record of whose account was changed by whom, and how."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select

from config.ids import new_id
from ticketing import paging
from ticketing.people import repository
from ticketing.people.models import PersonChangeRow
from ticketing.people.schemas import PersonChange, PersonChangePage
from ticketing.uow import UnitOfWork

How = Literal["created", "changed", "imported", "left"]
Cells = Mapping[str, tuple[Any, Any]]


def record(uow: UnitOfWork, person_id: str, how: How, cells: Cells, *, by: str, at: datetime) -> None:
    """Nothing is written where nothing changed; of a password only that there is a new one."""
    told = {name: ["", "•••"] if name == "password" else list(cell) for name, cell in cells.items()}
    if told:
        uow.session.add(PersonChangeRow(id=new_id(), person_id=person_id, at=at, by=by, how=how, cells=told))


def of_person(uow: UnitOfWork, person_id: str, before: str | None, limit: int) -> PersonChangePage:
    """Newest first."""
    repository.person_row(uow, person_id)
    query = select(PersonChangeRow).where(PersonChangeRow.person_id == person_id)
    rows = list(uow.session.scalars(paging.page(query, PersonChangeRow.at, PersonChangeRow.id, before, limit)))
    shown = rows[: paging.bounded(limit)]
    known = repository.names(uow, {row.by for row in shown})
    items = tuple(PersonChange(at=row.at, by=repository.named(known, row.by), how=row.how, cells=row.cells) for row in shown)
    return PersonChangePage(items=items, next=paging.cursor(shown[-1].at, shown[-1].id) if len(rows) > len(shown) else None)

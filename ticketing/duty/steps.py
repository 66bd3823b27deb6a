"""What was done with a session, as rows that are only ever added."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select

from config.ids import new_id
from ticketing.duty.models import DutySessionRow, DutyStepRow
from ticketing.people import repository as people
from ticketing.schema import PersonName, Schema
from ticketing.uow import UnitOfWork

Step = Literal[
    "planned", "changed", "swapped", "cancelled", "reminded", "checked_in", "assistant_named", "leader_absent", "taken_over",
    "unattended", "missed", "opened", "closed", "late_call", "corrected", "sheet_issued",
]  # fmt: skip


class DutyStepOut(Schema):
    """One row of a session's history. ``person`` is whom it concerns, as which ``role``."""

    at: datetime
    by: PersonName
    step: Step
    role: str
    person: PersonName | None
    reason: str
    detail: dict[str, Any]


def append(
    uow: UnitOfWork,
    row: DutySessionRow,
    step: Step,
    *,
    by: str,
    at: datetime,
    role: str = "",
    person: str | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Add a row; the session's own row must be locked, and its number makes two writers collide otherwise."""
    last = uow.session.scalar(select(func.max(DutyStepRow.position)).where(DutyStepRow.session_id == row.id))
    uow.session.add(
        DutyStepRow(
            id=new_id(),
            session_id=row.id,
            position=(last or 0) + 1,
            at=at,
            by=by,
            step=step,
            role=role,
            person_id=person,
            reason=reason,
            detail=detail,
        )
    )
    uow.session.flush()


def rows_of(uow: UnitOfWork, session_ids: Sequence[str]) -> dict[str, list[DutyStepRow]]:
    """The steps of each of these sessions, in their order."""
    found: dict[str, list[DutyStepRow]] = {id: [] for id in session_ids}
    query = select(DutyStepRow).where(DutyStepRow.session_id.in_(session_ids))
    for row in uow.session.scalars(query.order_by(DutyStepRow.session_id, DutyStepRow.position)):
        found[row.session_id].append(row)
    return found


def shown(uow: UnitOfWork, rows: Sequence[DutyStepRow]) -> tuple[DutyStepOut, ...]:
    known = people.names(uow, {id for row in rows for id in (row.by, row.person_id)})
    return tuple(
        DutyStepOut.model_validate(
            {name: getattr(row, name) for name in ("at", "step", "role", "reason", "detail")}
            | {"by": people.named(known, row.by), "person": people.named(known, row.person_id)}
        )
        for row in rows
    )

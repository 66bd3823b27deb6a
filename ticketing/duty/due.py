"""When a planned session next needs something done, written with each change of what it depends on."""

from ticketing.duty import attendance, steps
from ticketing.duty.models import DutySessionRow, DutyStepRow
from ticketing.uow import UnitOfWork


def done_names(rows: list[DutyStepRow]) -> set[str]:
    """Steps by the names of `attendance.schedule`; a change of the plan's times begins its reminders anew."""
    done: set[str] = set()
    for row in rows:
        if row.step in ("changed", "swapped"):
            done.clear()
        done.add(f"remind:{row.detail['before_s']}" if row.step == "reminded" else row.step)
    return done


def present(rows: list[DutyStepRow]) -> dict[str, DutyStepRow]:
    """The first check-in of each role by whoever held it then and, after a change, holds it now."""
    found: dict[str, DutyStepRow] = {}
    for row in rows:
        if row.step in ("changed", "swapped"):
            found.clear()
        if row.step == "checked_in":
            found.setdefault(row.role, row)
    return found


def expected(row: DutySessionRow, rows: list[DutyStepRow]) -> attendance.Expected:
    planned_at = max((one.at for one in rows if one.step in ("planned", "changed", "swapped")), default=row.starts_at)
    return attendance.Expected(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        planned_at=planned_at,
        has_deputy=row.deputy_id is not None,
        present=present(rows),
        done=done_names(rows),
    )


def renew(uow: UnitOfWork, row: DutySessionRow) -> None:
    """Write ``next_due_at``: only a session that is still planned needs anything."""
    rows = steps.rows_of(uow, [row.id])[row.id]
    coming = attendance.schedule(expected(row, rows), uow.law.duty) if row.state == "planned" else []
    row.next_due_at = coming[0].at if coming else None
    uow.session.flush()

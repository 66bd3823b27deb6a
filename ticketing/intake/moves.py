"""Steps of intakes: the only place where an intake's state is written; each is one row that stays."""

from datetime import datetime
from typing import cast

from sqlalchemy import func, select

from config.errors import NotFound
from config.ids import new_id
from ticketing.intake.models import IntakeRow, IntakeStepRow
from ticketing.intake.states import OPEN, IntakeCommand, IntakeState, step
from ticketing.uow import UnitOfWork
from ticketing.webhooks import telling

CHANGED = "intake"
CLERKS = ("agent", "dispatcher", "supervisor")
MAX_NOTE = 2_000


def locked(uow: UnitOfWork, intake_id: str, *, lock: bool = True) -> IntakeRow:
    """The intake, with ``lock`` nobody else's until the commit; NotFound when there is none."""
    query = select(IntakeRow).where(IntakeRow.id == intake_id)
    if lock:
        query = query.with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这件收件。", "请刷新收件列表。")
    return row


def move(uow: UnitOfWork, row: IntakeRow, command: IntakeCommand, *, by: str, at: datetime, note: str = "") -> None:
    """Take one step of the table and append it; an end notes its time, a step back takes it away."""
    before = cast(IntakeState, row.state)
    after = step(before, command)
    append(uow, row, command, before, after, by=by, at=at, note=note)
    row.state = after
    row.ended_at = None if after in OPEN else at
    uow.session.flush()
    if row.channel != "telephone":
        announce(uow, row)
    if row.told is not None:
        telling.of_intake(uow, row, at)


def announce(uow: UnitOfWork, row: IntakeRow) -> None:
    """Tell those who keep the list that it has changed."""
    uow.emit(CHANGED, {"id": row.id, "channel": row.channel, "state": row.state}, roles=CLERKS)


def append(
    uow: UnitOfWork, row: IntakeRow, command: IntakeCommand, before: str, after: str, *, by: str, at: datetime, note: str = ""
) -> None:
    """The history's row; two writers collide at its position."""
    last = select(func.max(IntakeStepRow.position)).where(IntakeStepRow.intake_id == row.id)
    uow.session.add(
        IntakeStepRow(
            id=new_id(),
            intake_id=row.id,
            position=(uow.session.scalar(last) or 0) + 1,
            at=at,
            by=by,
            command=command,
            from_state=before,
            to_state=after,
            note=note[:MAX_NOTE],
        )
    )
    uow.session.flush()

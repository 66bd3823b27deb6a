"""A paper of the ladder as a row and its steps: found, locked, stepped. The only writer of a paper's state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select

from config.errors import Conflict, NotFound
from config.ids import new_id
from ticketing.supervision.models import PaperRow, PaperStepRow
from ticketing.supervision.paper_states import OPEN, PaperCommand, PaperState, step
from ticketing.supervision.rungs import Ground, PoolLevel, Rung
from ticketing.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """What an inspector fills in. Without ``unit`` it goes to the ticket's lead unit; ``points`` None are the setting's."""

    rung: Rung
    ground: Ground
    text: str
    ticket: str | None = None
    unit: str | None = None
    cluster: str | None = None
    inspection: str | None = None
    evidence: str = ""
    points: float | None = None
    pool_level: PoolLevel = "hotline"


def paper_row(uow: UnitOfWork, paper_id: str, *, lock: bool = False) -> PaperRow:
    """The paper; with ``lock`` nobody else's until the commit."""
    query = select(PaperRow).where(PaperRow.id == paper_id)
    if lock:
        query = query.with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这件督办。", "请刷新督办列表。")
    return row


def taken(uow: UnitOfWork, paper_id: str, version: int | None) -> PaperRow:
    """The paper locked, as the person saw it; Conflict when somebody has stepped it meanwhile."""
    row = paper_row(uow, paper_id, lock=True)
    if version is not None and version != row.version:
        raise Conflict("该件刚被他人处理。", "请刷新督办列表，核对后再操作。")
    return row


def stepped(
    uow: UnitOfWork,
    row: PaperRow,
    command: PaperCommand,
    *,
    by: str,
    at: datetime,
    text: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of the table and append its row; a paper that is over makes room for another climb."""
    before = cast(PaperState, row.state)
    row.state = step(before, command)
    if row.state not in OPEN:
        row.open_key, row.ended_at = None, at
    append(uow, row, command, before, by=by, at=at, text=text, detail=detail)


def append(
    uow: UnitOfWork,
    row: PaperRow,
    command: str,
    before: str,
    *,
    by: str,
    at: datetime,
    text: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    last = select(func.max(PaperStepRow.position)).where(PaperStepRow.paper_id == row.id)
    row.version += 1
    history = PaperStepRow(
        id=new_id(),
        paper_id=row.id,
        position=(uow.session.scalar(last) or 0) + 1,
        at=at,
        by=by,
        command=command,
        from_state=before,
        to_state=row.state,
        text=text,
        detail=dict(detail or {}),
    )
    uow.session.add(history)
    uow.session.flush()

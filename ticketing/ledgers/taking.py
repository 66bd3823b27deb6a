"""Taking a step: the only place where the state of a followed thing is written, and the row that says so."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select

from config.errors import Conflict, NotFound
from config.ids import new_id
from ticketing.ledgers.rows import LedgerStep, Stated
from ticketing.ledgers.table import StateTable
from ticketing.people import repository as people
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

Row = TypeVar("Row", bound=Stated)
MAX_STEPS = 500
"""Steps of one thing that are shown, the newest kept."""


class StepOut(Schema):
    """One row of a ledger; ``by`` is a person's id or ``system``, ``by_name`` the name for people."""

    at: datetime
    by: str
    by_name: str
    step: str
    from_state: str
    to_state: str
    text: str
    detail: dict[str, Any]


def locked(uow: UnitOfWork, model: type[Row], id: str, missing: str) -> Row:
    """The row, nobody else's until the commit; NotFound with the sentence ``missing``."""
    query = select(model).where(model.id == id).with_for_update().execution_options(populate_existing=True)
    return _found(uow.session.scalar(query), missing)


def seen(uow: UnitOfWork, model: type[Row], id: str, missing: str) -> Row:
    """The row to be read only."""
    return _found(uow.session.get(model, id), missing)


def _found(row: Row | None, missing: str) -> Row:
    if row is None:
        raise NotFound(missing, "请刷新页面。")
    return row


def take(
    uow: UnitOfWork,
    row: Stated,
    ledger: type[LedgerStep],
    table: StateTable,
    command: str,
    *,
    version: int | None,
    by: str,
    at: datetime,
    text: str = "",
    detail: Mapping[str, Any] | None = None,
    counts: bool = True,
) -> None:
    """Take one step of ``table`` and append its row.

    ``version`` is what the person's screen showed (None: the law itself). Conflict when it has changed since, with who did
    what, or when the state has no such step.
    """
    if version is not None and version != row.version:
        raise Conflict(_changed_by(uow, row, ledger, table), "请刷新页面，核对后再操作。")
    after = table.after(row.state, command)
    append(uow, row, ledger, command, to=after, by=by, at=at, text=text, detail=detail, counts=counts)


def append(
    uow: UnitOfWork,
    row: Stated,
    ledger: type[LedgerStep],
    step: str,
    *,
    to: str | None = None,
    by: str,
    at: datetime,
    text: str = "",
    detail: Mapping[str, Any] | None = None,
    counts: bool = True,
) -> None:
    """Write the row of a step; the state stays unless ``to`` names another.

    What adds to the ledger without changing the thing (a reminder, a word of progress) does not ``count``: nobody's screen is
    stale because of it.
    """
    before = row.state
    row.state, row.version = to or before, row.version + counts
    uow.session.flush()
    last = uow.session.scalar(select(func.max(ledger.position)).where(ledger.owner_id == row.id))
    uow.session.add(
        ledger(
            id=new_id(),
            owner_id=row.id,
            position=(last or 0) + 1,
            at=at,
            by=by,
            step=step,
            from_state=before,
            to_state=row.state,
            text=text,
            detail=dict(detail or {}),
        )
    )
    uow.session.flush()


def steps_of(uow: UnitOfWork, ledger: type[LedgerStep], owner_id: str) -> tuple[StepOut, ...]:
    """The ledger of one thing in the order in which it was written."""
    query = select(ledger).where(ledger.owner_id == owner_id).order_by(ledger.position.desc()).limit(MAX_STEPS)
    rows: Sequence[LedgerStep] = uow.session.scalars(query).all()[::-1]
    known = people.names(uow, {row.by for row in rows})
    plain = ("at", "by", "step", "from_state", "to_state", "text", "detail")
    return tuple(
        StepOut.model_validate({name: getattr(row, name) for name in plain} | {"by_name": known.get(row.by, row.by)})
        for row in rows
    )


def _changed_by(uow: UnitOfWork, row: Stated, ledger: type[LedgerStep], table: StateTable) -> str:
    last = uow.session.scalar(select(ledger).where(ledger.owner_id == row.id).order_by(ledger.position.desc()).limit(1))
    if last is None:
        return f"{table.what}刚被他人修改。"
    name = people.names(uow, [last.by]).get(last.by, last.by)
    done = table.commands.get(last.step, last.step)
    return f"{table.what}已由{name}于{uow.calendar.local(last.at):%m月%d日%H:%M}更新（{done}）。"

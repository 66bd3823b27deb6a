"""The only place where a case's state is written, with its history row and the moment of its next move."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from config.ids import new_id
from ticketing.conditional import repository, rules
from ticketing.conditional.models import ConditionalCaseRow, ConditionalStepRow, MissingPaperRow
from ticketing.conditional.rules import CaseCommand, Paper
from ticketing.uow import UnitOfWork


def papers_of(rows: Sequence[MissingPaperRow]) -> list[Paper]:
    """The rows as the rules see them, in the same order."""
    return [
        Paper(
            name=row.name,
            due_on=row.due_on,
            received=row.received_at is not None,
            reminded_for=row.reminded_for,
            extensions=row.extensions,
        )
        for row in rows
    ]


def move(
    uow: UnitOfWork,
    row: ConditionalCaseRow,
    command: CaseCommand,
    *,
    by: str,
    at: datetime,
    reason: str = "",
    paper: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One step of the table; after it the case knows when it next moves by itself."""
    before = row.state
    row.state = rules.step(rules.state(before), command)
    if row.state in ("completed", "revoked"):
        row.ended_at = at
    if row.state != "grace":
        row.grace_until = None
    append(uow, row, command, before, by=by, at=at, reason=reason, paper=paper, detail=detail)
    settle_next(uow, row)


def append(
    uow: UnitOfWork,
    row: ConditionalCaseRow,
    command: CaseCommand,
    before: str,
    *,
    by: str,
    at: datetime,
    reason: str = "",
    paper: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    row.version += 1
    uow.session.add(
        ConditionalStepRow(
            id=new_id(),
            case_id=row.id,
            position=row.version,
            at=at,
            by=by,
            command=command,
            from_state=before,
            to_state=row.state,
            paper_id=paper,
            reason=reason,
            detail=dict(detail or {}),
        )
    )
    uow.session.flush()


def settle_next(uow: UnitOfWork, row: ConditionalCaseRow) -> None:
    papers = papers_of(repository.papers_of(uow, [row.id])[row.id])
    remind = uow.law.funds.paper_remind_days
    row.next_at = rules.next_at(rules.state(row.state), papers, row.grace_until, remind, uow.calendar)
    uow.session.flush()

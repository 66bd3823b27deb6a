"""Queries on drafts, what is shown of one, and the caller's history beside it."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import select

from config.errors import NotFound
from ticketing.calls import repository as calls
from ticketing.calls.outcomes import NAMES
from ticketing.calls.schemas import Outcome
from ticketing.drafts import sources
from ticketing.drafts.brought import Brought, channel_of, origin_of
from ticketing.drafts.models import DraftRow
from ticketing.drafts.schemas import DraftOut, HistoryItem
from ticketing.schema import Coded
from ticketing.tickets import repository as tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

HISTORY_LIMIT = 10


def locked_row(uow: UnitOfWork, draft_id: str) -> DraftRow | None:
    """The draft, locked until the commit, so that of two writers the second sees the first one's version."""
    query = select(DraftRow).where(DraftRow.id == draft_id).with_for_update()
    return uow.session.scalar(query.execution_options(populate_existing=True))


def rows_of(uow: UnitOfWork, call_ids: Sequence[str]) -> dict[str, DraftRow]:
    found = uow.session.scalars(select(DraftRow).where(DraftRow.id.in_(call_ids)))
    return {row.id: row for row in found}


def draft_out(uow: UnitOfWork, row: DraftRow, of: Brought) -> DraftOut:
    fields: dict[str, Any] = dict(row.fields)
    fields.pop(sources.KEY, None)
    newer = sources.suggested(row.fields, row.edited)
    return DraftOut.model_validate(
        fields
        | {
            "id": row.id,
            "call_id": row.call_id,
            "channel": channel_of(of),
            "version": row.version,
            "agent": row.agent_id,
            "caller_number": of.caller_number,
            "category": _category(uow, fields["category"]),
            "unit": unit_coded(uow, fields["unit"]) if fields["unit"] else None,
            "history": caller_history(uow, of),
            "edited": tuple(row.edited),
            "origin": origin_of(of),
            "status": row.status,
            "evidence": sources.evidence(row.fields, row.edited),
            "suggested": newer | {"category": _category(uow, newer.get("category"))},
        }
    )


def caller_history(uow: UnitOfWork, of: Brought) -> tuple[HistoryItem, ...]:
    """Earlier tickets of this number, and its earlier calls that became none; newest first, at most ten."""
    if not of.caller_number:
        return ()
    earlier = tickets.of_number(uow, of.caller_number, of.arrived_at, HISTORY_LIMIT)
    became = {row.call_id for row in earlier}
    items = [
        HistoryItem(kind="ticket", id=row.id, at=row.created_at, title=f"{row.number} {row.title}", state=row.state)
        for row in earlier
    ]
    for row in calls.of_number(uow, of.caller_number, of.arrived_at, HISTORY_LIMIT):
        if row.id not in became:
            title = NAMES[cast(Outcome, row.outcome)] if row.outcome else "已接通" if row.answered_at else "未接通"
            items.append(HistoryItem(kind="call", id=row.id, at=row.arrived_at, title=title, state=row.state))
    return tuple(sorted(items, key=lambda item: item.at, reverse=True)[:HISTORY_LIMIT])


def category_name(uow: UnitOfWork, code: str) -> str:
    """The category's name of today; a code that the tree has dropped stands for itself."""
    try:
        return uow.city.category(code).name
    except NotFound:
        return code


def _category(uow: UnitOfWork, code: str | None) -> Coded | None:
    return Coded(code=code, name=category_name(uow, code)) if code else None

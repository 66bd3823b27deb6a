"""Writing the queue log: append-only, each fact once, and the call that it amounts to brought up to date."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from config.errors import BadInput
from config.ids import new_id
from ticketing.calls import repository
from ticketing.calls.models import CallRow, QueueLogRow
from ticketing.calls.projection import KINDS, CallFacts, project
from ticketing.uow import UnitOfWork

COLUMNS = tuple(name for name in CallFacts.__dataclass_fields__ if name not in ("held_since", "ringing"))


def append(uow: UnitOfWork, kind: str, at: datetime, call_id: str | None, data: Mapping[str, Any]) -> bool:
    """Write one row; False when this very fact is there already. ``data`` is JSON-ready."""
    if kind not in KINDS:
        raise BadInput(f"The queue log has no kind {kind!r}.", "Add it to ticketing.calls.projection.KINDS.")
    fingerprint = _fingerprint(kind, at, call_id, data)
    if uow.session.scalar(select(QueueLogRow.id).where(QueueLogRow.fingerprint == fingerprint)):
        return False
    row = QueueLogRow(
        id=new_id(),
        fingerprint=fingerprint,
        call_id=call_id,
        agent_id=data.get("agent"),
        kind=kind,
        at=at,
        data=dict(data),
    )
    uow.session.add(row)
    uow.session.flush()
    return True


def refresh(uow: UnitOfWork, call_id: str) -> CallRow:
    """Project the call's log anew into its row; the outcome is a person's and is left alone."""
    facts = project(repository.facts_of(uow, call_id))
    row = uow.session.get(CallRow, call_id)
    if row is None:
        row = CallRow(id=call_id, outcome=None, outcome_at=None, outcome_by=None, outcome_note="")
        uow.session.add(row)
    for name in COLUMNS:
        setattr(row, name, getattr(facts, name))
    uow.session.flush()
    return row


def _fingerprint(kind: str, at: datetime, call_id: str | None, data: Mapping[str, Any]) -> str:
    text = json.dumps([kind, at.timestamp(), call_id, dict(data)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

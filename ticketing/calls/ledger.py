"""Writing the queue log: append-only, each fact once, and the call that it amounts to brought up to date."""

import hashlib
import json
from collections.abc import Collection, Sequence

from sqlalchemy import select

from config.errors import BadInput
from config.ids import new_id
from ticketing.calls import repository
from ticketing.calls.fact import Told
from ticketing.calls.models import CallRow, QueueLogRow
from ticketing.calls.projection import KINDS, CallFacts, project
from ticketing.uow import UnitOfWork

COLUMNS = tuple(name for name in CallFacts.__dataclass_fields__ if name not in ("held_since", "ringing"))


def append(uow: UnitOfWork, told: Sequence[Told]) -> list[Told]:
    """Write a row for each; returns those that were not there already, each once. BadInput for a kind that nobody has named."""
    by_print = {_fingerprint(fact): fact for fact in told}
    query = select(QueueLogRow.fingerprint).where(QueueLogRow.fingerprint.in_(by_print))
    for known in uow.session.scalars(query):
        del by_print[known]
    uow.session.add_all(_row(fingerprint, fact) for fingerprint, fact in by_print.items())
    uow.session.flush()
    return list(by_print.values())


def refresh(uow: UnitOfWork, call_ids: Collection[str]) -> dict[str, CallRow]:
    """Project the calls' logs anew into their rows; the outcome is a person's and is left alone."""
    rows = {row.id: row for row in uow.session.scalars(select(CallRow).where(CallRow.id.in_(call_ids)))}
    for call_id, log in repository.facts_of_all(uow, call_ids).items():
        facts = project(log)
        row = rows.get(call_id)
        if row is None:
            row = rows[call_id] = CallRow(id=call_id, outcome=None, outcome_at=None, outcome_by=None, outcome_note="")
            uow.session.add(row)
        for name in COLUMNS:
            setattr(row, name, getattr(facts, name))
    uow.session.flush()
    return rows


def _row(fingerprint: str, fact: Told) -> QueueLogRow:
    if fact.kind not in KINDS:
        raise BadInput(f"The queue log has no kind {fact.kind!r}.", "Add it to ticketing.calls.projection.KINDS.")
    return QueueLogRow(
        id=new_id(),
        fingerprint=fingerprint,
        call_id=fact.call_id,
        agent_id=fact.data.get("agent"),
        kind=fact.kind,
        at=fact.at,
        data=dict(fact.data),
    )


def _fingerprint(fact: Told) -> str:
    text = json.dumps([fact.kind, fact.at.timestamp(), fact.call_id, dict(fact.data)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

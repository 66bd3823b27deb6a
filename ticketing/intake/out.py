"""From intakes' rows to what is shown of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from ticketing.attachments import service as attachments
from ticketing.calls.out import ticket_ref
from ticketing.drafts import repository as drafts
from ticketing.drafts import service as draft_service
from ticketing.drafts.models import DraftRow
from ticketing.intake import acceptance, repository
from ticketing.intake.models import IntakeRow, IntakeStepRow
from ticketing.intake.schemas import IntakeDetail, IntakeFacts, IntakeOut, IntakeStep, Involved
from ticketing.intake.states import COMMANDS, TRANSITIONS, IntakeState
from ticketing.people import repository as people
from ticketing.schema import Coded
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

PLAIN = (
    "id", "channel", "origin", "source", "external_id", "tracking", "state", "arrived_at", "accept_due", "accepted_at",
    "caller_name", "caller_number", "type", "asked", "waits_until", "ended_at",
)  # fmt: skip


def intakes_out(uow: UnitOfWork, rows: Sequence[IntakeRow], now: datetime) -> tuple[IntakeOut, ...]:
    return tuple(IntakeOut.model_validate(plain) for plain in _plain(uow, rows, now))


def detail_out(uow: UnitOfWork, row: IntakeRow, now: datetime) -> IntakeDetail:
    (plain,) = _plain(uow, [row], now)
    steps = repository.steps_of(uow, row.id)
    known = people.names(uow, {step.by for step in steps})
    return IntakeDetail.model_validate(
        plain
        | {
            "text": row.text,
            "place_given": row.place_given,
            "people": tuple(Involved.model_validate(one) for one in row.people),
            "facts": IntakeFacts.model_validate(row.facts),
            "answer": row.answer,
            "visit": row.visit_id,
            "draft": draft_service.get(uow, row.id),
            "files": attachments.of_intake(uow, row.id),
            "steps": tuple(_step(step, known.get(step.by, step.by)) for step in steps),
            "allowed": tuple(one for one in COMMANDS if (cast(IntakeState, row.state), one) in TRANSITIONS),
        }
    )


def _plain(uow: UnitOfWork, rows: Sequence[IntakeRow], now: datetime) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    filled, became = drafts.rows_of(uow, ids), repository.tickets_of(uow, ids)
    files, known = repository.files_of(uow, ids), people.names(uow, {row.accepted_by for row in rows})
    share = uow.law.intake.accept_warn_share
    return [
        {name: getattr(row, name) for name in PLAIN}
        | _of_draft(uow, filled.get(row.id), row)
        | {
            "source_name": source_name(uow, row),
            "light": acceptance.light(row.arrived_at, row.accept_due, row.accepted_at, now, share),
            "accepted_by": people.named(known, row.accepted_by),
            "ticket": ticket_ref(became.get(row.id)),
            "attachments": files.get(row.id, 0),
        }
        for row in rows
    ]


def _of_draft(uow: UnitOfWork, draft: DraftRow | None, row: IntakeRow) -> dict[str, Any]:
    fields = draft.fields if draft else {}
    code = fields.get("category")
    return {
        "title": fields.get("title") or row.text[:30],
        "category": Coded(code=code, name=drafts.category_name(uow, code)) if code else None,
        "urgent": bool(fields.get("urgent")),
    }


def source_name(uow: UnitOfWork, row: IntakeRow) -> str:
    """A scanned code's unit by its name, else what the source says of itself."""
    if row.channel == "mailbox" and row.source:
        return unit_coded(uow, row.source).name
    return str(row.facts.get("group") or row.source)


def _step(step: IntakeStepRow, name: str) -> IntakeStep:
    plain = {name: getattr(step, name) for name in ("at", "command", "from_state", "to_state", "note")}
    return IntakeStep.model_validate(plain | {"by_name": name})

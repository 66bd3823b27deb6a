"""From a ticket's row to what is shown of it."""

from collections.abc import Mapping
from typing import cast

from config.errors import NotFound
from ticketing.dispatching.sending import legs_of
from ticketing.dispatching.stage import stage_of
from ticketing.drafts.schemas import PlaceOut, Urgent
from ticketing.people import repository as people
from ticketing.schema import Coded
from ticketing.tickets import callers
from ticketing.tickets.models import TicketLegRow, TicketRow, TicketStepRow
from ticketing.tickets.schemas import TicketLegOut, TicketOut, TicketState, TicketStep
from ticketing.uow import UnitOfWork

PLAIN = (
    "id", "number", "intake_id", "call_id", "channel", "origin", "state", "type", "title", "summary", "matter", "wish", "answer",
    "caller_number", "caller_name", "callback_number", "level", "basis", "basis_why", "dispatch_level",
    "directory_version", "created_at", "created_by", "dispatched_at", "deadline", "closed_at", "version", "light", "scheme",
    "first_deadline", "sign_due", "contact_due", "signed_at", "contacted_at", "reported_at", "paused_at", "asked_extension",
    "asked_suspension", "asked_review_at",
    "extensions", "reworks", "returns", "suspended_for", "review_at", "flags", "result", "solved", "resolved_level", "batch_id",
    "merged_into", "split_from",
)  # fmt: skip
LEG = (
    "id", "role", "state", "basis", "why", "dispatched_at", "sign_due", "contact_due", "deadline", "started_at", "yellow_at",
    "signed_at", "contacted_at", "reported_at", "ended_at", "result",
)  # fmt: skip


def ticket_out(uow: UnitOfWork, row: TicketRow, *, history: bool = False, callers_count: int = 1) -> TicketOut:
    """``callers_count`` is read anew with the history; a list gives it for all its tickets at once."""
    steps = row.steps if history else []
    further = callers.of_ticket(uow, row.id) if history else []
    legs = legs_of(uow, row.id) if history else []
    known = people.names(uow, {step.by for step in steps}) if steps else {}
    return TicketOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "duty_session": row.duty_session_id,
            "category": _coded(row.category_code, row.category_name),
            "unit": _coded(row.unit_code, row.unit_name),
            "co_units": tuple(unit_coded(uow, code) for code in row.co_units),
            "place": PlaceOut.model_validate(row.place) if row.place else None,
            "urgent": tuple(Urgent.model_validate(word) for word in row.urgent),
            "first_receiver": unit_coded(uow, row.first_receiver) if row.first_receiver else None,
            "stage": stage_of(cast(TicketState, row.state)),
            "legs": tuple(map(leg_out, legs)),
            "history": tuple(_step(step, known) for step in steps),
            "callers": tuple(map(callers.caller_out, further)),
            "confidential": row.type in uow.law.dispatching.confidential_types,
            "callers_count": 1 + len(further) if history else callers_count,
        }
    )


def leg_out(row: TicketLegRow) -> TicketLegOut:
    return TicketLegOut.model_validate(
        {name: getattr(row, name) for name in LEG} | {"unit": Coded(code=row.unit_code, name=row.unit_name)}
    )


def unit_coded(uow: UnitOfWork, code: str) -> Coded:
    """A unit by its name of today; a code that the directory has dropped stands for itself."""
    try:
        return Coded(code=code, name=uow.city.unit(code).name)
    except NotFound:
        return Coded(code=code, name=code)


def _coded(code: str | None, name: str | None) -> Coded | None:
    return Coded(code=code, name=name or code) if code else None


def _step(row: TicketStepRow, known: Mapping[str, str]) -> TicketStep:
    return TicketStep.model_validate(
        {name: getattr(row, name) for name in ("id", "at", "by", "command", "from_state", "to_state", "reason")}
        | {"by_name": known.get(row.by, row.by)}
    )

"""From a call's row to what is shown of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ticketing.calls.models import CallRow
from ticketing.calls.projection import INTERRUPTED
from ticketing.calls.schemas import CallOut, TicketRef
from ticketing.people import repository as people
from ticketing.tickets import repository as tickets
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

SUPERVISOR = "supervisor"
PLAIN = (
    "id", "state", "queue", "caller_number", "caller_name", "dialled", "trunk", "arrived_at", "queued_at",
    "answered_at", "ended_at", "reason", "detail", "waited_s", "talked_s", "held_s", "wrap_up_s", "recording",
    "recording_finished", "direction", "parties", "outcome", "outcome_at", "outcome_note",
)  # fmt: skip


def calls_out(uow: UnitOfWork, rows: Sequence[CallRow]) -> tuple[CallOut, ...]:
    """All with three queries: names and tickets are looked up once for the whole list."""
    known = people.names(uow, {person for row in rows for person in _people(row)})
    became = tickets.of_calls(uow, [row.id for row in rows])
    return tuple(
        CallOut.model_validate(
            {name: getattr(row, name) for name in PLAIN}
            | {
                "duty_session": row.duty_session_id,
                "callback": row.callback_id,
                "quality": {leg: _named(known, figures) for leg, figures in row.quality.items()},
                "transfers": [entry | {"agent": people.named(known, entry["agent"])} for entry in row.transfers],
                "pauses": [entry | {"agent": people.named(known, entry["agent"])} for entry in row.pauses],
                "supervisions": [entry | {"supervisor": people.named(known, entry["supervisor"])} for entry in row.supervisions],
                "agent": people.named(known, row.agent_id),
                "by": row.ended_by,
                "interrupted": row.detail == INTERRUPTED,
                "ticket": ticket_ref(became.get(row.id)),
            }
        )
        for row in rows
    )


def _people(row: CallRow) -> set[str | None]:
    others = {entry["agent"] for entry in (*row.transfers, *row.pauses)}
    measured = {figures.get("person") for figures in row.quality.values()}
    return {row.agent_id} | others | measured | {entry["supervisor"] for entry in row.supervisions}


def _named(known: Mapping[str, str], figures: Mapping[str, Any]) -> Mapping[str, Any]:
    """A leg's figures with the name of the person whose phone it was."""
    person = people.named(known, figures.get("person"))
    return {**figures, "person": person.model_dump()} if person else figures


def without_supervision(call: CallOut) -> CallOut:
    """The call as those see it who are not told who listened in."""
    quality = {leg: figures for leg, figures in call.quality.items() if not leg.startswith(SUPERVISOR)}
    return call.model_copy(update={"supervisions": (), "quality": quality})


def ticket_ref(row: TicketRow | None) -> TicketRef | None:
    return TicketRef(id=row.id, number=row.number, state=row.state) if row else None

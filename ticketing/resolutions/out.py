"""From rows to what is shown of them."""

from collections.abc import Sequence
from datetime import datetime

from ticketing.clocks.lights import Light, light
from ticketing.ledgers import steps_of
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_text
from ticketing.resolutions import repository
from ticketing.resolutions.models import ResolutionRow, ResolutionStepRow
from ticketing.resolutions.schemas import ResolutionOut
from ticketing.resolutions.states import OVER, TABLE
from ticketing.schema import Coded, PersonName
from ticketing.tickets.named import NamedTicket, named_tickets
from ticketing.uow import UnitOfWork

PLAIN = (
    "id", "kind", "state", "version", "text", "decided_at", "due", "first_due", "evidence", "reported_at", "named_at",
    "closed_at",
)  # fmt: skip
BY_ITSELF = ("remind", "overdue")


def resolutions_out(
    uow: UnitOfWork, rows: Sequence[ResolutionRow], now: datetime, *, history: bool = False
) -> tuple[ResolutionOut, ...]:
    """``history`` is for one, not for lists."""
    known = people.names(uow, {id for row in rows for id in (row.decided_by, row.person_id, row.closed_by)})
    sources, said = repository.sources(uow, rows), repository.last_words(uow, [row.id for row in rows])
    tickets = named_tickets(uow, [row.ticket_id for row in rows])
    return tuple(
        ResolutionOut.model_validate(
            {name: getattr(row, name) for name in PLAIN}
            | {
                "source": sources.get(row.id),
                "item": row.item_id,
                "ticket": _masked(tickets.get(row.ticket_id or "")),
                "unit": Coded(code=row.unit_code, name=row.unit_name),
                "person": people.named(known, row.person_id),
                "decided_by": PersonName(id=row.decided_by, name=known.get(row.decided_by, row.decided_by)),
                "closed_by": people.named(known, row.closed_by),
                "light": light_of(row, now),
                "progress": said.get(row.id, ""),
                "allowed": tuple(command for command in TABLE.allowed(row.state) if command not in BY_ITSELF),
                "history": steps_of(uow, ResolutionStepRow, row.id) if history else (),
            }
        )
        for row in rows
    )


def light_of(row: ResolutionRow, now: datetime) -> Light:
    """As a ticket's lamp; what was reported is judged by when it was reported."""
    moment = row.reported_at if row.state == "reported" and row.reported_at else now
    return light(moment, start=row.decided_at, due=row.due, closed=row.state in OVER)


def _masked(ticket: NamedTicket | None) -> NamedTicket | None:
    return ticket.model_copy(update={"title": mask_text(ticket.title)}) if ticket else None

"""All that others do with dispatch, by name."""

from collections.abc import Sequence
from datetime import datetime

from ticketing.dispatching import sending
from ticketing.dispatching.advice import advise
from ticketing.dispatching.merging import Person, everyone, head_of, members, merge, unmerge
from ticketing.dispatching.objections import grant, object_to, refer, reject
from ticketing.dispatching.parts import add_leg, copy, withdraw_leg
from ticketing.dispatching.places import place_of
from ticketing.dispatching.plan import Dispatch, Scheme, chosen
from ticketing.dispatching.rerouting import name_problem, name_unit, redispatch
from ticketing.dispatching.splitting import split
from ticketing.dispatching.stage import stage_of
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import taken
from ticketing.uow import UnitOfWork

__all__ = [
    "Dispatch",
    "Person",
    "add_leg",
    "advise",
    "copy",
    "dispatch_accepted",
    "everyone",
    "grant",
    "head_of",
    "members",
    "merge",
    "name_problem",
    "name_unit",
    "object_to",
    "redispatch",
    "refer",
    "reject",
    "split",
    "stage_of",
    "unmerge",
    "withdraw_leg",
]


def dispatch_accepted(
    uow: UnitOfWork,
    ticket_id: str,
    unit: str,
    *,
    actor: Actor,
    version: int | None,
    at: datetime,
    co_units: Sequence[str] | None = None,
    cc: Sequence[str] = (),
    level: int | None = None,
    scheme: Scheme = "level",
    reason: str = "",
) -> TicketRow:
    """Send a ticket that waits for its dispatch; ``co_units`` None: those of the directory's row, when its unit leads."""
    row = taken(uow, ticket_id, actor=actor, command="dispatch", version=version)
    to = chosen(
        uow.city,
        unit,
        category=row.category_code,
        place=place_of(row.place),
        level=level or row.level or uow.law.default_level,
        first_receiver=row.first_receiver,
        co_units=tuple(co_units) if co_units is not None else None,
        cc=tuple(cc),
        scheme=scheme,
    )
    said = f"{reason.strip()}（{to.why}）" if reason.strip() else to.why
    sending.dispatch(uow, row, to, by=actor.id, at=at, reason=said)
    return row

"""What a platform is told of its matters: one message for each change, written with the change or found soon after.

Steps of an intake write their message in their own transaction. Steps of a ticket are found by `look_through`, which compares
the ticket's version with the one last told; a message for each subject exists once, whoever looks.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite

from config.ids import new_id
from ticketing.intake.models import IntakeRow
from ticketing.tickets.models import TicketCallerRow, TicketRow
from ticketing.uow import UnitOfWork
from ticketing.webhooks.models import DeliveryRow, PlatformRow

CHANGED = "matter.changed"
PENDING = "pending"
AT_ONCE = 100
OVER = frozenset({"archived", "merged"})
"""No further message comes after these; a closed ticket may be opened again."""


def of_intake(uow: UnitOfWork, intake: IntakeRow, at: datetime) -> None:
    """The intake has just taken a step."""
    subject = f"{intake.id}:intake:{at.isoformat()}:{intake.state}"
    _write(uow, intake, subject, body(uow, intake, None), at)


def look_through(uow: UnitOfWork, now: datetime) -> int:
    """Write what platforms have not been told of their tickets, at most a page; returns how many messages."""
    own = TicketRow.intake_id == IntakeRow.id
    joined = TicketRow.id.in_(
        select(TicketCallerRow.ticket_id).where(TicketCallerRow.intake_id == IntakeRow.id).correlate(IntakeRow)
    )
    return _of_tickets(uow, own, now) + _of_tickets(uow, joined, now)


def body(uow: UnitOfWork, intake: IntakeRow, ticket: TicketRow | None) -> dict[str, Any]:
    """What a platform may know of its own matter: where it stands, who handles it, until when, what came of it."""
    told: dict[str, Any] = {
        "external_id": intake.external_id,
        "tracking": intake.tracking,
        "state": intake.state,
        "asked": intake.asked,
        "answer": intake.answer,
        "ticket": None,
    }
    if ticket is not None:
        told["ticket"] = {
            "number": ticket.number,
            "state": ticket.state,
            "unit": ticket.unit_name,
            "deadline": ticket.deadline.isoformat() if ticket.deadline else None,
            "result": ticket.result or ticket.answer,
        }
    return told


def _of_tickets(uow: UnitOfWork, where: ColumnElement[bool], now: datetime) -> int:
    query = (
        select(IntakeRow, TicketRow)
        .join(TicketRow, where)
        .where(IntakeRow.told.is_not(None), TicketRow.version > IntakeRow.told)
        .order_by(IntakeRow.id)
        .limit(AT_ONCE)
        .with_for_update(of=IntakeRow, skip_locked=True)
    )
    rows = uow.session.execute(query).all()
    for intake, ticket in rows:
        _write(uow, intake, f"{intake.id}:ticket:{ticket.version}", body(uow, intake, ticket), now)
        intake.told = None if ticket.state in OVER else ticket.version
    uow.session.flush()
    return len(rows)


def _write(uow: UnitOfWork, intake: IntakeRow, subject: str, told: dict[str, Any], at: datetime) -> None:
    platform = uow.session.scalar(select(PlatformRow).where(PlatformRow.code == intake.source))
    if platform is None or not platform.webhook:
        return
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "id": new_id(),
        "platform_id": platform.id,
        "subject": subject,
        "event": CHANGED,
        "body": told,
        "at": at,
        "state": PENDING,
        "tries": 0,
        "next_at": at,
        "last_error": "",
    }
    uow.session.execute(insert(DeliveryRow).values(**values).on_conflict_do_nothing())

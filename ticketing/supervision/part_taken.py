"""Who had a part in a ticket, and so may not look back at it: who handled it, and who called its citizens back."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from ticketing.evaluation.models import EvaluationRow, EvaluationTryRow
from ticketing.tickets.models import TicketStepRow
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

HANDLED: frozenset[Command] = frozenset(
    {
        "sign", "sign_leg", "contact", "start_handling", "start_leg", "report", "report_leg", "pass_review", "rework", "close",
        "ask_supplement", "suspend", "answer_batch",
    }
)  # fmt: skip


def had_part(uow: UnitOfWork, tickets: Collection[str]) -> Mapping[str, frozenset[str]]:
    """By ticket the people who handled it, or tried to reach a citizen of it: the callback itself closes by the law's hand."""
    handled = select(TicketStepRow.ticket_id, TicketStepRow.by).where(
        TicketStepRow.ticket_id.in_(tickets), TicketStepRow.command.in_(sorted(HANDLED))
    )
    called = (
        select(EvaluationRow.ticket_id, EvaluationTryRow.by)
        .join(EvaluationTryRow, EvaluationTryRow.evaluation_id == EvaluationRow.id)
        .where(EvaluationRow.ticket_id.in_(tickets) | EvaluationRow.of_ticket.in_(tickets))
    )
    found: dict[str, set[str]] = {ticket: set() for ticket in tickets}
    for query in (handled, called, called.with_only_columns(EvaluationRow.of_ticket, EvaluationTryRow.by)):
        for ticket, person in uow.session.execute(query.distinct()):
            found.setdefault(ticket, set()).add(person)
    return {ticket: frozenset(people) for ticket, people in found.items()}

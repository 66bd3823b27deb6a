"""From a session's row and its calls to what is shown of it."""

from collections.abc import Sequence

from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.calls.out import ticket_ref
from ticketing.calls.projection import DUTY_QUEUE
from ticketing.drafts import repository as drafts
from ticketing.duty import repository
from ticketing.duty.ledger import OUTSIDE, LedgerCall, tally
from ticketing.duty.models import DutySessionRow
from ticketing.duty.schemas import DutyCallOut, DutySessionOut
from ticketing.figures.rate import percent
from ticketing.people import repository as people
from ticketing.tickets import repository as tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

PLAIN = ("id", "title", "number", "starts_at", "ends_at", "state", "opened_at", "closed_at", "closed_by")


def session_out(uow: UnitOfWork, row: DutySessionRow, *, with_calls: bool = True) -> DutySessionOut:
    known = people.names(uow, [row.leader_id, row.deputy_id])
    rows = calls.of_duty_session(uow, row.id)
    sums = tally(_ledger_call(call) for call in rows)
    return DutySessionOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "queue": queue_of(row.id),
            "unit": unit_coded(uow, row.unit_code),
            "leader": row.leader_id,
            "leader_name": known.get(row.leader_id, row.leader_id),
            "deputy": people.named(known, row.deputy_id),
            "numerator": sums.on_the_spot,
            "denominator": sums.connected,
            "rate": percent(sums.on_the_spot, sums.connected),
            "abandoned": sums.abandoned,
            "silent": sums.silent,
            "wrong_number": sums.wrong_number,
            "calls": _calls_out(uow, row.id, rows) if with_calls else (),
        }
    )


def queue_of(session_id: str) -> str:
    return DUTY_QUEUE + session_id


def _ledger_call(call: CallRow) -> LedgerCall:
    return LedgerCall(
        session_id=call.duty_session_id or "",
        answered_at=call.duty_answered_at,
        ended_at=call.ended_at,
        outcome=call.outcome,
    )


def _calls_out(uow: UnitOfWork, session_id: str, rows: Sequence[CallRow]) -> tuple[DutyCallOut, ...]:
    ids = [row.id for row in rows]
    verdicts, became = repository.verdicts(uow, session_id), tickets.of_calls(uow, ids)
    titles = {id: draft.fields["title"] for id, draft in drafts.rows_of(uow, ids).items()}
    plain = ("caller_number", "arrived_at", "ended_at", "state", "talked_s", "outcome", "recording")
    return tuple(
        DutyCallOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | {
                "call_id": row.id,
                "answered_at": row.duty_answered_at,
                "title": titles.get(row.id, ""),
                "verdict": _verdict(row, verdicts.get(row.id)),
                "connected": row.duty_answered_at is not None and row.outcome not in OUTSIDE,
                "ticket": ticket_ref(became.get(row.id)),
            }
        )
        for row in rows
    )


def _verdict(call: CallRow, given: str | None) -> str | None:
    """The outcome speaks where there is one: an agent beside the leader may have written it."""
    return {"answered_on_the_spot": "on_the_spot", "ticket": "to_dispatch"}.get(call.outcome or "", given)

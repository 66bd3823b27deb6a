"""The intake of an answered call: it has the call's id and is accepted with the answer."""

from datetime import datetime

from ticketing.calls.models import CallRow
from ticketing.intake import moves
from ticketing.intake.models import IntakeRow
from ticketing.uow import UnitOfWork


def of_call(uow: UnitOfWork, call: CallRow, agent: str, at: datetime) -> IntakeRow:
    """Open the intake of a call that ``agent`` has answered; its text is the transcript, which stands with the call."""
    row = IntakeRow(
        id=call.id,
        channel="telephone",
        origin="reactive",
        source="",
        external_id=None,
        tracking=None,
        state="accepted",
        arrived_at=call.arrived_at,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        people=[],
        type=None,
        place_given="",
        text="",
        facts={},
        received_by=agent,
        accept_due=None,
        accepted_at=at,
        accepted_by=agent,
        asked="",
        waits_until=None,
        answer="",
        ended_at=None,
        warned_at=None,
        visit_id=None,
        told=None,
    )
    uow.session.add(row)
    uow.session.flush()
    moves.append(uow, row, "accept", "received", "accepted", by=agent, at=at)
    return row

"""Who belongs to a session: leader, deputy and assisting agent hear of the same calls and write in the same drafts."""

from ticketing.calls.models import CallRow
from ticketing.duty.models import DutySessionRow
from ticketing.uow import UnitOfWork


def members(row: DutySessionRow) -> list[str]:
    """Ids of those who hold the session, each once."""
    return list(dict.fromkeys(id for id in (row.leader_id, row.deputy_id, row.assistant_id) if id))


def beside(uow: UnitOfWork, session_id: str | None, person_id: str) -> bool:
    """Whether this person writes in the drafts of this session's calls."""
    row = uow.session.get(DutySessionRow, session_id) if session_id else None
    return row is not None and person_id in members(row)


def beside_call(uow: UnitOfWork, call_id: str, person_id: str) -> bool:
    """The same by the call; False for one that no session answered."""
    call = uow.session.get(CallRow, call_id)
    return call is not None and call.duty_answered_at is not None and beside(uow, call.duty_session_id, person_id)

"""All tables in one place, so that the metadata is whole (migrations, tests)."""

from ticketing.base import Base
from ticketing.blocking.models import BlockedNumberRow
from ticketing.callbacks.models import CallbackRow, CallbackStepRow
from ticketing.calls.models import CallRow, GapRow, QueueLogRow, SegmentRow
from ticketing.drafts.models import DraftChangeRow, DraftRow
from ticketing.duty.models import DutySessionRow, DutyVerdictRow
from ticketing.outbox.models import OutboxRow
from ticketing.people.models import AttemptRow, PersonRow, SignInRow
from ticketing.tickets.models import EarlyWarningRow, TicketCallerRow, TicketNumberRow, TicketRow, TicketStepRow

metadata = Base.metadata

__all__ = [
    "AttemptRow",
    "BlockedNumberRow",
    "CallRow",
    "CallbackRow",
    "CallbackStepRow",
    "DraftChangeRow",
    "DraftRow",
    "DutySessionRow",
    "DutyVerdictRow",
    "EarlyWarningRow",
    "GapRow",
    "OutboxRow",
    "PersonRow",
    "QueueLogRow",
    "SegmentRow",
    "SignInRow",
    "TicketCallerRow",
    "TicketNumberRow",
    "TicketRow",
    "TicketStepRow",
    "metadata",
]

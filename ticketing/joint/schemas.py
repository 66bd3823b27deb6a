"""What joint handling has to do with one ticket, as its page shows it."""

from datetime import datetime
from typing import Literal

from ticketing.mandates.schemas import GuidanceOut
from ticketing.meetings.schemas import MeetingOut
from ticketing.resolutions.schemas import ResolutionOut
from ticketing.schema import Schema


class JointMatter(Schema):
    """A dispute, an exposure, a cluster or a case that the ticket belongs to; ``state`` is of that kind's own table."""

    kind: Literal["dispute", "exposure", "cluster", "case"]
    id: str
    title: str
    state: str
    at: datetime


class TicketJoint(Schema):
    """Newest first, of each kind."""

    meetings: tuple[MeetingOut, ...]
    resolutions: tuple[ResolutionOut, ...]
    matters: tuple[JointMatter, ...]
    guidances: tuple[GuidanceOut, ...]

"""Intakes as the console, the citizen and other platforms see them, and what each may write."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ticketing.attachments.schemas import AttachmentOut
from ticketing.calls.schemas import TicketRef
from ticketing.drafts.schemas import DraftOut, MatterType
from ticketing.intake.acceptance import Light
from ticketing.intake.police import Side
from ticketing.intake.states import Channel, IntakeCommand, IntakeState, Origin
from ticketing.schema import Coded, PersonName, Schema

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=21, pattern=r"^[0-9+\- ]*$")]
RequiredPhone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=7, max_length=21, pattern=r"^\+?[0-9\- ]+$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]
RequiredWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=4_000)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
PlaceGiven = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Written = Literal["walk_in", "visit", "grid", "chat", "110"]
"""Channels whose matters a clerk writes down."""
Mode = Literal["online", "on_site"]


class Involved(Schema):
    """Somebody beside the caller: ``part`` says in words what they have to do with the matter."""

    name: Name = ""
    number: Phone = ""
    part: Annotated[str, Field(max_length=64)] = ""


class IntakeFacts(Schema):
    """What only some channels say. ``group`` is the owners' group or the grid, ``mode`` how it was met; the rest is 110's."""

    group: str = Field(default="", max_length=100)
    mode: Mode = "online"
    first: Side | None = None
    unclear: bool = False
    agreed: Side | None = None
    officer: str = Field(default="", max_length=64)
    scanned: str = Field(default="", max_length=32)
    sent: dict[str, str | None] | None = None
    """What a platform sent, to be compared when it sends the same number again."""


class IntakeIn(Schema):
    """A matter that a clerk writes down. ``external_id`` is the sender's own number, for 110 the incident's."""

    channel: Written
    text: RequiredWords
    caller_name: Name = ""
    caller_number: Phone = ""
    type: MatterType | None = None
    place: PlaceGiven = ""
    people: tuple[Involved, ...] = Field(default=(), max_length=20)
    external_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)] | None = None
    facts: IntakeFacts = IntakeFacts()
    visit: str | None = None
    accept: bool = True
    """Whether the clerk takes the matter at once; a clerk who writes it down for others leaves it to be accepted."""


class IntakeStep(Schema):
    at: datetime
    by_name: str
    command: IntakeCommand
    from_state: IntakeState
    to_state: IntakeState
    note: str


class IntakeOut(Schema):
    """A matter that came in. ``light`` is that of its acceptance; ``title`` and ``category`` are the draft's."""

    id: str
    channel: Channel
    origin: Origin
    source: str
    source_name: str
    external_id: str | None
    tracking: str | None
    state: IntakeState
    arrived_at: datetime
    accept_due: datetime | None
    light: Light
    accepted_at: datetime | None
    accepted_by: PersonName | None
    caller_name: str
    caller_number: str
    type: MatterType | None
    title: str
    category: Coded | None
    urgent: bool
    asked: str
    waits_until: datetime | None
    ended_at: datetime | None
    ticket: TicketRef | None
    attachments: int


class IntakeDetail(IntakeOut):
    """With all that was said, the draft, the files, the history, and what may be done now."""

    text: str
    place_given: str
    people: tuple[Involved, ...]
    facts: IntakeFacts
    answer: str
    visit: str | None
    draft: DraftOut
    files: tuple[AttachmentOut, ...]
    steps: tuple[IntakeStep, ...]
    allowed: tuple[IntakeCommand, ...]


class ChannelCount(Schema):
    channel: Channel
    received: int
    overdue: int
    accepted: int
    waiting: int


class Worklist(Schema):
    """What is open, the one due first first; at most ``items`` of a page, all of it in ``counts``."""

    items: tuple[IntakeOut, ...]
    counts: tuple[ChannelCount, ...]


class IntakePage(Schema):
    items: tuple[IntakeOut, ...]
    next: str | None


class MailboxIn(Schema):
    """A citizen's form. ``website`` is no field of the form: people never see it, so only a program fills it in."""

    type: MatterType
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    phone: RequiredPhone
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=4_000)]
    place: PlaceGiven = ""
    uploads: tuple[Annotated[str, Field(max_length=64)], ...] = Field(default=(), max_length=50)
    scanned: Annotated[str, Field(max_length=32, pattern=r"^[A-Za-z0-9-]*$")] = ""
    website: Annotated[str, Field(max_length=200)] = ""


class MailboxTaken(Schema):
    """``tracking`` finds the answer again, with the phone's last four digits."""

    tracking: str
    arrived_at: datetime
    accept_due: datetime


class LookUp(Schema):
    tracking: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=32)]
    digits: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{4}$")]


class CitizenSupplement(LookUp):
    text: Words = ""
    uploads: tuple[Annotated[str, Field(max_length=64)], ...] = Field(default=(), max_length=50)


class TrackedStep(Schema):
    """``what`` is the event's name for the page's catalogue; ``who`` a unit or the hotline, never a person."""

    at: datetime
    what: str
    who: str
    note: str


class Tracked(Schema):
    """What the citizen is told: where it stands, who handles it, until when, and the answer. ``asked``: more is wanted."""

    tracking: str
    arrived_at: datetime
    stage: Literal["received", "accepted", "asked", "dispatched", "handling", "done", "closed"]
    type: MatterType | None
    text: str
    unit: str
    number: str
    accept_due: datetime | None
    deadline: datetime | None
    asked: str
    answer: str
    files: int
    files_left: int
    steps: tuple[TrackedStep, ...]

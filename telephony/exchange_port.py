"""What the rest of the house may ask of telephony: seats, queues and call control. Implemented by `telephony.exchange`.

All methods run on the asyncio loop's thread and never wait for a database. Wrong commands raise Conflict or NotFound
with a sentence for the agent; nothing is half done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from config.ids import CallId, PersonId
from telephony.events import AgentState, CallStateName
from telephony.media.port import PipeAudio
from telephony.sip.port import RegistrationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An agent's (or leader's) place: ``phone`` is ``browser`` or a SIP URI that is dialled for each offer."""

    agent: PersonId
    name: str
    phone: str
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSpec:
    """A queue: ``numbers`` are the dialled numbers (DIDs) that lead straight to it, ``digit`` the welcome's choice."""

    name: str
    title: str
    numbers: tuple[str, ...] = ()
    digit: str = ""
    weight: int = 1
    max_length: int = 100
    max_wait_s: float = 600.0
    overflow_to: str | None = None
    duty_session: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCall:
    """One call as it stands now. ``recording`` says that what is said is written down; False also when the disk refuses."""

    call: CallId
    state: CallStateName
    caller_number: str
    caller_name: str
    dialled: str
    queue: str | None
    position: int | None
    agent: PersonId | None
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    offer_expires_at: datetime | None = None
    muted: bool = False
    recording: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAgent:
    """``next`` is the presence chosen during a call (``available``, ``paused``, ``offline``); it follows wrap-up."""

    agent: PersonId
    name: str
    phone: str
    queues: tuple[str, ...]
    state: AgentState
    reason: str
    since: datetime
    call: CallId | None
    missed: int
    until: datetime | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveQueue:
    name: str
    title: str
    waiting: int
    longest_wait_s: float
    agents_available: int
    duty_session: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSnapshot:
    at: datetime
    calls: tuple[LiveCall, ...]
    agents: tuple[LiveAgent, ...]
    queues: tuple[LiveQueue, ...]
    registrations: Sequence[RegistrationStatus]


class Exchange(Protocol):
    def snapshot(self) -> ExchangeSnapshot: ...

    def sign_in(self, seat: Seat) -> None:
        """Take a seat (state ``paused('signed_in')``, takes no calls yet). Again replaces phone and queues."""

    def sign_out(self, agent: PersonId) -> None:
        """Leave the seat. A live call goes on to its end first; an offered one returns to the head of its queue."""

    def set_presence(self, agent: PersonId, presence: Literal["available", "paused"], reason: str = "") -> None:
        """During a call this is kept as the *next state* and takes effect after wrap-up."""

    def accept(self, agent: PersonId, call: CallId) -> None:
        """Answer the offer at the browser; a SIP softphone answers by itself (its 200 OK)."""

    def decline(self, agent: PersonId, call: CallId) -> None: ...

    def hold(self, agent: PersonId, call: CallId) -> None: ...

    def resume(self, agent: PersonId, call: CallId) -> None: ...

    def mute(self, agent: PersonId, call: CallId, on: bool) -> None: ...

    def hang_up(self, call: CallId, by: PersonId | None = None) -> None: ...

    def end_wrap_up(self, agent: PersonId) -> None: ...

    async def browser_audio(self, agent: PersonId) -> PipeAudio:
        """The audio of the agent's browser leg of the present call. Conflict when there is none.

        One leg per call; a reconnect within ``media.browser_grace_s`` (10 s) gets the same leg again.
        """

    def open_queue(self, queue: QueueSpec) -> None:
        """Add or change a queue while running (a duty session's queue begins)."""

    def close_queue(self, name: str, *, move_to: str) -> None:
        """Remove a queue; those who wait move to the other at the place their waiting time gives."""

    def transfer_to_queue(self, agent: PersonId, call: CallId, queue: str) -> None:
        """Blind transfer of the answered call to another queue (its head); the agent goes to wrap-up."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Play nothing more, end all calls cleanly (BYE), stop the engine."""

"""What the rest of the house may ask of telephony: seats, queues and call control. Implemented by `telephony.exchange`.

All methods run on the asyncio loop's thread and never wait for a database. Wrong commands raise Conflict or NotFound
with a sentence for the agent; nothing is half done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.events import AgentState, CallStateName, PartyRole, SupervisionMode
from telephony.media.port import PipeAudio
from telephony.sip.port import RegistrationStatus, TrunkStatus
from telephony.waiting.hours import Hours

StrategyName = Literal["longest_idle", "fewest_calls", "round_robin", "ring_all", "by_level"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """When an agent took a seat and answered calls before this exchange was there to see it; from the last two shifts on."""

    seated: tuple[datetime, ...] = ()
    answered: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a seat goes back to at ``until``, after a supervisor has moved its agent to other queues."""

    queues: tuple[str, ...]
    levels: Mapping[str, int]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An agent's (or leader's) place: ``phone`` is ``browser`` or a SIP URI that is dialled for each offer.

    ``levels`` say for each queue how well the agent knows its matters, 1 (best, the default) to 9; a queue asks for level 1
    first and relaxes with its callers' waiting time. ``worked`` is read where the exchange itself remembers nothing of the agent.
    ``home`` is set while a supervisor's move holds: ``queues`` and ``levels`` are then those of the move.
    """

    agent: PersonId
    name: str
    phone: str
    queues: tuple[str, ...]
    levels: Mapping[str, int] = field(default_factory=dict)
    worked: Worked = Worked()
    home: Home | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTarget:
    """Where a waiting call is moved: to a ``queue``, to one ``agent``, or (neither) to the head of its own queue."""

    queue: str = ""
    agent: PersonId | None = None


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
    strategy: StrategyName = "longest_idle"
    relax_s: tuple[float, ...] = ()
    """Waiting seconds after which agents of level 2, 3 … are asked as well; empty: all levels at once."""
    offer_s: float | None = None
    announce_every_s: float = 45.0
    """How often a waiting caller hears place and expected wait; 0: never."""
    callback_digit: str = "1"
    """Pressed while waiting: be called back and hang up; empty: not offered."""
    on_full: Literal["callback", "reject"] = "callback"
    wrap_up_s: float | None = None
    """What its agents have to write a call up; none: ``acd.wrap_up_s``."""
    hours: str = "always"
    """Name of the opening hours (settings, ``[hours.NAME]``); outside them the caller hears ``closed`` and may leave a wish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveParty:
    """Somebody besides caller and agent: a consulted or third party, or a supervisor."""

    party: str
    number: str
    role: PartyRole
    state: Literal["calling", "consulting", "joined"]
    mode: SupervisionMode | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCall:
    """One call as it stands now. ``recording`` says that what is said is written down; False also when the disk refuses.

    ``offered_to`` are those whose phones ring now; several where the queue rings all.
    """

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
    recording_paused: bool = False
    parties: tuple[LiveParty, ...] = ()
    direction: Literal["in", "out"] = "in"
    expected_wait_s: float | None = None
    offered_to: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAgent:
    """``next`` is the presence chosen during a call (``available``, ``paused``, ``offline``); it follows wrap-up.

    ``moved_until`` is set while a supervisor has moved the agent to other queues.
    """

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
    next_reason: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)
    moved_until: datetime | None = None


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
    trunks: Sequence[TrunkStatus] = ()
    surge: bool = False


class Exchange(Protocol):
    def snapshot(self) -> ExchangeSnapshot: ...

    def glimpse(self, call: CallId | None) -> ExchangeSnapshot:
        """As `snapshot`, of that call and the agents only: cheap enough to be taken for each event of a busy house."""

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

    def mute(self, agent: PersonId, call: CallId, on: bool) -> None:
        """Of the call's agent, or of a colleague who is consulted on it: nothing that this person says reaches anybody."""

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

    def tune(self, acd: Acd, hours: Hours) -> None:
        """Other rules of distribution and other opening hours, for everything that begins after this."""

    def transfer_to_queue(self, agent: PersonId, call: CallId, queue: str) -> None:
        """Blind transfer of the answered call to another queue (its head); the agent goes to wrap-up."""

    def transfer_to_number(self, agent: PersonId, call: CallId, number: str) -> None:
        """Blind transfer: the caller hears ringing until ``number`` answers; where it does not, the caller comes back

        to the head of the queue. The agent goes to wrap-up at once.
        """

    def consult(self, agent: PersonId, call: CallId, number: str) -> None:
        """Call a third party (number, ``sip:`` URI, or ``agent:ID``) while the caller hears music; one at a time."""

    def join_party(self, agent: PersonId, call: CallId) -> None:
        """Bring the consulted party in: three-way. Conflict before it has answered."""

    def drop_party(self, agent: PersonId, call: CallId) -> None:
        """End the consultation or the third party's leg; the caller is with the agent again."""

    def complete_transfer(self, agent: PersonId, call: CallId) -> None:
        """Attended transfer: caller and party stay together, the agent goes to wrap-up; recording goes on to the end."""

    def pause_recording(self, agent: PersonId, call: CallId, on: bool, reason: str = "") -> None:
        """Recording and transcription rest together; a pause ends by itself after ``acd.pause_recording_max_s``."""

    def send_digits(self, agent: PersonId, call: CallId, digits: str) -> None:
        """Press keys towards the third party if there is one, else towards the caller."""

    def dial(self, agent: PersonId, number: str, *, entry: str = "") -> CallId:
        """Call a citizen from the seat; the agent is ``reserved`` until the answer. Conflict while any call to this number,

        or another attempt on the same call-back entry, is live.
        """

    def supervise(self, supervisor: Seat, call: CallId, mode: SupervisionMode, side: Literal["both", "caller", "agent"]) -> None:
        """Listen in, whisper to the agent, or barge in, on the supervisor's own phone; again changes mode or side."""

    def stop_supervising(self, supervisor: PersonId, call: CallId) -> None: ...

    def move_agent(
        self, agent: PersonId, queues: Sequence[str], levels: Mapping[str, int], *, until: datetime | None, lasting: bool = False
    ) -> None:
        """Other queues and levels now, until that time or the end of the shift; ``lasting``: for good. By a supervisor."""

    def force(self, agent: PersonId, to: Literal["available", "paused", "offline"], reason: str = "") -> None:
        """Into that state; during a call it is the *next state*. Conflict where nothing would change. By a supervisor."""

    def move_call(self, call: CallId, to: CallTarget) -> None:
        """A waiting call elsewhere; where it rings already it rings no more there, and nobody has missed it."""

    def take_over(self, supervisor: Seat, call: CallId) -> None:
        """The supervisor has the call once the own phone stands (a browser's at once); its agent is out, to wrap-up.

        Recording goes on. Conflict while a third party is on the call, or the supervisor in another.
        """

    def end_call(self, call: CallId) -> None:
        """End any live call, as a supervisor says."""

    def block(self, numbers: Mapping[str, str]) -> None:
        """The harassment list: number and reason. Their next calls hear ``blocked`` and end; live ones go on."""

    async def supervisor_audio(self, supervisor: PersonId) -> PipeAudio:
        """As `browser_audio`, for a supervisor who listens in the browser."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Play nothing more, end all calls cleanly (BYE), stop the engine."""

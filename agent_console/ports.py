"""What the console needs from outside `ticketing`: the phone, the browser's audio, live events, the recogniser's state.

`hotline/` implements these over telephony and asr; tests use the fakes in `tests/fakes/`, which subclass them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from agent_console.node import Node
from agent_console.nodes import Nodes
from config.ids import CallId, PersonId
from config.settings import Settings
from ticketing.directory import Contact
from ticketing.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who receives a live event: named people, and everybody of the named roles. Nobody else."""

    people: frozenset[PersonId] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent:
    """A live event for desks; ``type`` and ``data`` as `docs/protocol.md` lists them (JSON-ready values only)."""

    type: str
    data: Mapping[str, Any]
    audience: Audience


SupervisionMode = Literal["monitor", "whisper", "barge"]
SupervisedSide = Literal["both", "caller", "agent"]


class Phone(Protocol):
    """Call control for one person. Raises Conflict or NotFound with a sentence for the agent (Chinese)."""

    async def sign_in(self, person: PersonId) -> None:
        """Take the seat that the person's record describes (phone, queues, levels), read away from the loop."""

    def sign_out(self, person: PersonId) -> None: ...

    def set_presence(self, person: PersonId, presence: Literal["available", "paused"], reason: str) -> None: ...

    def accept(self, person: PersonId, call: CallId) -> None: ...

    def decline(self, person: PersonId, call: CallId) -> None: ...

    def hold(self, person: PersonId, call: CallId) -> None: ...

    def resume(self, person: PersonId, call: CallId) -> None: ...

    def mute(self, person: PersonId, call: CallId, on: bool) -> None: ...

    def hang_up(self, person: PersonId, call: CallId) -> None: ...

    def end_wrap_up(self, person: PersonId) -> None: ...

    def transfer_to_queue(self, person: PersonId, call: CallId, queue: str) -> None: ...

    def transfer_to_number(self, person: PersonId, call: CallId, number: str) -> None:
        """Blind; ``number`` is a number, a SIP URI of the contacts, or ``agent:ID``. So with `consult`."""

    def consult(self, person: PersonId, call: CallId, number: str) -> None: ...

    def join_party(self, person: PersonId, call: CallId) -> None: ...

    def drop_party(self, person: PersonId, call: CallId) -> None: ...

    def complete_transfer(self, person: PersonId, call: CallId) -> None: ...

    def pause_recording(self, person: PersonId, call: CallId, on: bool, reason: str) -> None: ...

    def send_digits(self, person: PersonId, call: CallId, digits: str) -> None: ...

    def dial(self, person: PersonId, number: str, *, entry: str = "") -> CallId:
        """Call a citizen; ``entry`` names the entry of the call-back list. Conflict while the number is being called."""

    async def supervise(self, person: PersonId, call: CallId, mode: SupervisionMode, side: SupervisedSide) -> None:
        """On the person's own phone; again changes mode or side. The caller of this method has checked the role."""

    def stop_supervising(self, person: PersonId, call: CallId) -> None: ...

    def move_agent(
        self, person: PersonId, queues: Sequence[str], levels: Mapping[str, int], *, until: datetime | None, lasting: bool
    ) -> None:
        """Other queues for a seated agent now, until that time or the shift's end; ``lasting``: for good. By a supervisor."""

    def force(self, person: PersonId, to: Literal["available", "paused", "offline"], reason: str) -> None:
        """During a call it is the next state. By a supervisor, as the three below; who asks has been checked."""

    async def take_over(self, person: PersonId, call: CallId) -> None:
        """``person`` has the call on the own phone, its agent is out."""

    def end_call(self, call: CallId) -> None: ...

    def move_call(self, call: CallId, *, queue: str = "", agent: PersonId | None = None) -> None:
        """A waiting call to another queue, to one agent, or (neither) to the head of its own queue."""

    def said_now(self, call: CallId) -> Mapping[str, str]:
        """The interim text of a live call by channel."""
        return {}

    def block(self, numbers: Mapping[str, str]) -> None:
        """The whole harassment list as it stands now: number and reason."""

    def desk(self, person: PersonId) -> Mapping[str, Any]:
        """The live half of the person's snapshot: ``agent``, ``call`` (with partials), ``supervision``, ``recogniser``."""

    def board(self) -> Mapping[str, Any]:
        """The live half of the wallboard: ``queues``, ``agents``, ``calls``, ``registrations``, ``trunks``, ``surge``.

        Of the whole house, where other nodes are heard.
        """

    def own_board(self) -> Mapping[str, Any]:
        """The same of this node alone: whom a call of this node can reach."""
        return self.board()


class BrowserLeg(Protocol):
    """320-byte frames (20 ms, s16le, 8 kHz) to and from the browser leg of the person's present call."""

    def send(self, frame: bytes) -> None: ...

    def on_frame(self, callback: Callable[[bytes], None]) -> None: ...

    def close(self) -> None: ...


class BrowserAudio(Protocol):
    async def open(self, person: PersonId) -> BrowserLeg:
        """Conflict when the person has no answered call on a browser phone."""

    async def listen(self, person: PersonId) -> BrowserLeg:
        """The same for a call that the person supervises in the browser."""


Hearer = Callable[[str, Mapping[str, Any]], None]
"""Takes a word of another node: which node's life it was, and its data."""


class LiveEvents(Protocol):
    """The bus port. Events are for desks; words are for the other nodes themselves and reach no desk."""

    def subscribe(self) -> AsyncIterator[DeskEvent]:
        """All events from now on, in order. The reader must keep up; `agent_console.live` buffers per desk."""

    def publish(self, event: DeskEvent) -> None:
        """Tell the desks of every node; on the loop's thread. Kept nowhere: what must be known later is in the database."""

    def say(self, kind: str, data: Mapping[str, Any]) -> None:
        """Tell the other nodes, not this one; on the loop's thread. A word may be lost: each is found out otherwise too."""

    def hear(self, kind: str, hearer: Hearer) -> None:
        """Call ``hearer`` with every word of this kind that other nodes say from now on; on the loop's thread."""


class DutyQueues(Protocol):
    """Opens and closes the queue of a duty session in the exchange."""

    def opened(self, session_id: str, title: str, number: str, leader: PersonId, deputy: PersonId | None = None) -> None:
        """The deputy gets the session's calls while the leader is absent, paused, or talks for too long."""

    def closed(self, session_id: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniserState:
    """What the desk says of recognition. ``notice`` is a Chinese sentence, empty when all is well.

    ``step`` is the rung of overload's ladder that holds, ``lag_s`` by how many seconds finals come late; ``lost``: the process
    is gone and comes back; ``detail`` says in Chinese which of its parts run.
    """

    engine: str
    model: str
    language: str
    interims: bool
    notice: str = ""
    step: Literal["normal", "fewer_interims", "no_interims", "after_call", "spooled"] = "normal"
    lag_s: float = 0.0
    lost: bool = False
    detail: str = ""


@dataclass(kw_only=True)
class ConsolePorts:
    """All that `agent_console.app.create_app` is given. The node replaces ``settings`` where an operator changed them."""

    settings: Settings
    unit_of_work: Callable[[], AbstractContextManager[UnitOfWork]]
    phone: Phone
    audio: BrowserAudio
    events: LiveEvents
    duty_queues: DutyQueues
    recogniser: Callable[[], RecogniserState]
    recordings: Path
    contacts: Callable[[], tuple[Contact, ...]] = tuple
    """Those of the city's version in force; asked on the loop's thread."""
    static: Path | None = None
    now: Callable[[], datetime] = field(kw_only=True)
    after_commit: Callable[[Sequence[Mapping[str, Any]]], None] | None = None
    reading: Callable[[], AbstractContextManager[UnitOfWork]] | None = None
    figures: Callable[[], Awaitable[bytes]] | None = None
    """What ``/metrics`` shows beside the console's own figures, in the text form of Prometheus."""

    node: Node | None = None
    """The node itself, for operators' pages."""
    nodes: Nodes | None = None
    """The other nodes; None where there is a bus of one."""

    @property
    def read_unit(self) -> Callable[[], AbstractContextManager[UnitOfWork]]:
        """A unit that only reads, where the database offers one that waits for no writer; else an ordinary one."""
        return self.reading or self.unit_of_work

"""What telephony says happened: frozen facts in the past tense, each with its time (aware UTC) and its call.

The exchange emits them in order through one callable; `hotline/` writes them to the queue log and shows them on desks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.ids import CallId, PersonId
from telephony.media.port import LegQuality

AgentState = Literal["offline", "available", "reserved", "talking", "held", "wrap_up", "paused"]
CallStateName = Literal["ringing", "queued", "offered", "answered", "held", "wrap_up", "ended"]
EndReason = Literal["completed", "abandoned", "callback_requested", "rejected", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephonyEvent:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent(TelephonyEvent):
    call: CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallArrived(CallEvent):
    """An INVITE was admitted. ``caller_number`` as dialled back, ``dialled`` the number (DID) the caller chose."""

    caller_number: str
    caller_name: str
    dialled: str
    trunk: str
    sip_call_id: str
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlaced(CallEvent):
    """We call out: ``agent`` reaches ``number`` (a citizen of the call-back list, ``entry``, or any number).

    The way of such a call is ``ringing → answered → … → wrap_up → ended``; ``CallEnded(failed)`` when nobody answers.
    """

    agent: PersonId
    number: str
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQueued(CallEvent):
    """The prompts are over and the call waits. ``position`` counts from 1. Again after no answer, at the head."""

    queue: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffered(CallEvent):
    """An agent's phone rings; one event for each agent where a queue rings several at once (``ring_all``)."""

    agent: PersonId
    queue: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded(CallEvent):
    """The offer to ``agent`` came to nothing. Where no other agent's phone rings any more the call is queued again at the

    head (or has ended, a CallEnded follows); ``answered_elsewhere`` comes just before the CallAnswered of another agent.
    """

    agent: PersonId
    why: Literal[
        "no_answer", "declined", "caller_gone", "agent_gone", "leg_failed", "queue_closed", "answered_elsewhere", "moved"
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(CallEvent):
    agent: PersonId
    queue: str
    waited_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHeld(CallEvent):
    agent: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResumed(CallEvent):
    agent: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(CallEvent):
    """The caller's leg is over. After an answer the agent is in wrap-up; the queue log has waiting and talking time."""

    reason: EndReason
    by: Literal["caller", "agent", "system"]
    queue: str | None
    agent: PersonId | None
    waited_s: float
    talked_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpEnded(CallEvent):
    agent: PersonId
    wrap_up_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted(CallEvent):
    """Path relative to the recordings folder; the file is two-channel WAV, 8 kHz 16-bit, left caller, right agent."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFinished(CallEvent):
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingPaused(CallEvent):
    """Recording and transcription rest together (while an ID or card number is spoken); the agent says so."""

    agent: PersonId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingContinued(CallEvent):
    """Recording and transcription go on; ``agent`` is empty when the bound of a pause was reached."""

    agent: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFailed(CallEvent):
    """What is said from now on cannot be written, for the reason ``what``; the call goes on and each piece is tried again."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingResumed(CallEvent):
    """The recording is written again; what failed is silence in it."""


LegSide = Literal["caller", "agent", "consulted", "third_party", "transfer_target", "supervisor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegMeasured(CallEvent):
    """Figures of a leg that took part, told at its end and stored with the call.

    ``side`` is what its end was to the call by then; ``person`` is whose phone it was where it is one of ours, ``number`` what
    was dialled for a third party. Neither is set for the caller.
    """

    side: LegSide
    quality: LegQuality
    number: str = ""
    person: PersonId | None = None


PartyRole = Literal["consulted", "third_party", "supervisor"]
SupervisionMode = Literal["monitor", "whisper", "barge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCalled(CallEvent):
    """The agent calls somebody besides the caller: another agent, a unit, 110. The caller hears music meanwhile."""

    agent: PersonId
    party: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAnswered(CallEvent):
    """The party called speaks with the agent alone (consultation: the receiver hears first)."""

    party: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyJoined(CallEvent):
    """Caller, agent and party hear one another."""

    party: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLeft(CallEvent):
    """The party is gone: hung up, dropped by the agent, never answered, or its line failed."""

    party: str
    number: str
    why: Literal["hung_up", "dropped", "no_answer", "declined", "failed", "call_ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTransferred(CallEvent):
    """The agent is out and the caller speaks with ``number`` (or waits for it); the agent goes to wrap-up.

    ``how``: blind, attended (after a consultation), or refer (the caller's own peer was asked to call there).
    """

    agent: PersonId
    number: str
    how: Literal["blind", "attended", "refer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionStarted(CallEvent):
    """A supervisor is on the call; again when the mode or the side changes. ``side`` is what a monitor hears."""

    supervisor: PersonId
    mode: SupervisionMode
    side: Literal["both", "caller", "agent"] = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionEnded(CallEvent):
    supervisor: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeBegan(TelephonyEvent):
    """More callers wait than can be served in time: new ones are answered at once and offered a call-back."""

    waiting: int
    expected_wait_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeEnded(TelephonyEvent):
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateChanged(TelephonyEvent):
    """``call`` is the call that the agent is reserved for, talks on or wraps up."""

    agent: PersonId
    state: AgentState
    reason: str = ""
    call: CallId | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMoved(TelephonyEvent):
    """An agent takes calls of other queues from now on; ``until`` None: for good, or back from a move."""

    agent: PersonId
    queues: tuple[str, ...]
    until: datetime | None = None


Emit = Callable[[TelephonyEvent], None]

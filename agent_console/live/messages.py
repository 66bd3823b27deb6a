"""The messages of `hotline.agent.v1` as models: what a desk may send is checked here, and TypeScript gets its types."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agent_console.faults import Fault
from agent_console.live.order_messages import (
    Broadcast,
    ConfirmLine,
    EndCall,
    ForceState,
    MoveAgent,
    MoveCall,
    TakeOver,
    WatchCall,
)
from agent_console.ports import SupervisedSide, SupervisionMode
from ticketing.calls.schemas import GapOut
from ticketing.drafts.schemas import DraftOut
from ticketing.floor.schemas import FloorLine
from ticketing.people.schemas import PersonOut
from ticketing.todo.schemas import TodoItem

PROTOCOL = "hotline.agent.v1"
Name = Annotated[str, Field(min_length=1, max_length=100)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Command(_Message):
    id: Annotated[int, Field(ge=0)]


class ResumePoint(_Message):
    """Where a desk left off: the stream's id and the last number it has applied."""

    stream: Name
    seq: Annotated[int, Field(ge=0)]


class Hello(_Command):
    """First message of a desk. ``board``: this is a wallboard page, it takes no seat and displaces no desk. ``news``: nor does
    this, and it hears of what changes lists only."""

    type: Literal["hello"]
    resume: ResumePoint | None = None
    board: bool = False
    news: bool = False


class SetPresence(_Command):
    type: Literal["presence"]
    presence: Literal["available", "paused"]
    reason: Annotated[str, Field(max_length=100)] = ""


class CallCommand(_Command):
    type: Literal["accept", "decline", "hold", "resume", "hang_up", "join_party", "drop_party", "complete_transfer"]
    call: Name


class Mute(_Command):
    type: Literal["mute"]
    call: Name
    on: bool


class Transfer(_Command):
    type: Literal["transfer"]
    call: Name
    queue: Name


class CallNumber(_Command):
    """Transfer blind, or consult first: to a number, ``agent:ID``, or a SIP URI of the city's contacts."""

    type: Literal["transfer_number", "consult"]
    call: Name
    number: Name


class PauseRecording(_Command):
    """Recording and transcription rest together; a pause ends by itself after ``acd.pause_recording_max_s``."""

    type: Literal["pause_recording"]
    call: Name
    on: bool
    reason: Annotated[str, Field(max_length=100)] = ""


class SendDigits(_Command):
    type: Literal["digits"]
    call: Name
    digits: Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[0-9*#A-D]+$")]


class Dial(_Command):
    """Call any number; an entry of the call-back list is dialled by REST, which claims it."""

    type: Literal["dial"]
    number: Name


class Supervise(_Command):
    """A supervisor listens in, whispers to the agent or barges in; again changes mode or side."""

    type: Literal["supervise"]
    call: Name
    mode: SupervisionMode
    side: SupervisedSide = "both"


class StopSupervising(_Command):
    type: Literal["stop_supervising"]
    call: Name


class Writing(_Command):
    """This page shows the call's draft: ``field`` is the one that is written in, empty for none; not ``here``: it has gone.

    Whoever says so hears of the call's draft and transcript for a while, and tells the others that write in the draft.
    """

    type: Literal["writing"]
    call: Name
    field: Annotated[str, Field(max_length=32, pattern=r"^[a-z_]*$")] = ""
    here: bool = True


class Plain(_Command):
    type: Literal["end_wrap_up", "ping"]


AnyCommand: TypeAlias = (
    Hello
    | SetPresence
    | CallCommand
    | Mute
    | Transfer
    | CallNumber
    | PauseRecording
    | SendDigits
    | Dial
    | Supervise
    | StopSupervising
    | MoveAgent
    | ForceState
    | TakeOver
    | EndCall
    | MoveCall
    | Broadcast
    | ConfirmLine
    | WatchCall
    | Writing
    | Plain
)
AgentCommand = Annotated[AnyCommand, Field(discriminator="type")]
COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AgentCommand)


class AgentReply(_Message):
    """Answer to the command with the id ``reply``; ``resumed`` in the answer to a hello says that no snapshot comes."""

    reply: int
    ok: bool
    error: Fault | None = None
    resumed: bool | None = None


class AgentState(_Message):
    """One agent as desks and the wallboard see it; ``next`` is the presence that follows the present call, for ``next_reason``.

    ``moved_until``: so long a supervisor has put the agent into other queues.
    """

    agent: str
    state: Literal["offline", "available", "reserved", "talking", "held", "wrap_up", "paused"]
    name: str = ""
    phone: str = ""
    queues: tuple[str, ...] = ()
    reason: str = ""
    since: str | None = None
    until: str | None = None
    call: str | None = None
    missed: int = 0
    next: str | None = None
    next_reason: str = ""
    levels: dict[str, int] = {}
    moved_until: str | None = None


class Offer(_Message):
    """A phone rings: a caller waits, or the colleague ``consulted_by`` asks for advice on a call."""

    call: str
    queue: str | None = None
    caller_number: str
    caller_name: str = ""
    expires_at: str | None = None
    history_count: int = 0
    open_tickets: int = 0
    harassment_count: int = 0
    place: str = ""
    consulted_by: str = ""


class OfferEnded(_Message):
    call: str
    why: str


class LiveParty(_Message):
    """Somebody besides caller and agent; ``name`` is filled where ``number`` is an agent of the house."""

    party: str
    number: str
    role: Literal["consulted", "third_party", "supervisor"]
    state: Literal["calling", "consulting", "joined"]
    mode: SupervisionMode | None = None
    name: str = ""


class LiveCall(_Message):
    """The call on the desk; ``partials`` (in snapshots) is the interim text by channel.

    ``recording`` is false before the answer, and when the disk does not take what is said; ``recording_paused_at`` is set while
    recording and transcription rest at the agent's word. ``direction`` ``out``: we called ``caller_number``. ``consulted_by``
    names the colleague whose call it is where this desk is only consulted. ``urgent``: the urgent words heard so far.
    """

    call: str
    state: Literal["ringing", "queued", "offered", "answered", "held", "wrap_up", "ended"]
    queue: str | None = None
    caller_number: str = ""
    caller_name: str = ""
    dialled: str = ""
    agent: str | None = None
    arrived_at: str | None = None
    queued_at: str | None = None
    answered_at: str | None = None
    expires_at: str | None = None
    position: int | None = None
    muted: bool = False
    recording: bool = False
    recording_paused: bool = False
    recording_paused_at: str | None = None
    recording_paused_why: str = ""
    parties: tuple[LiveParty, ...] = ()
    direction: Literal["in", "out"] = "in"
    expected_wait_s: float | None = None
    consulted_by: str = ""
    partials: dict[str, str] = {}
    urgent: tuple[str, ...] = ()


class CallEnded(_Message):
    call: str
    reason: Literal["completed", "abandoned", "callback_requested", "rejected", "failed"]
    by: Literal["caller", "agent", "system"]
    waited_s: float = 0.0
    talked_s: float = 0.0
    queue: str | None = None
    detail: str = ""


class PartyLeft(_Message):
    """A consulted or third party is gone; ``why`` as telephony says it (``no_answer``, ``declined``, ``hung_up`` …)."""

    call: str
    number: str
    name: str = ""
    why: str


class CallTransferred(_Message):
    """The caller speaks with ``number`` now and the agent is out."""

    call: str
    agent: str
    number: str
    how: Literal["blind", "attended", "refer"]


class SupervisionNow(_Message):
    """What a supervisor listens to; ``mode`` None: not any more."""

    supervisor: str
    call: str
    mode: SupervisionMode | None = None
    side: SupervisedSide = "both"


class PartialSaid(_Message):
    call: str
    channel: Literal["caller", "agent"]
    text: str
    t0: float


class SpokenWord(_Message):
    text: str
    t0: float
    t1: float
    confidence: float | None = None


class FinalSaid(_Message):
    """A finished utterance: ``text`` as it was heard, ``readable`` as people read it (empty: as heard).

    ``spans`` tie the two, each ``(start, end, heard_start, heard_end)``: of one length character by character, else as a whole.
    """

    call: str
    channel: Literal["caller", "agent"]
    text: str
    t0: float
    t1: float
    confidence: float
    words: tuple[SpokenWord, ...] = ()
    engine: str = ""
    segment: str
    version: Literal["live", "second"] = "live"
    readable: str = ""
    spans: tuple[tuple[int, int, int, int], ...] = ()


class TranscriptDone(_Message):
    """Nothing more comes of the live pass and of what was put off; told again, as ``second``, when that version is shown."""

    call: str
    version: Literal["live", "second"] = "live"


class TranscriptGaps(_Message):
    """All stretches that the call's transcript lacks or lacked, after one of them has changed."""

    call: str
    gaps: tuple[GapOut, ...]


class WatchedCall(_Message):
    """A call that is read along, as it stands when the reading begins; ``partials`` is the interim text by channel."""

    call: str
    segments: tuple[FinalSaid, ...] = ()
    partials: dict[str, str] = {}
    draft: DraftOut | None = None
    gaps: tuple[GapOut, ...] = ()


class WatchEnded(_Message):
    call: str


class FloorReading(_Message):
    """A person has confirmed a line of the order ``act``: how many desks have it, and how many have confirmed it."""

    act: str
    person: dict[str, str] | None = None
    at: str
    told: int
    read: int


class FloorLineRead(_Message):
    """The line is gone from the own desk: it was confirmed here or on another page."""

    id: str


RecognitionStep: TypeAlias = Literal["normal", "fewer_interims", "no_interims", "after_call", "spooled"]


class RecogniserOut(_Message):
    """What recognition runs on; ``notice`` is a sentence for the desk, empty when all is well.

    ``step`` is the rung of overload's ladder that holds, ``lag_s`` by how many seconds finals come late; ``lost``: the process
    is gone and comes back; ``detail`` says which of its parts run.
    """

    engine: str
    model: str
    language: str
    interims: bool
    notice: str = ""
    step: RecognitionStep = "normal"
    lag_s: float = 0.0
    lost: bool = False
    detail: str = ""


class WritingNow(_Message):
    """Somebody has the call's draft open, and writes in ``field`` (empty: in none); said again every 10 s while ``here``."""

    call: str
    person: str
    name: str
    field: str = ""
    here: bool = True


class TicketCallers(_Message):
    """A caller was added to a ticket of the same matter, or taken back: how many there are now, the first one counted."""

    ticket: str
    number: str
    call: str
    callers_count: int


class EarlyWarning(_Message):
    """So many callers of one matter within ``days``: told at the 11th, 21st … to supervisors and inspectors."""

    ticket: str
    number: str
    title: str
    count: int
    days: int


class AlarmTold(_Message):
    """An alarm was raised, acknowledged or cleared; ``crossing`` counts how often it was raised, each is told once."""

    alarm: str
    what: Literal["raised", "acknowledged", "cleared"]
    title: str
    kind: str
    subject: str
    severity: Literal["notice", "warning", "critical"]
    text: str
    crossing: int


class AgentEvent(_Message):
    """One numbered event; ``data`` by ``event`` as in the table of the protocol."""

    type: Literal["event"]
    seq: int
    event: str
    data: dict[str, Any]


class DeskData(_Message):
    """All that a desk shows. ``segments`` is the transcript of the call at hand in the order of speaking.

    ``pause_max_s``: so many seconds recording rests at most at a time. ``supervision``: what a supervisor listens to now.
    ``lines``: what supervisors have ordered or told that this desk has not confirmed yet.
    """

    me: PersonOut
    agent: AgentState | None
    offer: Offer | None
    call: LiveCall | None
    segments: tuple[FinalSaid, ...]
    draft: DraftOut | None
    todo: tuple[TodoItem, ...]
    recogniser: RecogniserOut
    supervision: SupervisionNow | None = None
    pause_max_s: float = 0.0
    gaps: tuple[GapOut, ...] = ()
    lines: tuple[FloorLine, ...] = ()


class Snapshot(_Message):
    """The picture at number ``seq`` of ``stream``; the next event has ``seq + 1``."""

    type: Literal["snapshot"]
    stream: str
    seq: int
    data: DeskData


class MediaReady(_Message):
    """Text message of `hotline.media.v1`: the audio of this call flows from now on."""

    type: Literal["ready"]
    call: str


class MediaEnded(_Message):
    """Text message of `hotline.media.v1`: the call is over or has left this desk."""

    type: Literal["ended"]

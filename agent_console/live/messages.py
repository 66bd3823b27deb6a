"""The messages of `hotline.agent.v1` as models: what a desk may send is checked here, and TypeScript gets its types."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agent_console.faults import Fault
from ticketing.drafts.schemas import DraftOut
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
    """First message of a desk. ``board``: this is a wallboard page, it takes no seat and displaces no desk."""

    type: Literal["hello"]
    resume: ResumePoint | None = None
    board: bool = False


class SetPresence(_Command):
    type: Literal["presence"]
    presence: Literal["available", "paused"]
    reason: Annotated[str, Field(max_length=100)] = ""


class CallCommand(_Command):
    type: Literal["accept", "decline", "hold", "resume", "hang_up"]
    call: Name


class Mute(_Command):
    type: Literal["mute"]
    call: Name
    on: bool


class Transfer(_Command):
    type: Literal["transfer"]
    call: Name
    queue: Name


class Plain(_Command):
    type: Literal["end_wrap_up", "ping"]


AgentCommand = Annotated[
    Hello | SetPresence | CallCommand | Mute | Transfer | Plain,
    Field(discriminator="type"),
]
COMMANDS: TypeAdapter[Hello | SetPresence | CallCommand | Mute | Transfer | Plain] = TypeAdapter(AgentCommand)


class AgentReply(_Message):
    """Answer to the command with the id ``reply``; ``resumed`` in the answer to a hello says that no snapshot comes."""

    reply: int
    ok: bool
    error: Fault | None = None
    resumed: bool | None = None


class AgentState(_Message):
    """One agent as desks and the wallboard see it; ``next`` is the presence that follows the present call."""

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


class Offer(_Message):
    call: str
    queue: str | None = None
    caller_number: str
    caller_name: str = ""
    expires_at: str | None = None
    history_count: int = 0
    open_tickets: int = 0
    place: str = ""


class OfferEnded(_Message):
    call: str
    why: str


class LiveCall(_Message):
    """The call on the desk; ``partials`` (in snapshots) is the interim text by channel.

    ``recording`` is false before the answer, and when the disk does not take what is said.
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
    partials: dict[str, str] = {}


class CallEnded(_Message):
    call: str
    reason: Literal["completed", "abandoned", "callback_requested", "rejected", "failed"]
    by: Literal["caller", "agent", "system"]
    waited_s: float = 0.0
    talked_s: float = 0.0
    queue: str | None = None
    detail: str = ""


class PartialSaid(_Message):
    call: str
    channel: Literal["caller", "agent"]
    text: str
    t0: float


class SpokenWord(_Message):
    text: str
    t0: float
    t1: float


class FinalSaid(_Message):
    call: str
    channel: Literal["caller", "agent"]
    text: str
    t0: float
    t1: float
    confidence: float
    words: tuple[SpokenWord, ...] = ()
    engine: str = ""
    segment: str


class TranscriptDone(_Message):
    call: str


class RecogniserOut(_Message):
    """What recognition runs on; ``notice`` is a sentence for the desk, empty when all is well."""

    engine: str
    model: str
    language: str
    interims: bool
    notice: str = ""


class AgentEvent(_Message):
    """One numbered event; ``data`` by ``event`` as in the table of the protocol."""

    type: Literal["event"]
    seq: int
    event: str
    data: dict[str, Any]


class DeskData(_Message):
    """All that a desk shows. ``segments`` is the transcript of the call at hand in the order of speaking."""

    me: PersonOut
    agent: AgentState | None
    offer: Offer | None
    call: LiveCall | None
    segments: tuple[FinalSaid, ...]
    draft: DraftOut | None
    todo: tuple[TodoItem, ...]
    recogniser: RecogniserOut


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

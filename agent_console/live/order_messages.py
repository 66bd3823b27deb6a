"""What a supervisor orders over `hotline.agent.v1`, reads along, and what a desk confirms: the messages as models."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ticketing.floor.schemas import BroadcastTo, Priority, Why
from ticketing.people.schemas import SkillLevel

Name = Annotated[str, Field(min_length=1, max_length=100)]
Queues = Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)]


class _Order(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[int, Field(ge=0)]


class MoveAgent(_Order):
    """An agent into other queues now: until that time, or the end of the shift; ``lasting``: the record is changed too."""

    type: Literal["move_agent"]
    agent: Name
    queues: Queues
    levels: dict[str, SkillLevel] = Field(default_factory=dict)
    until: AwareDatetime | None = None
    lasting: bool = False
    why: Why


class ForceState(_Order):
    """An agent into that state; during a call as the next state. ``reason`` is that of a pause, in its word."""

    type: Literal["force_state"]
    agent: Name
    state: Literal["available", "paused", "offline"]
    reason: Annotated[str, Field(max_length=100)] = ""
    why: Why


class TakeOver(_Order):
    """The supervisor takes the call on the own phone; its agent is out."""

    type: Literal["take_over"]
    call: Name
    why: Why


class EndCall(_Order):
    type: Literal["end_call"]
    call: Name
    why: Why


class MoveCall(_Order):
    """A waiting call to another ``queue``, to one ``agent``, or (neither) to the head of its own queue."""

    type: Literal["move_call"]
    call: Name
    queue: Annotated[str, Field(max_length=100)] = ""
    agent: Annotated[str, Field(max_length=100)] = ""
    why: Why


class Broadcast(_Order):
    """A text to desks; ``expires_s`` None: as long as the setting says."""

    type: Literal["broadcast"]
    text: Annotated[str, Field(min_length=2, max_length=300)]
    to: BroadcastTo = BroadcastTo()
    priority: Priority = "normal"
    must_confirm: bool = False
    expires_s: Annotated[float | None, Field(gt=0)] = None


class ConfirmLine(_Order):
    """A line on the own desk has been read."""

    type: Literal["confirm_line"]
    line: Name


class WatchCall(_Order):
    """Read a live call along: its text so far comes at once, then each word and the draft, until `unwatch`."""

    type: Literal["watch", "unwatch"]
    call: Name


AnyOrder = MoveAgent | ForceState | TakeOver | EndCall | MoveCall | Broadcast

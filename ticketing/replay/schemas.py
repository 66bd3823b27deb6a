"""The floor as it was: courses over a span of time, and the picture of one moment."""

from datetime import datetime

from ticketing.figures.schemas import ServiceLevel
from ticketing.schema import PersonName, Schema


class QueueCourse(Schema):
    """``waiting``: the most that waited within each step."""

    name: str
    title: str
    waiting: tuple[int, ...]


class AlarmSpan(Schema):
    """``cleared_at`` None: it stood at the end of the span, or stands still."""

    alarm: str
    title: str
    text: str
    severity: str
    raised_at: datetime
    acknowledged_at: datetime | None
    cleared_at: datetime | None


class FloorAct(Schema):
    """What a supervisor did: ``act`` as the floor's ledger names it, or ``monitor``, ``whisper``, ``barge``."""

    at: datetime
    by: PersonName | None
    act: str
    person: PersonName | None
    call: str | None
    why: str


class Course(Schema):
    """From ``since`` to ``until`` in steps of ``step_s``; ``level`` is the service level of the day so far, in percent.

    ``truncated``: there was more than one answer can hold, the figures of the end are too small.
    """

    since: datetime
    until: datetime
    step_s: int
    queues: tuple[QueueCourse, ...]
    live: tuple[int, ...]
    level: tuple[float | None, ...]
    goal: float
    alarms: tuple[AlarmSpan, ...]
    acts: tuple[FloorAct, ...]
    truncated: bool


class Stretch(Schema):
    """From step ``first`` on, ``steps`` long, the agent was mostly in ``state``."""

    first: int
    steps: int
    state: str


class Lane(Schema):
    agent: PersonName
    stretches: tuple[Stretch, ...]


class LanePage(Schema):
    """``next`` goes into ``after``: the lanes come by name."""

    since: datetime
    until: datetime
    step_s: int
    items: tuple[Lane, ...]
    agents: int
    next: str | None


class QueueThen(Schema):
    name: str
    title: str
    waiting: int
    longest_wait_s: float


class CallThen(Schema):
    """``since``: waiting, or talking, since then. ``number`` is masked."""

    call: str
    state: str
    queue: str
    agent: PersonName | None
    number: str
    since: datetime


class AgentThen(Schema):
    agent: PersonName
    state: str
    reason: str
    since: datetime


class Moment(Schema):
    """What the floor looked like ``at`` that moment; ``level`` is the service level of the day so far.

    ``calls`` are bounded, ``waiting`` and ``talking`` count all of them.
    """

    at: datetime
    queues: tuple[QueueThen, ...]
    waiting: int
    talking: int
    calls: tuple[CallThen, ...]
    agents: tuple[AgentThen, ...]
    by_state: dict[str, int]
    alarms: tuple[AlarmSpan, ...]
    acts: tuple[FloorAct, ...]
    level: ServiceLevel

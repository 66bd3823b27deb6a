"""Rules, alarms and their ledger as the console sees them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from ticketing.alerts.kinds import Kind, Of, Sense
from ticketing.alerts.stepping import Phase
from ticketing.people.schemas import Role
from ticketing.schema import PersonName, Schema

Severity = Literal["notice", "warning", "critical"]
What = Literal["raised", "told", "escalated", "acknowledged", "cleared"]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^$")]
Minutes = Annotated[int, Field(ge=1, le=1_440)]
MOST_STEPS = 4
MOST_NAMED = 20
HoldSeconds = Annotated[int, Field(ge=0, le=3_600)]


class KindOut(Schema):
    """A figure that a rule may watch; ``of``: what its scope names. A threshold lies between ``least`` and ``most``."""

    kind: Kind
    title: str
    unit: str
    sense: Sense
    of: Of
    least: float
    most: float


class EscalationStep(Schema):
    """What happens once nobody has acknowledged an alarm for ``after_min`` minutes since its people were told.

    It stands out on every supervisor's pages; ``roles`` and ``people`` (ids) get a notice, with ``message`` a short message too.
    """

    after_min: Minutes
    roles: Annotated[tuple[Role, ...], Field(max_length=8)] = ()
    people: Annotated[tuple[str, ...], Field(max_length=MOST_NAMED)] = ()
    message: bool = False


class AlertRuleIn(Schema):
    """``scope``: ``*`` each queue (trunk, line) on its own, empty the house together, else one by name.

    Raised once the figure is beyond ``threshold`` for ``hold_s``, cleared once it is at ``clear_at`` or calmer for ``calm_s``.
    ``roles`` are told, and with ``tell_queue`` the agents of the queue; not between ``quiet_from`` and ``quiet_to``.
    ``escalation``: its steps, each later than the one before.
    """

    title: Annotated[str, Field(min_length=1, max_length=40)]
    kind: Kind
    scope: Annotated[str, Field(max_length=100)] = ""
    threshold: float
    clear_at: float
    hold_s: HoldSeconds = 0
    calm_s: HoldSeconds = 0
    severity: Severity = "warning"
    roles: Annotated[tuple[Role, ...], Field(max_length=8)] = ("supervisor",)
    tell_queue: bool = False
    quiet_from: TimeOfDay = ""
    quiet_to: TimeOfDay = ""
    escalation: Annotated[tuple[EscalationStep, ...], Field(max_length=MOST_STEPS)] = ()
    on: bool = True


class AlertRuleOut(AlertRuleIn):
    """``version`` goes with a change: whoever changed an older one gets 409."""

    id: str
    version: int
    changed_at: datetime
    changed_by: PersonName | None


class AlertRuleChange(Schema):
    """``cells``: what each was and became; a new rule was nothing before."""

    at: datetime
    by: PersonName | None
    rule: str
    title: str
    how: Literal["created", "changed", "removed"]
    cells: dict[str, Any]


class AlertRuleChangePage(Schema):
    items: tuple[AlertRuleChange, ...]
    next: str | None


class AlarmOut(Schema):
    """An alarm that stands; ``text`` says it in one sentence. ``escalated``: how many steps it has gone up unacknowledged."""

    id: str
    rule: str
    title: str
    kind: Kind
    subject: str
    subject_title: str
    severity: Severity
    phase: Phase
    text: str
    figure: float
    threshold: float
    unit: str
    crossing: int
    raised_at: datetime
    escalated: int
    acknowledged_at: datetime | None
    acknowledged_by: PersonName | None


class AlarmEventOut(Schema):
    """One fact of the ledger; ``seconds``: how long the alarm had stood by then; ``step``: of an escalation, from 1.

    ``roles`` and ``people`` were told; ``messaged`` are those for whom a short message was written.
    """

    id: str
    alarm: str
    crossing: int
    what: What
    at: datetime
    by: PersonName | None
    title: str
    kind: str
    subject_title: str
    severity: Severity
    figure: float
    threshold: float
    seconds: float
    text: str
    note: str
    step: int
    roles: tuple[str, ...]
    people: tuple[PersonName, ...]
    messaged: tuple[PersonName, ...]


class AlarmEventPage(Schema):
    items: tuple[AlarmEventOut, ...]
    next: str | None

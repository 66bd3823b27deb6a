"""Supervision as the console sees it."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from ticketing.clocks import Light
from ticketing.figures.rate import Rate
from ticketing.schema import Coded, PersonName, Schema
from ticketing.supervision.lookback import Purpose, Result
from ticketing.supervision.owners import OwnerRole
from ticketing.supervision.paper_states import PaperState
from ticketing.supervision.rungs import Ground, PoolLevel, Rung
from ticketing.supervision.sanctions import SanctionKind
from ticketing.supervision.scores import Decision
from ticketing.tickets.schemas import TicketState


class TicketBrief(Schema):
    """What a list says of the ticket that a paper, a sample or a score is about."""

    id: str
    number: str
    title: str
    state: TicketState
    unit: Coded | None
    deadline: datetime | None


class PaperStepOut(Schema):
    """One row of a paper's history."""

    at: datetime
    by: PersonName
    command: str
    from_state: str
    to_state: str
    text: str


class RungChoice(Schema):
    """A rung that may follow, and on which grounds."""

    rung: Rung
    name: str
    grounds: tuple[Coded, ...]


class PaperOut(Schema):
    """A paper of the ladder. ``number`` is empty until a transfer is approved; ``lamp`` goes by the reply's due time.

    ``age_days`` counts whole days since it was issued; ``next`` is the one rung that may follow, None at the top.
    ``history`` is empty in lists.
    """

    id: str
    rung: Rung
    rung_name: str
    number: str
    state: PaperState
    state_name: str
    ticket: TicketBrief | None
    cluster: str | None
    inspection: str | None
    previous: str | None
    unit: Coded
    ground: Ground
    ground_name: str
    text: str
    evidence: str
    by: PersonName
    at: datetime
    due_at: datetime | None
    first_due_at: datetime | None
    replied_at: datetime | None
    reply: str
    ended_at: datetime | None
    overdue: bool
    late: bool
    lamp: Light
    age_days: int
    pool_level: PoolLevel | None
    pool_name: str
    review_at: datetime | None
    points: float
    document: str | None
    version: int
    next: RungChoice | None
    history: tuple[PaperStepOut, ...] = ()


class PaperPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[PaperOut, ...]
    next: str | None


class ClusterOut(Schema):
    """Tickets of one matter. ``level`` is the highest that was told within the window, 0 for none."""

    id: str
    title: str
    category: Coded | None
    street: Coded | None
    place: str
    opened_at: datetime
    latest_at: datetime
    reports: int
    level: int
    warned_at: datetime | None
    document: str | None
    units: tuple[Coded, ...]
    root_cause: str
    closed_at: datetime | None
    closed_by: PersonName | None


class ClusterPage(Schema):
    items: tuple[ClusterOut, ...]
    next: str | None


class DayCount(Schema):
    """Reports that came on one local day."""

    day: date
    count: int


class ClusterWarning(Schema):
    level: int
    count: int
    at: datetime
    document: str | None


class JointHandling(Schema):
    """The group of cases that the matter was made into, under the unit that is to find its root."""

    id: str
    state: str
    unit: Coded


class MeetingBrief(Schema):
    id: str
    kind: str
    title: str
    state: str
    starts_at: datetime


class ClusterDetail(ClusterOut):
    """``days`` are the local days of the last 60, also those without a report; ``tickets`` the newest 200.

    ``case`` is one of the library; ``meetings`` have a ticket of it on their agenda.
    """

    tickets: tuple[TicketBrief, ...]
    days: tuple[DayCount, ...]
    warnings: tuple[ClusterWarning, ...]
    papers: tuple[PaperOut, ...]
    case: Coded | None
    joint: JointHandling | None
    meetings: tuple[MeetingBrief, ...]


class InspectionOut(Schema):
    id: str
    number: str
    at: datetime
    place: str
    unit: Coded
    inspectors: str
    findings: str
    ticket: TicketBrief | None
    by: PersonName
    opinion: PaperOut | None


class InspectionYear(Schema):
    """The year as it stood at ``as_of``: inspections, written opinions, how many were replied to, how many late."""

    year: int
    as_of: datetime
    inspections: int
    opinions: int
    replied: int
    late: int
    items: tuple[InspectionOut, ...]


class SampleItemOut(Schema):
    """``mine`` says that the person asking may not call: they handled the ticket or called back about it."""

    id: str
    position: int
    ticket: TicketBrief
    closed_at: datetime
    result: Result | None
    grade: int | None
    note: str
    called_at: datetime | None
    called_by: PersonName | None
    mine: bool


class SampleOut(Schema):
    """A sample with its seed. ``false_rate`` is the share of false closures among those that were reached."""

    id: str
    purpose: Purpose
    agency: str
    at: datetime
    by: PersonName
    since: datetime
    until: datetime
    unit: Coded | None
    by_unit: bool
    size: int
    seed: str
    population: int
    digest: str
    drawn: int
    called: int
    reached: int
    false_closures: int
    false_rate: Rate
    items: tuple[SampleItemOut, ...] = ()


class SampleCheck(Schema):
    """``same_population``: the closed tickets are the same as then; ``same_draw``: the seed draws the same from them."""

    same_population: bool
    same_draw: bool
    drawn: int


class ScoreLine(Schema):
    """A unit's points off as of a time: entries, of which so many were given back, and the sum."""

    unit: Coded
    points: float
    entries: int
    corrections: int


class AppealOut(Schema):
    id: str
    at: datetime
    by: PersonName
    text: str
    decision: Decision | None
    decided_at: datetime | None
    decided_by: PersonName | None
    note: str


class ScoreOut(Schema):
    """One entry; negative points were given back. ``left`` is what stands of it after its corrections."""

    id: str
    unit: Coded
    at: datetime
    by: PersonName
    points: float
    left: float
    ground: str
    note: str
    ticket: TicketBrief | None
    document: str | None
    corrects: str | None
    appeal: AppealOut | None


class ScorePage(Schema):
    items: tuple[ScoreOut, ...]
    next: str | None


class ScoreTable(Schema):
    """The ledger from ``since`` to ``as_of`` by unit, most points first."""

    since: datetime
    as_of: datetime
    lines: tuple[ScoreLine, ...]
    total: float


class SanctionOut(Schema):
    id: str
    kind: SanctionKind
    unit: Coded
    at: datetime
    by: PersonName
    text: str
    reference: str
    ticket: TicketBrief | None


class OwnerOut(Schema):
    """``until`` is None as long as the case is this person's."""

    id: str
    ticket: TicketBrief
    role: OwnerRole
    role_name: str
    person: PersonName
    since: datetime
    until: datetime | None
    reason: str
    truly_over: bool


class MonthlyMatter(Schema):
    """A matter of the monthly list: ``why`` 集中 concentrated, 重复 repeated, 难 hard; it is the agenda of the joint study."""

    why: Literal["concentrated", "repeated", "hard"]
    title: str
    reports: int
    cluster: str | None
    ticket: TicketBrief | None
    units: tuple[Coded, ...]
    note: str


class MonthlyList(Schema):
    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    items: tuple[MonthlyMatter, ...]


class LadderTable(Schema):
    """The ladder as the screens offer it: what may begin a climb, and what follows what."""

    begins: tuple[RungChoice, ...]
    rises: dict[str, RungChoice]
    pool_levels: tuple[Coded, ...]

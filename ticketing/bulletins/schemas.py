"""What a bulletin says, as it is shown and as it is frozen: every rate with numerator, denominator and base."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from ticketing.bulletins.periods import BulletinKind
from ticketing.figures.rate import Rate
from ticketing.figures.year_on_year import Change
from ticketing.schema import Coded, PersonName, Schema

MAX_THEME, MAX_REMARKS = 200, 4_000


class BulletinRates(Schema):
    """Of a unit, or of all. The four after ``response`` have one base: the tickets that fell due in the period."""

    response: Rate
    on_time: Rate
    returned: Rate
    reworked: Rate
    extended: Rate
    callback: Rate
    resolution: Rate
    satisfaction: Rate


class HandlingTime(Schema):
    """Mean hours from the dispatch to the unit's report, by the calendar and in working time; None where nothing was handled."""

    tickets: int
    calendar_h: float | None
    working_h: float | None


class PerResidents(Schema):
    """万人诉求比: tickets of a territory over its residents, times ten thousand."""

    unit: Coded
    tickets: int
    population: int
    per_10k: float | None


class UnitFigures(Schema):
    """``cases``: on how many cases the score rests; ``points`` the supervision's points off; ``rank`` None: listed apart."""

    unit: Coded
    first_responsible: str
    received: int
    rates: BulletinRates
    handling: HandlingTime
    points: float
    cases: int
    score: float | None
    rank: int | None = None


class UnitGroup(Schema):
    """Units of one kind: ranked, and apart those with fewer cases than the minimum."""

    code: str
    name: str
    ranked: tuple[UnitFigures, ...]
    apart: tuple[UnitFigures, ...]


class TrendPoint(Schema):
    """One hour, day or month of the trend."""

    label: str
    count: int


class NamedCount(Schema):
    code: str
    name: str
    count: int


class TopicCount(Schema):
    """A kind of matter: against the period before (环比) and the same of last year (同比)."""

    category: Coded
    count: int
    on_before: Change
    on_last_year: Change


class RepeatedMatter(Schema):
    title: str
    reports: int
    concentrated: bool
    cluster: str
    units: tuple[Coded, ...]
    root_cause: str


class BulletinFigures(Schema):
    """All of one period. ``direct``: answered at once; ``connection``: calls answered of those that came to a queue."""

    kind: BulletinKind
    first: date
    last: date
    name: str
    counted_at: datetime
    received: int
    on_before: Change
    on_last_year: Change
    direct: Rate
    connection: Rate
    duty: Rate | None
    rates: BulletinRates
    handling: HandlingTime
    trend: tuple[TrendPoint, ...]
    channels: tuple[NamedCount, ...]
    types: tuple[NamedCount, ...]
    hot: tuple[TopicCount, ...]
    rising: tuple[TopicCount, ...]
    repeated: tuple[RepeatedMatter, ...]
    supervision: tuple[NamedCount, ...]
    groups: tuple[UnitGroup, ...]
    territories: tuple[PerResidents, ...]
    least_cases: int
    weights: tuple[float, float, float]


class BulletinIn(Schema):
    """``day`` is any day of the period; ``theme`` the month's question (每月一题)."""

    kind: BulletinKind
    day: date
    theme: Annotated[str, Field(max_length=MAX_THEME)] = ""
    remarks: Annotated[str, Field(max_length=MAX_REMARKS)] = ""


class BulletinCorrectionIn(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=MAX_REMARKS)]


class FigureDifference(Schema):
    """One figure that came out otherwise than it was issued; rates as numerator/denominator."""

    what: str
    issued: str
    now: str


class BulletinCorrectionOut(Schema):
    at: datetime
    by: PersonName
    reason: str
    differences: tuple[FigureDifference, ...]
    document: str


class BulletinBrief(Schema):
    """An issued bulletin in the list."""

    id: str
    kind: BulletinKind
    first: date
    last: date
    name: str
    number: str
    issued_at: datetime
    issued_by: PersonName
    theme: str
    received: int
    corrections: int
    document: str


class BulletinOut(BulletinBrief):
    """``figures`` as they were frozen; corrections stand beside them, never in them."""

    remarks: str
    figures: BulletinFigures
    corrected: tuple[BulletinCorrectionOut, ...]


class BulletinPage(Schema):
    items: tuple[BulletinBrief, ...]
    next: str | None


class BulletinPreview(Schema):
    """A period before it is issued: ``complete`` once it is over, ``issued`` the bulletin's id where there is one."""

    figures: BulletinFigures
    complete: bool
    issued: str | None
    themes: tuple[str, ...]

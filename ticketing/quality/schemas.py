"""Quality as the console sees it. Scores are points from 0 to 100 with two places."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from ticketing.figures.rate import Rate
from ticketing.ledgers import StepOut
from ticketing.quality.form import FormBody
from ticketing.quality.mismatching import RuleName
from ticketing.quality.scoring import Answer, Value
from ticketing.schema import PersonName, Schema

MAX_MARKS, MAX_TEXT, MAX_PEOPLE = 50, 2_000, 200
Title = Annotated[str, Field(min_length=1, max_length=60)]
Text = Annotated[str, Field(max_length=MAX_TEXT)]
Purpose = Literal["routine", "special", "newcomer", "complaint"]
Kind = Literal["ordinary", "calibration", "appeal"]
ReviewState = Literal["open", "drafting", "submitted", "confirmed", "objected", "decided", "withdrawn"]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class FormIn(Schema):
    """A form or its next version: with ``base`` (a form's id) of that one's family."""

    title: Title
    body: FormBody
    base: Id | None = None


class FormEdit(Schema):
    title: Title
    body: FormBody
    version: int


class FormOut(Schema):
    """``used``: it is not edited any more. ``allowed`` lists what may be done with it now."""

    id: str
    family: str
    number: int
    title: str
    state: Literal["draft", "in_force", "retired"]
    version: int
    used: bool
    body: FormBody
    made_at: datetime
    made_by: PersonName | None
    allowed: tuple[str, ...]
    history: tuple[StepOut, ...] = ()


class SampleRuleOut(Schema):
    """A rule of rule-based samples; ``thresholds`` are its settings."""

    code: str
    name: str
    thresholds: dict[str, float]


class ReviewerOut(Schema):
    """``open`` counts what this person still has to review, ``overdue`` of it what is late."""

    person: PersonName
    open: int
    overdue: int


class CallSampleIn(Schema):
    """Of the calls that arrived from ``since`` to before ``until``. Without ``rules`` all of them are the frame (random).

    ``per_agent`` is each agent's quota in that time for this purpose: what was drawn before counts. Without ``seed`` one is
    made; without ``reviewers`` the reviews are nobody's until they are taken.
    """

    since: AwareDatetime
    until: AwareDatetime
    purpose: Purpose = "routine"
    rules: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    agents: Annotated[tuple[Id, ...], Field(max_length=MAX_PEOPLE)] = ()
    reviewers: Annotated[tuple[Id, ...], Field(max_length=MAX_PEOPLE)] = ()
    size: Annotated[int, Field(ge=1, le=500)] = 50
    per_agent: Annotated[int, Field(ge=1, le=100)] | None = None
    seed: Annotated[str, Field(max_length=64)] = ""
    form: Id | None = None


class CallSampleOut(Schema):
    """``frame`` calls were drawn from; ``digest`` is theirs. ``submitted`` of the ``drawn`` reviews have been handed in."""

    id: str
    at: datetime
    by: PersonName | None
    purpose: Purpose
    rules: tuple[str, ...]
    thresholds: dict[str, Any]
    since: datetime
    until: datetime
    agents: tuple[PersonName, ...]
    size: int
    per_agent: int
    had: dict[str, int]
    seed: str
    frame: int
    digest: str
    drawn: int
    submitted: int
    unassigned: int
    due_at: datetime


class CallSamplePage(Schema):
    items: tuple[CallSampleOut, ...]
    next: str | None


class FrameOut(Schema):
    """The frame as it was kept: draw from it with the seed and the answer must be ``drawn``."""

    calls: tuple[tuple[str, str], ...]
    seed: str
    size: int
    per_agent: int
    had: dict[str, int]
    drawn: tuple[str, ...]


class CallSampleCheck(Schema):
    """``same_draw``: the seed draws the same calls again. ``whole``: the kept frame is the one of the digest. ``gone``: calls of
    it that retention has taken since."""

    same_draw: bool
    whole: bool
    frame: int
    gone: int
    drawn: int


class ReasonOut(Schema):
    """A rule that took the call, and its figure in words."""

    rule: str
    why: str


class Mark(Schema):
    """A comment at ``at_s`` of the recording (seconds), or on an utterance (``segment``); perhaps of a criterion."""

    at_s: Annotated[float, Field(ge=0, le=86_400)] | None = None
    segment: Id | None = None
    criterion: Annotated[str, Field(max_length=40)] | None = None
    text: Annotated[str, Field(min_length=1, max_length=500)]


class ReviewEdit(Schema):
    """What a reviewer has so far; ``version`` is that of the screen. What is left out stays."""

    version: int
    answers: Annotated[dict[str, Answer], Field(max_length=80)] | None = None
    marks: Annotated[tuple[Mark, ...], Field(max_length=MAX_MARKS)] | None = None
    coaching: Text | None = None


class CallScore(Schema):
    """``missing`` are criteria without an answer, ``unsaid`` fatal ones that were not kept and lack a comment."""

    total: float | None
    raw: float | None
    groups: dict[str, float | None]
    fatal: tuple[str, ...]
    missing: tuple[str, ...]
    unsaid: tuple[str, ...]


class ReviewItem(Schema):
    """One line of a list; ``late``: due and not handed in. ``decided``: the score that an appeal gave instead."""

    id: str
    kind: Kind
    state: ReviewState
    version: int
    purpose: Purpose
    call: str
    call_at: datetime
    talked_s: float
    agent: PersonName | None
    reviewer: PersonName | None
    sample: str | None
    calibration: str | None
    reasons: tuple[ReasonOut, ...]
    made_at: datetime
    due_at: datetime
    late: bool
    score: float | None
    decided: float | None = None
    passed: bool | None
    fatal: tuple[str, ...]
    submitted_at: datetime | None


class ReviewPage(Schema):
    items: tuple[ReviewItem, ...]
    next: str | None


class ReviewOut(ReviewItem):
    """The whole of a review. ``first``: the review that an appeal decides about; ``appeal``: the one that decides about this.

    ``objection_until``: the agent may object until then. ``allowed`` lists what the reader may do now.
    """

    form: FormOut
    answers: dict[str, Answer]
    marks: tuple[Mark, ...]
    coaching: str
    scored: CallScore
    agent_said: str
    agent_at: datetime | None
    objection_until: datetime | None
    first: "ReviewOut | None" = None
    appeal: str | None = None
    allowed: tuple[str, ...]
    history: tuple[StepOut, ...]


class Spread(Schema):
    """``values`` in the order of the papers; ``agree`` of ``of`` gave ``common``; ``range``: between the furthest, in percent.

    ``settled``: so many agree that it needs no talk.
    """

    code: str
    values: tuple[Value | None, ...]
    common: Value | None
    agree: int
    of: int
    range: int
    settled: bool


class Paper(Schema):
    """One reviewer's review of a calibration; score and deviation once the papers are opened."""

    review: str
    reviewer: PersonName | None
    state: ReviewState
    score: float | None
    deviation: float | None
    comments: dict[str, str]


class CalibrationIn(Schema):
    title: Title
    call: Id
    reviewers: Annotated[tuple[Id, ...], Field(min_length=2, max_length=12)]
    form: Id | None = None


class AgreeIn(Schema):
    """What the session settled on: an answer to each criterion."""

    version: int
    answers: Annotated[dict[str, Answer], Field(max_length=80)]
    note: Text = ""


class CalibrationOut(Schema):
    """``blind``: papers are shown to nobody but their own reviewer. ``mine`` is the reader's own paper."""

    id: str
    state: Literal["blind", "talk", "agreed", "withdrawn"]
    version: int
    title: str
    call: str
    made_at: datetime
    made_by: PersonName | None
    due_at: datetime
    handed_in: int
    of: int
    mine: str | None
    score: float | None
    note: str
    agreed_at: datetime | None
    form: FormOut | None = None
    agreed: dict[str, Answer] = Field(default_factory=dict)
    suggested: dict[str, Value] = Field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    spread: tuple[Spread, ...] = ()
    allowed: tuple[str, ...] = ()
    history: tuple[StepOut, ...] = ()


class CalibrationPage(Schema):
    items: tuple[CalibrationOut, ...]
    next: str | None


class Mean(Schema):
    """``mean`` of ``count`` scores that sum up to ``sum``; None where there are none."""

    sum: float
    count: int
    mean: float | None


class AgentQuality(Schema):
    """``few``: fewer reviews than the least, listed apart. ``passed`` counts scores from the pass mark on."""

    agent: PersonName
    score: Mean
    passed: Rate
    fatal: int
    unconfirmed: int
    few: bool


class CriterionQuality(Schema):
    """``kept``: yes of yes and no, or points of possible points. ``na`` did not apply."""

    form: str
    code: str
    title: str
    group: str
    fatal: bool
    kept: Rate
    na: int
    few: bool


class PeriodQuality(Schema):
    since: datetime
    until: datetime
    score: Mean
    passed: Rate


class QualityFigures(Schema):
    """``basis`` random: only reviews of random draws, which say how an agent works; all: also those picked by rules.

    ``truncated``: more reviews than are counted at once.
    """

    since: datetime
    until: datetime
    basis: Literal["random", "all"]
    base: str
    score: Mean
    passed: Rate
    agents: tuple[AgentQuality, ...]
    criteria: tuple[CriterionQuality, ...]
    periods: tuple[PeriodQuality, ...]
    least: int
    pass_score: float
    truncated: bool


class ReviewerQuality(Schema):
    """Over calibrations that were agreed: ``mean`` above 0 is more generous than agreed; ``within`` the tolerance of ``of``."""

    reviewer: PersonName
    mean: float
    absolute: float
    within: Rate
    few: bool
    sessions: tuple[tuple[datetime, float], ...]


class MismatchWord(Schema):
    text: str
    segment: str | None = None


class MismatchOut(Schema):
    """``call_at`` and ``other_at``: when the calls arrived. ``correct`` says what is to be put right, ``should_be`` how."""

    id: str
    rule: RuleName
    state: Literal["open", "right", "wrong"]
    version: int
    call: str
    call_at: datetime
    other_call: str | None
    other_at: datetime | None
    ticket: str | None
    ticket_number: str | None
    agent: PersonName | None
    number: str
    outcome: str | None
    found_at: datetime
    why: str
    words: tuple[MismatchWord, ...]
    same_matter: bool
    correct: str | None
    should_be: str
    note: str
    decided_at: datetime | None
    decided_by: PersonName | None


class MismatchPage(Schema):
    items: tuple[MismatchOut, ...]
    next: str | None


Correct = Literal["type", "outcome", "answer", "ticket", "none"]


class MismatchDecision(Schema):
    """``right``: it is a mismatch; then ``correct`` says of what, and ``should_be`` what it ought to be."""

    version: int
    right: bool
    correct: Correct | None = None
    should_be: Annotated[str, Field(max_length=200)] = ""
    note: Text = ""


class MismatchFigure(Schema):
    """``found`` of the calls that the rule could look at; of those decided ``right`` were mismatches."""

    rule: RuleName
    found: Rate
    right: Rate
    open: int
    same_matter: int


class MismatchFigures(Schema):
    since: datetime
    until: datetime
    checked: int
    rules: tuple[MismatchFigure, ...]

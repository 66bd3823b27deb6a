"""Callbacks on closed matters as the console and the citizens' page see them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from config.settings.evaluation import Way
from ticketing.questionnaires.questions import Question
from ticketing.questionnaires.schemas import Questions
from ticketing.schema import Coded, PersonName, Schema

EvaluationState = Literal["waiting", "claimed", "sent", "answered", "not_effective", "skipped"]
TryOutcome = Literal["no_answer", "busy", "refused", "wrong_number", "later", "reached", "sent", "replied"]
Solved = Literal["solved", "partly", "unsolved", "explained"]
AppealState = Literal["open", "upheld", "refused"]
Grade = Annotated[int, Field(ge=1, le=5)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]

GRADES: dict[int, str] = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
SOLVED_NAMES: dict[Solved, str] = {"solved": "已解决", "partly": "部分解决", "unsolved": "未解决", "explained": "已解释说明"}
OUTCOME_NAMES: dict[TryOutcome, str] = {
    "no_answer": "无人接听",
    "busy": "占线",
    "refused": "拒绝回访",
    "wrong_number": "号码有误",
    "later": "改时再打",
    "reached": "已接通",
    "sent": "已发送",
    "replied": "短信回复",
}


class TryIn(Schema):
    """A try that ended without an answer to the questions. ``wished_at``: when the citizen asked to be called (``later``);

    None leaves it to the rule: the next part of the day.
    """

    version: int
    outcome: Literal["no_answer", "busy", "refused", "wrong_number", "later"]
    call_id: str | None = None
    note: Words = ""
    wished_at: AwareDatetime | None = None


class AnswerIn(Schema):
    """What the citizen said; ``replies`` by the keys of the questionnaire. ``solved`` unsolved sends the ticket back."""

    version: int | None = None
    contacted: bool | None = None
    solved: Solved
    grade: Grade | None = None
    comment: Words = ""
    call_id: str | None = None
    replies: dict[str, Any] = Field(default_factory=dict, max_length=30)


class AppealIn(Schema):
    ground: Reason


class ReviewIn(Schema):
    """``uphold`` True: ``solved`` and ``grade`` count instead of what the citizen said, which stays on record."""

    uphold: bool
    review: Reason
    solved: Solved | None = None
    grade: Grade | None = None


class TryOut(Schema):
    at: datetime
    by: PersonName
    way: Way
    outcome: TryOutcome
    call_id: str | None
    note: str
    wished_at: datetime | None


class ReplyShown(Schema):
    """A question as it was put, and what was answered."""

    question: Question
    value: int | bool | str | tuple[str, ...]


class AnswerOut(Schema):
    at: datetime
    by: PersonName
    way: Way
    call_id: str | None
    contacted: bool | None
    solved: Solved
    grade: int | None
    comment: str
    reason: str
    replies: tuple[ReplyShown, ...] = ()


class EvaluationAppealOut(Schema):
    at: datetime
    by: PersonName
    ground: str
    state: AppealState
    reviewed_at: datetime | None
    reviewed_by: PersonName | None
    review: str


class EvaluationOut(Schema):
    """One citizen of one closed report. ``best_at``: first moment for the next try; ``ticket_number`` of what was brought."""

    id: str
    ticket: str
    ticket_number: str
    title: str
    matter: str
    result: str
    unit: Coded | None
    turn: int
    name: str
    number: str
    way: Way
    state: EvaluationState
    version: int
    opened_at: datetime
    due_at: datetime
    best_at: datetime
    wished: bool
    tries: int
    claimed_by: PersonName | None
    ended_at: datetime | None
    effective: bool | None
    contacted: bool | None
    solved: Solved | None
    grade: int | None
    comment: str
    dialled_call: str | None
    questionnaire: Questions | None = None
    history: tuple[TryOut, ...] = ()
    answers: tuple[AnswerOut, ...] = ()
    appeal: EvaluationAppealOut | None = None


class Asked(Schema):
    """What a link asks its citizen about; nothing of the citizen's own is shown, since a link may be passed on."""

    title: str
    matter: str
    result: str
    unit: str
    expires_at: datetime
    questionnaire: Questions | None


class EvaluationPage(Schema):
    """``next`` goes into ``after`` for the page after this one; None at the end."""

    items: tuple[EvaluationOut, ...]
    next: str | None

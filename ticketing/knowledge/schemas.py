"""Articles, scripts, their versions, and what search, suggestions, citations and feedback look like to the console."""

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from ticketing.attachments.schemas import AttachmentOut
from ticketing.figures.rate import Rate
from ticketing.knowledge.states import Standing, VersionCommand, VersionState
from ticketing.knowledge.steps import Steps
from ticketing.schema import Coded, PersonName, Schema

Sort = Literal["article", "script"]
ArticleKind = Literal["policy", "faq", "guide", "contact"]
Situation = Literal["opening", "verification", "calming", "refusing", "harassment", "danger", "message", "closing"]
CallMoment = Literal["offered", "answered", "held", "wrap_up"]
FeedbackKind = Literal["useful", "wrong", "outdated", "missing"]
Outcome = Literal["mended", "kept"]
KnowledgeCode = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
Title = Annotated[str, Field(min_length=1, max_length=100)]
Question = Annotated[str, Field(min_length=1, max_length=100)]
CategoryCode = Annotated[str, Field(min_length=2, max_length=10, pattern=r"^\d+$")]
Word = Annotated[str, Field(min_length=1, max_length=20)]
Asked = Annotated[str, Field(max_length=200)]
LONGEST_BODY = 8_000
LONGEST_PHRASE = 2_000
MOST_QUESTIONS = MOST_LINKS = 20
MOST_FILES = 10


class ArticleContent(Schema):
    """``body`` is plain text: ``# `` and ``## `` begin headings, ``- `` and ``1. `` lists, an empty line parts paragraphs.

    ``categories`` are codes of the directory, or beginnings of codes for a whole branch. ``expires_on`` is the last day.
    """

    title: Title
    kind: ArticleKind = "faq"
    questions: Annotated[tuple[Question, ...], Field(max_length=MOST_QUESTIONS)] = ()
    short_answer: Annotated[str, Field(max_length=500)] = ""
    body: Annotated[str, Field(min_length=1, max_length=LONGEST_BODY)]
    categories: Annotated[tuple[CategoryCode, ...], Field(max_length=MOST_LINKS)] = ()
    source: Annotated[str, Field(max_length=200)] = ""
    document_number: Annotated[str, Field(max_length=100)] = ""
    effective_from: date | None = None
    expires_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "ArticleContent":
        if self.effective_from and self.expires_on and self.expires_on < self.effective_from:
            raise ValueError("失效日期早于生效日期。")
        return self


class ScriptContent(Schema):
    """Offered where all that is named fits: ``queues``, ``categories``, ``words`` that were heard, and moments of the call.

    What is left empty fits everywhere.
    """

    title: Title
    situation: Situation
    queues: Annotated[tuple[Word, ...], Field(max_length=MOST_LINKS)] = ()
    categories: Annotated[tuple[CategoryCode, ...], Field(max_length=MOST_LINKS)] = ()
    words: Annotated[tuple[Word, ...], Field(max_length=MOST_LINKS)] = ()
    moments: Annotated[tuple[CallMoment, ...], Field(max_length=4)] = ()
    steps: Steps


Content: TypeAlias = ArticleContent | ScriptContent


class KnowledgeItemIn(Schema):
    """A new article or script with its first draft: one of ``article`` and ``script``. ``code`` is made where none is given."""

    code: KnowledgeCode | None = None
    unit: Annotated[str, Field(max_length=32)]
    article: ArticleContent | None = None
    script: ScriptContent | None = None

    @model_validator(mode="after")
    def _one(self) -> "KnowledgeItemIn":
        if (self.article is None) == (self.script is None):
            raise ValueError("请填写文章或话术之一。")
        return self


class KnowledgeContentIn(Schema):
    """What a draft says now; ``lock`` is the count of the saved draft that was seen."""

    lock: Annotated[int, Field(ge=0)]
    article: ArticleContent | None = None
    script: ScriptContent | None = None


class KnowledgeStepOut(Schema):
    """One step of a version's way."""

    at: datetime
    by: PersonName
    command: VersionCommand | Literal["write"]
    state: VersionState
    reason: str


class KnowledgeVersionBrief(Schema):
    id: str
    number: int
    state: VersionState
    title: str
    author: PersonName
    created_at: datetime


class KnowledgeVersionOut(KnowledgeVersionBrief):
    """A version whole; it stays readable for ever. ``standing`` says whether its text holds today."""

    item: str
    sort: Sort
    code: str
    unit: Coded
    lock: int
    standing: Standing
    article: ArticleContent | None
    script: ScriptContent | None
    categories: tuple[Coded, ...]
    files: tuple[AttachmentOut, ...]
    steps: tuple[KnowledgeStepOut, ...]


class KnowledgeItemBrief(Schema):
    """``state`` is that of the newest version, ``shown`` the number of the one that readers see."""

    id: str
    sort: Sort
    code: str
    kind: str
    title: str
    unit: Coded
    state: VersionState
    shown: bool
    expires_on: date | None
    expired: bool
    changed_at: datetime
    uses: int


class KnowledgeItemPage(Schema):
    items: tuple[KnowledgeItemBrief, ...]
    next: str | None


class KnowledgeItemOut(KnowledgeItemBrief):
    """``current`` is the version that readers see, ``open`` the one that is being written; ``versions`` newest first."""

    current: str | None
    open: str | None
    versions: tuple[KnowledgeVersionBrief, ...]


class MarkedText(Schema):
    """A text, and the places ``[start, end)`` of what was asked for in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


class KnowledgeHit(Schema):
    """A find; ``why`` says where from it was suggested. ``question`` is the variant that fits best, if one does."""

    item: str
    version: str
    number: int
    code: str
    kind: ArticleKind
    title: MarkedText
    question: MarkedText | None = None
    snippet: MarkedText
    short_answer: str
    unit: str
    source: str
    expires_on: date | None
    standing: Standing
    uses: int
    why: str = ""


class KnowledgeFound(Schema):
    """``near``: no article has all the words; these have most of them."""

    items: tuple[KnowledgeHit, ...]
    near: bool = False


class ScriptOffer(Schema):
    """A script with its steps, and why it is offered now."""

    item: str
    version: str
    number: int
    code: str
    title: str
    situation: Situation
    steps: Steps
    why: str


class KnowledgeSuggestions(Schema):
    articles: tuple[KnowledgeHit, ...]
    scripts: tuple[ScriptOffer, ...]


class KnowledgeSearchIn(Schema):
    """A question that was typed to its end."""

    q: Annotated[str, Field(min_length=1, max_length=200)]


class KnowledgeReadIn(Schema):
    draft: Annotated[str, Field(max_length=64)] | None = None


class CitationIn(Schema):
    """``draft`` is the matter's (a call's own id); ``phrase`` stands in the version as it is put into the answer."""

    version: Annotated[str, Field(max_length=64)]
    draft: Annotated[str, Field(max_length=64)]
    phrase: Annotated[str, Field(min_length=1, max_length=LONGEST_PHRASE)]


class CitationOut(Schema):
    """``mark`` is what names the source in the answer. ``kept``: the answer still has the phrase; None without an answer."""

    id: str
    item: str
    version: str
    number: int
    code: str
    title: str
    mark: str
    draft: str
    call: str | None
    at: datetime
    by: PersonName
    phrase: str
    standing: Standing
    state: VersionState
    kept: bool | None = None


class KnowledgeFeedbackIn(Schema):
    """``missing`` names what was ``asked`` for; all other kinds name the version."""

    kind: FeedbackKind
    version: Annotated[str, Field(max_length=64)] | None = None
    asked: Asked = ""
    note: Annotated[str, Field(max_length=500)] = ""


class FeedbackAnswerIn(Schema):
    outcome: Outcome
    answer: Annotated[str, Field(min_length=1, max_length=500)]


class KnowledgeFeedbackOut(Schema):
    id: str
    kind: FeedbackKind
    note: str
    asked: str
    item: str | None
    version: str | None
    number: int | None
    title: str
    unit: str
    state: Literal["open", "answered", "noted"]
    at: datetime
    by: PersonName
    answered_at: datetime | None
    answered_by: PersonName | None
    outcome: Outcome | None
    answer: str


class KnowledgeFeedbackPage(Schema):
    items: tuple[KnowledgeFeedbackOut, ...]
    open: int
    next: str | None


class KnowledgeUse(Schema):
    item: str
    code: str
    title: str
    count: int


class AskedInVain(Schema):
    asked: str
    count: int
    last_at: datetime


class KnowledgeFigures(Schema):
    """Of a period: how much was read, cited, asked for in vain and said of it."""

    since: datetime
    until: datetime
    articles: int
    scripts: int
    expired: int
    expiring: int
    reads: int
    citations: int
    searches: int
    most_cited: tuple[KnowledgeUse, ...]
    most_read: tuple[KnowledgeUse, ...]
    in_vain: tuple[AskedInVain, ...]
    vain: Rate
    answered_with: Rate
    feedback: Rate
    useful: Rate
    waiting: int


class KnowledgeDiffLine(Schema):
    """``what``: the line stands in both, only in the newer, or only in the older version."""

    what: Literal["same", "added", "removed"]
    text: str


class KnowledgeFieldDiff(Schema):
    field: str
    lines: tuple[KnowledgeDiffLine, ...]


class KnowledgeVersionDiff(Schema):
    """What changed from ``older`` to ``newer``, field by field."""

    older: KnowledgeVersionBrief
    newer: KnowledgeVersionBrief
    fields: tuple[KnowledgeFieldDiff, ...]


class KnowledgeReasonIn(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class KnowledgeTaken(Schema):
    """What an import did: ``submitted`` versions wait for a reviewer."""

    new: int
    changed: int
    same: int
    published: bool

"""Settings as the page shows and changes them. Values are JSON, whatever their kind."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from ticketing.schema import PersonName, Schema

Kind = Literal["number", "integer", "boolean", "choice", "text", "list", "pairs", "other"]
How = Literal["page", "revert", "import"]
Reason = Annotated[str, Field(max_length=300)]
Key = Annotated[str, Field(min_length=1, max_length=100)]
MOST_AT_ONCE = 500


class SettingShape(Schema):
    """What may be entered: a ``kind``, the bounds of a number, the choices, of a list's items too."""

    kind: Kind
    least: float | None = None
    above: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    items: Kind | None = None
    optional: bool = False


class SettingOut(Schema):
    """``value`` is what holds by all layers, ``running`` what this node works with now; they differ until the next start.

    ``beneath`` is what holds where the page says nothing. A secret has none of them, only whether it is set (``given``).
    """

    key: str
    name: str
    meaning: str
    unit: str
    shape: SettingShape
    default: Any
    value: Any
    beneath: Any
    running: Any
    source: Literal["default", "file", "environment", "page"]
    acts: Literal["now", "start", "file"]
    locked: str
    secret: bool
    given: bool
    pending: bool
    changed_at: datetime | None = None
    changed_by: PersonName | None = None


class SettingsOut(Schema):
    """``version`` counts the page's changes: give it back with a change. ``unfit`` are kept values that no longer fit."""

    version: int
    settings: tuple[SettingOut, ...]
    unfit: tuple[str, ...] = ()


class SettingProblem(Schema):
    key: str
    name: str
    what: str


class SettingDifference(Schema):
    key: str
    name: str
    unit: str
    before: Any
    after: Any
    acts: Literal["now", "start", "file"]


class SettingsPreview(Schema):
    """What would change, or everything that is wrong; nothing is written."""

    version: int
    differences: tuple[SettingDifference, ...]
    problems: tuple[SettingProblem, ...]


class SettingsPreviewIn(Schema):
    """A key's new value; null leaves it to file and defaults again."""

    changes: dict[Key, Any] = Field(min_length=1, max_length=MOST_AT_ONCE)


class SettingsIn(SettingsPreviewIn):
    """``base`` is the version that was looked at; 409 when any of these keys was changed since."""

    base: int
    reason: Reason = ""


class RevertIn(Schema):
    """Back to what the key was after the change ``to``."""

    to: str = Field(max_length=40)
    base: int
    reason: Reason = ""


class SettingChange(Schema):
    id: str
    version: int
    key: str
    name: str
    unit: str
    before: Any
    after: Any
    at: datetime
    by: PersonName | None
    how: How
    reason: str


class SettingChanges(Schema):
    items: tuple[SettingChange, ...]
    next: str | None


class SettingsFile(Schema):
    """All that the page set, for a file; ``hotline`` says what kind of file it is."""

    hotline: Literal["settings"] = "settings"
    made_at: datetime
    version: int
    values: dict[Key, Any] = Field(max_length=MOST_AT_ONCE)


class SettingsImportIn(Schema):
    """``only``: what the page set and the file does not name goes back to file and defaults."""

    file: SettingsFile
    only: bool = False
    base: int | None = None
    reason: Reason = ""


class QueueChange(Schema):
    """``fields``: what each was and became."""

    name: str
    title: str
    what: Literal["added", "changed", "closed"]
    fields: dict[str, tuple[Any, Any]]


class HoursChange(Schema):
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class QueueIn(Schema):
    """A queue as the page sends it: the fields of `config.settings.Queue`; a new one may leave its code to us."""

    queue: dict[str, Any] = Field(max_length=40)
    base: int
    reason: Reason = ""


class QueueCloseIn(Schema):
    base: int
    reason: Reason = ""


class HoursIn(Schema):
    """All opening hours by name, as `config.settings.Hours`."""

    hours: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")], dict[str, Any]] = Field(max_length=30)
    base: int
    reason: Reason = ""


class QueuesOut(Schema):
    """``main`` is the queue that everybody falls back to; ``sources`` say where each list as a whole comes from."""

    version: int
    main: str
    queues: tuple[dict[str, Any], ...]
    hours: dict[str, dict[str, Any]]
    sources: dict[str, Literal["default", "file", "environment", "page"]]
    locked: dict[str, str]
    defaults: dict[str, float]


class OperationStep(Schema):
    """One change of queues or hours, as a person reads it."""

    id: str
    version: int
    at: datetime
    by: PersonName | None
    how: How
    reason: str
    queues: tuple[QueueChange, ...] = ()
    hours: tuple[HoursChange, ...] = ()


class OperationSteps(Schema):
    items: tuple[OperationStep, ...]
    next: str | None


class PromptVersion(Schema):
    """``in_force``: callers hear it. ``text`` is what was typed for the synthesis, ``file`` the name of what was uploaded."""

    id: str
    number: int
    at: datetime
    by: PersonName | None
    how: Literal["uploaded", "spoken", "found"]
    text: str
    file: str
    seconds: float
    in_force: bool


class PromptChange(Schema):
    """``number`` of the version that callers heard from then on; none: the sound that came with the system."""

    at: datetime
    by: PersonName | None
    number: int | None
    reason: str


class PromptHistory(Schema):
    version: int
    versions: tuple[PromptVersion, ...]
    changes: tuple[PromptChange, ...]


class PromptUseIn(Schema):
    """Which version callers shall hear; none: the sound that came with the system."""

    version_id: str | None = Field(default=None, max_length=64)
    base: int
    reason: Reason = ""


class OpenWork(Schema):
    """What a person has begun and nobody else would go on with. ``open_session``: the person holds a duty session now.

    ``reviews`` are those of quality that the person is to write; ``papers`` those of calibrations, which are withdrawn.
    """

    drafts: int
    calls: int
    callbacks: int
    sessions: int
    reviews: int = 0
    papers: int = 0
    open_session: bool = False

    @property
    def any(self) -> bool:
        """Whether somebody must go on with it; unfinished calls and papers of calibrations need nobody."""
        return bool(self.drafts or self.callbacks or self.sessions or self.reviews)


class LeavingIn(Schema):
    """``heir`` goes on with what can be handed over; without one a person who has open work is not deactivated."""

    heir: str | None = Field(default=None, max_length=64)
    reason: Reason = ""


class LiveSession(Schema):
    """A signed-in browser; ``id`` is no token. ``desk``: a desk of this person is connected now."""

    id: str
    person: PersonName
    username: str
    roles: tuple[str, ...]
    since: datetime
    until: datetime
    desk: bool

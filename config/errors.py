"""The one tree of errors: each says what happened, to what, and what to do.

HotlineError                 500, exit 2
├── BadInput                 422   what a person or a peer sent cannot be taken
├── NotAllowed               403   this person may not do this
├── NotSignedIn              401
├── NotFound                 404
├── Conflict                 409   the thing changed meanwhile, or its state forbids the step
├── TooManyTries             429   locked for a while after too many wrong tries
├── Unavailable              503   a part that is needed is not there (model, registrar, database)
└── BadSetting               500   a setting is wrong; names the setting and the remedy
"""

from typing import ClassVar


class HotlineError(Exception):
    """Base of all our errors: ``what`` happened (one sentence), and the ``remedy`` (one sentence, may be empty)."""

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    @property
    def code(self) -> str:
        """Stable name of the class for clients to branch on, e.g. ``BadSetting``."""
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class BadInput(HotlineError):
    http_status = 422


class NotSignedIn(HotlineError):
    http_status = 401


class NotAllowed(HotlineError):
    http_status = 403


class NotFound(HotlineError):
    http_status = 404


class Conflict(HotlineError):
    http_status = 409


class TooManyTries(HotlineError):
    http_status = 429


class Unavailable(HotlineError):
    http_status = 503


class BadSetting(HotlineError):
    """A setting is wrong: the sentence names the setting, the remedy says what to write."""

    def __init__(self, setting: str, what: str, remedy: str) -> None:
        super().__init__(f"{setting}: {what}", remedy)
        self.setting = setting

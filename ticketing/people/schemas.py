"""Accounts as the console sees them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from ticketing.schema import PersonName, Schema

SkillLevel = Annotated[int, Field(ge=1, le=9)]
Mobile = Annotated[str, Field(pattern=r"^(1[0-9]{10})?$")]
Role = Literal["agent", "leader", "supervisor", "dispatcher", "handler", "inspector", "analyst", "admin"]


class PersonOut(Schema):
    """``unit`` is a unit's code; ``phone`` is ``browser`` or a SIP URI; ``queues`` the skill queues of the seat.
    ``mobile`` takes the short messages of alarms that nobody acknowledged; empty: none.

    ``levels`` say by queue how well the person knows its matters, 1 (best, also where nothing is said) to 9.
    """

    id: str
    username: str
    name: str
    roles: tuple[Role, ...]
    unit: str | None
    phone: str
    mobile: str = ""
    queues: tuple[str, ...]
    levels: dict[str, SkillLevel] = Field(default_factory=dict)
    must_change_password: bool
    active: bool = True


class PersonIn(Schema):
    """A new account. Without ``password`` one is made; it must be changed at the first sign-in either way."""

    username: str = Field(min_length=2, max_length=64, pattern=r"^[A-Za-z0-9._@-]+$")
    name: str = Field(min_length=1, max_length=64)
    roles: tuple[Role, ...] = Field(min_length=1)
    unit: str | None = None
    phone: str = Field(default="browser", max_length=200)
    mobile: Mobile = ""
    queues: tuple[str, ...] = ("general",)
    levels: dict[str, SkillLevel] = Field(default_factory=dict)
    password: str | None = None


class PersonPatch(Schema):
    """Only the fields that are given change. A new ``password`` must be changed at the next sign-in."""

    name: str | None = Field(default=None, min_length=1, max_length=64)
    roles: tuple[Role, ...] | None = None
    unit: str | None = None
    phone: str | None = Field(default=None, max_length=200)
    mobile: Mobile | None = None
    queues: tuple[str, ...] | None = None
    levels: dict[str, SkillLevel] | None = None
    active: bool | None = None
    password: str | None = None


class CreatedPerson(Schema):
    """``password`` is shown this once."""

    person: PersonOut
    password: str


class SignedIn(Schema):
    token: str
    me: PersonOut
    expires_at: datetime


class PersonChange(Schema):
    """``cells``: what each was and became; of a password only that there is a new one."""

    at: datetime
    by: PersonName | None
    how: str
    cells: dict[str, Any]


class PersonChangePage(Schema):
    items: tuple[PersonChange, ...]
    next: str | None


class PeopleFile(Schema):
    """A table of accounts in base64. ``merge``: who is not in it stays; ``replace``: who is not in it has left."""

    name: str = Field(min_length=1, max_length=200)
    content: str = Field(max_length=6_000_000)
    mode: Literal["merge", "replace"] = "merge"


class PeopleImport(PeopleFile):
    """``base`` is that of the preview that was looked at."""

    base: str = Field(max_length=40)


class TableMistake(Schema):
    """``line`` 0: the file as a whole. ``title`` is the column's Chinese head."""

    file: str
    line: int
    column: str
    title: str
    what: str


class PersonChangeShown(Schema):
    """``leaving``: the account is deactivated, its history stays."""

    what: Literal["added", "changed", "leaving"]
    username: str
    name: str
    cells: dict[str, tuple[str, str]]


class PeoplePreview(Schema):
    base: str
    added: int
    changed: int
    leaving: int
    changes: tuple[PersonChangeShown, ...]
    more: int
    mistakes: tuple[TableMistake, ...]
    mistakes_total: int


class FirstPassword(Schema):
    """Shown this once; must be changed at the first sign-in."""

    username: str
    name: str
    password: str


class PeopleImported(Schema):
    """``seats`` are the ids of those whose account changed: who sits at a desk takes the change up at once."""

    added: int
    changed: int
    leaving: int
    passwords: tuple[FirstPassword, ...]
    seats: tuple[str, ...]


class ImportStep(Schema):
    """A line of an import's answer: how far it is, then its result or what went wrong."""

    done: int
    of: int
    result: PeopleImported | None = None

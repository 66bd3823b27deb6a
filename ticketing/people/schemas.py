"""Accounts as the console sees them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from ticketing.schema import Schema

Role = Literal["agent", "leader", "supervisor", "handler", "inspector", "analyst", "admin"]


class PersonOut(Schema):
    """``unit`` is a unit's code; ``phone`` is ``browser`` or a SIP URI; ``queues`` the skill queues of the seat."""

    id: str
    username: str
    name: str
    roles: tuple[Role, ...]
    unit: str | None
    phone: str
    queues: tuple[str, ...]
    must_change_password: bool
    active: bool = True


class PersonIn(Schema):
    """A new account. Without ``password`` one is made; it must be changed at the first sign-in either way."""

    username: str = Field(min_length=2, max_length=64, pattern=r"^[A-Za-z0-9._@-]+$")
    name: str = Field(min_length=1, max_length=64)
    roles: tuple[Role, ...] = Field(min_length=1)
    unit: str | None = None
    phone: str = Field(default="browser", max_length=200)
    queues: tuple[str, ...] = ("general",)
    password: str | None = None


class PersonPatch(Schema):
    """Only the fields that are given change. A new ``password`` must be changed at the next sign-in."""

    name: str | None = Field(default=None, min_length=1, max_length=64)
    roles: tuple[Role, ...] | None = None
    unit: str | None = None
    phone: str | None = Field(default=None, max_length=200)
    queues: tuple[str, ...] | None = None
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

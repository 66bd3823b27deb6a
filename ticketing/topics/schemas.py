"""Topics of the secretary as the console sees them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from ticketing.resolutions.schemas import ResolutionOut
from ticketing.schema import Schema


class TopicIn(Schema):
    """``month`` is written 2026-03."""

    month: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    leader: Annotated[str, Field(max_length=64)] = ""
    goal: Annotated[str, Field(max_length=4_000)] = ""


class TopicOut(Schema):
    """``solved`` of ``matters`` are done; the topic is solved when all are."""

    id: str
    month: str
    title: str
    leader: str
    goal: str
    created_at: datetime
    matters: int
    solved: int
    overdue: int
    items: tuple[ResolutionOut, ...] = ()


class TopicPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[TopicOut, ...]
    next: str | None

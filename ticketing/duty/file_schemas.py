"""Files of rotas and of past sheets as the console sees them."""

from datetime import datetime
from typing import Literal

from ticketing.figures.rate import Rate
from ticketing.schema import PersonName, Schema


class MistakeOut(Schema):
    """What is wrong in a file: ``line`` counts the header as 1, 0 is the file as a whole."""

    line: int
    column: str
    what: str


class YearOut(Schema):
    year: int
    sessions: int
    rate: Rate


class PastLine(Schema):
    """A session of a file of past sheets; ``leader_known``: the name is an account's; ``calls`` that the file tells of."""

    line: int
    starts_at: datetime
    ends_at: datetime
    unit_name: str
    leader_name: str
    leader_known: bool
    connected: int
    on_the_spot: int
    abandoned: int
    silent: int
    wrong_number: int
    calls: int
    note: str


class PastSheetOut(Schema):
    """A session that was taken in from a file, with its sums; ``calls`` so many calls of it are told one by one."""

    id: str
    starts_at: datetime
    ends_at: datetime
    unit_name: str
    leader_name: str
    connected: int
    on_the_spot: int
    abandoned: int
    silent: int
    wrong_number: int
    calls: int
    note: str


class PastSheetPage(Schema):
    items: tuple[PastSheetOut, ...]
    next: str | None


class PastCallOut(Schema):
    """A call as a past sheet tells it; ``number`` is masked, ``called_at`` None where the sheet has no time."""

    called_at: datetime | None
    number: str
    matter: str
    result: Literal["on_the_spot", "other", "silent", "wrong_number", "abandoned"]
    answer: str


class ImportPreview(Schema):
    """``rows`` sessions that are right, with so many ``calls`` told one by one, their sums by year, the first ``lines`` and
    the first ``mistakes`` of ``mistakes_count``."""

    file: str
    rows: int
    calls: int
    years: tuple[YearOut, ...]
    mistakes_count: int
    mistakes: tuple[MistakeOut, ...]
    lines: tuple[PastLine, ...]


class ImportOut(Schema):
    """A file that was taken in; a withdrawn one counts no more."""

    id: str
    file: str
    rows: int
    at: datetime
    by: PersonName
    withdrawn_at: datetime | None
    withdrawn_by: PersonName | None
    reason: str


class RotaLine(Schema):
    """A line of a rota's file as the session that it would be."""

    line: int
    starts_at: datetime
    ends_at: datetime
    title: str
    unit_name: str
    leader_name: str
    deputy_name: str
    assistant_name: str
    number: str


class RotaFilePreview(Schema):
    file: str
    rows: int
    mistakes_count: int
    mistakes: tuple[MistakeOut, ...]
    lines: tuple[RotaLine, ...]

"""The city's versions and imports as the console sees them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from ticketing.directory.columns import TableName
from ticketing.directory.proposing import Mode
from ticketing.schema import PersonName, Schema

MAX_FILES = 10
MAX_BASE64 = 12_000_000
Effective = Literal["past", "now", "waiting", "withdrawn"]


class FileIn(Schema):
    """``content`` in base64. Without ``table`` the file's name says which it is, and a workbook's sheets do."""

    name: str = Field(min_length=1, max_length=200)
    content: str = Field(max_length=MAX_BASE64)
    table: TableName | None = None


class ImportIn(Schema):
    """``replace``: each file is a whole table, what it lacks goes. ``merge``: files only add and change."""

    files: Annotated[tuple[FileIn, ...], Field(min_length=1, max_length=MAX_FILES)]
    mode: Mode = "replace"


class PublishIn(ImportIn):
    """``base`` and ``digest`` are those of the preview that a person saw; without ``effective_at`` it is in force at once."""

    base: str = Field(max_length=40)
    digest: str = Field(max_length=40)
    effective_at: AwareDatetime | None = None
    note: str = Field(default="", max_length=500)
    accept_stranded: bool = False


class WithdrawIn(Schema):
    why: str = Field(min_length=1, max_length=500)


class CityMistake(Schema):
    """``line`` 0: the file as a whole. ``column`` is the head or the letter of the column, ``title`` its Chinese head."""

    file: str
    line: int
    column: str
    title: str
    what: str


class CellChange(Schema):
    column: str
    title: str
    was: str
    becomes: str


class RowChangeOut(Schema):
    what: Literal["added", "changed", "removed"]
    key: str
    name: str
    cells: tuple[CellChange, ...]


class TableChanges(Schema):
    """``changes`` are the first ones; ``more`` says how many are not shown."""

    table: TableName
    title: str
    rows: int
    added: int
    changed: int
    removed: int
    changes: tuple[RowChangeOut, ...]
    more: int


class StrandedOut(Schema):
    kind: Literal["unit", "category"]
    code: str
    name: str
    tickets: int
    people: int
    sessions: int


class CityPreview(Schema):
    """What an import would do. With ``mistakes`` nothing can be done; ``not_before`` is when a waiting version begins."""

    base: str
    base_number: int
    digest: str
    not_before: datetime | None
    tables: tuple[TableChanges, ...]
    mistakes: tuple[CityMistake, ...]
    mistakes_total: int
    stranded: tuple[StrandedOut, ...]


class CityVersion(Schema):
    """``changes`` count by table what was added, changed and removed against the version before."""

    id: str
    number: int
    state: Effective
    effective_at: datetime
    made_at: datetime
    made_by: PersonName | None
    source: str
    note: str
    changes: dict[str, dict[str, int]]
    withdrawn_at: datetime | None
    withdrawn_why: str | None


class VersionPage(Schema):
    items: tuple[CityVersion, ...]
    next: str | None


class VersionDetail(Schema):
    """``rows`` count each table; ``tables`` tell what changed against the version before."""

    version: CityVersion
    before: str | None
    rows: dict[str, int]
    tables: tuple[TableChanges, ...]


class TablePage(Schema):
    """Rows of one table of one version; ``columns`` are name and title in order."""

    table: TableName
    columns: tuple[tuple[str, str], ...]
    rows: tuple[dict[str, str], ...]
    total: int


class UnitContact(Schema):
    name: str
    number: str
    person: str
    duty: bool
    public: bool
    hours: str
    address: str


class UnitNode(Schema):
    """One unit of the tree; ``people`` counts active accounts of the unit itself, ``people_below`` those of its branch too."""

    code: str
    name: str
    kind: str
    level: str
    parent_code: str | None
    population: int | None
    area: str
    first_responsible: str
    responsible_title: str
    people: int
    people_below: int
    contacts: tuple[UnitContact, ...]


class UnitTreeOut(Schema):
    """All units, parents before their children."""

    version: str
    units: tuple[UnitNode, ...]


class DutyRowOut(Schema):
    """A row of the duty directory with its line in the export; ``chosen`` spoke, ``why_not`` says of another why it did not.

    ``cells`` are as people read them, units by their names; ``category`` is the name of the branch.
    """

    line: int
    cells: dict[str, str]
    chosen: bool
    why_not: str


class Judgement(Schema):
    """Who is responsible by one version's tables."""

    version: str
    number: int
    lead_unit: str
    lead_unit_name: str
    co_units: tuple[str, ...]
    co_unit_names: tuple[str, ...]
    rule: str
    basis: str
    why: str
    rows: tuple[DutyRowOut, ...]


class LegWhy(Schema):
    """What was stored with a dispatch, and what the version that judged it says of it; None when that version is unknown."""

    unit_code: str
    unit_name: str
    role: str
    basis: str
    why: str
    dispatched_at: datetime
    judged: Judgement | None


class TicketWhy(Schema):
    """``now``: what today's version would say, so that a change of the directory is seen."""

    ticket_id: str
    category_code: str | None
    place: dict[str, Any] | None
    legs: tuple[LegWhy, ...]
    now: Judgement | None


class PublicContact(Schema):
    """What citizens may know of a unit: no names of people."""

    unit: str
    kind: str
    name: str
    number: str
    hours: str
    address: str


class PublicContacts(Schema):
    city: str
    contacts: tuple[PublicContact, ...]

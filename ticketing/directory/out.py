"""From versions and proposals to what is shown of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from ticketing.directory import versions
from ticketing.directory.changes import Changes, RowChange
from ticketing.directory.columns import COLUMNS, TABLES, TITLES, TableName
from ticketing.directory.models import DirectoryTableRow, DirectoryVersionRow
from ticketing.directory.proposing import Proposal
from ticketing.directory.schemas import (
    CellChange,
    CityMistake,
    CityPreview,
    CityVersion,
    Effective,
    RowChangeOut,
    StrandedOut,
    TableChanges,
    VersionDetail,
)
from ticketing.directory.stranded import Stranded
from ticketing.people import repository as people
from ticketing.spreadsheets import Mistake
from ticketing.uow import UnitOfWork

SHOWN_CHANGES = 300
SHOWN_MISTAKES = 300
SHOWN_STRANDED = 200
NAMES: Mapping[TableName, str] = {
    "units": "name",
    "gazetteer": "name",
    "categories": "level5",
    "duty": "lead_rule",
    "contacts": "name",
}


def preview(base: DirectoryVersionRow, proposal: Proposal, left: Sequence[Stranded], at: datetime) -> CityPreview:
    return CityPreview(
        base=base.id,
        base_number=base.number,
        digest=proposal.digest,
        not_before=base.effective_at if base.effective_at > at else None,
        tables=tuple(
            table_changes(name, proposal.read[name], proposal.changes.get(name)) for name in TABLES if name in proposal.read
        ),
        mistakes=tuple(_mistake(proposal, mistake) for mistake in proposal.mistakes[:SHOWN_MISTAKES]),
        mistakes_total=len(proposal.mistakes),
        stranded=tuple(StrandedOut(**asdict(one)) for one in left[:SHOWN_STRANDED]),
    )


def _mistake(proposal: Proposal, mistake: Mistake) -> CityMistake:
    table = proposal.named.get(mistake.file)
    titles = {column.name: column.title for column in COLUMNS[table]} if table else {}
    return CityMistake(**asdict(mistake), title=titles.get(mistake.column, mistake.column))


def table_changes(name: TableName, rows: int, changes: Changes | None) -> TableChanges:
    found = changes.rows if changes else ()
    counts = changes.counts if changes else {"added": 0, "changed": 0, "removed": 0}
    return TableChanges(
        table=name,
        title=TITLES[name],
        rows=rows,
        changes=tuple(_row(name, row) for row in found[:SHOWN_CHANGES]),
        more=max(0, len(found) - SHOWN_CHANGES),
        **counts,
    )


def _row(name: TableName, row: RowChange) -> RowChangeOut:
    titles = {column.name: column for column in COLUMNS[name]}
    cells = tuple(
        CellChange(column=c, title=titles[c].title, was=titles[c].word(was), becomes=titles[c].word(becomes))
        for c, (was, becomes) in row.cells.items()
        if c in titles
    )
    return RowChangeOut(
        what=row.what, key=" ".join(part for part in row.key if part), name=row.values.get(NAMES[name], ""), cells=cells
    )


def state_of(row: DirectoryVersionRow, in_force: str, at: datetime) -> Effective:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.id == in_force:
        return "now"
    return "waiting" if row.effective_at > at else "past"


def version(uow: UnitOfWork, row: DirectoryVersionRow, at: datetime) -> CityVersion:
    return _versions(uow, [row], at)[0]


def _versions(uow: UnitOfWork, rows: Sequence[DirectoryVersionRow], at: datetime) -> list[CityVersion]:
    known = people.names(uow, {row.made_by for row in rows})
    in_force = versions.in_force(uow.session, at)
    return [
        CityVersion(
            id=row.id,
            number=row.number,
            state=state_of(row, in_force, at),
            effective_at=row.effective_at,
            made_at=row.made_at,
            made_by=people.named(known, row.made_by),
            source=row.source,
            note=row.note,
            changes=row.changes,
            withdrawn_at=row.withdrawn_at,
            withdrawn_why=row.withdrawn_why,
        )
        for row in rows
    ]


def page(uow: UnitOfWork, rows: Sequence[DirectoryVersionRow], at: datetime) -> tuple[CityVersion, ...]:
    return tuple(_versions(uow, rows, at))


def detail(uow: UnitOfWork, row: DirectoryVersionRow, at: datetime) -> VersionDetail:
    """With what changed against the version that it was made from, computed from the rows of both."""
    base = versions.before(uow.session, row)
    changes = versions.changes_of(uow.session, base, row)
    counts: dict[str, int] = {name: uow.session.get_one(DirectoryTableRow, row.tables[name]).count for name in TABLES}
    return VersionDetail(
        version=version(uow, row, at),
        before=base.id if base else None,
        rows=counts,
        tables=tuple(table_changes(name, counts[name], found) for name, found in changes.items() if found.rows and base),
    )

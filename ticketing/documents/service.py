"""Issuing papers: the next number of the series, the content kept as it was, and who may read it again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite

from config.errors import BadInput, NotAllowed, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.documents import kinds
from ticketing.documents.content import MAX_ROWS, Document, Table, as_json, from_json
from ticketing.documents.models import DocumentNumberRow, DocumentRow, DocumentUnitRow
from ticketing.documents.schemas import DocumentOut, DocumentPage
from ticketing.people import repository as people
from ticketing.people.schemas import PersonOut
from ticketing.schema import PersonName
from ticketing.uow import UnitOfWork


def issue(
    uow: UnitOfWork,
    document: Document,
    *,
    by: str,
    at: datetime,
    ticket: str | None = None,
    subject: str = "",
    units: Iterable[str] = (),
) -> DocumentOut:
    """Give the paper its number of the local year and keep it; the number and the kind's red head are set here.

    ``units`` are codes of the units that it is addressed to: their handlers may read it. BadInput for a table that no
    paper can hold.
    """
    kind = kinds.kind_named(document.kind)
    if any(isinstance(block, Table) and len(block.rows) > MAX_ROWS for block in document.blocks):
        raise BadInput(f"文书中的表格超过{MAX_ROWS}行。", "请缩小范围后重新生成。")
    year = uow.calendar.local(at).year
    serial = _next(uow, document.kind, year)
    number = kinds.numbered(kind.word, year, serial)
    row = DocumentRow(
        id=new_id(),
        kind=document.kind,
        year=year,
        serial=serial,
        number=number,
        title=document.title,
        at=at,
        by=by,
        ticket_id=ticket,
        subject=subject,
        content=as_json(replace(document, number=number, red_head=kind.red_head)),
    )
    uow.session.add(row)
    uow.session.flush()
    uow.session.add_all(DocumentUnitRow(document_id=row.id, unit_code=code) for code in sorted(set(units)))
    uow.session.flush()
    return _out(uow, [row])[0]


def read(uow: UnitOfWork, document_id: str, me: PersonOut) -> Document:
    """The paper as it was issued; NotAllowed for one whom its kind does not concern."""
    row = uow.session.get(DocumentRow, document_id)
    if row is None:
        raise NotFound("没有这份文书。", "请刷新文书列表。")
    if uow.session.scalar(select(DocumentRow.id).where(DocumentRow.id == document_id, _readable(me))) is None:
        raise NotAllowed("这份文书与您的岗位或单位无关。", "需要时请联系热线督办员。")
    return from_json(row.content)


def page(
    uow: UnitOfWork,
    me: PersonOut,
    *,
    kind: str | None = None,
    ticket: str | None = None,
    subject: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> DocumentPage:
    """Newest first, those that the person may read; handlers see the papers of their unit."""
    limit = paging.bounded(limit)
    query = select(DocumentRow).where(_readable(me))
    for column, wanted in ((DocumentRow.kind, kind), (DocumentRow.ticket_id, ticket), (DocumentRow.subject, subject)):
        if wanted:
            query = query.where(column == wanted)
    rows = uow.session.scalars(paging.page(query, DocumentRow.at, DocumentRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return DocumentPage(items=tuple(_out(uow, rows[:limit])), next=paging.cursor(last.at, last.id) if last else None)


def of_subject(uow: UnitOfWork, subject: str) -> list[DocumentOut]:
    """All papers about one thing, oldest first, for a page that has already asked who may see the thing."""
    query = select(DocumentRow).where(DocumentRow.subject == subject).order_by(DocumentRow.at, DocumentRow.id)
    return _out(uow, uow.session.scalars(query.limit(paging.MAX_LIMIT)).all())


def _readable(me: PersonOut) -> ColumnElement[bool]:
    """By the kind for the person's roles; those who work for a unit read what names it."""
    by_kind = DocumentRow.kind.in_(kinds.readable(me.roles))
    if me.unit is None or not kinds.OF_UNITS & set(me.roles):
        return by_kind
    named = select(DocumentUnitRow.document_id).where(DocumentUnitRow.unit_code == me.unit)
    return by_kind | DocumentRow.id.in_(named)


def _next(uow: UnitOfWork, kind: str, year: int) -> int:
    """One statement, so that two nodes never take the same number."""
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(DocumentNumberRow).values(kind=kind, year=year, last=1)
    upsert = statement.on_conflict_do_update(index_elements=["kind", "year"], set_={"last": DocumentNumberRow.last + 1})
    serial: int = uow.session.execute(upsert.returning(DocumentNumberRow.last)).scalar_one()
    return serial


def _out(uow: UnitOfWork, rows: Iterable[DocumentRow]) -> list[DocumentOut]:
    listed = list(rows)
    known = people.names(uow, {row.by for row in listed})
    units: dict[str, list[str]] = {row.id: [] for row in listed}
    named = select(DocumentUnitRow).where(DocumentUnitRow.document_id.in_(units)).order_by(DocumentUnitRow.unit_code)
    for unit in uow.session.scalars(named):
        units[unit.document_id].append(unit.unit_code)
    return [
        DocumentOut(
            id=row.id,
            kind=row.kind,
            kind_name=kinds.KINDS[row.kind].name if row.kind in kinds.KINDS else row.kind,
            number=row.number,
            title=row.title,
            at=row.at,
            by=PersonName(id=row.by, name=known.get(row.by, row.by)),
            ticket=row.ticket_id,
            subject=row.subject,
            units=tuple(units[row.id]),
        )
        for row in listed
    ]

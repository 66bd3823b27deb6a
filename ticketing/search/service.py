"""The one search box: a ticket's number, a phone number, or words of the matter, the place or the caller's name.

Newest first. Each way has an index, so that a million tickets are searched like a thousand; what is too common to be worth
listing is bounded by the page.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    any_,
    cast,
    column,
    literal,
    literal_column,
    select,
    table,
    text,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from config.errors import BadInput
from ticketing import paging
from ticketing.search.index import text_of
from ticketing.search.models import TicketTextRow
from ticketing.search.tokens import asked, holds, words
from ticketing.tickets.models import TicketCallerRow, TicketRow
from ticketing.uow import UnitOfWork

Filter = ColumnElement[bool]
RARE = 5_000
MAX_PAGES = 4
"""Finds of the index that only have the pairs, not the words, are passed over; so many pages of them at most."""
_NUMBER = re.compile(r"20\d{6}-?\d{0,6}\Z")
_PHONE = re.compile(r"\+?\d{5,15}\Z")
_VECTOR: ColumnElement[Any] = literal_column("ticket_texts.vector")
_FTS = table("ticket_fts", column("rowid", Integer))
_FAR = 2**62


def find(
    uow: UnitOfWork, q: str, filters: Sequence[Filter] = (), *, before: str | None = None, limit: int = 50
) -> tuple[list[TicketRow], str | None]:
    """A page of tickets and the next page's ``before``. ``filters`` are conditions on tickets that hold as well."""
    limit = paging.bounded(limit)
    plain = re.sub(r"[\s-]+", "", q)
    if _NUMBER.match(plain):
        return _by_number(uow, q.strip(), filters, before, limit)
    if _PHONE.match(plain):
        return _by_phone(uow, plain, filters, before, limit)
    return _by_words(uow, words(q), filters, before, limit)


def _by_number(
    uow: UnitOfWork, q: str, filters: Sequence[Filter], before: str | None, limit: int
) -> tuple[list[TicketRow], str | None]:
    """A beginning of a number finds all that begin so."""
    number = q if "-" in q or len(q) <= 8 else f"{q[:8]}-{q[8:]}"
    query = select(TicketRow).where(_begins(TicketRow.number, number), *filters)
    return _page(uow, query, before, limit)


def _by_phone(
    uow: UnitOfWork, number: str, filters: Sequence[Filter], before: str | None, limit: int
) -> tuple[list[TicketRow], str | None]:
    """The caller's number, the number to call back, or that of a further caller, each from its beginning."""
    own = (select(TicketRow.id).where(_begins(way, number)) for way in (TicketRow.caller_number, TicketRow.callback_number))
    further = select(TicketCallerRow.ticket_id).where(_begins(TicketCallerRow.number, number))
    found = union(*own, further).subquery()
    query = select(TicketRow).where(TicketRow.id.in_(select(found.c[0])), *filters)
    return _page(uow, query, before, limit)


def _page(uow: UnitOfWork, query: Select[Any], before: str | None, limit: int) -> tuple[list[TicketRow], str | None]:
    rows = list(uow.session.scalars(paging.page(query, TicketRow.created_at, TicketRow.id, before, limit)))
    return rows[:limit], paging.cursor(rows[limit - 1].created_at, rows[limit - 1].id) if len(rows) > limit else None


def _by_words(
    uow: UnitOfWork, asked_words: tuple[str, ...], filters: Sequence[Filter], before: str | None, limit: int
) -> tuple[list[TicketRow], str | None]:
    if not asked_words:
        return [], None
    place, found = _place(before), list[TicketRow]()
    for _ in range(MAX_PAGES):
        rows = uow.session.execute(_matching(uow, asked_words, filters, place, limit + 1)).all()
        for row in rows:
            if len(found) == limit:
                return found, str(place)
            place = row.seq
            if holds(text_of(row.TicketRow), asked_words):
                found.append(row.TicketRow)
        if len(rows) <= limit:
            return found, None
    return found, str(place)


def _matching(
    uow: UnitOfWork, asked_words: tuple[str, ...], filters: Sequence[Filter], before: int, limit: int
) -> "Select[int, TicketRow]":
    """Newest first by the index's own number."""
    postgresql = uow.session.get_bind().dialect.name == "postgresql"
    fits, seq = _postgresql(uow, asked_words) if postgresql else _sqlite(asked_words)
    query = select(TicketTextRow.seq, TicketRow).join(TicketRow, TicketRow.id == TicketTextRow.ticket_id)
    return query.where(fits, seq < before, *filters).order_by(seq.desc()).limit(limit)


def _postgresql(uow: UnitOfWork, asked_words: tuple[str, ...]) -> tuple[Filter, ColumnElement[int]]:
    """What is rare is taken from the index whole and sorted; for what is common, walking back from the newest is quicker.

    The planner cannot tell them apart for words outside its statistics, and a wrong guess reads the whole table.
    """
    parts = (f"'{token}'{':*' if open_end else ''}" for token, open_end in _tokens(asked_words))
    fits = _VECTOR.op("@@")(cast(" & ".join(parts), TSQUERY))
    seq = TicketTextRow.__table__.c.seq
    uow.session.execute(text("SET LOCAL enable_seqscan = off"))
    hits = uow.session.scalars(select(seq).where(fits).limit(RARE + 1)).all()
    uow.session.execute(text("SET LOCAL enable_seqscan = on"))
    return (seq == any_(literal(hits, ARRAY(BigInteger))) if len(hits) <= RARE else fits), seq


def _sqlite(asked_words: tuple[str, ...]) -> tuple[Filter, ColumnElement[int]]:
    """Each pair by itself: a ticket's pairs are kept once each, so those of a word need not follow each other."""
    parts = (f'"{token}"{" *" if open_end else ""}' for token, open_end in _tokens(asked_words))
    fits = text("ticket_fts MATCH :match").bindparams(match=" AND ".join(parts))
    return and_(_FTS.c.rowid == TicketTextRow.seq, fits), _FTS.c.rowid


def _tokens(asked_words: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for pairs, open_end in map(asked, asked_words):
        yield from ((token, open_end) for token in pairs)


def _begins(column: "InstrumentedAttribute[str]", beginning: str) -> Filter:
    """As a range, which an index serves in every collation that sorts digits as digits."""
    return and_(column >= beginning, column < beginning[:-1] + chr(ord(beginning[-1]) + 1))


def _place(before: str | None) -> int:
    if before is None:
        return _FAR
    try:
        return int(before)
    except ValueError:
        raise BadInput("分页位置不正确。", "请从第一页重新查找。") from None

"""The one search box: a ticket's number, a phone number, or words of the matter, the place or the caller's name.

Newest first. Each way has an index, so that a million tickets are searched like a thousand; what is too common to be worth
listing is bounded by the page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    TextClause,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
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
Found = tuple[FromClause, ColumnElement[int], Sequence[Filter | TextClause]]
"""Where finds are read from, the running number they are ordered by, and what must hold besides."""
RARE = 1_500
"""Finds that are read from the index whole; walking back to fifty of so many takes no longer than reading them does."""
WALKING: Mapping[str, str] = {"enable_seqscan": "off", "enable_bitmapscan": "off", "max_parallel_workers_per_gather": "0"}
"""How PostgreSQL reads tickets from the newest on, until the page is full."""
MAX_PAGES = 4
"""Finds of the index that only have the pairs, not the words, are passed over; so many pages of them at most."""
_NUMBER = re.compile(r"20\d{6}-?\d{0,6}\Z")
_PHONE = re.compile(r"\+?\d{5,15}\Z")
_VECTOR: ColumnElement[Any] = literal_column("ticket_texts.vector")
_FTS = table("ticket_fts", column("rowid", Integer))
_FAR = 2**62


def find(
    uow: UnitOfWork,
    q: str,
    filters: Sequence[Filter] = (),
    *,
    knows_callers: bool = True,
    before: str | None = None,
    limit: int = 50,
) -> tuple[list[TicketRow], str | None]:
    """A page of tickets and the next page's ``before``. ``filters`` are conditions on tickets that hold as well.

    Who does not see callers whole (``knows_callers`` false) cannot guess at them either: a phone must be asked for with all its
    digits, names are not looked at, and the caller of a confidential matter (举报) is not found at all.
    """
    limit = paging.bounded(limit)
    plain = re.sub(r"[\s-]+", "", q)
    if _NUMBER.match(plain):
        return _by_number(uow, q.strip(), filters, before, limit)
    if _PHONE.match(plain):
        open_to_all = () if knows_callers else (_not_confidential(uow),)
        return _by_phone(uow, plain, (*filters, *open_to_all), before, limit, whole=not knows_callers)
    return _by_words(uow, words(q), filters, before, limit, names=knows_callers)


def _by_number(
    uow: UnitOfWork, q: str, filters: Sequence[Filter], before: str | None, limit: int
) -> tuple[list[TicketRow], str | None]:
    """A beginning of a number finds all that begin so."""
    number = q if "-" in q or len(q) <= 8 else f"{q[:8]}-{q[8:]}"
    query = select(TicketRow).where(_begins(TicketRow.number, number), *filters)
    return _page(uow, query, before, limit)


def _by_phone(
    uow: UnitOfWork, number: str, filters: Sequence[Filter], before: str | None, limit: int, *, whole: bool
) -> tuple[list[TicketRow], str | None]:
    """The caller's number, the number to call back, or that of a further caller: ``whole``, or each from its beginning."""
    fits = (lambda column: column == number) if whole else (lambda column: _begins(column, number))
    own = (select(TicketRow.id).where(fits(way)) for way in (TicketRow.caller_number, TicketRow.callback_number))
    further = select(TicketCallerRow.ticket_id).where(fits(TicketCallerRow.number))
    found = union(*own, further).subquery()
    query = select(TicketRow).where(TicketRow.id.in_(select(found.c[0])), *filters)
    return _page(uow, query, before, limit)


def _page(uow: UnitOfWork, query: Select[Any], before: str | None, limit: int) -> tuple[list[TicketRow], str | None]:
    rows = list(uow.session.scalars(paging.page(query, TicketRow.created_at, TicketRow.id, before, limit)))
    return rows[:limit], paging.cursor(rows[limit - 1].created_at, rows[limit - 1].id) if len(rows) > limit else None


def _by_words(
    uow: UnitOfWork, asked_words: tuple[str, ...], filters: Sequence[Filter], before: str | None, limit: int, *, names: bool
) -> tuple[list[TicketRow], str | None]:
    if not asked_words:
        return [], None
    place, found = _place(before), list[TicketRow]()
    for _ in range(MAX_PAGES):
        rows = _matching(uow, asked_words, filters, place, limit + 1)
        for row in rows:
            if len(found) == limit:
                return found, str(place)
            place = row.seq
            if holds(text_of(row.TicketRow, names=names), asked_words):
                found.append(row.TicketRow)
        if len(rows) <= limit:
            return found, None
    return found, str(place)


def _matching(
    uow: UnitOfWork, asked_words: tuple[str, ...], filters: Sequence[Filter], before: int, limit: int
) -> "Sequence[Row[int, TicketRow]]":
    """Newest first by the index's own number."""
    postgresql = uow.session.get_bind().dialect.name == "postgresql"
    index, seq, fits = _postgresql(uow, asked_words) if postgresql else _sqlite(asked_words)
    query = select(seq.label("seq"), TicketRow).select_from(index).join(TicketRow, TicketRow.id == TicketTextRow.ticket_id)
    query = query.where(*fits, seq < before, *filters).order_by(seq.desc()).limit(limit)
    with _planned(uow, **WALKING) if postgresql else nullcontext():
        return uow.session.execute(query).all()


def _postgresql(uow: UnitOfWork, asked_words: tuple[str, ...]) -> Found:
    """What is rare is taken from the index whole, and tickets are read from its newest on; what is common, by walking back.

    The planner cannot tell them apart: it knows nothing of words outside its statistics and takes the pairs of a word for
    independent of each other. A wrong guess reads the whole table.
    """
    parts = (f"'{token}'{':*' if open_end else ''}" for token, open_end in _tokens(asked_words))
    matches = _VECTOR.op("@@")(cast(" & ".join(parts), TSQUERY))
    texts = TicketTextRow.__table__
    with _planned(uow, enable_seqscan="off"):
        hits = uow.session.scalars(select(texts.c.seq).where(matches).limit(RARE + 1)).all()
    if len(hits) > RARE:
        return texts, texts.c.seq, [matches]
    newest = func.unnest(literal(sorted(hits, reverse=True), ARRAY(BigInteger))).table_valued("seq", name="hits").render_derived()
    return newest.join(texts, texts.c.seq == newest.c.seq), newest.c.seq, []


@contextmanager
def _planned(uow: UnitOfWork, **settings: str) -> Iterator[None]:
    """Settings of PostgreSQL's planner for one query: ways that it shall not go."""
    for name, value in settings.items():
        uow.session.execute(text(f"SET LOCAL {name} = {value}"))
    yield
    for name in settings:
        uow.session.execute(text(f"SET LOCAL {name} TO DEFAULT"))


def _sqlite(asked_words: tuple[str, ...]) -> Found:
    """Each pair by itself: a ticket's pairs are kept once each, so those of a word need not follow each other."""
    parts = (f'"{token}"{" *" if open_end else ""}' for token, open_end in _tokens(asked_words))
    fits = text("ticket_fts MATCH :match").bindparams(match=" AND ".join(parts))
    return _FTS.join(TicketTextRow, _FTS.c.rowid == TicketTextRow.seq), _FTS.c.rowid, [fits]


def _tokens(asked_words: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for pairs, open_end in map(asked, asked_words):
        yield from ((token, open_end) for token in pairs)


def _not_confidential(uow: UnitOfWork) -> Filter:
    return or_(TicketRow.type.is_(None), TicketRow.type.not_in(uow.law.dispatching.confidential_types))


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

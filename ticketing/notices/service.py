"""Telling units, people and roles at once, and what each person has not read yet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, func, insert, select

from config.errors import NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.notices.models import NoticeReadRow, NoticeRow
from ticketing.notices.schemas import NoticeOut, NoticePage
from ticketing.people import repository as accounts
from ticketing.people.schemas import PersonOut
from ticketing.uow import UnitOfWork

NOTICE = "notice"
COUNTED = 100
SHOWN_FOR = timedelta(days=90)
MAX_TEXT = 500


def tell(
    uow: UnitOfWork,
    kind: str,
    text: str,
    *,
    at: datetime,
    ticket: str | None = None,
    link: str = "",
    units: Iterable[str] = (),
    people: Iterable[str] = (),
    roles: Iterable[str] = (),
) -> None:
    """One row for each addressee, and one event for those of them who sit at a desk. ``units`` are codes."""
    codes, persons, names = sorted(set(units)), sorted(set(people)), sorted(set(roles))
    addressees = (*(f"unit:{x}" for x in codes), *(f"person:{x}" for x in persons), *(f"role:{x}" for x in names))
    link = link or (f"/tickets/{ticket}" if ticket else "")
    for addressee in addressees:
        uow.session.add(
            NoticeRow(id=new_id(), addressee=addressee, at=at, kind=kind, text=text[:MAX_TEXT], ticket_id=ticket, link=link)
        )
    uow.session.flush()
    told = {"kind": kind, "text": text[:MAX_TEXT], "ticket": ticket, "link": link}
    uow.emit(NOTICE, told, people={*persons, *_of_units(uow, codes)}, roles=names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice to one unit (its code), as `tell_units` takes many."""

    kind: str
    text: str
    unit: str
    ticket: str


def tell_units(uow: UnitOfWork, told: Sequence[Told], *, at: datetime) -> None:
    """Many notices in one statement; the people of each unit get one event, with the last text and how many there are."""
    rows = [
        {
            "id": new_id(),
            "addressee": f"unit:{one.unit}",
            "at": at,
            "kind": one.kind,
            "text": one.text[:MAX_TEXT],
            "ticket_id": one.ticket,
            "link": f"/tickets/{one.ticket}",
        }
        for one in told
    ]
    if rows:
        uow.session.connection().execute(insert(cast(Table, NoticeRow.__table__)), rows)
    last = {one.unit: one for one in told}
    counted = Counter(one.unit for one in told)
    for unit, people in accounts.by_unit(uow, last).items():
        one = last[unit]
        shown = {"kind": one.kind, "text": one.text[:MAX_TEXT], "ticket": one.ticket, "link": f"/tickets/{one.ticket}"}
        uow.emit(NOTICE, shown | {"count": counted[unit]}, people=people)


def page(uow: UnitOfWork, me: PersonOut, now: datetime, *, before: str | None = None, limit: int = 50) -> NoticePage:
    """Newest first, of the last 90 days: what was told to the person, to the own unit, and to the own roles."""
    limit = paging.bounded(limit)
    mine = _mine(me, now)
    rows = uow.session.scalars(paging.page(mine, NoticeRow.at, NoticeRow.id, before, limit)).all()
    read = _read_by(uow, me, [row.id for row in rows])
    return NoticePage(
        items=tuple(_out(row, row.id in read) for row in rows[:limit]),
        unread=unread(uow, me, now),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def unread(uow: UnitOfWork, me: PersonOut, now: datetime) -> int:
    """How many the person has not read, at most `COUNTED`."""
    seen = select(NoticeReadRow.notice_id).where(NoticeReadRow.person_id == me.id)
    left = _mine(me, now).where(NoticeRow.id.not_in(seen)).limit(COUNTED)
    return uow.session.scalar(select(func.count()).select_from(left.subquery())) or 0


def mark_read(uow: UnitOfWork, me: PersonOut, ids: Sequence[str], at: datetime) -> None:
    """Say that these were read; those that are already are no error, those that are not the person's own are."""
    known = set(uow.session.scalars(_mine(me, at).with_only_columns(NoticeRow.id).where(NoticeRow.id.in_(ids))))
    if not known.issuperset(ids):
        raise NotFound("没有这条通知。", "请刷新通知列表。")
    for id in known - _read_by(uow, me, ids):
        uow.session.add(NoticeReadRow(notice_id=id, person_id=me.id, at=at))
    uow.session.flush()


def _mine(me: PersonOut, now: datetime) -> Select[Any]:
    addressees = [f"person:{me.id}", *(f"role:{role}" for role in me.roles), *([f"unit:{me.unit}"] if me.unit else [])]
    return select(NoticeRow).where(NoticeRow.addressee.in_(addressees), NoticeRow.at > now - SHOWN_FOR)


def _read_by(uow: UnitOfWork, me: PersonOut, ids: Sequence[str]) -> set[str]:
    query = select(NoticeReadRow.notice_id).where(NoticeReadRow.person_id == me.id, NoticeReadRow.notice_id.in_(ids))
    return set(uow.session.scalars(query))


def _of_units(uow: UnitOfWork, codes: Sequence[str]) -> list[str]:
    return accounts.of_units(uow, codes) if codes else []


def _out(row: NoticeRow, read: bool) -> NoticeOut:
    return NoticeOut(id=row.id, at=row.at, kind=row.kind, text=row.text, ticket=row.ticket_id, link=row.link, read=read)

"""Meetings that come again by themselves: every week, every two weeks, every month."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from config.errors import Conflict
from config.ids import new_id
from ticketing.ledgers import append
from ticketing.meetings import repository, rhythm
from ticketing.meetings.models import MeetingRow, MeetingSeriesRow, MeetingStepRow
from ticketing.meetings.parties import add_party_row
from ticketing.meetings.schemas import PartyIn, SeriesIn, SeriesOut
from ticketing.meetings.who import require_convener
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

ROUND = 20
"""Rhythms that one round looks after at most."""
MOST_SERIES = 200


def start(uow: UnitOfWork, new: SeriesIn, *, actor: Actor, at: datetime) -> SeriesOut:
    """Set up a rhythm; its meetings are planned from today on."""
    require_convener(actor)
    rhythm.check(new.rhythm, new.day)
    for person in (new.chair, new.co_chair):
        if person is not None:
            people.person_row(uow, person)
    for party in new.parties:
        if party.unit is not None:
            uow.city.unit(party.unit)
    row = MeetingSeriesRow(
        id=new_id(),
        chair_id=new.chair,
        co_chair_id=new.co_chair,
        parties=[party.model_dump() for party in new.parties],
        next_day=rhythm.first_day(new.rhythm, new.day, uow.calendar.local(at).date()),
        active=True,
        created_at=at,
        created_by=actor.id,
        ended_at=None,
        ended_by=None,
        **new.model_dump(exclude={"chair", "co_chair", "parties"}),
    )
    uow.session.add(row)
    uow.session.flush()
    _plan_ahead(uow, row, at)
    return series_out(uow, [row])[0]


def end(uow: UnitOfWork, id: str, *, actor: Actor, at: datetime) -> SeriesOut:
    """No further meetings; those that are planned stay."""
    require_convener(actor)
    row = repository.series_row(uow, id)
    if not row.active:
        raise Conflict("这个例会安排已经停止。", "请刷新页面。")
    row.active, row.ended_at, row.ended_by = False, at, actor.id
    uow.session.flush()
    return series_out(uow, [row])[0]


def list_series(uow: UnitOfWork) -> tuple[SeriesOut, ...]:
    query = select(MeetingSeriesRow).order_by(MeetingSeriesRow.active.desc(), MeetingSeriesRow.next_day, MeetingSeriesRow.id)
    return series_out(uow, uow.session.scalars(query.limit(MOST_SERIES)).all())


def plan_due(uow: UnitOfWork, now: datetime) -> int:
    """Plan what the rhythms bring within the days ahead; how many. Two nodes at once plan each meeting once."""
    query = select(MeetingSeriesRow).where(MeetingSeriesRow.active, MeetingSeriesRow.next_day <= _horizon(uow, now))
    query = query.order_by(MeetingSeriesRow.next_day).limit(ROUND).with_for_update(skip_locked=True)
    rows = uow.session.scalars(query.execution_options(populate_existing=True)).all()
    return sum(_plan_ahead(uow, row, now) for row in rows)


def series_out(uow: UnitOfWork, rows: Sequence[MeetingSeriesRow]) -> tuple[SeriesOut, ...]:
    known = people.names(uow, {id for row in rows for id in (row.chair_id, row.co_chair_id)})
    plain = ("id", "kind", "mode", "title", "rhythm", "day", "starts", "minutes_long", "next_day", "active")
    return tuple(
        SeriesOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | {
                "chair": people.named(known, row.chair_id),
                "co_chair": people.named(known, row.co_chair_id),
                "party_count": len(row.parties),
            }
        )
        for row in rows
    )


def _horizon(uow: UnitOfWork, now: datetime) -> date:
    return uow.calendar.local(now).date() + timedelta(days=uow.law.joint.series_ahead_days)


def _plan_ahead(uow: UnitOfWork, row: MeetingSeriesRow, now: datetime) -> int:
    """Days that passed while nobody ran the service are not made up for."""
    today, planned = uow.calendar.local(now).date(), 0
    every: rhythm.Rhythm = row.rhythm  # type: ignore[assignment]
    days = list(rhythm.days_until(every, row.next_day, _horizon(uow, now)))
    for day in days:
        if day >= today:
            _plan(uow, row, day, now)
            planned += 1
    if days:
        row.next_day = rhythm.day_after(every, days[-1])
    uow.session.flush()
    return planned


def _plan(uow: UnitOfWork, row: MeetingSeriesRow, day: date, now: datetime) -> None:
    starts_at = rhythm.moment(day, row.starts, uow.calendar)
    meeting = MeetingRow(
        id=new_id(),
        state="planned",
        version=0,
        kind=row.kind,
        mode=row.mode,
        title=f"{row.title}（{starts_at.month}月{starts_at.day}日）",
        purpose=row.purpose,
        place=row.place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=row.minutes_long),
        chair_id=row.chair_id,
        co_chair_id=row.co_chair_id,
        series_id=row.id,
        series_day=day,
        outcome="",
        prevented=False,
        minutes_version=0,
        created_at=now,
        created_by=SYSTEM,
    )
    uow.session.add(meeting)
    append(uow, meeting, MeetingStepRow, "plan", by=SYSTEM, at=now, text=meeting.title)
    for party in row.parties:
        if party.get("unit") is None or party["unit"] in uow.city.units:
            add_party_row(uow, meeting, PartyIn.model_validate(party))

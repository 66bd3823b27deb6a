"""Writing down that a recording was played, before any of it is sent, and reading who did."""

from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from config.ids import new_id
from ticketing.hearings.models import HearingRow
from ticketing.people import repository as people
from ticketing.schema import PersonName, Schema
from ticketing.uow import UnitOfWork

Place = Literal["calls", "ticket", "review", "other"]
ONE_PLAYING = timedelta(minutes=15)
"""A player asks for a recording piece by piece, and a listener pauses: what comes within this time is the same playing."""
FINEST = timedelta(seconds=30)
"""The row is not written anew for each piece: its last time is right to this."""
MOST = 500


class HearingOut(Schema):
    """``times``: how often it was played on that day (``first_at`` to ``last_at``) at that place."""

    who: PersonName | None
    place: Place
    first_at: datetime
    last_at: datetime
    times: int


def heard(uow: UnitOfWork, call: str, *, by: str, place: Place, at: datetime) -> None:
    """One more playing of ``call``, or a further piece of the one that goes on."""
    day = uow.calendar.local(at).date()
    key = (HearingRow.call_id == call, HearingRow.person_id == by, HearingRow.day == day, HearingRow.place == place)
    row = uow.session.scalar(select(HearingRow).where(*key).with_for_update())
    if row is None:
        row = HearingRow(id=new_id(), call_id=call, person_id=by, day=day, place=place, first_at=at, last_at=at, times=1)
        try:
            with uow.session.begin_nested():
                uow.session.add(row)
        except IntegrityError:
            pass  # a second piece of the same playing was quicker
        return
    if at - row.last_at > ONE_PLAYING:
        row.times += 1
    if at - row.last_at > FINEST:
        row.last_at = at
    uow.session.flush()


def of_call(uow: UnitOfWork, call: str) -> tuple[HearingOut, ...]:
    """Who heard it, newest first; at most `MOST`."""
    query = select(HearingRow).where(HearingRow.call_id == call).order_by(HearingRow.last_at.desc(), HearingRow.id.desc())
    rows = uow.session.scalars(query.limit(MOST)).all()
    names = people.names(uow, {row.person_id for row in rows})
    return tuple(
        HearingOut(
            who=people.named(names, row.person_id),
            place=cast(Place, row.place),
            first_at=row.first_at,
            last_at=row.last_at,
            times=row.times,
        )
        for row in rows
    )

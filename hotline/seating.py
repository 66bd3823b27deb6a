"""An agent's seat as the person's record describes it, with what the queue log knows of the present shift."""

from datetime import datetime, timedelta

from config.ids import PersonId
from telephony.exchange_port import Seat, Worked
from ticketing.calls import service as calls
from ticketing.people import service as people
from ticketing.uow import UnitOfWork

SHIFTS = 2
"""So many shifts back the log is read: the present one began within the last, at the end of the one before at the earliest."""


def read_seat(uow: UnitOfWork, person: PersonId, now: datetime, *, shift_s: float) -> Seat:
    found, since = people.get(uow, person), now - timedelta(seconds=SHIFTS * shift_s)
    worked = Worked(seated=tuple(calls.seats_taken_by(uow, person, since)), answered=tuple(calls.answers_of(uow, person, since)))
    return Seat(agent=person, name=found.name, phone=found.phone, queues=tuple(found.queues), levels=found.levels, worked=worked)

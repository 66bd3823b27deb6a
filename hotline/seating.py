"""An agent's seat as the person's record describes it, or as a supervisor has moved the agent for now, with what the queue log
knows of the present shift.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from config.ids import PersonId
from telephony.exchange_port import Home, Seat, Worked
from ticketing.calls import service as calls
from ticketing.floor import service as floor
from ticketing.people import service as people
from ticketing.uow import UnitOfWork

SHIFTS = 2
"""So many shifts back the log is read: the present one began within the last, at the end of the one before at the earliest."""


def read_seat(uow: UnitOfWork, person: PersonId, now: datetime, *, shift_s: float) -> Seat:
    found, since = people.get(uow, person), now - timedelta(seconds=SHIFTS * shift_s)
    worked = Worked(seated=tuple(calls.seats_taken_by(uow, person, since)), answered=tuple(calls.answers_of(uow, person, since)))
    seat = Seat(agent=person, name=found.name, phone=found.phone, queues=tuple(found.queues), levels=found.levels, worked=worked)
    moved = floor.move_in_force(uow, person, now)
    if moved is None:
        return seat
    return replace(
        seat, queues=moved.queues, levels=moved.levels, home=Home(queues=seat.queues, levels=seat.levels, until=moved.until)
    )

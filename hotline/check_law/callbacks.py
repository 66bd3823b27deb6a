"""The callback rate (回访率): closed tickets, and the callbacks that were made for them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from hotline.check_law.checked import Checked
from hotline.check_law.house import House
from hotline.check_law.matters import accepted
from ticketing.evaluation import reading
from ticketing.evaluation.models import EvaluationRow
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork

CLOSED, CALLED_BACK = 4_704, 4_425
PAGE = 200


def check(house: House) -> Iterator[Checked]:
    closed = house.at(2025, 11, 3, 10, 0)
    for first in range(0, CLOSED, PAGE):
        house.do(_closed, range(first, min(first + PAGE, CLOSED)), closed)
    total = house.do(reading.by_unit, date(2025, 11, 1), date(2025, 11, 30))[0].callback
    rows = f"{total.denominator} closed tickets, {total.numerator} of them called back"
    yield Checked(what="callback rate, 4,425 of 4,704", rows=rows, value=f"{total.percent:.2f} %", expected="94.07 %")


def _closed(uow: UnitOfWork, numbers: range, at: datetime) -> None:
    """Closed as they stand in the tables; the way there is what the tests of callbacks go, command by command."""
    street = uow.city.places[0].street_code
    for n in numbers:
        number = f"1640{n:07d}"
        row = locked(uow, accepted(uow, street, at, matter=f"第{n}件事", number=number))
        row.state, row.closed_at, row.unit_code = "closed", at, street
        if n < CALLED_BACK:
            uow.session.add(_answered(row.id, street, number, at))


def _answered(ticket: str, unit: str, number: str, at: datetime) -> EvaluationRow:
    return EvaluationRow(
        id=f"evaluation-{number}",
        ticket_id=ticket,
        of_ticket=ticket,
        turn=1,
        person=number,
        unit_code=unit,
        name="",
        number=number,
        way="phone",
        state="answered",
        opened_at=at,
        due_at=at + timedelta(hours=72),
        next_at=at,
        ended_at=at,
        effective=True,
        solved="solved",
        grade=5,
    )

"""Year on year (同比) of two kinds of matters, from tickets of two years."""

from collections.abc import Iterator
from datetime import date, datetime

from hotline.check_law.checked import Checked
from hotline.check_law.house import House
from hotline.check_law.matters import accepted
from ticketing.figures.categories import category_change
from ticketing.uow import UnitOfWork

# Tickets of the half-year before and of this one, and what is published.
CASES = ((89, 80, "−10.11 %"), (13, 8, "−38.46 %"), (0, 3, "n/a"))
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def check(house: House) -> Iterator[Checked]:
    city = house.database.city
    street = city.places[0].street_code
    for (before, now, expected), category in zip(CASES, list(city.categories)[: len(CASES)], strict=True):
        for year, number in ((2025, before), (2026, now)):
            house.do(_many, number, street, house.at(year, 5, 11, 10, 0), category)
        found = house.do(category_change, category, FIRST, LAST)
        rows = f"{found.last} tickets of 2025 and {found.this} of 2026, January to June"
        yield Checked(what=f"year on year, {before} → {now}", rows=rows, value=found.words, expected=expected)


def _many(uow: UnitOfWork, number: int, street: str, at: datetime, category: str) -> None:
    for n in range(number):
        accepted(uow, street, at, category=category, matter=f"第{n}件不同的事")

"""Early warning (预警): the same complaint told again and again, at the 11th and at each further ten, once each."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hotline.check_law.checked import Checked
from hotline.check_law.house import House
from hotline.check_law.matters import accepted
from ticketing.supervision.clusters.turns import take_turn
from ticketing.uow import Emitted

COMPLAINTS = 32
WARNING = "early_warning"


def check(house: House) -> Iterator[Checked]:
    start = house.at(2026, 6, 1, 9, 0)
    city = house.database.city
    category, street = next(iter(city.categories)), city.places[0].street_code
    told: list[int] = []
    ours: list[str] = []

    def listen(events: Sequence[Emitted]) -> None:
        told.extend(len(ours) for event in events if event["type"] == WARNING and event["data"]["ticket"] in ours)

    house.database.after_commit(listen)
    for n in range(COMPLAINTS):
        at = start + timedelta(hours=n)
        ours.append(house.do(accepted, street, at, category=category, matter="渣土车夜间施工噪音扰民", number=f"1641{n:07d}"))
        house.do(take_turn, at)
        house.do(take_turn, at)
    value = ", ".join(str(number) for number in told)
    yield Checked(
        what="early warnings of one matter", rows=f"{COMPLAINTS} complaints within 30 days", value=value, expected="11, 21, 31"
    )

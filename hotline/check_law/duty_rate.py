"""The on-the-spot answer rate (在线解答率) of a year: rows of the sessions up to November, December's held by commands.

The rows are those that commands leave (`ticketing.duty.published`; its test holds the two against each other), so that a
thousand calls are there at once. The year's last two sessions are lived through: planned, opened, their calls told by
telephony, judged, and what was left dispatched at the closing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hotline.check_law.checked import Checked
from hotline.check_law.house import House
from ticketing.duty import published
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutyFigures, DutyPlan

WAITED_S, TALKED_S = 4.0, 60.0
HOURS = 8
YEAR = 2026
# Sessions, calls connected in them, answered on the spot: the last two sessions of the year.
LAST = (2, 19, 11)


def check(house: House) -> Iterator[Checked]:
    unit = _unit(house)
    leader = house.person("duty-leader", "leader", unit=unit)
    house.do(published.write_rows, leader, unit, published.NOVEMBER, house.at(YEAR, 1, 5, 9, 0))
    yield _checked(
        "on-the-spot rate, 59 sessions", house.do(duty.figures, house.at(YEAR, 11, 30, 20, 0)), "59 / 1184 / 793 / 66.98 %"
    )
    _hold(house, leader, datetime(YEAR, 12, 7), *LAST)
    year = house.do(duty.figures, house.at(YEAR, 12, 31, 20, 0))
    yield _checked("on-the-spot rate, the whole year", year, "61 / 1203 / 804 / 66.83 %")
    before = house.do(duty.figures, house.at(YEAR, 11, 30, 20, 0))
    yield _checked("the same as of 30 November, asked at the year's end", before, "59 / 1184 / 793 / 66.98 %")


def _hold(house: House, leader: str, first: datetime, sessions: int, connected: int, on_the_spot: int) -> None:
    """A session a day; the calls are dealt out evenly, the first of them answered on the spot."""
    for n in range(sessions):
        day = first + timedelta(days=n)
        start = house.at(day.year, day.month, day.day, 9, 0)
        plan = DutyPlan(leader=leader, starts_at=start, ends_at=start + timedelta(hours=HOURS))
        session = house.do(duty.plan, plan, leader, start)
        house.do(duty.open_session, session.id, leader, start)
        told = [
            house.told(
                start + timedelta(minutes=5 * place), queue=session.queue, agent=leader, waited_s=WAITED_S, talked_s=TALKED_S
            )
            for place in range(len(range(n, connected, sessions)))
        ]
        house.record([fact for _, facts in told for fact in facts])
        end = start + timedelta(hours=HOURS)
        for (call, _), number in zip(told, range(n, connected, sessions), strict=True):
            if number < on_the_spot:
                house.do(duty.judge, session.id, call, "on_the_spot", leader, end)
        house.do(duty.close, session.id, leader, end)


def _unit(house: House) -> str:
    return next(unit.code for unit in house.database.city.units if unit.kind == "industry" and unit.level == "city")


def _checked(what: str, figures: DutyFigures, expected: str) -> Checked:
    total = figures.total
    value = f"{total.sessions} / {total.connected} / {total.on_the_spot} / {total.rate.percent:.2f} %"
    return Checked(
        what=what, rows=f"{total.sessions} sessions with {total.connected} connected calls", value=value, expected=expected
    )

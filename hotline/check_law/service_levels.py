"""The five variants of the service level, and staffing by Erlang C, from calls of one hour."""

from collections.abc import Iterator
from datetime import timedelta

from hotline.check_law.checked import Checked
from hotline.check_law.house import House
from ticketing.calls.fact import Told
from ticketing.figures import service as figures
from ticketing.figures.erlang import answered_within, waiting_probability
from ticketing.figures.service_level import VARIANTS

THRESHOLD_S, SHORT_S = 15.0, 5.0
# Waiting seconds of the worked example: so many calls each.
ANSWERED = ((5.0, 860), (30.0, 140))
GIVEN_UP = ((3.0, 10), (10.0, 10), (40.0, 40))
EXPECTED = ("86.00 %", "83.02 %", "81.13 %", "82.69 %", "81.90 %")
CALLS, HANDLING_S, AGENTS, WITHIN_S = 200, 180.0, 14, 20.0


def check(house: House) -> Iterator[Checked]:
    agent = house.person("level-agent", "agent")
    start = house.at(2026, 3, 4, 10, 0)
    told: list[Told] = []
    for waited, number in (*((w, n) for w, n in ANSWERED), *((w, n) for w, n in GIVEN_UP)):
        taken_by = agent if (waited, number) in ANSWERED else None
        for _ in range(number):
            told += house.told(start, queue="general", agent=taken_by, waited_s=waited, talked_s=10.0 if taken_by else 0.0)[1]
    house.record(told)
    now = house.at(2026, 3, 4, 10, 30)
    for variant, expected in zip(VARIANTS, EXPECTED, strict=True):
        board = house.do(figures.wallboard, now, threshold_s=THRESHOLD_S, short_abandon_s=SHORT_S, variant=variant)
        rate = board.service_level.rate
        rows = f"{board.answered} answered and {board.abandoned} given up, {rate.numerator}/{rate.denominator}"
        yield Checked(what=f"service level, {variant}", rows=rows, value=f"{rate.percent:.2f} %", expected=expected)
    yield from _staffing(house, agent)


def _staffing(house: House, agent: str) -> Iterator[Checked]:
    """Ten erlangs: two hundred calls of three minutes in an hour."""
    start = house.at(2026, 3, 5, 10, 0)
    told: list[Told] = []
    for n in range(CALLS):
        told += house.told(start + timedelta(seconds=10 * n), queue="general", agent=agent, waited_s=1.0, talked_s=HANDLING_S)[1]
    house.record(told)
    board = house.do(figures.wallboard, house.at(2026, 3, 5, 11, 0))
    handling = board.average_handling_time_s or 0.0
    erlangs = board.answered * handling / 3600
    rows = f"{board.answered} calls of {handling:g} s in an hour: {erlangs:g} erlangs, {AGENTS} agents"
    waits, within = waiting_probability(erlangs, AGENTS), answered_within(erlangs, AGENTS, handling, WITHIN_S)
    yield Checked(what="Erlang C, share that waits", rows=rows, value=f"{waits:.3f}", expected="0.174")
    yield Checked(what="Erlang C, answered within 20 s", rows=rows, value=f"{100 * within:.1f} %", expected="88.8 %")

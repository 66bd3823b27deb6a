"""Leaders' duty sessions with their calls, reception sittings with their visitors, the mediators' rota with its bookings."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from hotline.demo_data import handling
from hotline.demo_data.arrivals import Arrivals, send
from hotline.demo_data.town import Town
from hotline.demo_data.words import MATTERS, name_of, number_of
from ticketing.duty import attending, planning, recurring
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutyPlan, DutySessionOut, RotaIn, TurnIn, Verdict
from ticketing.intake import bookings, visits
from ticketing.intake.visit_schemas import BookingIn, SlotIn, VisitIn, VisitKind, VisitMatterIn, VisitSessionIn

BOSS, CLERK = "supervisor1", "agent1"
LEADERS = ("leader1", "leader2", "leader3")
EVERY_DAYS, CALLS, ON_THE_SPOT = 5, (4, 12), 0.67
SITTINGS: tuple[tuple[VisitKind, str, int], ...] = (
    ("evening", "心安夜话", 19),
    ("window", "专窗接待", 9),
    ("evening", "心安夜话", 19),
    ("appointment", "书记约谈日", 14),
)
AHEAD = timedelta(days=2)


def plan(town: Town, arrivals: Arrivals) -> None:
    for n, day in enumerate(_working_days(town, EVERY_DAYS)):
        town.later(town.local(day, 8, 40), _Duty(town, arrivals, LEADERS[n % len(LEADERS)]).plan)
    town.later(town.until - timedelta(days=1, hours=1), partial(_rota, town))
    for n, day in enumerate(_working_days(town, 6)):
        town.later(town.local(day, 8, 10), partial(_sitting, town, SITTINGS[n % len(SITTINGS)]))
    for day in _working_days(town, 3):
        town.later(town.local(day, 8, 5), partial(_slot, town))
    town.later(town.until - timedelta(hours=1), partial(_ahead, town))


def _working_days(town: Town, every: int) -> Iterator[date]:
    local, calendar = town.database.calendar.local, town.database.calendar
    day, last = local(town.since).date() + timedelta(days=1), local(town.until).date()
    while day <= last:
        if calendar.is_working_day(day):
            yield day
            day += timedelta(days=every - 1)
        day += timedelta(days=1)


class _Duty:
    """One session of a leader: planned, checked in to, some calls, closed; what is left over is dispatched by the closing."""

    def __init__(self, town: Town, arrivals: Arrivals, leader: str) -> None:
        self.town, self.arrivals, self.leader = town, arrivals, leader

    def plan(self, at: datetime) -> None:
        day = self.town.database.calendar.local(at).date()
        start, end = self.town.local(day, 9), self.town.local(day, 11)
        deputy = LEADERS[(LEADERS.index(self.leader) + 1) % len(LEADERS)]
        new = DutyPlan(
            leader=self.town.person(self.leader),
            starts_at=start,
            ends_at=end,
            deputy=self.town.person(deputy),
            assistant=self.town.person("agent3"),
            title="局长接热线",
        )
        made = self.town.attempt(planning.plan, new, self.town.person(BOSS), at)
        if made:
            self.town.later(start - timedelta(minutes=5), partial(self._check_in, made.id, "agent3"))
            self.town.later(start, partial(self._open, made))
            self.town.later(end, partial(self._close, made.id))

    def _check_in(self, session: str, username: str, at: datetime) -> None:
        self.town.attempt(attending.check_in, session, self.town.person(username), at)

    def _open(self, session: DutySessionOut, at: datetime) -> None:
        if self.town.attempt(duty.open_session, session.id, self.town.person(self.leader), at):
            for _ in range(self.town.random.randint(*CALLS)):
                self.town.after(0.03, 1.8, partial(self._call, session))

    def _call(self, session: DutySessionOut, at: datetime) -> None:
        matter = self.town.random.choice(MATTERS)
        text = matter.text.format(place=self.arrivals.place())
        call, over = self.arrivals.telephoned(text, at, self.leader, queue=session.queue)
        verdict: Verdict = "on_the_spot" if self.town.chance(ON_THE_SPOT) else "to_dispatch"
        said = "已当场与承办科室连线，承诺今日处理。" if verdict == "on_the_spot" else None
        self.town.attempt(duty.judge, session.id, call, verdict, self.town.person(self.leader), over, said)

    def _close(self, session: str, at: datetime) -> None:
        """A last call may still be on: a while after the end."""

        def close(later: datetime) -> None:
            closed = self.town.attempt(duty.close, session, self.town.person(self.leader), later)
            for call in closed.calls if closed else ():
                if call.ticket and call.verdict == "to_dispatch":
                    handling.dispatched(self.town, call.ticket.id)

        self.town.later(at + timedelta(minutes=15), close)


def _rota(town: Town, at: datetime) -> None:
    """A plan that writes the weeks ahead."""
    turns = tuple(TurnIn(leader=town.person(leader)) for leader in LEADERS)
    starts = town.database.calendar.local(town.until).date() + timedelta(days=1)
    new = RotaIn(title="周二周四领导接听日", turns=turns, weekdays=(2, 4), starts_on=starts, begins="14:30", finishes="16:30")
    town.attempt(recurring.create, new, town.person(BOSS), at)


def _sitting(town: Town, what: tuple[VisitKind, str, int], at: datetime) -> None:
    """An evening or a window: parties come with one matter or several, each answered there and then or entered."""
    kind, title, hour = what
    day = town.database.calendar.local(at).date()
    unit = town.random.choice([one for one in town.database.city.units if one.level == "street"])
    start = town.local(day, hour)
    new = VisitSessionIn(
        kind=kind,
        unit=unit.code,
        place=f"{unit.name}便民服务中心",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        title=title,
        leader_name=unit.first_responsible,
    )
    made = town.attempt(visits.plan, new, town.person(CLERK), at)
    if made is None:
        return

    def begin(later: datetime) -> None:
        town.attempt(visits.begin, made.id, later)
        for _ in range(town.random.randint(2, 6)):
            town.after(0.1, 1.6, partial(_visit, town, made.id))

    town.later(start, begin)
    town.later(start + timedelta(hours=2, minutes=10), lambda later: town.attempt(visits.end, made.id, later))


def _visit(town: Town, session: str, at: datetime) -> None:
    party = VisitIn(visitors=town.random.randint(1, 4), name=name_of(town.random), number=number_of(town.random))
    shown = town.attempt(visits.arrive, session, party, town.person(CLERK), at)
    if shown is None:
        return
    visit = max(shown.parties, key=lambda one: one.at).id
    for _ in range(town.random.randint(1, 3)):
        matter = town.random.choice(MATTERS)
        place = town.random.choice(town.database.city.places).name
        answer = "当场与社区书记、物业负责人三方敲定，三日内办好并回电。" if town.chance(0.6) else ""
        new = VisitMatterIn(text=matter.text.format(place=place), type=matter.type, place=place, answer=answer)
        brought = town.attempt(visits.bring, visit, new, town.person(CLERK), at)
        if brought and not answer:
            _enter(town, brought.id, at)


def _enter(town: Town, intake: str, at: datetime) -> None:
    ticket = town.attempt(send, intake, town.person(CLERK), at)
    if ticket:
        handling.dispatched(town, ticket)


def _slot(town: Town, at: datetime) -> None:
    """A mediator's turn in a community hall of the coming days, with some bookings."""
    day = town.database.calendar.local(at).date() + AHEAD
    unit = town.random.choice([one for one in town.database.city.units if one.level == "community"])
    start = town.local(day, 9)
    new = SlotIn(
        unit=unit.code,
        mediator=name_of(town.random),
        place=f"{unit.name}党群服务中心一楼",
        starts_at=start,
        ends_at=start + timedelta(hours=3),
    )
    slot = town.attempt(bookings.open_slot, new, town.person(CLERK), at)
    for _ in range(town.random.randint(1, 4) if slot else 0):
        party = BookingIn(name=name_of(town.random), number=number_of(town.random), matter="邻里漏水纠纷，想请调解员到场。")
        assert slot is not None
        town.attempt(bookings.book, slot.id, party, town.person(CLERK), at)


def _ahead(town: Town, at: datetime) -> None:
    """Something to come on every list: a sitting of this evening or tomorrow, and turns of the next days."""
    _sitting_ahead(town, at)
    for _ in range(3):
        _slot(town, at)


def _sitting_ahead(town: Town, at: datetime) -> None:
    unit = next(one for one in town.database.city.units if one.level == "street")
    start = town.local(town.database.calendar.local(town.until).date() + timedelta(days=1), 19)
    new = VisitSessionIn(
        kind="evening",
        unit=unit.code,
        place=f"{unit.name}便民服务中心",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        title="心安夜话",
        leader_name=unit.first_responsible,
    )
    town.attempt(visits.plan, new, town.person(CLERK), at)

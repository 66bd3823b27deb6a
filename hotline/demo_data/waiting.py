"""One matter at least in each box that somebody has to look into: what a unit asks for, what came back twice, what was left."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data import handling
from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.town import Town
from hotline.demo_data.words import LEGAL_BASES
from ticketing.dispatching import service as dispatching
from ticketing.supervision import ladder
from ticketing.supervision.papers import NewPaper
from ticketing.tickets import extensions, suspensions
from ticketing.tickets import handling as units
from ticketing.tickets.models import TicketRow

DISPATCHER, INSPECTOR, AGENT = "dispatcher1", "inspector1", "agent1"
CANDIDATES, RETURNS = 12, 2
A_STEP = timedelta(minutes=7)
NOWHERE = "我要反映个事，晚上那条巷子里的路灯全都不亮，黑得很，具体叫什么路我也说不上来，你们派人去修一修。"


def plan(town: Town, arrivals: Arrivals) -> None:
    town.later(town.by_day(0.8), partial(_notice, town))
    town.later(town.until - timedelta(minutes=55), partial(_leave, town, arrivals))
    town.later(town.until - timedelta(minutes=40), partial(_first, town, _returned))
    town.later(town.until - timedelta(minutes=8), partial(_first, town, _asks_time))
    town.later(town.until - timedelta(minutes=4), partial(_first, town, _asks_to_suspend))


def _first(town: Town, work: Callable[[Town, TicketRow, datetime], bool], at: datetime) -> None:
    """With the first ticket that the law allows it of."""
    rows = town.some("handling", "signed", "dispatched", most=CANDIDATES, fit=lambda row: row.unit_code is not None)
    next((row for row in rows if work(town, row, at)), None)


def _leave(town: Town, arrivals: Arrivals, at: datetime) -> None:
    """Without a place the draft is sent nowhere by itself: it stays with the supervisors."""
    arrivals.telephoned(NOWHERE, at, AGENT)


def _returned(town: Town, row: TicketRow, at: datetime) -> bool:
    """The unit objects, is told to go on, and objects again."""
    if row.returns >= RETURNS:
        return True
    assert row.unit_code is not None
    others = [one.code for one in town.database.city.units if one.kind == "industry" and one.code != row.unit_code]
    for n in range(RETURNS - row.returns):
        basis, reason = LEGAL_BASES[n % len(LEGAL_BASES)]
        who, then = handling.actor_of_unit(town, row.unit_code), at + 2 * n * A_STEP
        words = {"legal_basis": basis, "reason": reason, "suggested_unit": others[n]}
        made = town.attempt(dispatching.object_to, row.id, **words, actor=who, version=None, at=then)
        why, decider = "首接负责，先办后议，请贵单位继续办理。", town.actor(DISPATCHER)
        if not made or not town.attempt(dispatching.reject, made.id, why, actor=decider, version=None, at=then + A_STEP):
            return False
    return True


def _asks_time(town: Town, row: TicketRow, at: datetime) -> bool:
    return _do(town, row, at, extensions.ask_extension, days=1, reason="须等待配件到货，预计推迟一天完成。")


def _asks_to_suspend(town: Town, row: TicketRow, at: datetime) -> bool:
    if row.asked_extension is not None:
        return False
    _take_in_hand(town, row, at)
    day = town.database.calendar.local(at).date() + timedelta(days=30)
    why = "改造资金已申报，待批复后实施。"
    return _do(town, row, at, suspensions.ask_suspension, ground="funds", reason=why, review_on=day)


def _take_in_hand(town: Town, row: TicketRow, at: datetime) -> None:
    """What only lies there yet: signed, its citizen called, begun."""
    if row.state == "dispatched":
        _do(town, row, at, units.sign)
    if row.state in ("dispatched", "signed"):
        said = {"way": "phone", "whom": "诉求人", "when": at, "reached": True, "note": "告知办理人和办理期限"}
        _do(town, row, at, units.contact, **said)
        _do(town, row, at, units.start_handling)


def _do(town: Town, row: TicketRow, at: datetime, work: Callable[..., object], **named: object) -> bool:
    assert row.unit_code is not None
    who = handling.actor_of_unit(town, row.unit_code)
    return town.attempt(work, row.id, actor=who, version=None, at=at, **named) is not None


def _notice(town: Town, at: datetime) -> None:
    """A unit leaves a notice unanswered: its case goes into the pool, and stays there."""
    for row in town.some("dispatched", "signed", "handling", most=CANDIDATES, fit=lambda one: one.unit_code is not None):
        new = NewPaper(rung="notice", ground="instruction", text="多次催办未果，请限期办结并书面回复。", ticket=row.id)
        paper = town.attempt(ladder.start, new, actor=town.actor(INSPECTOR), at=at)
        if paper:
            town.later(town.by_day(0.95), partial(_into_the_pool, town, paper.id))
            return


def _into_the_pool(town: Town, paper: str, at: datetime) -> None:
    why = "逾期未回复督办通知，列入督办池，每周复核。"
    town.attempt(ladder.climb, paper, "unanswered", why, actor=town.actor(INSPECTOR), at=at)

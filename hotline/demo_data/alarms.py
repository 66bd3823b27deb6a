"""Alarms: the usual rules taken over and one changed, a rush that raised two, one that nobody acknowledged, one that stands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.town import Town
from ticketing.alerts import ledger, rules
from ticketing.alerts.merging import Figures, Reading
from ticketing.alerts.schemas import AlertRuleIn
from ticketing.alerts.watch import Looking, look
from ticketing.figures.counting import Counting

BOSS, NODE = "supervisor1", "trial"
STEP = timedelta(seconds=15)
"""Live figures are told so often while something goes on: seldom enough to be quick, often enough to count as held."""
RUSH = ((13, 100), (15, 118), (14, 135), (12, 150), (11, 160), (9, 130), (7, 95), *((3, 30),) * 5)
"""Callers waiting and the longest wait in seconds, a step apart."""
WORN = 160, *(170,) * 22, 40
"""Nobody acknowledges this one for over five minutes: it goes up a step."""
NOTED = "暴雨后来电集中，已抽调网格专席两人支援。"


def plan(town: Town, arrivals: Arrivals) -> None:
    town.later(town.by_day(0.03), partial(_adopt, town))
    town.later(town.by_day(0.4), partial(_rush, town))
    town.later(town.by_day(0.75), partial(_worn, town))
    _lost_just_now(town, arrivals)


def _adopt(town: Town, at: datetime) -> None:
    """As a supervisor does it: one press for the usual rules, then the one that is told too late here."""
    by = town.person(BOSS)
    taken = town.do(rules.take_usual, town.settings.alerts, by=by, at=at) or ()
    for rule in (one for one in taken if one.kind == "queue_waiting"):
        stricter = AlertRuleIn.model_validate(rule.model_dump(include=set(AlertRuleIn.model_fields)) | {"threshold": 8.0})
        town.attempt(rules.change, rule.id, stricter, rule.version, by=by, at=at + timedelta(minutes=4))


def _rush(town: Town, at: datetime) -> None:
    for n, (waiting, longest) in enumerate(RUSH):
        _look(town, {"queue_waiting": {"general": waiting}, "longest_wait": {"general": longest}}, at + n * STEP)
        if n == 4:
            _acknowledge(town, at + n * STEP + STEP / 3)
    _settle(town, at + len(RUSH) * STEP)


def _worn(town: Town, at: datetime) -> None:
    for n, longest in enumerate(WORN):
        _look(town, {"longest_wait": {"business": longest}, "recogniser_step": {"": 3 if 4 <= n < 9 else 0}}, at + n * STEP)
    _settle(town, at + len(WORN) * STEP)


def _acknowledge(town: Town, at: datetime) -> None:
    for alarm in town.read(ledger.standing):
        town.attempt(ledger.acknowledge, alarm.id, by=town.person(BOSS), at=at, note=NOTED)


def _settle(town: Town, at: datetime) -> None:
    """Look on, an interval apart, until nothing stands: what is counted from the calls goes only with its interval."""
    _look(town, {}, at)
    if town.read(ledger.standing):
        town.later(at + timedelta(seconds=town.settings.figures.interval_s + 60), partial(_settle, town))


def _lost_just_now(town: Town, arrivals: Arrivals) -> None:
    """In the last whole interval before the present a caller hung up: too many of those who called, and still so."""
    interval = town.settings.figures.interval_s
    ended = town.until - timedelta(seconds=town.until.timestamp() % interval)
    town.later(ended - timedelta(seconds=interval * 0.6), arrivals.give_up)
    town.later(town.until, partial(_look, town, {}))


def _look(town: Town, figures: Figures, at: datetime) -> None:
    """All figures of a quiet house, and those given in their place."""
    quiet: Mapping[str, Mapping[str, float]] = {
        "queue_waiting": dict.fromkeys(_queues(town), 0.0),
        "longest_wait": dict.fromkeys(_queues(town), 0.0),
        "agents_free": dict.fromkeys(_queues(town), 2.0),
        "recogniser_step": {"": 0.0},
        "disk_free": {"": 61.0},
    }
    shown = {kind: {**subjects, **figures.get(kind, {})} for kind, subjects in quiet.items()}
    counting, interval = Counting.by(town.settings), town.settings.figures.interval_s
    looking = Looking(alerts=town.settings.alerts, counting=counting, interval_s=interval)
    town.do(look, Reading(node=NODE, at=at, figures=shown, titles=_queues(town)), looking)


def _queues(town: Town) -> dict[str, str]:
    return {queue.name: queue.title for queue in town.settings.queues}

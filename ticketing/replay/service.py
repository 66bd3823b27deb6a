"""Replaying a day: the courses of a span, the lanes of its agents, and the exact picture of one moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from config.errors import BadInput
from ticketing.calls.models import CallRow
from ticketing.calls.projection import CallFacts, project
from ticketing.calls.repository import facts_of_all
from ticketing.figures.counting import Counted, Counting, by_interval, queues_of, total
from ticketing.figures.day import beginning
from ticketing.figures.schemas import ServiceLevel
from ticketing.figures.service_level import NAMES, service_level
from ticketing.figures.states import StateChange, changes
from ticketing.figures.terms import goal_over
from ticketing.people import repository as people
from ticketing.privacy.masks import mask_phone
from ticketing.replay.course import OFFLINE, Steps, floor_of, lane_of
from ticketing.replay.ledgers import LOOK_BACK, acts, alarm_spans, call_facts
from ticketing.replay.schemas import (
    AgentThen,
    CallThen,
    Course,
    Lane,
    LanePage,
    Moment,
    QueueCourse,
    QueueThen,
)
from ticketing.schema import PersonName
from ticketing.uow import UnitOfWork

LONGEST = timedelta(hours=25)
SHORTEST = timedelta(minutes=1)
LANES = 60
MOST_LIVE = 2_000
SHOWN_CALLS = 100
JUST_BEFORE = timedelta(minutes=10)
WAITING = frozenset({"queued", "offered"})
TALKING = frozenset({"answered", "held"})
Titles = Mapping[str, str]


def course(uow: UnitOfWork, since: datetime, until: datetime, counting: Counting, titles: Titles) -> Course:
    """Waiting by queue, live calls and the day's service level so far, alarms and acts. BadInput for more than a day."""
    steps = Steps.of(*_span(since, until))
    facts, truncated = call_facts(uow, steps.since, steps.until)
    waiting, live = floor_of(facts, steps)
    return Course(
        since=steps.since,
        until=steps.until,
        step_s=steps.step_s,
        queues=tuple(
            QueueCourse(name=name, title=title_of(name, titles), waiting=tuple(numbers))
            for name, numbers in sorted(waiting.items())
        ),
        live=tuple(live),
        level=_levels(uow, steps, counting),
        goal=_goal(_of_day(uow, steps.until, counting), counting),
        alarms=alarm_spans(uow, steps.since, steps.until),
        acts=acts(uow, steps.since, steps.until),
        truncated=truncated,
    )


def lanes(uow: UnitOfWork, since: datetime, until: datetime, *, after: str | None = None) -> LanePage:
    """A page of those who sat at a desk in the span, by name; each step shows the state that had the most of it."""
    steps = Steps.of(*_span(since, until))
    by_agent: dict[str, list[StateChange]] = {}
    for change in changes(uow, steps.since, steps.until):
        by_agent.setdefault(change.agent, []).append(change)
    here = {agent: some for agent, some in by_agent.items() if any(one.state != OFFLINE for one in some)}
    names = people.names(uow, here)
    ordered = sorted((names.get(agent, agent), agent) for agent in here)
    left = [one for one in ordered if after is None or f"{one[0]}~{one[1]}" > after]
    return LanePage(
        since=steps.since,
        until=steps.until,
        step_s=steps.step_s,
        items=tuple(
            Lane(agent=PersonName(id=agent, name=name), stretches=lane_of(here[agent], steps)) for name, agent in left[:LANES]
        ),
        agents=len(ordered),
        next="~".join(left[LANES - 1]) if len(left) > LANES else None,
    )


def moment(uow: UnitOfWork, at: datetime, counting: Counting, titles: Titles) -> Moment:
    """The floor as it was at that moment, by what had been told by then."""
    calls = _calls_at(uow, at)
    present = _agents_at(uow, at)
    names = people.names(uow, {*(call.agent_id for call in calls.values()), *(one.agent for one in present)})
    shown = [_call_then(id, call, names, at) for id, call in calls.items()]
    shown.sort(key=lambda call: (call.state not in WAITING, call.since))
    states: dict[str, int] = {}
    for one in present:
        states[one.state] = states.get(one.state, 0) + 1
    return Moment(
        at=at,
        queues=_queues_at([call for call in shown if call.state in WAITING], at, titles),
        waiting=sum(call.state in WAITING for call in shown),
        talking=sum(call.state in TALKING for call in shown),
        calls=tuple(shown[:SHOWN_CALLS]),
        agents=tuple(
            AgentThen(
                agent=PersonName(id=one.agent, name=names.get(one.agent, one.agent)),
                state=one.state,
                reason=one.reason,
                since=one.at,
            )
            for one in sorted(present, key=lambda one: (one.state, one.at))
        ),
        by_state=states,
        alarms=tuple(
            one for one in alarm_spans(uow, at, at) if one.raised_at <= at and (one.cleared_at is None or one.cleared_at > at)
        ),
        acts=acts(uow, at - JUST_BEFORE, at),
        level=_level_at(uow, at, counting),
    )


def title_of(queue: str, titles: Titles) -> str:
    """A duty session's queue goes with the session; its title is that of all such queues."""
    return titles.get(queue) or ("领导带班" if queue.startswith("duty:") else queue)


def _span(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    if not SHORTEST <= until - since <= LONGEST:
        raise BadInput("回放时段须在 1 分钟与 25 小时之间。", "请改正起止时间。")
    return since, until


def _levels(uow: UnitOfWork, steps: Steps, counting: Counting) -> tuple[float | None, ...]:
    """The service level of the city's day up to the end of each step."""
    midnight = beginning(uow, uow.calendar.local(steps.since).date())
    found = by_interval(uow, midnight, steps.until, steps.step_s, counting)
    before = total(counted for (start, _), counted in found.items() if start < steps.since)
    course, so_far = [], before
    for n in range(steps.count):
        counted = found.get((steps.since + timedelta(seconds=n * steps.step_s), ""))
        so_far = total((so_far, counted)) if counted else so_far
        course.append(_percent(so_far, counting))
    return tuple(course)


def _level_at(uow: UnitOfWork, at: datetime, counting: Counting) -> ServiceLevel:
    by_queue = _of_day(uow, at, counting)
    return ServiceLevel(
        variant=counting.variant,
        name=NAMES[counting.variant],
        threshold_s=counting.house_threshold_s,
        goal=_goal(by_queue, counting),
        rate=service_level(total(by_queue.values()).counts, counting.variant),
        own=bool(counting.queues),
    )


def _of_day(uow: UnitOfWork, at: datetime, counting: Counting) -> Mapping[str, Counted]:
    """By queue, the city's day up to ``at``."""
    midnight = beginning(uow, uow.calendar.local(at).date())
    return queues_of(by_interval(uow, midnight, at, 3600, counting, by_queue=True))


def _goal(by_queue: Mapping[str, Counted], counting: Counting) -> float:
    return goal_over(((queue, counted.counts) for queue, counted in by_queue.items()), counting, counting.variant)


def _percent(counted: Counted, counting: Counting) -> float | None:
    return service_level(counted.counts, counting.variant).percent


def _calls_at(uow: UnitOfWork, at: datetime) -> Mapping[str, CallFacts]:
    """Calls that went on at the moment, as their log stood by then: a call's row says what became of it only later."""
    query = select(CallRow.id).where(
        CallRow.arrived_at <= at, CallRow.arrived_at > at - LOOK_BACK, or_(CallRow.ended_at.is_(None), CallRow.ended_at > at)
    )
    ids = uow.session.scalars(query.order_by(CallRow.arrived_at.desc()).limit(MOST_LIVE)).all()
    logs = facts_of_all(uow, ids)
    known = {id: [fact for fact in log if fact.at <= at] for id, log in logs.items()}
    calls = {id: project(log) for id, log in known.items() if log}
    return {id: call for id, call in calls.items() if call.state in WAITING | TALKING}


def _agents_at(uow: UnitOfWork, at: datetime) -> Sequence[StateChange]:
    return [one for one in {change.agent: change for change in changes(uow, at, at)}.values() if one.state != OFFLINE]


def _call_then(id: str, call: CallFacts, names: Mapping[str, str], at: datetime) -> CallThen:
    is_waiting = call.state in WAITING
    since = call.queued_at if is_waiting else call.answered_at
    return CallThen(
        call=id,
        state=call.state,
        queue=call.queue or "",
        agent=None if is_waiting else people.named(names, call.agent_id),
        number=mask_phone(call.caller_number),
        since=since or call.arrived_at,
    )


def _queues_at(waiting: Sequence[CallThen], at: datetime, titles: Titles) -> tuple[QueueThen, ...]:
    by_queue: dict[str, list[CallThen]] = {name: [] for name in titles}
    for call in waiting:
        by_queue.setdefault(call.queue, []).append(call)
    return tuple(
        QueueThen(
            name=name,
            title=title_of(name, titles),
            waiting=len(calls),
            longest_wait_s=max(((at - call.since).total_seconds() for call in calls), default=0.0),
        )
        for name, calls in by_queue.items()
    )

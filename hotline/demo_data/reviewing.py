"""What the hotline decides: objections, extensions, reviews, suspensions, and what citizens say when they are called back."""

from datetime import datetime, timedelta

from hotline.demo_data import handling
from hotline.demo_data.town import Town
from hotline.demo_data.words import COMMENTS, UNHAPPY
from ticketing.dispatching import service as dispatching
from ticketing.evaluation import reading
from ticketing.evaluation import service as evaluation
from ticketing.evaluation.schemas import AnswerIn, AppealIn, EvaluationOut, ReviewIn, Solved, TryIn, TryOutcome
from ticketing.tickets import extensions, reviewing, suspensions

DISPATCHER, INSPECTOR = "dispatcher1", "inspector1"
CALLERS = ("agent1", "agent2", "agent3")
REWORKS, SUSPENDS, UNSOLVED, UNREACHED, APPEALS = 0.07, 0.03, 0.07, 0.22, 0.4
GRADES = ((5, 48), (4, 26), (3, 14), (2, 8), (1, 4))
TRIES: tuple[TryOutcome, ...] = ("no_answer", "busy", "later")
CALL_HOURS = (9, 13, 18)
"""Each round of calling back is in another part of the day."""
A_ROUND = 12
FRESH = timedelta(days=3)
LEFT = 0.6
"""So much of what comes in the last days (a week-end may lie in them) is left for whoever looks first."""


def _left(town: Town) -> bool:
    return town.until - town.now < FRESH and town.chance(LEFT)


def objected(town: Town, ticket_id: str, objection: str) -> None:
    """A dispatcher decides within hours: mostly that the unit goes on; some are taken by another, a few studied jointly."""

    def decide(at: datetime) -> None:
        who, fate = town.actor(DISPATCHER), town.random.random()
        if fate < 0.6:
            why = "职责目录载明由贵单位主办，请先行办理。"
            town.attempt(dispatching.reject, objection, why, actor=who, version=None, at=at)
        elif fate < 0.85:
            if town.attempt(dispatching.grant, objection, "依据充分，改派建议单位。", actor=who, version=None, at=at):
                handling.dispatched(town, ticket_id)
        else:
            town.attempt(dispatching.refer, objection, "职责交叉，提交联席研判。", actor=who, version=None, at=at)

    if not _left(town):
        town.after(0.5, 3, decide)


def asked_for_time(town: Town, ticket_id: str) -> None:
    def decide(at: datetime) -> None:
        who = town.actor(DISPATCHER)
        if town.chance(0.8):
            town.attempt(extensions.extend, ticket_id, reason="情况属实，同意延期。", actor=who, version=None, at=at)
        else:
            why = "不属于须延期的情形，请按期办结。"
            town.attempt(extensions.refuse_extension, ticket_id, reason=why, actor=who, version=None, at=at)

    if not _left(town):
        town.after(0.5, 5, decide, office=True)


def reported(town: Town, ticket_id: str) -> None:
    """Reviewed within two days: passed, sent back, or put on the list of what cannot be solved now."""

    def review(at: datetime) -> None:
        who, fate = town.actor(DISPATCHER), town.random.random()
        if town.ticket(ticket_id).state != "reviewing":
            return
        if fate < REWORKS:
            why = "未附处理后照片，整改是否到位无法核实，请重办。"
            if town.attempt(reviewing.rework, ticket_id, reason=why, actor=who, version=None, at=at):
                handling.again(town, ticket_id)
        elif fate < REWORKS + SUSPENDS:
            _suspend(town, ticket_id, at)
        else:
            town.attempt(reviewing.pass_review, ticket_id, actor=who, version=None, at=at)

    if not _left(town):
        town.after(2, 20, review, office=True)


def asked_to_suspend(town: Town, ticket_id: str) -> None:
    """What the unit cannot solve now: most requests are granted, some wait for their decision."""

    def decide(at: datetime) -> None:
        if town.chance(0.75):
            _suspend(town, ticket_id, at)
        else:
            why = "具备办理条件，请继续办理。"
            who = town.actor(DISPATCHER)
            town.attempt(suspensions.refuse_suspension, ticket_id, reason=why, actor=who, version=None, at=at)

    if not _left(town):
        town.after(2, 40, decide, office=True)


def _suspend(town: Town, ticket_id: str, at: datetime) -> None:
    why, day = "管网改造已列入明年计划，当前无法彻底解决。", town.database.calendar.local(at).date() + timedelta(days=30)
    who = town.actor(DISPATCHER)
    town.attempt(suspensions.suspend, ticket_id, ground="planning", reason=why, review_on=day, actor=who, version=None, at=at)


def call_back(town: Town) -> None:
    """Three rounds a day for the whole time: some calls each, by whoever has the shift."""
    day, last = town.database.calendar.local(town.since).date(), town.database.calendar.local(town.until).date()
    while day <= last:
        for hour in CALL_HOURS:
            town.later(town.local(day, hour, 20), lambda at: _round(town, at))
        day += timedelta(days=1)


def _round(town: Town, at: datetime) -> None:
    """Calls of the last days are left in part, so that there is somebody to call."""
    agent = town.random.choice(CALLERS)
    with town.database.reading() as uow:
        due = reading.page(uow, "to_call", at, town.person(agent), limit=A_ROUND).items
    for one in sorted(due, key=_same_for_the_seed):
        if not _left(town):
            _call(town, one, agent, at)
    _review_appeals(town, at)


def _call(town: Town, one: EvaluationOut, agent: str, at: datetime) -> None:
    who = town.actor(agent)
    if town.attempt(evaluation.claim, one.id, actor=who, at=at) is None:
        return
    version = town.read(lambda uow: reading.get(uow, one.id)).version
    if town.chance(UNREACHED):
        outcome: TryOutcome = town.random.choice(TRIES)
        said = TryIn.model_validate({"version": version, "outcome": outcome})
        town.attempt(evaluation.tried, one.id, said, actor=who, at=at)
        return
    answer = _answer(town, version)
    town.attempt(evaluation.answered, one.id, answer, actor=who, at=at)
    if answer.solved == "unsolved" and town.ticket(one.ticket).state == "handling":
        handling.again(town, one.ticket)
        if one.unit and town.chance(APPEALS):
            _appeal_later(town, one)


def _answer(town: Town, version: int) -> AnswerIn:
    if town.chance(UNSOLVED):
        return AnswerIn(
            version=version, contacted=town.chance(0.5), solved="unsolved", grade=town.random.choice((1, 2)),
            comment=town.random.choice(UNHAPPY),
        )  # fmt: skip
    grade = town.random.choices([one for one, _ in GRADES], [share for _, share in GRADES])[0]
    solved: Solved = town.random.choices(("solved", "partly", "explained"), (80, 10, 10))[0]
    return AnswerIn(version=version, contacted=True, solved=solved, grade=grade, comment=town.random.choice(COMMENTS))


def _appeal_later(town: Town, one: EvaluationOut) -> None:
    unit = one.unit
    assert unit is not None

    def appeal(at: datetime) -> None:
        who = handling.actor_of_unit(town, unit.code)
        ground = AppealIn(ground="现场照片和双方签字的协调记录显示问题已经解决，请复核。").ground
        town.attempt(evaluation.appeal, one.id, ground, actor=who, at=at)

    town.after(4, 40, appeal, office=True)


def _review_appeals(town: Town, at: datetime) -> None:
    """Every other appeal is decided; the others wait for whoever looks first."""
    with town.database.reading() as uow:
        waiting = reading.page(uow, "appeals", at, town.person(INSPECTOR)).items
    for one in sorted(waiting, key=_same_for_the_seed):
        if town.chance(0.15):
            upheld = town.chance(0.5)
            decision = ReviewIn(
                uphold=upheld, review="已核对现场记录。", solved="solved" if upheld else None, grade=3 if upheld else None
            )
            town.attempt(evaluation.review, one.id, decision, actor=town.actor(INSPECTOR), at=at)


def _same_for_the_seed(one: EvaluationOut) -> tuple[datetime, str, str]:
    """What is due at one moment comes in the order of its tickets: that of ids would be another each time."""
    return one.due_at, one.ticket_number, one.number

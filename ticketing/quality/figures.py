"""What reviews amount to: by agent, by criterion, over time, each with what it is counted from; and how reviewers lie apart."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Literal

from sqlalchemy import select

from config.errors import BadInput
from ticketing.figures.rate import Rate, rate
from ticketing.people import repository as people
from ticketing.quality import forms
from ticketing.quality.form import Criterion, FormBody
from ticketing.quality.models import CalibrationRow, FormRow, ReviewRow
from ticketing.quality.schemas import (
    AgentQuality,
    CriterionQuality,
    Mean,
    PeriodQuality,
    QualityFigures,
    ReviewerQuality,
)
from ticketing.quality.scoring import Answers, accepted, share_of
from ticketing.quality.spread import deviation
from ticketing.quality.trend import mean, weeks
from ticketing.schema import PersonName
from ticketing.uow import UnitOfWork

MOST_REVIEWS = 20_000
LONGEST = timedelta(days=400)
Basis = Literal["random", "all"]
BASES: Mapping[Basis, str] = {
    "random": "随机抽样、已提交的评分；申诉复核后以复核为准",
    "all": "全部已提交的评分（含按规则和人工选取）；申诉复核后以复核为准",
}
PASSED = "已提交的评分"
KEPT = {"yes_no": "评为是或否的次数，不含不适用", "points": "可得的满分，不含不适用"}


@dataclass(slots=True)
class _Tally:
    kept: Fraction = field(default_factory=Fraction)
    possible: int = 0
    judged: int = 0
    na: int = 0


def figures(
    uow: UnitOfWork, since: datetime, until: datetime, basis: Basis = "random", agent: str | None = None
) -> QualityFigures:
    """Of the reviews that were handed in from ``since`` to before ``until``; of one agent where one is named."""
    if not since < until <= since + LONGEST:
        raise BadInput(f"统计期须先后有序，最长{LONGEST.days}天。", "请缩短时间。")
    rows = _counted(uow, since, until, basis, agent)
    settings = uow.law.quality
    local = [(uow.calendar.local(row.submitted_at or since), row.score or 0) for row in rows]
    found = weeks(local, uow.calendar.local(since).date(), uow.calendar.local(until - timedelta(microseconds=1)).date())
    zone = uow.calendar.local(since).tzinfo
    return QualityFigures(
        since=since,
        until=until,
        basis=basis,
        base=BASES[basis],
        score=_mean([score for _, score in local]),
        passed=_passed(uow, [score for _, score in local]),
        agents=tuple(_agents(uow, rows)),
        criteria=tuple(_criteria(uow, rows)),
        periods=tuple(
            PeriodQuality(
                since=datetime.combine(week.first, time(), zone),
                until=datetime.combine(week.after, time(), zone),
                score=_mean(week.scores),
                passed=_passed(uow, week.scores),
            )
            for week in found
        ),
        least=settings.least_reviews,
        pass_score=settings.pass_score,
        truncated=len(rows) == MOST_REVIEWS,
    )


def reviewers(uow: UnitOfWork, since: datetime, until: datetime) -> tuple[ReviewerQuality, ...]:
    """How far each reviewer's papers lay from what was agreed, by calibrations that were agreed in the time."""
    query = (
        select(ReviewRow.reviewer_id, CalibrationRow.agreed_at, ReviewRow.score, CalibrationRow.score)
        .join(CalibrationRow, CalibrationRow.id == ReviewRow.calibration_id)
        .where(CalibrationRow.state == "agreed", CalibrationRow.agreed_at >= since, CalibrationRow.agreed_at < until)
        .where(ReviewRow.state == "submitted", ReviewRow.score.is_not(None), CalibrationRow.score.is_not(None))
        .order_by(CalibrationRow.agreed_at, CalibrationRow.id)
        .limit(MOST_REVIEWS)
    )
    by_person: dict[str, list[tuple[datetime, int]]] = {}
    for person, at, score, agreed in uow.session.execute(query):
        if person and at and score is not None and agreed is not None:
            by_person.setdefault(person, []).append((at, score - agreed))
    known = people.names(uow, by_person)
    told = (_reviewer(uow, PersonName(id=id, name=known.get(id, id)), papers) for id, papers in by_person.items())
    return tuple(sorted(told, key=lambda one: (one.few, -one.absolute, one.reviewer.name)))


def _reviewer(uow: UnitOfWork, who: PersonName, papers: Sequence[tuple[datetime, int]]) -> ReviewerQuality:
    tolerance = round(uow.law.quality.tolerance * 100)
    apart = deviation([difference for _, difference in papers], tolerance)
    return ReviewerQuality(
        reviewer=who,
        mean=apart.mean / 100,
        absolute=apart.absolute / 100,
        within=rate(apart.within, apart.of, "参加并已定分的校准"),
        few=apart.of < uow.law.quality.least_reviews,
        sessions=tuple((at, difference / 100) for at, difference in papers),
    )


def _counted(uow: UnitOfWork, since: datetime, until: datetime, basis: Basis, agent: str | None) -> Sequence[ReviewRow]:
    query = select(ReviewRow).where(ReviewRow.counts, ReviewRow.submitted_at >= since, ReviewRow.submitted_at < until)
    if basis == "random":
        query = query.where(ReviewRow.random)
    if agent is not None:
        query = query.where(ReviewRow.agent_id == agent)
    return uow.session.scalars(query.order_by(ReviewRow.submitted_at.desc(), ReviewRow.id).limit(MOST_REVIEWS)).all()


def _agents(uow: UnitOfWork, rows: Sequence[ReviewRow]) -> Iterator[AgentQuality]:
    """The lowest mean first, since they need help first; those with few cases apart, after the others."""
    least = uow.law.quality.least_reviews
    by_agent: dict[str, list[ReviewRow]] = {}
    for row in rows:
        by_agent.setdefault(row.agent_id, []).append(row)
    known = people.names(uow, by_agent)
    told = [
        AgentQuality(
            agent=PersonName(id=agent, name=known.get(agent, agent)),
            score=_mean([row.score or 0 for row in own]),
            passed=_passed(uow, [row.score or 0 for row in own]),
            fatal=sum(bool(row.fatal) for row in own),
            unconfirmed=sum(row.state == "submitted" and row.kind == "ordinary" for row in own),
            few=len(own) < least,
        )
        for agent, own in by_agent.items()
    ]
    yield from sorted(told, key=lambda one: (one.few, one.score.mean or 0.0, one.agent.name))


def _criteria(uow: UnitOfWork, rows: Sequence[ReviewRow]) -> Iterator[CriterionQuality]:
    """Form by form; within a form in its own order."""
    bodies = _bodies(uow, rows)
    tallies: dict[tuple[str, str], _Tally] = {}
    for row in rows:
        _tally(tallies, row.form_id, bodies[row.form_id][1], accepted(bodies[row.form_id][1], row.answers))
    used = Counter(row.form_id for row in rows)
    for form, _ in used.most_common():
        title, body = bodies[form]
        for group in body.groups:
            for one in group.criteria:
                yield _criterion(uow, title, group.title, one, tallies[form, one.code])


def _bodies(uow: UnitOfWork, rows: Sequence[ReviewRow]) -> dict[str, tuple[str, FormBody]]:
    """By form, its name with its version, and its criteria."""
    found = uow.session.scalars(select(FormRow).where(FormRow.id.in_({row.form_id for row in rows})))
    return {row.id: (f"{row.title}（第{row.number}版）", forms.body_of(row)) for row in found}


def _tally(tallies: dict[tuple[str, str], _Tally], form: str, body: FormBody, answers: Answers) -> None:
    for one in body.criteria():
        tally = tallies.setdefault((form, one.code), _Tally())
        value = answers[one.code].value if one.code in answers else None
        share = share_of(one, value)
        tally.na += value == "na"
        if share is not None:
            full = one.most if one.kind == "points" else 1
            tally.kept += share * full
            tally.possible += full
            tally.judged += 1


def _criterion(uow: UnitOfWork, form: str, group: str, one: Criterion, tally: _Tally) -> CriterionQuality:
    return CriterionQuality(
        form=form,
        code=one.code,
        title=one.title,
        group=group,
        fatal=one.fatal,
        kept=rate(int(tally.kept), tally.possible, KEPT[one.kind]),
        na=tally.na,
        few=tally.judged < uow.law.quality.least_reviews,
    )


def _mean(scores: Sequence[int]) -> Mean:
    return Mean(sum=sum(scores) / 100, count=len(scores), mean=mean(scores))


def _passed(uow: UnitOfWork, scores: Sequence[int]) -> Rate:
    mark = round(uow.law.quality.pass_score * 100)
    return rate(sum(score >= mark for score in scores), len(scores), PASSED)

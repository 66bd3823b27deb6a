"""Reviews and calibrations as each reader may see them: a reviewer the work, an agent what was handed in about own calls.

While a calibration is blind, its papers are shown to nobody but their own reviewers.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from config.errors import NotAllowed, NotFound
from ticketing import paging
from ticketing.calls.models import CallRow
from ticketing.ledgers import StepOut, seen, steps_of
from ticketing.people import repository as people
from ticketing.people.schemas import PersonOut
from ticketing.quality import feedback, forms
from ticketing.quality.models import ReviewRow, ReviewStepRow
from ticketing.quality.reviews import MISSING, scored
from ticketing.quality.schemas import CallScore, ReviewItem, ReviewOut, ReviewPage
from ticketing.quality.scoring import Score
from ticketing.quality.states import HANDED_IN, REVIEWABLE
from ticketing.quality.who import REVIEWER_ROLES
from ticketing.uow import UnitOfWork

PLAIN = (
    "id", "kind", "state", "version", "purpose", "call_at", "reasons", "made_at", "due_at", "fatal", "submitted_at",
)  # fmt: skip


def is_reviewer(me: PersonOut) -> bool:
    return bool(REVIEWER_ROLES & set(me.roles))


def page(
    uow: UnitOfWork,
    me: PersonOut,
    now: datetime,
    *,
    whose: str = "mine",
    state: str | None = None,
    agent: str | None = None,
    sample: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> ReviewPage:
    """Work of reviewers, newest first; ``whose`` is mine, free (nobody's), or all. Others' blind papers are left out."""
    query = select(ReviewRow).where(or_(ReviewRow.kind != "calibration", ReviewRow.reviewer_id == me.id))
    query = _wanted(query, me, whose, state)
    for column, wanted in ((ReviewRow.agent_id, agent), (ReviewRow.sample_id, sample)):
        if wanted:
            query = query.where(column == wanted)
    limit = paging.bounded(limit)
    rows = uow.session.scalars(paging.page(query, ReviewRow.made_at, ReviewRow.id, before, limit)).all()
    following = paging.cursor(rows[limit - 1].made_at, rows[limit - 1].id) if len(rows) > limit else None
    return ReviewPage(items=items_out(uow, rows[:limit], me, now), next=following)


def _wanted(query: Select[ReviewRow], me: PersonOut, whose: str, state: str | None) -> Select[ReviewRow]:
    if whose == "mine":
        query = query.where(ReviewRow.reviewer_id == me.id)
    elif whose == "free":
        query = query.where(ReviewRow.reviewer_id.is_(None))
    if state == "waiting":
        return query.where(ReviewRow.state.in_(REVIEWABLE))
    if state == "done":
        return query.where(ReviewRow.state.in_(HANDED_IN))
    return query.where(ReviewRow.state == state) if state else query


def own_page(uow: UnitOfWork, me: PersonOut, now: datetime, *, before: str | None = None, limit: int = 50) -> ReviewPage:
    """Reviews of one's own calls that were handed in, newest first; an appeal stands behind the review that it decided about."""
    query = select(ReviewRow).where(ReviewRow.agent_id == me.id, ReviewRow.kind == "ordinary", ReviewRow.state.in_(HANDED_IN))
    limit = paging.bounded(limit)
    rows = uow.session.scalars(paging.page(query, ReviewRow.made_at, ReviewRow.id, before, limit)).all()
    following = paging.cursor(rows[limit - 1].made_at, rows[limit - 1].id) if len(rows) > limit else None
    return ReviewPage(items=items_out(uow, rows[:limit], me, now), next=following)


def unconfirmed(uow: UnitOfWork, person: str) -> int:
    """How many reviews this agent has neither confirmed nor objected to."""
    query = select(func.count()).where(ReviewRow.agent_id == person, ReviewRow.kind == "ordinary", ReviewRow.state == "submitted")
    return uow.session.scalar(query) or 0


def get(uow: UnitOfWork, review_id: str, me: PersonOut, now: datetime) -> ReviewOut:
    row = readable(uow, review_id, me)
    return review_out(uow, row, me, now)


def readable(uow: UnitOfWork, review_id: str, me: PersonOut) -> ReviewRow:
    """NotFound for what this person is not to know of, NotAllowed for others' reviews."""
    row = seen(uow, ReviewRow, review_id, MISSING)
    if row.kind == "calibration":
        if row.reviewer_id != me.id:
            raise NotFound(MISSING, "校准的评分在校准页公开后查看。")
        return row
    if is_reviewer(me):
        return row
    if row.agent_id == me.id and row.state in HANDED_IN:
        return row
    raise NotAllowed("只能查看本人已提交的评分。")


def items_out(uow: UnitOfWork, rows: Sequence[ReviewRow], me: PersonOut, now: datetime) -> tuple[ReviewItem, ...]:
    known = people.names(uow, {person for row in rows for person in (row.agent_id, row.reviewer_id)})
    talked = _talked(uow, [row.call_id for row in rows])
    decided = _decided(uow, [row.id for row in rows if row.state == "decided"])
    return tuple(
        ReviewItem.model_validate(_item(uow, row, known, talked, now) | {"decided": decided.get(row.id)}) for row in rows
    )


def _decided(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, float]:
    """By review, the score of the appeal that decided about it."""
    query = select(ReviewRow.of_review, ReviewRow.score).where(ReviewRow.of_review.in_(ids), ReviewRow.score.is_not(None))
    return {str(of): (score or 0) / 100 for of, score in uow.session.execute(query)}


def _item(uow: UnitOfWork, row: ReviewRow, known: Any, talked: dict[str, float], now: datetime) -> dict[str, Any]:
    score = row.score if row.state in HANDED_IN else None
    return {name: getattr(row, name) for name in PLAIN} | {
        "call": row.call_id,
        "talked_s": talked.get(row.call_id, 0.0),
        "agent": people.named(known, row.agent_id),
        "reviewer": people.named(known, row.reviewer_id),
        "sample": row.sample_id,
        "calibration": row.calibration_id,
        "late": row.state in REVIEWABLE and row.due_at < now,
        "score": None if score is None else score / 100,
        "passed": None if score is None else score >= uow.law.quality.pass_score * 100,
    }


def _talked(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, float]:
    rows = uow.session.execute(select(CallRow.id, CallRow.talked_s).where(CallRow.id.in_(ids)))
    return {row.id: row.talked_s for row in rows}


def review_out(uow: UnitOfWork, row: ReviewRow, me: PersonOut, now: datetime, *, with_first: bool = True) -> ReviewOut:
    known = people.names(uow, (row.agent_id, row.reviewer_id))
    first = uow.session.get(ReviewRow, row.of_review) if row.of_review and with_first else None
    appeal = uow.session.scalar(select(ReviewRow).where(ReviewRow.of_review == row.id))
    ready = appeal is not None and (is_reviewer(me) or appeal.state in HANDED_IN)
    return ReviewOut.model_validate(
        _item(uow, row, known, _talked(uow, [row.call_id]), now)
        | {
            "form": forms.get(uow, row.form_id),
            "answers": row.answers,
            "marks": row.marks,
            "coaching": row.coaching,
            "scored": score_out(scored(uow, row)),
            "agent_said": row.agent_said,
            "agent_at": row.agent_at,
            "objection_until": feedback.objection_until(uow, row) if row.submitted_at else None,
            "first": review_out(uow, first, me, now, with_first=False) if first else None,
            "appeal": appeal.id if appeal is not None and ready else None,
            "allowed": _allowed(uow, row, me, now),
            "history": _history(uow, row, me),
        }
    )


def score_out(counted: Score) -> CallScore:
    return CallScore(
        total=_points(counted.total),
        raw=_points(counted.raw),
        groups={code: _points(value) for code, value in counted.groups.items()},
        fatal=counted.fatal,
        missing=counted.missing,
        unsaid=counted.unsaid,
    )


def _points(value: int | None) -> float | None:
    return None if value is None else value / 100


def _allowed(uow: UnitOfWork, row: ReviewRow, me: PersonOut, now: datetime) -> tuple[str, ...]:
    """What this reader may do with it now."""
    may: list[str] = []
    if row.state in REVIEWABLE and is_reviewer(me):
        may += ["save", "submit"] if row.reviewer_id == me.id else []
        may += ["assign"] if row.kind != "calibration" else []
        may += ["withdraw"] if row.kind == "ordinary" else []
    if row.state in HANDED_IN and row.kind != "calibration" and is_reviewer(me):
        may.append("coach")
    if row.state == "submitted" and row.kind == "ordinary" and row.agent_id == me.id:
        may.append("confirm")
        may += ["object"] if now <= feedback.objection_until(uow, row) else []
    return tuple(may)


def _history(uow: UnitOfWork, row: ReviewRow, me: PersonOut) -> tuple[StepOut, ...]:
    """The agent need not know who listened how often, nor through whose hands it went before it was handed in."""
    steps = steps_of(uow, ReviewStepRow, row.id)
    if is_reviewer(me):
        return steps
    return tuple(step for step in steps if step.step in ("submit", "confirm", "object", "decide", "coach"))

"""Who reviews, and whose calls: nobody reviews a call in which they spoke or listened."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from config.errors import BadInput, NotAllowed
from ticketing.calls.models import CallRow
from ticketing.people.models import PersonRow
from ticketing.quality.models import ReviewRow
from ticketing.quality.schemas import ReviewerOut
from ticketing.quality.states import REVIEWABLE
from ticketing.schema import PersonName
from ticketing.uow import UnitOfWork

REVIEWER_ROLES = frozenset({"supervisor", "inspector"})
MOST_PEOPLE = 5_000


def reviewers(uow: UnitOfWork) -> list[PersonRow]:
    """Active people who may review, by name."""
    active = select(PersonRow).where(PersonRow.active).order_by(PersonRow.name, PersonRow.id)
    return [row for row in uow.session.scalars(active.limit(MOST_PEOPLE)) if REVIEWER_ROLES & set(row.roles)]


def listed(uow: UnitOfWork, now: datetime) -> tuple[ReviewerOut, ...]:
    """All who may review, with what they have to do."""
    waiting = _load(uow)
    late = _load(uow, due_before=now)
    return tuple(
        ReviewerOut(person=PersonName(id=row.id, name=row.name), open=waiting.get(row.id, 0), overdue=late.get(row.id, 0))
        for row in reviewers(uow)
    )


def load(uow: UnitOfWork) -> Mapping[str, int]:
    """By reviewer, how many reviews are open."""
    return _load(uow)


def _load(uow: UnitOfWork, due_before: datetime | None = None) -> dict[str, int]:
    query = select(ReviewRow.reviewer_id, func.count()).where(ReviewRow.state.in_(REVIEWABLE), ReviewRow.reviewer_id.is_not(None))
    if due_before is not None:
        query = query.where(ReviewRow.due_at < due_before)
    return {str(person): int(count) for person, count in uow.session.execute(query.group_by(ReviewRow.reviewer_id))}


def chosen(uow: UnitOfWork, ids: Sequence[str]) -> list[str]:
    """These ids in their order, each once; BadInput for one who may not review."""
    known = {row.id for row in reviewers(uow)}
    strange = [id for id in ids if id not in known]
    if strange:
        raise BadInput("所选人员不能评分。", "评分人须是在岗的值班长或督办员。")
    return list(dict.fromkeys(ids))


def part_in(calls: Collection[CallRow]) -> dict[str, frozenset[str]]:
    """By call, who answered it, passed it on, listened in, or gave it its outcome."""
    return {call.id: _part(call) for call in calls}


def _part(call: CallRow) -> frozenset[str]:
    others = {entry.get("agent") for entry in call.transfers} | {entry.get("supervisor") for entry in call.supervisions}
    return frozenset(filter(None, {call.agent_id, call.outcome_by, *others}))


def require_stranger(call: CallRow, person: str) -> None:
    """NotAllowed for somebody who had a part in the call."""
    if person in _part(call):
        raise NotAllowed("您参与过这通电话，须由他人评分。", "请分派给其他评分人。")


def reviewed_first(uow: UnitOfWork, row: ReviewRow, person: str) -> bool:
    """Whether the review is an appeal against this person's own."""
    return row.of_review is not None and uow.session.get_one(ReviewRow, row.of_review).reviewer_id == person


def may_review(uow: UnitOfWork, row: ReviewRow, person: str) -> bool:
    """Whether a reviewer can take this review: no part in its call, and not the first judge of an appeal."""
    return person not in _part(uow.session.get_one(CallRow, row.call_id)) and not reviewed_first(uow, row, person)

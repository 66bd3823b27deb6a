"""What follows a review: the agent confirms or objects, somebody else decides, and coaching is written down."""

from datetime import datetime, timedelta

from config.errors import BadInput, Conflict, NotAllowed
from ticketing.calls import repository as calls
from ticketing.ledgers import append, locked, take
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.quality import calibrations, who
from ticketing.quality.models import ReviewRow, ReviewStepRow
from ticketing.quality.reviews import MINE, MISSING, QUALITY, WORK, due, hand_in, new_review, own
from ticketing.quality.sampling import Drawable, assign
from ticketing.quality.states import HANDED_IN, REVIEWS
from ticketing.uow import UnitOfWork

MAX_TEXT = 2_000


def submit(uow: UnitOfWork, review_id: str, version: int | None, *, by: str, at: datetime) -> ReviewRow:
    """Hand a review in: an ordinary one goes to the agent, an appeal decides, a calibration's paper waits for the others."""
    row = own(uow, review_id, by)
    hand_in(uow, row, version, by=by, at=at)
    if row.kind == "ordinary":
        row.counts = True
        _tell_agent(uow, row, f"您{_day(uow, row.call_at)}的一通电话已评分：{_points(row)}分。", at)
    elif row.kind == "appeal":
        _decided(uow, row, by=by, at=at)
    else:
        calibrations.tell_when_all_are_in(uow, row.calibration_id, at)
    uow.session.flush()
    return row


def confirm(uow: UnitOfWork, review_id: str, remark: str, version: int | None, *, by: str, at: datetime) -> ReviewRow:
    """The agent has read it and takes it as it is."""
    row = _of_agent(uow, review_id, by)
    take(uow, row, ReviewStepRow, REVIEWS, "confirm", version=version, by=by, at=at, text=remark.strip()[:MAX_TEXT])
    row.agent_said, row.agent_at = remark.strip()[:MAX_TEXT], at
    uow.session.flush()
    return row


def object_to(uow: UnitOfWork, review_id: str, ground: str, version: int | None, *, by: str, at: datetime) -> ReviewRow:
    """The agent objects, once and in time: another reviewer decides, and both reviews stay. Return the appeal's review."""
    if not ground.strip():
        raise BadInput("申诉须写明理由。", "请写明对哪几项有异议、为什么。")
    row = _of_agent(uow, review_id, by)
    if at > objection_until(uow, row):
        raise Conflict(f"已过申诉期限（提交后{uow.law.quality.objection_days}天）。", "请向班长反映。")
    take(uow, row, ReviewStepRow, REVIEWS, "object", version=version, by=by, at=at, text=ground.strip()[:MAX_TEXT])
    row.agent_said, row.agent_at = ground.strip()[:MAX_TEXT], at
    appeal = _appeal(uow, row, at)
    append(uow, appeal, ReviewStepRow, "made", by=by, at=at, text=row.agent_said, counts=False)
    one = [appeal.reviewer_id] if appeal.reviewer_id else []
    roles = () if one else who.REVIEWER_ROLES
    notices.tell(uow, QUALITY, f"{_name(uow, by)}对一份评分提出申诉，待您复核。", at=at, link=WORK, people=one, roles=roles)
    return appeal


def objection_until(uow: UnitOfWork, row: ReviewRow) -> datetime:
    return (row.submitted_at or row.made_at) + timedelta(days=uow.law.quality.objection_days)


def coach(uow: UnitOfWork, review_id: str, text: str, *, by: str, at: datetime) -> ReviewRow:
    """A word of coaching that the agent reads beside the review; it stays in its ledger."""
    if not text.strip():
        raise BadInput("辅导内容不能为空。", "请写明辅导意见。")
    row = locked(uow, ReviewRow, review_id, MISSING)
    if row.kind == "calibration":
        raise Conflict("校准的评分不对话务员公开，不能写辅导意见。", "请在日常评分中辅导。")
    take(uow, row, ReviewStepRow, REVIEWS, "coach", version=None, by=by, at=at, text=text.strip()[:MAX_TEXT], counts=False)
    _tell_agent(uow, row, f"{_name(uow, by)}给您写了一条辅导意见。", at)
    return row


def _of_agent(uow: UnitOfWork, review_id: str, by: str) -> ReviewRow:
    row = locked(uow, ReviewRow, review_id, MISSING)
    if row.agent_id != by or row.kind != "ordinary":
        raise NotAllowed("只有被评的话务员本人可以确认或申诉。")
    return row


def _appeal(uow: UnitOfWork, row: ReviewRow, at: datetime) -> ReviewRow:
    """For whoever has the least to do of those who neither reviewed it nor had a part in the call."""
    call = calls.call_row(uow, row.call_id)
    may = [person.id for person in who.reviewers(uow) if person.id != row.reviewer_id]
    [decider] = assign([Drawable(call.id, row.agent_id)], may, load=who.load(uow), part=who.part_in([call]))
    appeal = new_review(
        call,
        row.form_id,
        kind="appeal",
        purpose=row.purpose,
        reviewer=decider,
        at=at,
        due_at=due(uow, at),
        sample=row.sample_id,
        of_review=row.id,
        random=row.random,
        reasons=row.reasons,
    )
    uow.session.add(appeal)
    uow.session.flush()
    return appeal


def _decided(uow: UnitOfWork, appeal: ReviewRow, *, by: str, at: datetime) -> None:
    """The later review counts instead of the first; which stays as it was."""
    first = locked(uow, ReviewRow, appeal.of_review or "", MISSING)
    detail = {"review": appeal.id, "score": appeal.score, "before": first.score}
    take(uow, first, ReviewStepRow, REVIEWS, "decide", version=None, by=by, at=at, text=appeal.coaching, detail=detail)
    first.counts, appeal.counts = False, True
    changed = "改为" if appeal.score != first.score else "维持"
    _tell_agent(uow, first, f"您的申诉已复核，{changed}{_points(appeal)}分。", at)


def _tell_agent(uow: UnitOfWork, row: ReviewRow, text: str, at: datetime) -> None:
    if row.state in HANDED_IN:
        first = row.of_review or row.id
        notices.tell(uow, QUALITY, text, at=at, link=f"{MINE}?review={first}", people=[row.agent_id])


def _points(row: ReviewRow) -> str:
    return f"{(row.score or 0) / 100:g}"


def _day(uow: UnitOfWork, at: datetime) -> str:
    return f"{uow.calendar.local(at):%m月%d日}"


def _name(uow: UnitOfWork, person: str) -> str:
    return people.names(uow, [person]).get(person, person)

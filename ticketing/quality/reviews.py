"""A call on a reviewer's desk: made, given, filled in as one goes, handed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.ledgers import append, locked, take
from ticketing.notices import service as notices
from ticketing.quality import forms, who
from ticketing.quality.models import ReviewRow, ReviewStepRow
from ticketing.quality.schemas import Kind, ReviewEdit
from ticketing.quality.scoring import Score, accepted, score
from ticketing.quality.states import REVIEWABLE, REVIEWS
from ticketing.uow import UnitOfWork

MISSING = "没有这份评分。"
QUALITY = "quality"
WORK, MINE = "/quality/work", "/quality/mine"


def new_review(
    call: CallRow,
    form_id: str,
    *,
    kind: Kind = "ordinary",
    purpose: str,
    reviewer: str | None,
    at: datetime,
    due_at: datetime,
    sample: str | None = None,
    calibration: str | None = None,
    of_review: str | None = None,
    draw_key: str | None = None,
    reasons: Sequence[Mapping[str, Any]] = (),
    random: bool = False,
) -> ReviewRow:
    """A review without an answer yet; the caller adds it to the session."""
    return ReviewRow(
        id=new_id(), state="open", version=1, kind=kind, purpose=purpose, call_id=call.id, agent_id=call.agent_id or "",
        call_at=call.arrived_at, reviewer_id=reviewer, form_id=form_id, sample_id=sample, calibration_id=calibration,
        of_review=of_review, draw_key=draw_key, pair_key=f"{calibration}:{reviewer}" if calibration else None,
        reasons=[dict(reason) for reason in reasons], made_at=at, due_at=due_at, overdue_told_at=None, answers={}, marks=[],
        coaching="", score=None, raw=None, fatal=[], counts=False, random=random, submitted_at=None, agent_said="",
        agent_at=None,
    )  # fmt: skip


def key_of(purpose: str, call_id: str) -> str:
    """What a call has once for each purpose."""
    return f"{purpose}:{call_id}"


def make(
    uow: UnitOfWork, call_id: str, *, purpose: str, form: str | None, reviewer: str | None, by: str, at: datetime
) -> ReviewRow:
    """A review of one call that somebody picked by hand; Conflict where it was drawn for this purpose before."""
    call = require_reviewable(uow, call_id)
    if reviewer is not None:
        [reviewer] = who.chosen(uow, [reviewer])
        who.require_stranger(call, reviewer)
    row = new_review(
        call,
        forms.for_use(uow, form).id,
        purpose=purpose,
        reviewer=reviewer,
        at=at,
        due_at=due(uow, at),
        draw_key=key_of(purpose, call_id),
        reasons=[{"rule": "by_hand", "why": "人工选取"}],
    )
    uow.session.add(row)
    uow.session.flush()
    append(uow, row, ReviewStepRow, "made", by=by, at=at, detail={"reviewer": reviewer}, counts=False)
    if reviewer is not None and reviewer != by:
        tell_assigned(uow, {reviewer: 1}, row.due_at, at)
    return row


def require_reviewable(uow: UnitOfWork, call_id: str) -> CallRow:
    call = calls.call_row(uow, call_id)
    if call.answered_at is None or call.ended_at is None or call.agent_id is None:
        raise Conflict("只有接通并已结束的通话可以评分。", "请选择其他通话。")
    return call


def due(uow: UnitOfWork, at: datetime) -> datetime:
    return at + timedelta(days=uow.law.quality.due_days)


def assign(
    uow: UnitOfWork, review_id: str, reviewer: str, version: int | None, *, by: str, at: datetime, tell: bool = True
) -> ReviewRow:
    """Give it to a reviewer, or take it oneself; what somebody else had begun begins anew. ``tell``: the reviewer hears of it."""
    row = locked(uow, ReviewRow, review_id, MISSING)
    if row.kind == "calibration":
        raise Conflict("校准的评分不能改派。", "请另设一次校准。")
    [chosen] = who.chosen(uow, [reviewer])
    who.require_stranger(calls.call_row(uow, row.call_id), chosen)
    _require_other(uow, row, chosen)
    detail = {"from": row.reviewer_id, "to": chosen}
    if chosen != row.reviewer_id:
        row.answers, row.marks, row.coaching, row.overdue_told_at = {}, [], "", None
    row.reviewer_id = chosen
    take(uow, row, ReviewStepRow, REVIEWS, "assign", version=version, by=by, at=at, detail=detail)
    if tell and chosen != by:
        tell_assigned(uow, {chosen: 1}, row.due_at, at)
    return row


def to_write(uow: UnitOfWork, person: str, most: int) -> Sequence[ReviewRow]:
    """What this reviewer has not handed in, the earliest due first, without a calibration's papers."""
    mine = (ReviewRow.reviewer_id == person, ReviewRow.state.in_(REVIEWABLE), ReviewRow.kind != "calibration")
    return uow.session.scalars(select(ReviewRow).where(*mine).order_by(ReviewRow.due_at, ReviewRow.id).limit(most)).all()


def hand_over(uow: UnitOfWork, rows: Sequence[ReviewRow], reviewer: str, *, by: str, at: datetime) -> None:
    """Assign all of them to one reviewer, who is told once, of the earliest date."""
    for row in rows:
        assign(uow, row.id, reviewer, None, by=by, at=at, tell=False)
    if rows:
        tell_assigned(uow, {reviewer: len(rows)}, min(row.due_at for row in rows), at)


def _require_other(uow: UnitOfWork, row: ReviewRow, person: str) -> None:
    """An appeal is decided by somebody else than who reviewed first."""
    if who.reviewed_first(uow, row, person):
        raise NotAllowed("申诉须由另一人复核。", "请分派给其他评分人。")


def save(uow: UnitOfWork, review_id: str, change: ReviewEdit, *, by: str, at: datetime) -> ReviewRow:
    """Keep what the reviewer has so far; the first time makes it a draft. No row of the ledger for each key."""
    row = own(uow, review_id, by)
    if change.version != row.version:
        raise Conflict("这份评分已在别处改动。", "请刷新页面，核对后再评。")
    REVIEWS.after(row.state, "save")
    write(uow, row, change)
    if row.state == "open":
        take(uow, row, ReviewStepRow, REVIEWS, "save", version=None, by=by, at=at)
    else:
        row.version += 1
    uow.session.flush()
    return row


def write(uow: UnitOfWork, row: ReviewRow, change: ReviewEdit) -> None:
    """Put the given fields into the row, checked against its form."""
    if change.answers is not None:
        body = forms.body_of(forms.seen(uow, row.form_id))
        kept = accepted(body, {code: answer.model_dump() for code, answer in change.answers.items()})
        row.answers = {code: answer.model_dump() for code, answer in kept.items()}
    if change.marks is not None:
        row.marks = [mark.model_dump() for mark in change.marks]
    if change.coaching is not None:
        row.coaching = change.coaching


def own(uow: UnitOfWork, review_id: str, by: str) -> ReviewRow:
    """The review of this reviewer, locked; NotAllowed for another's, and for who had a part in the call."""
    row = locked(uow, ReviewRow, review_id, MISSING)
    if row.reviewer_id != by:
        raise NotAllowed("这份评分由他人负责。", "请先改派给自己。")
    who.require_stranger(calls.call_row(uow, row.call_id), by)
    return row


def scored(uow: UnitOfWork, row: ReviewRow) -> Score:
    body = forms.body_of(forms.seen(uow, row.form_id))
    return score(body, accepted(body, row.answers))


def hand_in(uow: UnitOfWork, row: ReviewRow, version: int | None, *, by: str, at: datetime) -> None:
    """Score it and set it fast. BadInput while an item is missing, or a fatal one was not kept and nobody says why."""
    counted = scored(uow, row)
    if counted.missing:
        raise BadInput(f"还有{len(counted.missing)}项没有评。", "请评完全部项目再提交。")
    if counted.unsaid:
        raise BadInput("一票否决项须写明事实。", "请在该项的备注中写明。")
    detail = {"score": counted.total, "raw": counted.raw, "fatal": list(counted.fatal), "answers": row.answers}
    take(uow, row, ReviewStepRow, REVIEWS, "submit", version=version, by=by, at=at, detail=detail)
    row.score, row.raw, row.fatal, row.submitted_at = counted.total, counted.raw, list(counted.fatal), at
    uow.session.flush()


def withdraw(uow: UnitOfWork, review_id: str, reason: str, version: int | None, *, by: str, at: datetime) -> ReviewRow:
    """Nobody has to review it any more; an appeal is not withdrawn, the agent waits for its answer."""
    row = locked(uow, ReviewRow, review_id, MISSING)
    if row.kind != "ordinary":
        raise Conflict("申诉和校准的评分不能撤销。", "请完成复核，或撤销整个校准。")
    take(uow, row, ReviewStepRow, REVIEWS, "withdraw", version=version, by=by, at=at, text=reason.strip())
    return row


def heard(uow: UnitOfWork, review_id: str, *, by: str, at: datetime) -> None:
    """That this person has listened to the recording; in the review's ledger, the state stays."""
    row = locked(uow, ReviewRow, review_id, MISSING)
    append(uow, row, ReviewStepRow, "heard", by=by, at=at, detail={"call": row.call_id}, counts=False)


def tell_assigned(uow: UnitOfWork, counts: Mapping[str, int], due_at: datetime, at: datetime) -> None:
    """One notice to each reviewer, however many calls there are."""
    until = uow.calendar.local(due_at)
    for person, count in counts.items():
        notices.tell(uow, QUALITY, f"有{count}通电话待您评分，{until:%m月%d日%H:%M}前完成。", at=at, link=WORK, people=[person])


def is_open(row: ReviewRow) -> bool:
    return row.state in REVIEWABLE

"""Calibration: one call that several review blind, then talk about, until one set of answers is agreed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.ledgers import append, locked, take
from ticketing.notices import service as notices
from ticketing.quality import forms, who
from ticketing.quality.models import CalibrationRow, CalibrationStepRow, ReviewRow, ReviewStepRow
from ticketing.quality.reviews import QUALITY, due, new_review, require_reviewable, tell_assigned
from ticketing.quality.schemas import AgreeIn, CalibrationIn
from ticketing.quality.scoring import Answer, accepted, score
from ticketing.quality.states import CALIBRATIONS, REVIEWABLE, REVIEWS
from ticketing.uow import UnitOfWork

MISSING = "没有这次校准。"
MOST_PAPERS = 500
"""So many papers of one person are withdrawn at once."""


def make(uow: UnitOfWork, new: CalibrationIn, *, by: str, at: datetime) -> CalibrationRow:
    """A paper for each of the reviewers, none of whom had a part in the call."""
    call = require_reviewable(uow, new.call)
    people = who.chosen(uow, new.reviewers)
    if len(people) < 2:
        raise BadInput("校准至少要两位评分人。", "请再选一位。")
    for person in people:
        who.require_stranger(call, person)
    form = forms.for_use(uow, new.form)
    row = CalibrationRow(
        id=new_id(), state="blind", version=1, title=new.title.strip(), call_id=call.id, form_id=form.id, made_at=at,
        made_by=by, due_at=due(uow, at), agreed={}, score=None, note="", agreed_at=None,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    append(uow, row, CalibrationStepRow, "made", by=by, at=at, text=row.title, detail={"reviewers": people}, counts=False)
    papers = [
        new_review(
            call, form.id, kind="calibration", purpose="routine", reviewer=one, at=at, due_at=row.due_at, calibration=row.id
        )
        for one in people
    ]
    uow.session.add_all(papers)
    uow.session.flush()
    for paper in papers:
        append(uow, paper, ReviewStepRow, "made", by=by, at=at, detail={"calibration": row.id}, counts=False)
    tell_assigned(uow, {person: 1 for person in people if person != by}, row.due_at, at)
    return row


def open_papers(uow: UnitOfWork, id: str, version: int | None, *, by: str, at: datetime) -> CalibrationRow:
    """End the blind part: at least two papers are in; who has handed in none is left out."""
    row = locked(uow, CalibrationRow, id, MISSING)
    papers = papers_of(uow, row.id)
    handed_in = [paper for paper in papers if paper.state == "submitted"]
    if len(handed_in) < 2:
        raise Conflict(f"只有{len(handed_in)}份评分，至少两份才能公开讨论。", "请等评分人提交。")
    take(uow, row, CalibrationStepRow, CALIBRATIONS, "open", version=version, by=by, at=at)
    _withdraw(uow, papers, by=by, at=at)
    return row


def agree(uow: UnitOfWork, id: str, settled: AgreeIn, *, by: str, at: datetime) -> CalibrationRow:
    """Keep what the session settled on; every item needs its answer."""
    row = locked(uow, CalibrationRow, id, MISSING)
    body = forms.body_of(forms.seen(uow, row.form_id))
    answers = accepted(body, {code: one.model_dump() for code, one in settled.answers.items()})
    counted = score(body, answers)
    if counted.missing:
        raise BadInput(f"还有{len(counted.missing)}项没有定。", "请定完全部项目。")
    detail = {"score": counted.total, "answers": {code: one.model_dump() for code, one in answers.items()}}
    take(
        uow, row, CalibrationStepRow, CALIBRATIONS, "agree", version=settled.version, by=by, at=at, text=settled.note.strip(),
        detail=detail,
    )  # fmt: skip
    row.agreed = detail["answers"]  # type: ignore[assignment]
    row.score, row.note, row.agreed_at = counted.total, settled.note.strip(), at
    uow.session.flush()
    return row


def withdraw(uow: UnitOfWork, id: str, reason: str, version: int | None, *, by: str, at: datetime) -> CalibrationRow:
    row = locked(uow, CalibrationRow, id, MISSING)
    take(uow, row, CalibrationStepRow, CALIBRATIONS, "withdraw", version=version, by=by, at=at, text=reason.strip())
    _withdraw(uow, papers_of(uow, row.id), by=by, at=at)
    return row


def to_write(uow: UnitOfWork, person: str, most: int) -> Sequence[ReviewRow]:
    """This person's papers that are not handed in."""
    mine = (ReviewRow.reviewer_id == person, ReviewRow.state.in_(REVIEWABLE), ReviewRow.kind == "calibration")
    return uow.session.scalars(select(ReviewRow).where(*mine).order_by(ReviewRow.due_at, ReviewRow.id).limit(most)).all()


def drop_out(uow: UnitOfWork, person: str, *, by: str, at: datetime) -> None:
    """Withdraw the papers of somebody who leaves; who set a calibration is told when it has no paper left to wait for."""
    papers = to_write(uow, person, MOST_PAPERS)
    _withdraw(uow, papers, by=by, at=at)
    uow.session.flush()
    for paper in papers:
        tell_when_all_are_in(uow, paper.calibration_id, at)


def tell_when_all_are_in(uow: UnitOfWork, id: str | None, at: datetime) -> None:
    """When nobody has a paper left to hand in, who set the calibration is told."""
    session = uow.session.scalar(select(CalibrationRow).where(CalibrationRow.id == id).with_for_update())
    left = uow.session.scalar(select(func.count()).where(ReviewRow.calibration_id == id, ReviewRow.state.in_(REVIEWABLE)))
    if session is not None and not left:
        said = f"校准“{session.title}”的评分已齐，可以公开讨论。"
        notices.tell(uow, QUALITY, said, at=at, link="/quality/calibration", people=[session.made_by])


def papers_of(uow: UnitOfWork, id: str) -> Sequence[ReviewRow]:
    """In the order in which they were given out."""
    query = select(ReviewRow).where(ReviewRow.calibration_id == id).order_by(ReviewRow.made_at, ReviewRow.id)
    return uow.session.scalars(query).all()


def answers_of(row: ReviewRow) -> Mapping[str, Answer]:
    return {code: Answer.model_validate(answer) for code, answer in row.answers.items()}


def _withdraw(uow: UnitOfWork, papers: Sequence[ReviewRow], *, by: str, at: datetime) -> None:
    for paper in papers:
        if paper.state in REVIEWABLE:
            take(uow, paper, ReviewStepRow, REVIEWS, "withdraw", version=None, by=by, at=at)

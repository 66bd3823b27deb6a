"""Calibrations as reviewers see them: blind until they are opened, then the spread of every criterion."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from ticketing import paging
from ticketing.ledgers import seen, steps_of
from ticketing.people import repository as people
from ticketing.people.schemas import PersonOut
from ticketing.quality import calibrations, forms
from ticketing.quality.form import FormBody
from ticketing.quality.models import CalibrationRow, CalibrationStepRow, ReviewRow
from ticketing.quality.schemas import CalibrationOut, CalibrationPage, Paper, Spread
from ticketing.quality.spread import by_criterion, suggested
from ticketing.quality.states import CALIBRATIONS
from ticketing.uow import UnitOfWork

PLAIN = ("id", "state", "version", "title", "made_at", "due_at", "note", "agreed_at")
HANDED_IN = "submitted"


def page(uow: UnitOfWork, me: PersonOut, before: str | None, limit: int) -> CalibrationPage:
    """Newest first, without papers."""
    limit = paging.bounded(limit)
    query = paging.page(select(CalibrationRow), CalibrationRow.made_at, CalibrationRow.id, before, limit)
    rows = uow.session.scalars(query).all()
    following = paging.cursor(rows[limit - 1].made_at, rows[limit - 1].id) if len(rows) > limit else None
    counts = _counts(uow, [row.id for row in rows])
    mine = _mine(uow, [row.id for row in rows], me.id)
    known = people.names(uow, {row.made_by for row in rows})
    items = tuple(CalibrationOut.model_validate(_head(row, known, counts, mine)) for row in rows[:limit])
    return CalibrationPage(items=items, next=following)


def get(uow: UnitOfWork, id: str, me: PersonOut) -> CalibrationOut:
    row = seen(uow, CalibrationRow, id, calibrations.MISSING)
    papers = calibrations.papers_of(uow, row.id)
    known = people.names(uow, {row.made_by, *(paper.reviewer_id for paper in papers)})
    handed_in = [paper for paper in papers if paper.state == HANDED_IN]
    head = _head(row, known, _counts(uow, [row.id]), _mine(uow, [row.id], me.id))
    body = forms.body_of(forms.seen(uow, row.form_id))
    opened = row.state in ("talk", "agreed")
    return CalibrationOut.model_validate(
        head
        | {
            "form": forms.get(uow, row.form_id),
            "agreed": row.agreed,
            "papers": tuple(_paper(row, paper, known, opened) for paper in (handed_in if opened else papers)),
            "allowed": CALIBRATIONS.allowed(row.state),
            "history": steps_of(uow, CalibrationStepRow, row.id),
        }
        | (_spread(uow, body, handed_in) if opened else {})
    )


def _head(row: CalibrationRow, known: Any, counts: dict[str, tuple[int, int]], mine: dict[str, str]) -> dict[str, Any]:
    handed_in, of = counts.get(row.id, (0, 0))
    return {name: getattr(row, name) for name in PLAIN} | {
        "call": row.call_id,
        "made_by": people.named(known, row.made_by),
        "handed_in": handed_in,
        "of": of,
        "mine": mine.get(row.id),
        "score": None if row.score is None else row.score / 100,
    }


def _spread(uow: UnitOfWork, body: FormBody, papers: Sequence[ReviewRow]) -> dict[str, Any]:
    answers = [calibrations.answers_of(paper) for paper in papers]
    enough = uow.law.quality.agreed_share
    return {
        "suggested": suggested(body, answers),
        "spread": tuple(
            Spread(
                code=one.code,
                values=one.values,
                common=one.common,
                agree=one.agree,
                of=one.of,
                range=one.range,
                settled=one.of > 0 and one.agree >= enough * one.of,
            )
            for one in by_criterion(body, answers)
        ),
    }


def _paper(row: CalibrationRow, paper: ReviewRow, known: Any, opened: bool) -> Paper:
    """While it is blind: whether it is in, and nothing of what it says."""
    score = paper.score if opened else None
    apart = None if score is None or row.score is None else (score - row.score) / 100
    said = {code: one.comment for code, one in calibrations.answers_of(paper).items() if one.comment} if opened else {}
    return Paper(
        review=paper.id,
        reviewer=people.named(known, paper.reviewer_id),
        state=paper.state,  # type: ignore[arg-type]
        score=None if score is None else score / 100,
        deviation=apart,
        comments=said,
    )


def _counts(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By calibration: papers that are in, and all that were given out and not withdrawn."""
    found: dict[str, tuple[int, int]] = {}
    query = select(ReviewRow.calibration_id, ReviewRow.state, func.count()).where(ReviewRow.calibration_id.in_(ids))
    for id, state, count in uow.session.execute(query.group_by(ReviewRow.calibration_id, ReviewRow.state)):
        done, of = found.get(str(id), (0, 0))
        found[str(id)] = (done + count * (state == HANDED_IN), of + count * (state != "withdrawn"))
    return found


def _mine(uow: UnitOfWork, ids: Sequence[str], me: str) -> dict[str, str]:
    query = select(ReviewRow.calibration_id, ReviewRow.id).where(
        ReviewRow.calibration_id.in_(ids), ReviewRow.reviewer_id == me, ReviewRow.state != "withdrawn"
    )
    return {str(calibration): review for calibration, review in uow.session.execute(query)}

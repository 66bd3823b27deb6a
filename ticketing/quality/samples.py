"""Drawing calls for review: at random or by rules, with quotas, assigned at once; anyone can draw the same again."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from config.errors import BadInput, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.calls.models import CallRow
from ticketing.ledgers import append
from ticketing.people import repository as people
from ticketing.quality import forms, frames, who
from ticketing.quality.models import QualityFrameRow, QualitySampleRow, ReviewRow, ReviewStepRow
from ticketing.quality.reviews import due, key_of, new_review, tell_assigned
from ticketing.quality.rules import RULES, reasons
from ticketing.quality.sampling import Drawable, assign, digest, draw, packed, unpacked
from ticketing.quality.schemas import CallSampleCheck, CallSampleIn, CallSampleOut, CallSamplePage, FrameOut
from ticketing.quality.states import HANDED_IN
from ticketing.uow import UnitOfWork

APPEAL = "appeal"
Why = Mapping[str, tuple[tuple[str, str], ...]]
PLAIN = ("id", "at", "purpose", "since", "until", "size", "per_agent", "had", "seed", "frame", "digest", "drawn", "due_at")


def sample(uow: UnitOfWork, new: CallSampleIn, *, by: str, at: datetime) -> QualitySampleRow:
    """Draw, keep frame and seed, make a review of each call and give it to whoever has the least to do.

    Two draws at one moment: the form's lock lets one wait for the other; a call that both want is drawn once (`draw_key`).
    """
    _require_sense(new, at)
    form = forms.for_use(uow, new.form)
    reviewers = who.chosen(uow, new.reviewers)
    frame, why = _frame(uow, new, at)
    if not frame:
        raise BadInput("这段时间没有符合条件的通话。", "请调整时间、规则或话务员。")
    row = _kept(uow, new, form.id, frame, frames.had(uow, new.since, new.until, new.purpose), by, at)
    drawn = draw(frame, row.size, row.seed, per_agent=row.per_agent, had=row.had)
    row.drawn = len(drawn)
    given = _reviews(uow, row, drawn, why, reviewers, by, at)
    tell_assigned(uow, Counter(person for person in given if person and person != by), row.due_at, at)
    return row


def _require_sense(new: CallSampleIn, at: datetime) -> None:
    if new.until <= new.since or new.since > at:
        raise BadInput("起止时间须先后有序，且不在将来。", "请改正后再抽取。")
    unknown = [name for name in new.rules if name not in RULES]
    if unknown:
        raise BadInput(f"没有“{unknown[0]}”这条规则。", "请刷新页面。")


def _frame(uow: UnitOfWork, new: CallSampleIn, at: datetime) -> tuple[list[Drawable], Why]:
    """The calls to draw from; with rules those that at least one of them takes."""
    rows = frames.frame(uow, new.since, new.until, new.purpose, new.agents)
    if not new.rules:
        return frames.drawables(rows), {}
    facts = frames.facts_of(uow, rows, new.rules, at)
    why = {one.id: found for one in facts if (found := reasons(one, new.rules, uow.law.quality.rules))}
    return [Drawable(row.id, row.agent_id) for row in rows if row.id in why], why


def _kept(
    uow: UnitOfWork, new: CallSampleIn, form_id: str, frame: Sequence[Drawable], had: dict[str, int], by: str, at: datetime
) -> QualitySampleRow:
    here = {one.agent for one in frame}
    row = QualitySampleRow(
        id=new_id(), at=at, by=by, purpose=new.purpose, rules=list(new.rules),
        thresholds=uow.law.quality.rules.model_dump() if new.rules else {}, since=new.since, until=new.until,
        agents=list(new.agents), form_id=form_id, size=new.size, per_agent=new.per_agent or uow.law.quality.per_agent,
        had={agent: count for agent, count in had.items() if agent in here}, seed=new.seed.strip() or secrets.token_hex(8),
        frame=len(frame), digest=digest(frame), drawn=0, due_at=due(uow, at),
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    uow.session.add(QualityFrameRow(sample_id=row.id, packed=packed(frame)))
    uow.session.flush()
    return row


def _reviews(
    uow: UnitOfWork, kept: QualitySampleRow, drawn: Sequence[Drawable], why: Why, reviewers: Sequence[str], by: str, at: datetime
) -> tuple[str | None, ...]:
    rows = {row.id: row for row in uow.session.scalars(select(CallRow).where(CallRow.id.in_([one.id for one in drawn])))}
    given = assign(drawn, reviewers, load=who.load(uow), part=who.part_in(rows.values()))
    made = [
        new_review(
            rows[one.id],
            kept.form_id,
            purpose=kept.purpose,
            reviewer=reviewer,
            at=at,
            due_at=kept.due_at,
            sample=kept.id,
            draw_key=key_of(kept.purpose, one.id),
            reasons=[{"rule": rule, "why": said} for rule, said in why.get(one.id, ())],
            random=not kept.rules,
        )
        for one, reviewer in zip(drawn, given, strict=True)
    ]
    uow.session.add_all(made)
    uow.session.flush()
    for review in made:
        append(
            uow, review, ReviewStepRow, "made", by=by, at=at, detail={"sample": kept.id, "reviewer": review.reviewer_id},
            counts=False,
        )  # fmt: skip
    return given


def sample_row(uow: UnitOfWork, sample_id: str) -> QualitySampleRow:
    row = uow.session.get(QualitySampleRow, sample_id)
    if row is None:
        raise NotFound("没有这次抽样。", "请刷新页面。")
    return row


def frame_of(uow: UnitOfWork, sample_id: str) -> FrameOut:
    """The frame that was kept, and the calls drawn from it: enough to draw again anywhere."""
    row = sample_row(uow, sample_id)
    calls = unpacked(uow.session.get_one(QualityFrameRow, row.id).packed)
    return FrameOut(
        calls=tuple((one.id, one.agent) for one in calls),
        seed=row.seed,
        size=row.size,
        per_agent=row.per_agent,
        had=row.had,
        drawn=_drawn(uow, row.id),
    )


def check(uow: UnitOfWork, sample_id: str) -> CallSampleCheck:
    """Draw again from the kept frame by the seed that was kept."""
    row = sample_row(uow, sample_id)
    calls = unpacked(uow.session.get_one(QualityFrameRow, row.id).packed)
    again = draw(calls, row.size, row.seed, per_agent=row.per_agent, had=row.had)
    return CallSampleCheck(
        same_draw=sorted(one.id for one in again) == sorted(_drawn(uow, row.id)),
        whole=digest(calls) == row.digest and len(calls) == row.frame,
        frame=row.frame,
        gone=len(calls) - _still_there(uow, [one.id for one in calls]),
        drawn=len(again),
    )


def _drawn(uow: UnitOfWork, sample_id: str) -> tuple[str, ...]:
    """An appeal belongs to the sample of the review that it decides about, and was not drawn."""
    drawn = select(ReviewRow.call_id).where(ReviewRow.sample_id == sample_id, ReviewRow.kind != APPEAL)
    return tuple(uow.session.scalars(drawn))


def _still_there(uow: UnitOfWork, ids: Sequence[str]) -> int:
    return sum(
        uow.session.scalar(select(func.count()).select_from(CallRow).where(CallRow.id.in_(ids[start : start + frames.AT_ONCE])))
        or 0
        for start in range(0, len(ids), frames.AT_ONCE)
    )


def page(uow: UnitOfWork, before: str | None, limit: int) -> CallSamplePage:
    """Newest first."""
    limit = paging.bounded(limit)
    query = paging.page(select(QualitySampleRow), QualitySampleRow.at, QualitySampleRow.id, before, limit)
    rows = uow.session.scalars(query).all()
    following = paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None
    return CallSamplePage(items=samples_out(uow, rows[:limit]), next=following)


def samples_out(uow: UnitOfWork, rows: Sequence[QualitySampleRow]) -> tuple[CallSampleOut, ...]:
    counts = _progress(uow, [row.id for row in rows])
    known = people.names(uow, {row.by for row in rows} | {agent for row in rows for agent in row.agents})
    return tuple(
        CallSampleOut.model_validate(
            {name: getattr(row, name) for name in PLAIN}
            | {
                "by": people.named(known, row.by),
                "rules": tuple(row.rules),
                "thresholds": row.thresholds,
                "agents": tuple(filter(None, (people.named(known, agent) for agent in row.agents))),
                "submitted": counts.get(row.id, (0, 0))[0],
                "unassigned": counts.get(row.id, (0, 0))[1],
            }
        )
        for row in rows
    )


def _progress(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By sample: how many were handed in, and how many are nobody's."""
    found: dict[str, Any] = {}
    query = select(ReviewRow.sample_id, ReviewRow.state, ReviewRow.reviewer_id.is_(None), func.count())
    grouped = query.where(ReviewRow.sample_id.in_(ids), ReviewRow.kind != APPEAL).group_by(
        ReviewRow.sample_id, ReviewRow.state, ReviewRow.reviewer_id.is_(None)
    )
    for sample, state, nobody, count in uow.session.execute(grouped):
        done, free = found.get(str(sample), (0, 0))
        found[str(sample)] = (done + count * (state in HANDED_IN), free + count * (bool(nobody) and state == "open"))
    return found

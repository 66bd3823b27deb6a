"""Quality (质检): forms, samples, reviews, what agents say to them, and the figures."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from agent_console.faults import errors
from agent_console.signed_in import Inspection, Me, Seated
from agent_console.transaction import Ports, Reading, Uow
from ticketing.ledgers import locked
from ticketing.quality import feedback, figures, forms, reading, reviews, samples, who
from ticketing.quality.models import ReviewRow
from ticketing.quality.rules import NAMES
from ticketing.quality.schemas import (
    CallSampleCheck,
    CallSampleIn,
    CallSampleOut,
    CallSamplePage,
    FormEdit,
    FormIn,
    FormOut,
    FrameOut,
    Id,
    Purpose,
    QualityFigures,
    ReviewEdit,
    ReviewerOut,
    ReviewerQuality,
    ReviewOut,
    ReviewPage,
    SampleRuleOut,
)
from ticketing.schema import Schema

router = APIRouter(prefix="/api/quality", tags=["quality"])
Limit = Annotated[int, Query(ge=1, le=200)]
Said = Annotated[str, Field(max_length=2_000)]
WHOSE = Literal["mine", "free", "all"]
THRESHOLDS = {
    "long_talk": ("long_talk_s",),
    "long_hold": ("long_hold_s",),
    "many_transfers": ("many_transfers",),
    "very_short": ("very_short_s",),
    "repeat": ("repeat_calls", "repeat_days"),
    "new_agent": ("new_agent_days",),
    "low_confidence": ("low_confidence",),
}


class ShownIn(Schema):
    """``version`` is the one that the screen showed."""

    version: int | None = None


class RemarkIn(ShownIn):
    text: Said = ""


class PickIn(Schema):
    """One call that somebody picked; ``reviewer`` None: nobody's yet."""

    call: Id
    purpose: Purpose = "special"
    form: Id | None = None
    reviewer: Id | None = None


class AssignIn(ShownIn):
    reviewer: Id


class OwnQuality(Schema):
    """An agent's own figures, of all reviews; ``unconfirmed`` still wait for a word."""

    figures: QualityFigures
    unconfirmed: int


@router.get("/forms", responses=errors(401, 403))
def list_forms(uow: Reading, me: Inspection) -> tuple[FormOut, ...]:
    """All versions, each with its criteria; the house's own form is there from the beginning."""
    return forms.listed(uow)


@router.get("/forms/{form_id}", responses=errors(401, 403, 404))
def read_form(form_id: str, uow: Reading, me: Inspection) -> FormOut:
    return forms.get(uow, form_id)


@router.post("/forms", responses=errors(401, 403, 404, 409, 422))
def make_form(body: FormIn, ports: Ports, uow: Uow, me: Inspection) -> FormOut:
    """A draft: a form of its own, or the next version of ``base``."""
    return forms.get(uow, forms.make(uow, body, by=me.id, at=ports.now()).id)


@router.put("/forms/{form_id}", responses=errors(401, 403, 404, 409, 422))
def edit_form(form_id: str, body: FormEdit, ports: Ports, uow: Uow, me: Inspection) -> FormOut:
    """A draft that nobody used; what was used is never edited."""
    return forms.get(uow, forms.edit(uow, form_id, body, by=me.id, at=ports.now()).id)


@router.post("/forms/{form_id}/put-in-force", responses=errors(401, 403, 404, 409))
def put_form_in_force(form_id: str, body: ShownIn, ports: Ports, uow: Uow, me: Inspection) -> FormOut:
    """The version of its family that was in force is retired."""
    return forms.get(uow, forms.put_in_force(uow, form_id, body.version, by=me.id, at=ports.now()).id)


@router.post("/forms/{form_id}/retire", responses=errors(401, 403, 404, 409))
def retire_form(form_id: str, body: ShownIn, ports: Ports, uow: Uow, me: Inspection) -> FormOut:
    return forms.get(uow, forms.retire(uow, form_id, body.version, by=me.id, at=ports.now()).id)


@router.get("/rules", responses=errors(401, 403))
def list_rules(uow: Reading, me: Inspection) -> tuple[SampleRuleOut, ...]:
    """The rules of rule-based samples, with the thresholds that are set."""
    settings = uow.law.quality.rules.model_dump()
    return tuple(
        SampleRuleOut(code=code, name=name, thresholds={key: settings[key] for key in THRESHOLDS.get(code, ())})
        for code, name in NAMES.items()
    )


@router.get("/reviewers", responses=errors(401, 403))
def list_reviewers(ports: Ports, uow: Reading, me: Inspection) -> tuple[ReviewerOut, ...]:
    return who.listed(uow, ports.now())


@router.get("/samples", responses=errors(401, 403, 422))
def list_samples(uow: Reading, me: Inspection, before: str | None = None, limit: Limit = 50) -> CallSamplePage:
    return samples.page(uow, before, limit)


@router.post("/samples", responses=errors(401, 403, 404, 409, 422))
def draw_sample(body: CallSampleIn, ports: Ports, uow: Uow, me: Inspection) -> CallSampleOut:
    """Draw, keep frame and seed, and assign the reviews at once."""
    row = samples.sample(uow, body, by=me.id, at=ports.now())
    return samples.samples_out(uow, [row])[0]


@router.get("/samples/{sample_id}/check", responses=errors(401, 403, 404))
def check_sample(sample_id: str, uow: Reading, me: Inspection) -> CallSampleCheck:
    """Draw again from the kept frame."""
    return samples.check(uow, sample_id)


@router.get("/samples/{sample_id}/frame", responses=errors(401, 403, 404))
def read_frame(sample_id: str, uow: Reading, me: Inspection) -> FrameOut:
    """All that somebody else needs to draw the same calls."""
    return samples.frame_of(uow, sample_id)


@router.get("/reviews", responses=errors(401, 403, 422))
def list_reviews(
    ports: Ports,
    uow: Reading,
    me: Inspection,
    whose: WHOSE = "mine",
    state: Annotated[str | None, Query(max_length=20)] = None,
    agent: str | None = None,
    sample: str | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> ReviewPage:
    """``state``: waiting (to be reviewed), done, or one of the states."""
    return reading.page(uow, me, ports.now(), whose=whose, state=state, agent=agent, sample=sample, before=before, limit=limit)


@router.post("/reviews", responses=errors(401, 403, 404, 409, 422))
def make_review(body: PickIn, ports: Ports, uow: Uow, me: Inspection) -> ReviewOut:
    at: datetime = ports.now()
    row = reviews.make(uow, body.call, purpose=body.purpose, form=body.form, reviewer=body.reviewer, by=me.id, at=at)
    return reading.review_out(uow, row, me, at)


@router.get("/reviews/{review_id}", responses=errors(401, 403, 404))
def read_review(review_id: str, ports: Ports, uow: Reading, me: Me) -> ReviewOut:
    """For reviewers; for an agent when it was handed in and is about an own call."""
    return reading.get(uow, review_id, me, ports.now())


@router.patch("/reviews/{review_id}", responses=errors(401, 403, 404, 409, 422))
def save_review(review_id: str, body: ReviewEdit, ports: Ports, uow: Uow, me: Inspection) -> ReviewOut:
    """Keep what is filled in so far; 409 when it was changed elsewhere."""
    at = ports.now()
    return reading.review_out(uow, reviews.save(uow, review_id, body, by=me.id, at=at), me, at)


@router.post("/reviews/{review_id}/submit", responses=errors(401, 403, 404, 409, 422))
def submit_review(review_id: str, body: ShownIn, ports: Ports, uow: Uow, me: Inspection) -> ReviewOut:
    at = ports.now()
    return reading.review_out(uow, feedback.submit(uow, review_id, body.version, by=me.id, at=at), me, at)


@router.post("/reviews/{review_id}/assign", responses=errors(401, 403, 404, 409, 422))
def assign_review(review_id: str, body: AssignIn, ports: Ports, uow: Uow, me: Inspection) -> ReviewOut:
    at = ports.now()
    return reading.review_out(uow, reviews.assign(uow, review_id, body.reviewer, body.version, by=me.id, at=at), me, at)


@router.post("/reviews/{review_id}/withdraw", responses=errors(401, 403, 404, 409))
def withdraw_review(review_id: str, body: RemarkIn, ports: Ports, uow: Uow, me: Inspection) -> ReviewOut:
    at = ports.now()
    return reading.review_out(uow, reviews.withdraw(uow, review_id, body.text, body.version, by=me.id, at=at), me, at)


@router.post("/reviews/{review_id}/heard", status_code=204, responses=errors(401, 403, 404))
def tell_heard(review_id: str, ports: Ports, uow: Uow, me: Me) -> None:
    """Somebody began to listen to the recording: a row of the review's ledger."""
    reading.readable(uow, review_id, me)
    reviews.heard(uow, review_id, by=me.id, at=ports.now())


@router.post("/reviews/{review_id}/coach", responses=errors(401, 403, 404, 409, 422))
def coach(review_id: str, body: RemarkIn, ports: Ports, uow: Uow, me: Inspection) -> ReviewOut:
    at = ports.now()
    return reading.review_out(uow, feedback.coach(uow, review_id, body.text, by=me.id, at=at), me, at)


@router.post("/reviews/{review_id}/confirm", responses=errors(401, 403, 404, 409))
def confirm_review(review_id: str, body: RemarkIn, ports: Ports, uow: Uow, me: Me) -> ReviewOut:
    """The agent has read it, with a remark or without."""
    at = ports.now()
    return reading.review_out(uow, feedback.confirm(uow, review_id, body.text, body.version, by=me.id, at=at), me, at)


@router.post("/reviews/{review_id}/object", responses=errors(401, 403, 404, 409, 422))
def object_to_review(review_id: str, body: RemarkIn, ports: Ports, uow: Uow, me: Me) -> ReviewOut:
    """The agent objects: somebody else decides; both reviews stay."""
    at = ports.now()
    feedback.object_to(uow, review_id, body.text, body.version, by=me.id, at=at)
    return reading.review_out(uow, locked(uow, ReviewRow, review_id, reviews.MISSING), me, at)


@router.get("/mine", responses=errors(401, 403, 422))
def list_own(ports: Ports, uow: Reading, me: Seated, before: str | None = None, limit: Limit = 50) -> ReviewPage:
    """Reviews of one's own calls, newest first."""
    return reading.own_page(uow, me, ports.now(), before=before, limit=limit)


@router.get("/mine/figures", responses=errors(401, 403, 422))
def read_own_figures(uow: Reading, me: Seated, since: AwareDatetime, until: AwareDatetime) -> OwnQuality:
    """One's own mean, criteria and weeks; nobody else's."""
    own = figures.figures(uow, since, until, "all", agent=me.id)
    return OwnQuality(figures=own, unconfirmed=reading.unconfirmed(uow, me.id))


@router.get("/figures", responses=errors(401, 403, 422))
def read_figures(
    uow: Reading,
    me: Inspection,
    since: AwareDatetime,
    until: AwareDatetime,
    basis: figures.Basis = "random",
    agent: str | None = None,
) -> QualityFigures:
    """By agent, by criterion, by week."""
    return figures.figures(uow, since, until, basis, agent)


@router.get("/figures/reviewers", responses=errors(401, 403))
def read_reviewers(uow: Reading, me: Inspection, since: AwareDatetime, until: AwareDatetime) -> tuple[ReviewerQuality, ...]:
    """How far each reviewer lies from what calibrations agreed on."""
    return figures.reviewers(uow, since, until)

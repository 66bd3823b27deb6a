"""Looking at one call that is over: what its transcript, its ticket, its outcome and the caller's next call say of each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import select

from config.ids import new_id
from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow, SegmentRow
from ticketing.calls.outcomes import NAMES
from ticketing.drafting import Turn
from ticketing.drafting.facts import CategorySuggestion, MatterType, UrgentWord
from ticketing.drafts.models import DraftRow
from ticketing.duty.leftover import ANSWERED
from ticketing.ledgers import append
from ticketing.people.repository import SYSTEM
from ticketing.privacy.masks import mask_text
from ticketing.quality.mismatching import (
    NOBODY,
    ON_THE_SPOT,
    Found,
    called_again,
    no_answer,
    speech_of_nobody,
    wrong_type,
)
from ticketing.quality.models import MismatchRow, MismatchStepRow, QualityCheckRow
from ticketing.quality.same_matter import alike
from ticketing.tickets import repository as tickets
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

OUTCOMES = {str(code): name for code, name in NAMES.items()}
MOST_TURNS = 2_000
MOST_EARLIER = 20
"""Spot-answered calls of one number that a later call is held against."""


def look_at(uow: UnitOfWork, call: CallRow, now: datetime) -> None:
    """Write that the call was looked at, and each thing that does not fit; once, whoever comes first."""
    ticket = tickets.of_call(uow, call.id)
    segments = calls.segments_of(uow, call.id)[:MOST_TURNS]
    typed = ticket is not None and ticket.type is not None and bool(segments)
    uow.session.add(
        QualityCheckRow(
            call_id=call.id, ended_at=call.ended_at or now, at=now, agent_id=call.agent_id, typed=typed,
            on_the_spot=call.outcome == ON_THE_SPOT, nobody=call.outcome in NOBODY,
        )
    )  # fmt: skip
    for found in _in_itself(uow, call, ticket, segments):
        _keep(uow, call, ticket, found, segments, now)
    for earlier in _answered_before(uow, call):
        _keep_again(uow, earlier, call, now)


def _in_itself(uow: UnitOfWork, call: CallRow, ticket: TicketRow | None, segments: Sequence[SegmentRow]) -> Sequence[Found]:
    limits = uow.law.quality.mismatches
    turns = [Turn(cast(Any, one.channel), one.text, one.t0, one.t1) for one in segments]
    found = [
        no_answer(call.outcome, ticket.answer if ticket else "", limits, stands_for_none=(ANSWERED,)),
        speech_of_nobody(call.outcome, turns, limits, OUTCOMES),
    ]
    if ticket is not None and ticket.type is not None and turns:
        categories, urgent = _heard_before(uow, call.id)
        found.append(wrong_type(turns, cast(MatterType, ticket.type), limits, categories=categories, urgent=urgent))
    return [one for one in found if one is not None]


def _heard_before(uow: UnitOfWork, call_id: str) -> tuple[list[CategorySuggestion], list[UrgentWord]]:
    """What the machine suggested and heard while the call went on: reading the whole call anew would cost the round dear."""
    draft = uow.session.get(DraftRow, call_id)
    fields = draft.fields if draft else {}
    categories = [
        CategorySuggestion(one["code"], one["name"], one["score"], one["why"]) for one in fields.get("category_suggestions", ())
    ]
    return categories, [UrgentWord(one["word"], one["sentence"]) for one in fields.get("urgent", ())]


def _answered_before(uow: UnitOfWork, call: CallRow) -> Sequence[CallRow]:
    """Calls of the same number that were answered on the spot in the days before this one arrived."""
    if not call.caller_number or call.direction != "in":
        return ()
    since = call.arrived_at - timedelta(days=uow.law.quality.mismatches.again_days)
    query = select(CallRow).where(
        CallRow.caller_number == call.caller_number,
        CallRow.arrived_at >= since,
        CallRow.arrived_at < call.arrived_at,
        CallRow.outcome == ON_THE_SPOT,
        CallRow.id != call.id,
    )
    return uow.session.scalars(query.order_by(CallRow.arrived_at.desc(), CallRow.id).limit(MOST_EARLIER)).all()


def _keep_again(uow: UnitOfWork, earlier: CallRow, later: CallRow, now: datetime) -> None:
    """The first call after an answer on the spot is what counts; the same matter counts more than any."""
    why = alike(uow, earlier.id, later.id)
    days = (later.arrived_at - (earlier.ended_at or earlier.arrived_at)) / timedelta(days=1)
    found = called_again(days, why or (), alike=why is not None)
    known = uow.session.scalar(
        select(MismatchRow).where(MismatchRow.rule == found.rule, MismatchRow.call_id == earlier.id).with_for_update()
    )
    if known is None:
        _keep(uow, earlier, tickets.of_call(uow, earlier.id), found, (), now, other=later.id)
    elif found.same_matter and not known.same_matter and known.state == "open":
        known.other_call, known.why, known.same_matter = later.id, found.why, True
        append(uow, known, MismatchStepRow, "again", by=SYSTEM, at=now, text=found.why, detail={"call": later.id})


def _keep(
    uow: UnitOfWork,
    call: CallRow,
    ticket: TicketRow | None,
    found: Found,
    segments: Sequence[SegmentRow],
    now: datetime,
    other: str | None = None,
) -> None:
    row = MismatchRow(
        id=new_id(), state="open", version=1, rule=found.rule, call_id=call.id, other_call=other,
        ticket_id=ticket.id if ticket else None, agent_id=call.agent_id, ended_at=call.ended_at or now, found_at=now,
        why=found.why, same_matter=found.same_matter, correct=None, should_be="", note="", decided_at=None, decided_by=None,
        words=[
            {"text": mask_text(one.text), "segment": segments[one.turn].id if one.turn is not None else None}
            for one in found.words
        ],
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    append(uow, row, MismatchStepRow, "found", by=SYSTEM, at=now, text=found.why, counts=False)

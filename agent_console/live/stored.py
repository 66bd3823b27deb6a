"""What the ledger keeps of a call, in the shape in which desks get it live: one shape for events, snapshots and pages."""

from typing import Literal

from agent_console.live.messages import FinalSaid, SpokenWord
from config.errors import NotFound
from ticketing.calls import service as calls
from ticketing.calls.models import LIVE, SECOND
from ticketing.calls.schemas import CallOut, Segment
from ticketing.drafts import service as drafts
from ticketing.drafts.schemas import DraftOut
from ticketing.uow import UnitOfWork


def stored_call(uow: UnitOfWork, call_id: str) -> CallOut | None:
    """None while the first facts of a call are still on their way into the ledger."""
    try:
        return calls.get(uow, call_id)
    except NotFound:
        return None


def draft_of(uow: UnitOfWork, call_id: str) -> DraftOut | None:
    """None for a call that was not answered."""
    try:
        return drafts.get(uow, call_id)
    except NotFound:
        return None


def transcript_of(uow: UnitOfWork, call_id: str, version: Literal["live", "second"] | None = None) -> tuple[FinalSaid, ...]:
    """All finished utterances in the order of speaking, of the version that is shown or of the one that is asked for."""
    wanted = None if version is None else LIVE if version == "live" else SECOND
    return tuple(said(segment) for segment in calls.transcript(uow, call_id, wanted))


def said(segment: Segment) -> FinalSaid:
    """One stored utterance as the event ``final``."""
    return FinalSaid(
        call=segment.call_id,
        channel=segment.channel,
        text=segment.text,
        t0=segment.t0,
        t1=segment.t1,
        confidence=segment.confidence,
        words=tuple(SpokenWord(text=word.text, t0=word.t0, t1=word.t1, confidence=word.confidence) for word in segment.words),
        engine=segment.engine,
        readable=segment.readable,
        spans=segment.spans,
        segment=segment.id,
        version="live" if segment.version == LIVE else "second",
    )

"""Transcripts: finished utterances, appended and never edited."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.errors import BadInput
from config.ids import new_id
from ticketing.calls import repository
from ticketing.calls.models import LIVE, SegmentRow
from ticketing.calls.schemas import Segment
from ticketing.uow import UnitOfWork

CHANNELS = ("caller", "agent")


def add_segment(
    uow: UnitOfWork,
    call_id: str,
    channel: str,
    text: str,
    t0: float,
    t1: float,
    confidence: float,
    words: Sequence[Mapping[str, Any]],
    engine: str,
    version: int = LIVE,
    segment_id: str | None = None,
    readable: str = "",
    spans: Sequence[Sequence[int]] = (),
) -> Segment:
    """Append an utterance (seconds on the call's line). A second pass writes all of its own under a higher ``version``.

    A ``segment_id`` that is there already counts once. ``readable`` is what people are shown instead of ``text``.
    """
    if channel not in CHANNELS or not text.strip():
        raise BadInput(f"A segment needs text and a channel of {CHANNELS}, got {channel!r}.", "Drop empty finals.")
    repository.call_row(uow, call_id)
    written = uow.session.get(SegmentRow, segment_id) if segment_id else None
    if written is not None:
        return Segment.model_validate(written)
    row = SegmentRow(
        id=segment_id or new_id(),
        call_id=call_id,
        version=version,
        channel=channel,
        text=text,
        t0=t0,
        t1=t1,
        confidence=confidence,
        words=[dict(word) for word in words],
        engine=engine,
        readable=readable,
        spans=[list(span) for span in spans],
    )
    uow.session.add(row)
    uow.session.flush()
    return Segment.model_validate(row)


def transcript(uow: UnitOfWork, call_id: str, version: int | None = None) -> list[Segment]:
    """The segments of the version that is shown (or of ``version``), in order of time."""
    return [Segment.model_validate(row) for row in repository.segments_of(uow, call_id, version)]

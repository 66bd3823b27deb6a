"""Tables of the queue log, the calls it amounts to, and the transcripts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base

LIVE, SECOND = 1, 2
"""Versions of a transcript: what was read while people spoke, and what a larger engine read of the recording."""
_UNSETTLED = text("outcome IS NULL AND answered_at IS NOT NULL")


class QueueLogRow(Base):
    """One fact as telephony told it; ``fingerprint`` makes a fact that is told twice count once."""

    __tablename__ = "queue_log"
    __table_args__ = (
        Index("ix_queue_log_call_at", "call_id", "at"),
        Index("ix_queue_log_kind_at_agent", "kind", "at", "agent_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[str | None]
    agent_id: Mapped[str | None]
    kind: Mapped[str]
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]


class CallRow(Base):
    """One call. All but the outcome is a projection of its queue log (`ticketing.calls.projection`)."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_arrived_at_id", "arrived_at", "id"),
        Index("ix_calls_agent_arrived", "agent_id", "arrived_at"),
        Index("ix_calls_caller_arrived", "caller_number", "arrived_at"),
        Index("ix_calls_answered_at", "answered_at"),
        Index("ix_calls_ended_at", "ended_at"),
        Index("ix_calls_unsettled", "agent_id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(index=True)
    caller_number: Mapped[str]
    caller_name: Mapped[str]
    dialled: Mapped[str]
    trunk: Mapped[str]
    queue: Mapped[str | None]
    duty_session_id: Mapped[str | None] = mapped_column(index=True)
    duty_answered_at: Mapped[datetime | None]
    agent_id: Mapped[str | None]
    arrived_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    ended_by: Mapped[str | None]
    detail: Mapped[str]
    waited_s: Mapped[float]
    talked_s: Mapped[float]
    held_s: Mapped[float]
    wrap_up_s: Mapped[float]
    recording: Mapped[str | None]
    recording_finished: Mapped[bool]
    quality: Mapped[dict[str, Any]]
    direction: Mapped[str] = mapped_column(default="in")
    callback_id: Mapped[str | None]
    parties: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    transfers: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    pauses: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    supervisions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    outcome: Mapped[str | None]
    outcome_at: Mapped[datetime | None]
    outcome_by: Mapped[str | None]
    outcome_note: Mapped[str]
    transcribed_at: Mapped[datetime | None]


class SegmentRow(Base):
    """One finished utterance. ``version`` 1 is the live pass; a second pass adds version 2 and edits nothing.

    ``text`` is what the engine wrote, ``readable`` the same for people, ``spans`` which part stands for which:
    ``[start, end, heard_start, heard_end]``, offsets in ``readable`` and in ``text``.
    """

    __tablename__ = "segments"
    __table_args__ = (Index("ix_segments_call_version", "call_id", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    version: Mapped[int]
    channel: Mapped[str]
    text: Mapped[str]
    t0: Mapped[float]
    t1: Mapped[float]
    confidence: Mapped[float]
    words: Mapped[list[dict[str, Any]]]
    engine: Mapped[str]
    readable: Mapped[str] = mapped_column(default="")
    spans: Mapped[list[list[int]]] = mapped_column(default=list)


class GapRow(Base):
    """A stretch of one channel that this ``version`` of the transcript still lacks, or lacked: what is decoded after the call.

    ``to_s`` None: to the recording's end. ``state`` is waiting, done or given_up (``trouble`` says why, in Chinese). A second
    pass is one gap over the whole call for each channel, of version 2.
    """

    __tablename__ = "transcript_gaps"
    __table_args__ = (
        UniqueConstraint("call_id", "version", "channel", "from_s", name="uq_transcript_gaps_place"),
        Index("ix_transcript_gaps_state_told", "state", "told_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    version: Mapped[int]
    channel: Mapped[str]
    from_s: Mapped[float]
    to_s: Mapped[float | None]
    why: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int]
    trouble: Mapped[str]
    engine: Mapped[str]
    told_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

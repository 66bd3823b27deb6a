"""Calls, their transcripts and outcomes as the console sees them."""

from datetime import datetime
from typing import Any, Literal

from ticketing.schema import PersonName, Schema

CallState = Literal["ringing", "queued", "offered", "answered", "held", "wrap_up", "ended"]
EndReason = Literal["completed", "abandoned", "callback_requested", "rejected", "failed"]
Outcome = Literal["answered_on_the_spot", "ticket", "supplement", "harassment", "silent", "wrong_number"]
ClosingOutcome = Literal["supplement", "harassment", "silent", "wrong_number"]
Direction = Literal["in", "out"]


class TicketRef(Schema):
    id: str
    number: str
    state: str


class PartyOut(Schema):
    """Somebody besides caller and agent: called, answered (consultation), joined (three-way), left for the reason ``why``."""

    party: str
    number: str
    called_at: datetime | None
    answered_at: datetime | None
    joined_at: datetime | None
    left_at: datetime | None
    why: str


class TransferOut(Schema):
    at: datetime
    agent: PersonName | None
    number: str
    how: Literal["blind", "attended", "refer"]


class PauseOut(Schema):
    """Recording and transcription rested together; ``until`` is None while they do."""

    at: datetime
    until: datetime | None
    agent: PersonName | None
    reason: str


class SupervisionOut(Schema):
    at: datetime
    until: datetime | None
    supervisor: PersonName | None
    mode: Literal["monitor", "whisper", "barge"]
    side: Literal["both", "caller", "agent"]


class CallOut(Schema):
    """``interrupted``: a restart of the service ended it. ``recording`` is relative to the recordings folder.

    ``direction`` ``out``: we called, ``caller_number`` is whom; ``callback`` names the entry of the call-back list. ``quality``
    has the figures of each leg (RFC 3550, MOS by G.107) by what it was to the call: ``caller``, ``agent``, ``consulted``,
    ``third_party``, ``transfer_target``, ``supervisor``, the second of a kind ``agent_2`` …; with ``person`` (one of us) and
    ``number`` (whom we called).
    """

    id: str
    state: CallState
    queue: str | None
    duty_session: str | None
    caller_number: str
    caller_name: str
    dialled: str
    trunk: str
    agent: PersonName | None
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    reason: EndReason | None
    by: str | None
    detail: str
    interrupted: bool
    waited_s: float
    talked_s: float
    held_s: float
    wrap_up_s: float
    recording: str | None
    recording_finished: bool
    quality: dict[str, Any]
    direction: Direction
    callback: str | None
    parties: tuple[PartyOut, ...]
    transfers: tuple[TransferOut, ...]
    pauses: tuple[PauseOut, ...]
    supervisions: tuple[SupervisionOut, ...]
    outcome: Outcome | None
    outcome_at: datetime | None
    outcome_note: str
    ticket: TicketRef | None = None


class CallPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[CallOut, ...]
    next: str | None


class WordOut(Schema):
    text: str
    t0: float
    t1: float
    confidence: float | None = None


class Segment(Schema):
    """One finished utterance; ``t0`` and ``t1`` in seconds on the call's time line.

    ``text`` as heard, ``readable`` as people are shown it (empty: as heard); ``spans`` tie the two, each
    ``(start, end, heard_start, heard_end)``.
    """

    id: str
    call_id: str
    version: int
    channel: Literal["caller", "agent"]
    text: str
    t0: float
    t1: float
    confidence: float
    words: tuple[WordOut, ...]
    engine: str
    readable: str = ""
    spans: tuple[tuple[int, int, int, int], ...] = ()


GapState = Literal["waiting", "done", "given_up"]


class GapOut(Schema):
    """A stretch that the transcript lacks or lacked (seconds on the call's line; ``to_s`` None: to the end).

    ``why``: postponed, spooled, lost, failed, interrupted, or second_pass (the whole call anew, version 2). ``trouble`` is a
    sentence for people: why a try was in vain, and, of one that is given up, why there is no text.
    """

    id: str
    call_id: str
    version: int
    channel: Literal["caller", "agent"]
    from_s: float
    to_s: float | None
    why: str
    state: GapState
    tries: int
    trouble: str


class VersionOut(Schema):
    """One version of a transcript: ``live``, or ``second`` by a larger engine after the call; ``complete``: nothing waits."""

    version: Literal["live", "second"]
    engine: str
    complete: bool

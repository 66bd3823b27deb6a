"""The states of one leg (an INVITE dialog seen by the exchange) as one table (RFC 3261 §12–§15).

``leaving`` and ``cancelling`` are the two states in which we want to go but the protocol makes us wait: a callee may
not send BYE before the ACK (§15), a caller may not send CANCEL before a provisional response (§9.1). In ``promised`` we want
to answer, but a reliable provisional response with SDP still waits for its PRACK (RFC 3262 §3). ``retry`` is an INVITE that
goes another way: the next trunk, a contact of a redirection.
"""

from collections.abc import Mapping
from typing import Literal

LegState = Literal[
    "received", "ringing", "promised", "answering", "leaving", "established", "calling", "progressing", "cancelling", "ended",
]  # fmt: skip
LegEvent = Literal[
    "ring", "promise", "answer", "reject", "retry", "acked", "ack_missing", "cancelled", "bye_received",
    "provisional", "success", "failure", "timed_out", "hang_up",
]  # fmt: skip

TRANSITIONS: Mapping[tuple[LegState, LegEvent], LegState] = {
    ("received", "ring"): "ringing",
    ("received", "answer"): "answering",
    ("received", "reject"): "ended",
    ("received", "cancelled"): "ended",
    ("received", "bye_received"): "ended",
    ("received", "hang_up"): "ended",
    ("ringing", "ring"): "ringing",
    ("ringing", "promise"): "promised",
    ("ringing", "answer"): "answering",
    ("ringing", "reject"): "ended",
    ("ringing", "cancelled"): "ended",
    ("ringing", "bye_received"): "ended",
    ("ringing", "hang_up"): "ended",
    ("promised", "answer"): "answering",
    ("promised", "reject"): "ended",
    ("promised", "cancelled"): "ended",
    ("promised", "bye_received"): "ended",
    ("promised", "hang_up"): "ended",
    ("answering", "acked"): "established",
    ("answering", "ack_missing"): "ended",
    ("answering", "bye_received"): "ended",
    ("answering", "hang_up"): "leaving",
    ("leaving", "acked"): "ended",
    ("leaving", "ack_missing"): "ended",
    ("leaving", "bye_received"): "ended",
    ("calling", "provisional"): "progressing",
    ("calling", "success"): "established",
    ("calling", "failure"): "ended",
    ("calling", "timed_out"): "ended",
    ("calling", "retry"): "calling",
    ("calling", "hang_up"): "cancelling",
    ("progressing", "provisional"): "progressing",
    ("progressing", "success"): "established",
    ("progressing", "failure"): "ended",
    ("progressing", "timed_out"): "ended",
    ("progressing", "retry"): "calling",
    ("progressing", "hang_up"): "cancelling",
    ("cancelling", "provisional"): "cancelling",
    ("cancelling", "success"): "ended",
    ("cancelling", "failure"): "ended",
    ("cancelling", "timed_out"): "ended",
    ("established", "bye_received"): "ended",
    ("established", "hang_up"): "ended",
    ("established", "timed_out"): "ended",
}


def following(state: LegState, event: LegEvent) -> LegState | None:
    """The next state, or None when the event means nothing in this state (a late packet, a second hang-up)."""
    return TRANSITIONS.get((state, event))

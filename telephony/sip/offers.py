"""Whose turn it is in a dialog's offer and answer, as a table (RFC 3264 §4, RFC 3261 §14, RFC 3311 §5, RFC 6337 §2).

``unsettled``: the peer's first offer has no answer yet. ``asked``: our offer is out. ``answered``: our 2xx to
the peer's INVITE waits for its ACK. ``offered``: our response holds an offer, and PRACK or ACK will bring the answer.
"""

from collections.abc import Mapping
from typing import Literal

OfferState = Literal["unsettled", "stable", "asked", "answered", "offered"]
OfferEvent = Literal["ask", "answer_in_2xx", "offer_in_response", "settled"]

TRANSITIONS: Mapping[tuple[OfferState, OfferEvent], OfferState] = {
    ("unsettled", "settled"): "stable",
    ("unsettled", "answer_in_2xx"): "answered",
    ("unsettled", "offer_in_response"): "offered",
    ("stable", "ask"): "asked",
    ("stable", "answer_in_2xx"): "answered",
    ("stable", "offer_in_response"): "offered",
    ("asked", "settled"): "stable",
    ("answered", "settled"): "stable",
    ("offered", "settled"): "stable",
}

REFUSALS: Mapping[tuple[OfferState, Literal["INVITE", "UPDATE"]], int] = {
    ("unsettled", "INVITE"): 500,
    ("unsettled", "UPDATE"): 500,
    ("asked", "INVITE"): 491,
    ("asked", "UPDATE"): 491,
    ("answered", "INVITE"): 500,
    ("offered", "INVITE"): 500,
    ("offered", "UPDATE"): 491,
}
"""What a re-INVITE, or an UPDATE with an offer, is answered where it comes at the wrong time; 500 with Retry-After."""


def following(state: OfferState, event: OfferEvent) -> OfferState:
    """The next state; the same where the event means nothing."""
    return TRANSITIONS.get((state, event), state)


def untimely(state: OfferState, method: str, *, offers: bool) -> int | None:
    """The status for a request that comes at the wrong time, None for one that may be taken (an UPDATE without offer may)."""
    if method == "UPDATE":
        return REFUSALS.get((state, "UPDATE")) if offers else None
    return REFUSALS.get((state, "INVITE"))

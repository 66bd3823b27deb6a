"""Session timers (RFC 4028): who refreshes a call, how often, and when it is over. Pure; `session_clock` has the timers.

A peer that vanished without BYE leaves a call that RTP cannot tell from one on hold; the refresh finds out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from telephony.sip.message import Message

Refresher = Literal["us", "peer"]
ClockState = Literal["off", "ours", "asking", "theirs", "over"]
ClockEvent = Literal["agreed_ours", "agreed_theirs", "agreed_none", "due", "refused", "expired", "ended"]
ClockEffect = Literal["refresh", "hang_up"]

TRANSITIONS: Mapping[tuple[ClockState, ClockEvent], ClockState] = {
    ("off", "agreed_ours"): "ours",
    ("off", "agreed_theirs"): "theirs",
    ("off", "agreed_none"): "off",
    ("off", "ended"): "over",
    ("ours", "agreed_ours"): "ours",
    ("ours", "agreed_theirs"): "theirs",
    ("ours", "agreed_none"): "off",
    ("ours", "ended"): "over",
    ("asking", "agreed_ours"): "ours",
    ("asking", "agreed_theirs"): "theirs",
    ("asking", "agreed_none"): "off",
    ("asking", "ended"): "over",
    ("theirs", "agreed_ours"): "ours",
    ("theirs", "agreed_theirs"): "theirs",
    ("theirs", "agreed_none"): "off",
    ("theirs", "ended"): "over",
    ("ours", "due"): "asking",
    ("asking", "refused"): "ours",
    ("ours", "expired"): "over",
    ("asking", "expired"): "over",
    ("theirs", "expired"): "over",
}

EFFECTS: Mapping[tuple[ClockState, ClockEvent], ClockEffect] = {
    ("ours", "due"): "refresh",
    ("ours", "expired"): "hang_up",
    ("asking", "expired"): "hang_up",
    ("theirs", "expired"): "hang_up",
}

FLOOR_S = 90
LONGEST_S = 86_400
SAFETY_S = 32.0
RETRY_SHARE = 10


@dataclass(frozen=True, slots=True)
class Terms:
    """What we ask for in seconds (``expires_s`` 0: we ask for no timer) and the shortest that we take."""

    expires_s: int
    min_s: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """A session lives ``interval_s`` seconds after each refresh, which is the refresher's duty."""

    interval_s: int
    by: Refresher

    @property
    def due_s(self) -> float:
        """The refresher refreshes at half the interval (§10)."""
        return self.interval_s / 2

    @property
    def again_s(self) -> float:
        """A refresh that was refused for a passing reason is tried again after so long."""
        return self.interval_s / RETRY_SHARE

    @property
    def over_s(self) -> float:
        """Without a refresh the call is ended so long after the last one: 32 s or a third before the expiry (§10)."""
        return self.interval_s - min(SAFETY_S, self.interval_s / 3)


@dataclass(frozen=True, slots=True)
class TooSmall:
    """Refuse with 422 and this Min-SE."""

    min_s: int


def step(state: ClockState, event: ClockEvent) -> tuple[ClockState, ClockEffect | None]:
    """The next state and what to do; the same state and nothing for a pair outside the table."""
    pair = state, event
    return TRANSITIONS.get(pair, state), EFFECTS.get(pair)


def event_of(agreed: Agreement | None) -> ClockEvent:
    if agreed is None:
        return "agreed_none"
    return "agreed_ours" if agreed.by == "us" else "agreed_theirs"


def asked(terms: Terms, current: Agreement | None = None) -> tuple[tuple[str, str], ...]:
    """The headers of our INVITE, re-INVITE or UPDATE; within a dialog they keep what was agreed."""
    if current is None and not terms.expires_s:
        return ()
    interval = max(current.interval_s if current else terms.expires_s, terms.min_s)
    role = f";refresher={'uac' if current.by == 'us' else 'uas'}" if current else ""
    minimum = (("Min-SE", str(terms.min_s)),) if terms.min_s > FLOOR_S else ()
    return (("Session-Expires", f"{interval}{role}"), *minimum)


def as_server(request: Message, terms: Terms, current: Agreement | None = None) -> Agreement | TooSmall | None:
    """What an INVITE, re-INVITE or UPDATE of the peer leads to (§9); None: no timer."""
    supports = any(option.lower() == "timer" for option in (*request.all("Supported"), *request.all("Require")))
    wish = _expires(request)
    if wish is None:
        if not supports or not terms.expires_s:
            return None
        return Agreement(max(terms.expires_s, _minimum(request), terms.min_s), current.by if current else "us")
    interval, role = wish
    if interval < terms.min_s:
        return TooSmall(terms.min_s) if supports else None
    best = min(interval, terms.expires_s or interval)
    by: Refresher = "us" if role == "uas" or not supports else "peer" if role == "uac" else current.by if current else "us"
    return Agreement(max(best, _minimum(request), terms.min_s), by)


def granted(agreed: Agreement | None) -> tuple[tuple[str, str], ...]:
    """The headers of our 2xx."""
    if agreed is None:
        return ()
    if agreed.by == "us":
        return (("Session-Expires", f"{agreed.interval_s};refresher=uas"),)
    return ("Session-Expires", f"{agreed.interval_s};refresher=uac"), ("Require", "timer")


def as_client(response: Message, terms: Terms) -> Agreement | None:
    """What the peer's 2xx says (§7.2); without a word of it there is no timer."""
    wish = _expires(response)
    if wish is None:
        return None
    interval, role = wish
    return Agreement(max(interval, terms.min_s), "peer" if role == "uas" else "us")


def demanded(response: Message, terms: Terms) -> Terms | None:
    """The terms after a 422; None when it demands nothing that we could do better."""
    least = min(_minimum(response), LONGEST_S)
    return Terms(max(terms.expires_s, least), least) if least > terms.min_s else None


def _expires(message: Message) -> tuple[int, str] | None:
    number, *params = message.get("Session-Expires").split(";")
    if not _is_seconds(number.strip()):
        return None
    roles = dict(part.strip().lower().partition("=")[::2] for part in params)
    return min(int(number), LONGEST_S), roles.get("refresher", "")


def _minimum(message: Message) -> int:
    number = message.get("Min-SE").partition(";")[0].strip()
    return min(int(number), LONGEST_S) if _is_seconds(number) else 0


def _is_seconds(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10

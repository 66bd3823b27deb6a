"""Transfer by REFER (RFC 3515, RFC 3891, RFC 4488) as values: its two tables, and what its headers and bodies mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from telephony.sip.dialogs import Key
from telephony.sip.identity import party
from telephony.sip.message import Message, NameAddr, Uri, split_outside
from telephony.sip.port import Party

AskedState = Literal["asked", "over"]
AskedEvent = Literal["progress", "final", "silent"]
AskingState = Literal["sent", "accepted", "over"]
AskingEvent = Literal["accepted", "refused", "progress", "final", "unsubscribed", "silent"]

# The peer asked us: NOTIFY at each step until the last word.
ASKED: Mapping[tuple[AskedState, AskedEvent], AskedState] = {
    ("asked", "progress"): "asked",
    ("asked", "final"): "over",
    ("asked", "silent"): "over",
}

# We asked the peer: its answer, then its NOTIFYs, which may overtake the answer.
ASKING: Mapping[tuple[AskingState, AskingEvent], AskingState] = {
    ("sent", "accepted"): "accepted",
    ("sent", "refused"): "over",
    ("sent", "progress"): "accepted",
    ("sent", "final"): "over",
    ("sent", "unsubscribed"): "over",
    ("sent", "silent"): "over",
    ("accepted", "progress"): "accepted",
    ("accepted", "final"): "over",
    ("accepted", "unsubscribed"): "over",
    ("accepted", "silent"): "over",
}

SIPFRAG = ("Content-Type", "message/sipfrag;version=2.0")
SCHEMES = frozenset({"sip", "sips", "tel"})


@dataclass(frozen=True, slots=True)
class Replaced:
    """Which dialog an INVITE with Replaces takes over, as the side that gets it keys its dialogs (RFC 3891 §3)."""

    key: Key
    early_only: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    party: Party
    replaces: Replaced | None


class Unusable(Exception):
    """A REFER that asks for what we cannot do; ``status`` answers it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def replaced(value: str) -> Replaced:
    """Read a Replaces value. Raises ValueError where Call-ID or a tag is missing."""
    call_id, *params = split_outside(value, ";")
    pairs = dict(part.partition("=")[::2] for part in params)
    to_tag, from_tag = pairs.get("to-tag", ""), pairs.get("from-tag", "")
    if not call_id or not to_tag or not from_tag:
        raise ValueError(f"{value!r} names no dialog")
    return Replaced((call_id, to_tag, from_tag), "early-only" in pairs)


def target_of(request: Message) -> Target:
    """Whom a REFER wants to be called. Raises Unusable: 400 for what cannot be read, 603 for what no telephone can reach."""
    values = request.all("Refer-To")
    if len(values) != 1:
        raise Unusable(400)
    try:
        address = NameAddr.parse(values[0])
        if address.uri.partition(":")[0].lower() not in SCHEMES:
            raise Unusable(603)
        uri = Uri.parse(address.uri)
        replaces = dict(uri.headers).get("replaces")
        named = replaced(replaces) if replaces else None
    except ValueError:
        raise Unusable(400) from None
    if dict(uri.params).get("method", "INVITE").upper() != "INVITE":
        raise Unusable(603)
    called = party(values[0])
    return Target(Party(number=called.number, name=called.name, uri=called.uri.partition("?")[0]), named)


def wants_notify(request: Message) -> bool:
    """Whether the peer wants to hear how it goes (Refer-Sub: false says no, RFC 4488 §4)."""
    return request.get("Refer-Sub", "true").partition(";")[0].strip().lower() != "false"


def sipfrag(status: int, reason: str) -> bytes:
    return f"SIP/2.0 {status} {reason}\r\n".encode()


def status_of(notify: Message) -> int | None:
    """The status in a NOTIFY's sipfrag; None where it holds none."""
    if notify.content_type != "message/sipfrag":
        return None
    version, _, rest = notify.body.decode("utf-8", "replace").lstrip().partition(" ")
    code = rest[:3]
    return int(code) if version.upper() == "SIP/2.0" and code.isascii() and code.isdigit() and 100 <= int(code) < 700 else None


def subscription_over(notify: Message) -> bool:
    return notify.get("Subscription-State").partition(";")[0].strip().lower() == "terminated"


def asked_state(state: AskedState, event: AskedEvent) -> AskedState | None:
    """The next state of what the peer asked; None where the event means nothing."""
    return ASKED.get((state, event))


def asking_state(state: AskingState, event: AskingEvent) -> AskingState | None:
    """The next state of what we asked; None where the event means nothing."""
    return ASKING.get((state, event))

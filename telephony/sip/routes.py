"""The ways out for what is dialled: over which registrar or trunk, in which order, and as whom; pure.

A SIP URI goes where it says. A bare number goes over the first line that lives; the others are what the call falls back on
(`telephony.sip.outgoing_leg`). Over a line with a number of its own we are that number (RFC 3325 §9.1: From and
P-Asserted-Identity), since carriers refuse or overwrite any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from telephony.sip.message import Message, Uri, quoted
from telephony.sip.port import Party

Address = tuple[str, int]
Headers = tuple[tuple[str, str], ...]
Standing = Literal["up", "unknown", "down"]
RANK: Mapping[Standing, int] = {"up": 0, "unknown": 1, "down": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A registrar or trunk as outgoing calls see it.

    ``domain`` is the host part of its URIs; ``number`` our own there, empty where the caller is shown as given; a ``full``
    line takes no further call.
    """

    name: str
    hop: Address
    domain: str
    number: str = ""
    standing: Standing = "unknown"
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What all INVITEs of one call have in common. ``ours`` is our address, ``fixed`` the headers behind CSeq."""

    call_id: str
    tag: str
    caller: Party
    ours: Address
    fixed: Headers
    further: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Way = tuple[Message, Address]
"""An INVITE without Via, and the next hop that it goes to."""


def usable(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Those with room, the living before the unknown before the dead; otherwise in their own order."""
    return tuple(sorted((line for line in lines if not line.full), key=lambda line: RANK[line.standing]))


def ways(target: str, lines: Sequence[Line], outline: Outline) -> tuple[Way, ...]:
    """The INVITEs (without Via) for a target, to be tried in this order; none where nothing can be dialled."""
    if ":" in target:
        uri = sip_uri(target)
        return ((_invite(target, _shown(outline, None), outline), uri.address),) if uri else ()
    if user_part(target) != target:
        return ()
    return tuple(_over(line, target, outline) for line in usable(lines))


def sip_uri(text: str) -> Uri | None:
    """The URI if it is one that we can call."""
    try:
        uri = Uri.parse(text)
    except ValueError:
        return None
    return uri if uri.scheme in ("sip", "sips") and uri.host else None


def _over(line: Line, number: str, outline: Outline) -> Way:
    asserted: Headers = ()
    if line.number and "P-Asserted-Identity" not in outline.further:
        asserted = (("P-Asserted-Identity", f"<sip:{line.number}@{line.domain}>"),)
    return _invite(f"sip:{number}@{line.domain}", _shown(outline, line), outline, asserted), line.hop


def _shown(outline: Outline, line: Line | None) -> str:
    """The From value; the name of somebody else does not go with our own number."""
    host, port = outline.ours
    number, name, domain = user_part(outline.caller.number), outline.caller.name, f"{host}:{port}"
    if line and line.number:
        name = name if number == line.number else ""
        number, domain = line.number, line.domain
    return f"{quoted(name) + ' ' if name else ''}<sip:{number}@{domain}>;tag={outline.tag}"


def _invite(uri: str, shown: str, outline: Outline, more: Headers = ()) -> Message:
    further = tuple((name, _one_line(value)) for name, value in outline.further.items())
    headers = (
        ("Max-Forwards", "70"), ("From", shown), ("To", f"<{uri}>"), ("Call-ID", outline.call_id), ("CSeq", "1 INVITE"),
        *outline.fixed, *more, *further,
    )  # fmt: skip
    return Message(method="INVITE", uri=uri, headers=headers, body=outline.body)


def _one_line(value: str) -> str:
    return "".join(char for char in value if char.isprintable())


def user_part(number: str) -> str:
    """A number fit for the user part of a SIP URI; what is empty after cleaning is ``anonymous``."""
    return "".join(char for char in number if char.isascii() and (char.isalnum() or char in "+*#-_.")) or "anonymous"

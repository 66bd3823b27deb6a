"""Who calls and which number was dialled, from the headers of an INVITE.

RFC 3325 for P-Asserted-Identity, RFC 3323 for a caller who hides: where nobody asserts their number it is empty, so that two
hidden callers are never taken for the same person. Who sent the call on stands in Diversion (RFC 5806) or History-Info
(RFC 7044).
"""

import unicodedata
from itertools import pairwise

from telephony.sip.message import Message, NameAddr, Uri
from telephony.sip.port import IncomingCall, Party

SHOWN = ("Subject", "User-Agent", "Diversion", "History-Info", "P-Asserted-Identity", "Privacy", "Call-ID")

HIDDEN_HOST = "anonymous.invalid"
HIDING = frozenset({"anonymous", "restricted", "unavailable", "unknown", "private", "withheld"})
LONGEST = 64
"""Characters of a number or name that are kept: four times the longest number (E.164)."""
MAX_DIVERSIONS = 10
MARKS = 2
"""So many combining marks may stand on one letter; more would be drawn over the lines above and below."""
CONCEALING = frozenset({"id", "user", "header"})


def party(value: str) -> Party:
    """The party of one address header; an URI that cannot be read leaves the number empty."""
    try:
        address = NameAddr.parse(value)
        uri = Uri.parse(address.uri)
    except ValueError:
        return Party(number="", name="", uri=value.strip())
    number, name = plain_digits(readable(uri.number)), readable(address.display)
    hides = uri.host.lower() == HIDDEN_HOST or number.lower() in HIDING
    name = "" if name.lower() in HIDING else name
    return Party(number="" if hides else number[:LONGEST], name=name[:LONGEST], uri=address.uri)


def readable(text: str) -> str:
    """What people see as it was sent: nothing that turns, hides or piles up letters (Unicode TR 36 §2, TR 39 §5)."""
    kept: list[str] = []
    marks = 0
    for char in text:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind not in ("Cf", "Cc", "Cs") and marks <= MARKS:
            kept.append(" " if kind in ("Zl", "Zp", "Zs") else char)
    return " ".join("".join(kept).split())


def plain_digits(number: str) -> str:
    """A number in digits of whatever script or width, in ASCII: who is blocked or limited stays so."""
    folded = unicodedata.normalize("NFKC", number)
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in folded)


def caller(invite: Message) -> Party:
    """The asserted identity before From: peers that may call us are trusted to assert it (RFC 3325 §5)."""
    shown = party(invite.get("From"))
    for value in invite.all("P-Asserted-Identity"):
        asserted = party(value)
        if asserted.number:
            return Party(number=asserted.number, name=asserted.name or shown.name, uri=asserted.uri)
    return shown


def withheld(invite: Message) -> bool:
    """Whether the caller asked not to be shown: by Privacy, or by a From that says nobody."""
    wishes = {wish.strip().lower() for value in invite.all("Privacy") for wish in value.replace(",", ";").split(";")}
    return not wishes.isdisjoint(CONCEALING) or not party(invite.get("From")).number


def diverted_by(invite: Message) -> tuple[Party, ...]:
    """Those who sent the call on, the last one first: Diversion is kept so, History-Info is in the order of time."""
    diversions = invite.all("Diversion")
    if diversions:
        return tuple(party(value) for value in diversions[:MAX_DIVERSIONS])
    history = invite.all("History-Info")
    return tuple(party(before) for before, after in pairwise(history) if _diverts(before, after))[::-1][:MAX_DIVERSIONS]


def _diverts(entry: str, following: str) -> bool:
    """An entry diverts when it gives the Reason of it, or when the next one says how or why it was chosen."""
    try:
        uri, address = Uri.parse(NameAddr.parse(entry).uri), NameAddr.parse(following)
        chosen = {name for name, _ in (*address.params, *Uri.parse(address.uri).params)}
    except ValueError:
        return False
    return "reason" in dict(uri.headers) or not chosen.isdisjoint(("mp", "rc", "cause"))


def incoming(invite: Message, *, trunk: str, source: tuple[str, int]) -> IncomingCall:
    headers = {name: invite.all(name) for name in SHOWN if invite.all(name)}
    dialled = plain_digits(readable(Uri.parse(invite.uri).number))[:LONGEST] or party(invite.get("To")).number
    return IncomingCall(
        caller=caller(invite), dialled=dialled, trunk=trunk, source=source, headers=headers,
        diverted_by=diverted_by(invite), withheld=withheld(invite),
    )  # fmt: skip

"""Who calls and which number was dialled, from the headers of an INVITE.

RFC 3325 for P-Asserted-Identity, RFC 3323 for a caller who hides: their number is empty, so that two hidden callers are
never taken for the same person.
"""

from telephony.sip.message import Message, NameAddr, Uri
from telephony.sip.port import IncomingCall, Party

SHOWN = ("Subject", "User-Agent", "Diversion", "History-Info", "P-Asserted-Identity", "Privacy", "Call-ID")

HIDDEN_HOST = "anonymous.invalid"
HIDING = frozenset({"anonymous", "restricted", "unavailable", "unknown", "private", "withheld"})
LONGEST = 64
"""Characters of a number or name that are kept: four times the longest number (E.164)."""


def party(value: str) -> Party:
    """The party of one address header; an URI that cannot be read leaves the number empty."""
    try:
        address = NameAddr.parse(value)
        uri = Uri.parse(address.uri)
    except ValueError:
        return Party(number="", name="", uri=value.strip())
    hides = uri.host.lower() == HIDDEN_HOST or uri.number.lower() in HIDING
    name = "" if address.display.lower() in HIDING else address.display
    return Party(number="" if hides else uri.number[:LONGEST], name=name[:LONGEST], uri=address.uri)


def caller(invite: Message) -> Party:
    """The asserted identity before From: peers that may call us are trusted to assert it (RFC 3325 §5)."""
    shown = party(invite.get("From"))
    for value in invite.all("P-Asserted-Identity"):
        asserted = party(value)
        if asserted.number:
            return Party(number=asserted.number, name=asserted.name or shown.name, uri=asserted.uri)
    return shown


def incoming(invite: Message, *, trunk: str, source: tuple[str, int]) -> IncomingCall:
    headers = {name: invite.all(name) for name in SHOWN if invite.all(name)}
    dialled = Uri.parse(invite.uri).number[:LONGEST] or party(invite.get("To")).number
    return IncomingCall(caller=caller(invite), dialled=dialled, trunk=trunk, source=source, headers=headers)

"""Who calls and which number was dialled, from the headers of an INVITE (RFC 3325 for P-Asserted-Identity)."""

from telephony.sip.message import Message, NameAddr, Uri
from telephony.sip.port import IncomingCall, Party

SHOWN = ("Subject", "User-Agent", "Diversion", "History-Info", "P-Asserted-Identity", "Privacy", "Call-ID")


def party(value: str) -> Party:
    """The party of one address header; an URI that cannot be read leaves the number empty."""
    try:
        address = NameAddr.parse(value)
        return Party(number=Uri.parse(address.uri).number, name=address.display, uri=address.uri)
    except ValueError:
        return Party(number="", name="", uri=value.strip())


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
    dialled = Uri.parse(invite.uri).number or party(invite.get("To")).number
    return IncomingCall(caller=caller(invite), dialled=dialled, trunk=trunk, source=source, headers=headers)

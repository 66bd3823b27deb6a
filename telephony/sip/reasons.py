"""Why a call ended, for the other side and from it (RFC 3326)."""

from typing import Literal

from telephony.sip.message import Message, split_outside

LONGEST = 100
"""Characters of a text that are sent or kept."""

CAUSES = {
    "no ACK": "SIP;cause=408", "no PRACK": "SIP;cause=504", "timeout": "SIP;cause=408", "session expired": "SIP;cause=408",
    "no usable answer": "SIP;cause=488", "shutting down": "Q.850;cause=41", "replaced": "SIP;cause=200",
    "Call completed elsewhere": "SIP;cause=200",
}  # fmt: skip
USUAL = {"BYE": "Q.850;cause=16", "CANCEL": "SIP;cause=487"}


def header(cause: str, method: Literal["BYE", "CANCEL"]) -> tuple[tuple[str, str], ...]:
    """The Reason header for a cause in our words, or for one that is a Reason value already (``Q.850;cause=17``)."""
    clean = "".join(char for char in cause if char.isprintable() and char not in '"\\')[:LONGEST]
    if not clean:
        return ()
    if _is_value(clean):
        return (("Reason", clean),)
    return (("Reason", f'{CAUSES.get(clean, USUAL[method])};text="{clean}"'),)


def said(message: Message) -> str:
    """What the peer gave as the reason: ``Q.850 16 Normal call clearing``; empty when it gave none."""
    return ", ".join(
        one for value in message.all("Reason") for one in (_words(part) for part in split_outside(value, ",")) if one
    )


def _is_value(text: str) -> bool:
    protocol, *params = text.split(";")
    return protocol in ("SIP", "Q.850") and bool(params) and params[0].partition("=")[0].strip() == "cause"


def _words(value: str) -> str:
    protocol, *params = split_outside(value, ";")
    pairs = {name.strip().lower(): text.strip().strip('"') for name, _, text in (part.partition("=") for part in params)}
    return " ".join(part for part in (protocol, pairs.get("cause", ""), pairs.get("text", "")) if part)[:LONGEST]

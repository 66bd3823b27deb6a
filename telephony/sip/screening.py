"""The checks that every request passes before a dialog or a call sees it (RFC 3261 §8.2, §12.2.2, §16.3), pure."""

from telephony.sip.admission import Refusal
from telephony.sip.message import Message

HANDLED = ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "UPDATE", "PRACK", "REFER", "NOTIFY", "SUBSCRIBE")
KNOWN = frozenset({*HANDLED, "REGISTER", "PUBLISH", "MESSAGE"})
SUPPORTED = ("100rel", "norefersub", "replaces", "timer")
ALLOW = ("Allow", ", ".join(HANDLED))
EVENTS = ("Allow-Events", "refer")
CAPABILITIES = (
    ALLOW, ("Accept", "application/sdp"), ("Accept-Encoding", "identity"), ("Supported", ", ".join(SUPPORTED)), EVENTS,
)  # fmt: skip


def screen(request: Message) -> Refusal | None:
    """Why a request (not ACK, not CANCEL) is refused whoever sent it; None when it may go on."""
    if request.method not in KNOWN:
        return Refusal(501, (ALLOW,))
    if request.method not in HANDLED:
        return Refusal(405, (ALLOW,))
    if request.get("Max-Forwards", "70") == "0" and request.method != "OPTIONS" and not request.to.tag:
        return Refusal(483)
    unknown = [option for option in request.all("Require") if option.lower() not in SUPPORTED]
    if unknown:
        return Refusal(420, (("Unsupported", ", ".join(unknown)),))
    return None if takes_sdp(request) else Refusal(406, (("Accept", "application/sdp"),))


def event_of(request: Message) -> str:
    """The event package of a SUBSCRIBE or a NOTIFY without its parameters, in small letters (RFC 6665 §8.2.1)."""
    return request.get("Event").partition(";")[0].strip().lower()


def unsubscribable(request: Message) -> Refusal:
    """What a SUBSCRIBE of its own is told: a phone that asks for messages, presence or lamps hears that it never will be served.

    489 with what we do serve (RFC 6665 §4.2.1.4); to ``refer`` nobody subscribes but by REFER (RFC 3515 §2.4.4): 403.
    """
    return Refusal(403) if event_of(request) == "refer" else Refusal(489, (EVENTS,))


def takes_sdp(request: Message) -> bool:
    """Whether the peer takes our SDP; only an INVITE with an Accept that leaves it out says no (§20.1, §21.4.7)."""
    accepted = {value.partition(";")[0].strip().lower() for value in request.all("Accept")}
    return request.method != "INVITE" or not accepted or not accepted.isdisjoint(("application/sdp", "application/*", "*/*"))


def merged(request: Message, branches: dict[tuple[str, str, int, str], str]) -> bool:
    """Whether the same request came by another way (§8.2.2.2). ``branches``: live INVITEs by `fingerprint`."""
    known = branches.get(fingerprint(request))
    return not request.to.tag and known is not None and known != request.via.branch


def fingerprint(request: Message) -> tuple[str, str, int, str]:
    return request.call_id, request.from_.tag, request.cseq, request.method


def digits_of(request: Message) -> str:
    """The DTMF digit of an INFO (``application/dtmf-relay`` or ``application/dtmf``), empty when it has none."""
    text = request.body.decode("ascii", "ignore")
    if request.content_type == "application/dtmf-relay":
        pairs = dict(line.partition("=")[::2] for line in text.replace(" ", "").splitlines())
        text = pairs.get("Signal", pairs.get("signal", ""))
    elif request.content_type != "application/dtmf":
        return ""
    digit = {"10": "*", "11": "#"}.get(text.strip(), text.strip().upper())
    return digit if len(digit) == 1 and digit in "0123456789*#ABCD" else ""

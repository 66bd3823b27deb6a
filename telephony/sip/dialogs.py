"""Dialogs as values (RFC 3261 §12): tags, route set, remote target and CSeq, and the requests that they shape."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from telephony.sip.message import Message, NameAddr, Uri

Key = tuple[str, str, str]
Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """``local`` and ``remote`` are the From/To values without tags; ``route_set`` in the order of the Route header."""

    call_id: str
    local: str
    local_tag: str
    remote: str
    remote_tag: str
    target: str
    route_set: tuple[str, ...] = ()
    local_cseq: int = 0
    remote_cseq: int = -1

    @property
    def key(self) -> Key:
        return self.call_id, self.local_tag, self.remote_tag


def key_of(request: Message) -> Key:
    """The dialog that a request from the peer belongs to: our tag stands in To."""
    return request.call_id, request.to.tag, request.from_.tag


def bare(value: str) -> str:
    """A From or To value without its tag, spelt as the dialog's requests must repeat it."""
    address = NameAddr.parse(value)
    display = value[: value.find("<")].strip() if "<" in value else ""
    return f"{display} <{address.uri}>".strip()


def as_callee(request: Message, local_tag: str) -> Dialog:
    """The dialog of an INVITE that we take (§12.1.1): Record-Route in its order, the Contact as target."""
    return Dialog(
        call_id=request.call_id, local=bare(request.get("To")), local_tag=local_tag, remote=bare(request.get("From")),
        remote_tag=request.from_.tag, target=_contact(request) or _source(request),
        route_set=request.all("Record-Route"), local_cseq=0, remote_cseq=request.cseq,
    )  # fmt: skip


def as_caller(request: Message, response: Message) -> Dialog:
    """The dialog that a response to our INVITE makes (§12.1.2): Record-Route reversed."""
    return Dialog(
        call_id=request.call_id, local=bare(request.get("From")), local_tag=request.from_.tag,
        remote=bare(response.get("To")), remote_tag=response.to.tag, target=_contact(response) or request.uri,
        route_set=tuple(reversed(response.all("Record-Route"))), local_cseq=request.cseq,
    )  # fmt: skip


def _source(request: Message) -> str:
    """Where an INVITE without Contact came from: the only place that its dialog's requests can go to."""
    host, port = request.via.reply_to
    return f"sip:[{host}]:{port}" if ":" in host and host[:1] != "[" else f"sip:{host}:{port}"


def _contact(message: Message) -> str:
    value = message.get("Contact")
    return NameAddr.parse(value).uri if value and value != "*" else ""


def retargeted(dialog: Dialog, message: Message) -> Dialog:
    """A re-INVITE, an UPDATE and their 2xx replace the remote target (§12.2)."""
    return replace(dialog, target=_contact(message) or dialog.target)


def took(dialog: Dialog, request: Message) -> Dialog | None:
    """The dialog after a request of the peer; None when its CSeq is not above the last one (answer 500, §12.2.2)."""
    if request.cseq <= dialog.remote_cseq:
        return None
    return replace(dialog, remote_cseq=request.cseq)


def request(dialog: Dialog, method: str, headers: Headers = (), body: bytes = b"") -> tuple[Dialog, Message]:
    """The next request inside the dialog without its Via (§12.2.1.1), and the dialog with the CSeq counted on."""
    counted = replace(dialog, local_cseq=dialog.local_cseq + 1)
    return counted, _shaped(counted, method, counted.local_cseq, headers, body)


def ack(dialog: Dialog, cseq: int, headers: Headers = (), body: bytes = b"") -> Message:
    """The ACK to a 2xx: a request of its own, with the INVITE's CSeq number (§13.2.2.4)."""
    return _shaped(dialog, "ACK", cseq, headers, body)


def _shaped(dialog: Dialog, method: str, cseq: int, headers: Headers, body: bytes) -> Message:
    uri, routes = dialog.target, dialog.route_set
    if routes and not Uri.parse(NameAddr.parse(routes[0]).uri).loose:
        uri, routes = NameAddr.parse(routes[0]).uri, (*routes[1:], f"<{dialog.target}>")
    fixed = [
        *(("Route", route) for route in routes), ("Max-Forwards", "70"),
        ("From", f"{dialog.local};tag={dialog.local_tag}"),
        ("To", f"{dialog.remote};tag={dialog.remote_tag}" if dialog.remote_tag else dialog.remote),
        ("Call-ID", dialog.call_id), ("CSeq", f"{cseq} {method}"),
    ]  # fmt: skip
    return Message(method=method, uri=uri, headers=(*fixed, *headers), body=body)


def next_hop(message: Message) -> tuple[str, int]:
    """Where a request goes: the first Route when there is one, else the Request-URI (§8.1.2)."""
    route = message.get("Route")
    return Uri.parse(NameAddr.parse(route).uri if route else message.uri).address

"""pyVoIP 1.6.8 with everything under its objects replaced (ADR 0002). The only module that imports pyVoIP.

Kept: `SIPMessage` (the parsed INVITE that a call holds), `SIPClient` (builds REGISTER), `VoIPPhone` (an account and its
calls), `VoIPCall` and `CallState`. Replaced: sockets, threads, timers, ports and RTP. Nothing here opens a socket,
starts a thread or takes a lock; ``pyVoIP.RTP`` is imported by the library itself and never used.
"""

import warnings
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from config.errors import BadInput
from telephony.sip.leg_states import LegState
from telephony.sip.message import MAGIC, Message, NameAddr, Uri, Via, quoted
from telephony.sip.normaliser import normalise
from telephony.sip.screening import HANDLED, KNOWN

with warnings.catch_warnings():  # its RTP module imports audioop, which says that it goes with Python 3.13
    warnings.simplefilter("ignore", DeprecationWarning)
    import pyVoIP
    import pyVoIP.VoIP  # before pyVoIP.SIP: the two import each other
    from pyVoIP.SIP import SIPClient, SIPMessage, SIPStatus
    from pyVoIP.VoIP import CallState, PhoneStatus, VoIPCall, VoIPPhone

STATUSES = frozenset(int(status.value) for status in SIPStatus)
PROTOCOL_OWNS = "The signalling tables send this; the library's own path is closed."

CALL_STATES: dict[LegState, CallState] = {
    "received": CallState.RINGING,
    "ringing": CallState.RINGING,
    "promised": CallState.RINGING,
    "answering": CallState.ANSWERED,
    "leaving": CallState.ANSWERED,
    "established": CallState.ANSWERED,
    "calling": CallState.DIALING,
    "progressing": CallState.DIALING,
    "cancelling": CallState.DIALING,
    "ended": CallState.ENDED,
}

for _method in (*HANDLED, *sorted(KNOWN)):  # in place: the library's modules share this list
    if _method not in pyVoIP.SIPCompatibleMethods:
        pyVoIP.SIPCompatibleMethods.append(_method)


class Unreadable(BadInput):
    """The library's parser cannot take a message that our normaliser took."""


class LibraryMessage(SIPMessage):
    """The library's parser on clean lines; the stock splitter cuts a value at its second ``": "``."""

    @staticmethod
    def parse_raw_header(headers_raw: list[bytes], handle: Callable[[str, Any], None]) -> None:
        headers: dict[str, Any] = {"Via": []}
        for line in headers_raw:
            name, _, value = line.decode().partition(": ")
            if name == "Via":
                headers["Via"].append(value)
            else:
                headers[name] = f"{headers[name]}, {value}" if name in headers else value
        for name, value in headers.items():
            handle(name, value)


def as_library_message(message: Message) -> SIPMessage:
    """The library's view of a clean message, without its body (SDP is read by `telephony.sip.sdp`).

    Raises Unreadable when the library cannot read it, whatever it raised itself.
    """
    try:
        head = _in_its_words(message)
        return LibraryMessage(head.encode())
    except Exception as error:  # the parser raises whatever its slicing meets
        raise Unreadable(
            f"pyVoIP cannot read a {message.method} ({type(error).__name__}: {error}).", "The peer gets 400."
        ) from error


def _in_its_words(message: Message) -> Message:
    """The head with From and To as the library can cut them: a ``sip:`` URI in brackets, the tag as only parameter."""
    head = Message(method=message.method, uri=message.uri, status=message.status, reason=message.reason, headers=message.headers)
    for name in ("From", "To"):
        address = NameAddr.parse(message.get(name))
        uri = _uri(address.uri)
        display = quoted(address.display.replace(";", " ").replace("sip:", ""))
        tag = f";tag={address.tag}" if address.tag else ""
        head = head.having(name, f"{display} <sip:{uri.user}@{uri.host or 'tel.invalid'}>{tag}")
    return head.having("Via", *(str(Via.parse(via)) for via in message.all("Via")))


def _uri(text: str) -> Uri:
    """A peer's From may hold any URI (RFC 4475 §3.3.8); the library only keeps it."""
    try:
        return Uri.parse(text)
    except ValueError:
        return Uri("sip", "unknown", "unknown.invalid")


class Client(SIPClient):
    """The library's SIP client as a builder of REGISTER requests for one account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._register_call_id = uuid4().hex
        super().__init__(*args, **kwargs)

    def gen_call_id(self) -> str:
        """One Call-ID for all registrations of this account (RFC 3261 §10.2)."""
        return self._register_call_id

    def gen_tag(self) -> str:
        return uuid4().hex[:16]

    def gen_branch(self, length: int = 32) -> str:
        return MAGIC + uuid4().hex[: length - len(MAGIC)]

    def start(self) -> None:
        self.NSD = True

    def stop(self) -> None:
        self.NSD = False

    def _closed(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(PROTOCOL_OWNS)

    recv_loop = recv = parse_message = register = deregister = invite = bye = subscribe = _closed


class Phone(VoIPPhone):
    """One account (or, in trunk mode, the node itself): its client and its live calls by dialog."""

    def __init__(self, *, server: str, port: int, user: str, password: str, host: str, sip_port: int) -> None:
        super().__init__(server, port, user, password, myIP=host, sipPort=sip_port)
        named = server if port == 5060 else f"{server}:{port}"
        self.sip = Client(named, port, user, password, phone=self, myIP=host, myPort=sip_port)

    def register_request(self, expires_s: int) -> Message:
        """A REGISTER by the library's builder; 0 seconds removes the binding. Via and CSeq are set on sending."""
        self.sip.default_expires = expires_s
        self._status = PhoneStatus.REGISTERING if expires_s else PhoneStatus.DEREGISTERING
        built = normalise(self.sip.gen_first_response(deregister=expires_s == 0).encode())
        assert isinstance(built, Message), "the library built a REGISTER that we cannot read"
        return built.having("User-Agent").having("Allow-Events")

    def registered(self, state: bool) -> None:
        self._status = PhoneStatus.REGISTERED if state else PhoneStatus.INACTIVE

    def new_call(self, invite: Message, state: LegState) -> "Call":
        """Make the library's call object for a leg, and keep it until `drop`."""
        call = Call(self, CALL_STATES[state], as_library_message(invite), self.myIP)
        self.calls[call.key] = call
        return call

    def drop(self, call: "Call") -> None:
        self.calls.pop(call.key, None)
        call.state = CallState.ENDED

    def start(self) -> None:
        self.sip.start()
        self.NSD = True

    def stop(self, failed: bool = False) -> None:
        self.sip.stop()
        self.NSD = False
        self._status = PhoneStatus.FAILED if failed else PhoneStatus.INACTIVE

    def release_ports(self, call: VoIPCall | None = None) -> None:
        """Ports belong to the media engine."""

    def _closed(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(PROTOCOL_OWNS)

    request_port = call = callback = _create_Call = _callback_MSG_Invite = _closed  # noqa: N815


class Call(VoIPCall):
    """The library's call: its state and its INVITE. Media and messages are not its business."""

    def __init__(self, phone: Phone, state: CallState, invite: SIPMessage, host: str) -> None:
        super().__init__(phone, CallState.DIALING, invite, 0, host, ms={})  # DIALING: the path that makes no RTP
        self.state = state
        self.key = uuid4().hex  # two legs of one Call-ID may live here: a call that comes back to us

    def follow(self, state: LegState) -> None:
        self.state = CALL_STATES[state]

    def __del__(self) -> None:
        """Nothing: the stock one takes a lock inside the garbage collector and can wait for itself."""

    def _closed(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(PROTOCOL_OWNS)

    create_rtp_clients = answer = answered = renegotiate = hangup = bye = deny = _closed

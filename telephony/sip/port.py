"""The port between signalling and the exchange: one `SipEndpoint`, many `SipLeg`s, one `SipListener`.

Everything here runs on the asyncio loop's thread. A library's threads end inside the adapter
(`telephony/sip/endpoint.py`), which hands over with ``call_soon_threadsafe``. sippy or another stack could
stand behind the same port (ADR 0002).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from config.ids import LegId

Codec = Literal["PCMA", "PCMU"]
Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
EndedBy = Literal["remote", "local", "timeout", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalMedia:
    """Where our media engine listens for one leg: dotted IPv4 host and even UDP port (RFC 3550 §11)."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiated:
    """What offer and answer agreed on (RFC 3264), in the terms the media engine needs.

    ``direction`` is as seen from us: ``recvonly`` means the peer put us on hold and need not listen.
    ``dtmf_payload_type`` is None where the peer takes no telephone-event (RFC 4733).
    """

    codec: Codec
    payload_type: int
    dtmf_payload_type: int | None
    remote_host: str
    remote_port: int
    direction: Direction = "sendrecv"
    ptime_ms: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of a dialog as shown to people: user part (number), display name decoded (UTF-8 or GB18030), URI."""

    number: str
    name: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall:
    """What an INVITE tells: who calls, which number was dialled, by which trunk, with P-Asserted-Identity applied.

    ``diverted_by`` are those who sent the call on, the last one first (Diversion, RFC 5806, or History-Info, RFC 7044);
    ``withheld`` that the caller asked not to be shown to those who do not need it (Privacy: id, RFC 3323 and RFC 3325).
    ``picks_up`` is a leg of ours that still rings and that this caller wants to have instead (Replaces, RFC 3891 §3).
    """

    caller: Party
    dialled: str
    trunk: str
    source: tuple[str, int]
    diverted_by: Sequence[Party] = ()
    withheld: bool = False
    picks_up: LegId | None = None
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)


class SipLeg(Protocol):
    """One INVITE dialog, from the first INVITE to the BYE. Methods never block and never raise on a dead leg."""

    leg_id: LegId
    sip_call_id: str
    remote: Party

    def ring(self, local: LocalMedia | None = None) -> Negotiated | None:
        """Send 180 Ringing, or with ``local`` 183 and early media (reliably, RFC 3262, where the peer asks for it).

        The result is what early media agreed on; None for a plain 180, a delayed offer, or a leg that is gone.
        """

    def answer(self, local: LocalMedia) -> Negotiated | None:
        """Send 200 OK with our SDP answer, retransmitted until ACK; None when the leg is already gone.

        With a delayed offer (INVITE without SDP) the 200 carries our offer and the result comes later through
        `SipListener.media_changed`.
        """

    def reject(self, status: int, reason: str = "", *, retry_after_s: int | None = None) -> None:
        """Send a final failure (4xx–6xx) to an incoming leg that was not answered."""

    def hang_up(self, cause: str = "") -> None:
        """End the leg whatever its state: BYE when established, CANCEL when ringing out, 480 when ringing in."""

    def hold(self, on: bool) -> None:
        """Offer ``sendonly`` (on) or ``sendrecv`` (off) by re-INVITE, before the answer by UPDATE where the peer takes it."""

    def refer(self, target: str, *, replaces: "SipLeg | None" = None) -> None:
        """Ask the peer to call ``target`` instead of us (RFC 3515), in place of the leg ``replaces`` (RFC 3891).

        How it goes comes by `SipListener.refer_progressed`; the leg stays until one side hangs up.
        """

    def answer_refer(self, status: int, reason: str = "") -> None:
        """Tell the peer who asked for a transfer how it went (NOTIFY with a sipfrag): 100, 180, 200 or the failure."""


class SipListener(Protocol):
    """What the exchange hears from signalling. Called on the loop's thread; must return quickly, must not raise."""

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None: ...

    def ringing(self, leg: SipLeg) -> None:
        """An outgoing leg got 180 or 183; where a 183 brings early media, `media_changed` follows with what it settled."""

    def answered(self, leg: SipLeg, media: Negotiated) -> None:
        """An outgoing leg got its 2xx (the ACK has been sent)."""

    def failed(self, leg: SipLeg, status: int, reason: str) -> None:
        """An outgoing leg ended before it was answered: final status (408 on time-out, 503 when unreachable)."""

    def ended(self, leg: SipLeg, by: EndedBy, reason: str) -> None:
        """A leg ended: BYE, CANCEL before the answer (incoming: ``by='remote', reason='CANCEL'``), ACK never came."""

    def media_changed(self, leg: SipLeg, media: Negotiated) -> None:
        """A re-INVITE or UPDATE changed address, codec or direction; or a delayed offer's answer came in the ACK."""

    def digit(self, leg: SipLeg, digit: str) -> None:
        """A DTMF digit by SIP INFO (RFC 4733 digits come from the media engine)."""

    def transfer_requested(self, leg: SipLeg, target: Party, replaces: SipLeg | None) -> None:
        """The peer sent REFER (202 has been answered): connect its other side with ``target``, or with our leg ``replaces``.

        Answer by `SipLeg.answer_refer`; nothing within ``sip.refer_timeout_s`` is answered 408 by the leg itself.
        """

    def refer_progressed(self, leg: SipLeg, status: int) -> None:
        """How our REFER goes on at the peer: 100–199 under way, 2xx done, else failed (408 when nothing is heard)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationStatus:
    """One registrar: ``state`` is ``registered``, ``trying``, ``failed`` with the last reason, or ``standby``: another of its

    group serves.
    """

    registrar: str
    state: Literal["registered", "trying", "failed", "standby"]
    reason: str = ""
    expires_in_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkStatus:
    """One trunk: ``state`` by its OPTIONS keep-alive (RFC 3261 §11), ``unknown`` before the first answer or without one."""

    trunk: str
    state: Literal["up", "down", "unknown"]
    reason: str = ""
    round_trip_ms: float | None = None
    calls: int = 0


RefusedFor = Literal["stranger", "backlog", "transactions", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SipFigures:
    """How signalling fares. ``refused`` counts since the start the requests turned away before any work, each retransmission too:

    from no known peer (403), while more waits unread than can be answered in time, with all transactions taken, with all
    calls taken or at a stop (503). ``unread_kb`` is what the kernel holds unread now.
    """

    refused: Mapping[RefusedFor, int] = field(default_factory=dict)
    unread_kb: int = 0
    transactions: int = 0


class SipEndpoint(Protocol):
    """The SIP side of one node: one UDP socket, all transactions and dialogs, trunk mode and registrations."""

    async def start(self, listener: SipListener) -> None:
        """Bind the socket (raises BadSetting naming ``sip.port`` when in use) and begin registrations."""

    def invite(
        self, target: str, local: LocalMedia, *, caller: Party | None = None, headers: Mapping[str, str] | None = None
    ) -> SipLeg:
        """Dial ``target`` (``sip:user@host:port``, or a bare number). Progress by listener.

        A bare number goes to the first registrar or trunk that lives; one that does not answer in time, or answers 5xx,
        gives way to the next. ``headers`` are further ones (``Reason``, ``Diversion``, ``P-Asserted-Identity``).
        Gives up by itself after ``sip.invite_timeout_s`` (CANCEL, then `SipListener.failed` with 408).
        """

    def registrations(self) -> Sequence[RegistrationStatus]: ...

    def trunks(self) -> Sequence[TrunkStatus]: ...

    def live_legs(self) -> int: ...

    def figures(self) -> SipFigures: ...

    async def stop(self) -> None:
        """BYE all legs, unregister, wait at most ``sip.stop_timeout_s``, close the socket."""

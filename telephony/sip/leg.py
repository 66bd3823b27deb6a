"""What an incoming and an outgoing leg share: the established dialog, its re-INVITEs both ways, and its end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import structlog

from config.ids import LegId, new_id
from telephony.sip import dialogs, sdp
from telephony.sip.core import Attempt, Core, contact, glare_delay, routed, send_once
from telephony.sip.dialogs import Dialog
from telephony.sip.leg_states import LegEvent, LegState, following
from telephony.sip.message import Message, reply
from telephony.sip.port import Direction, EndedBy, LocalMedia, Negotiated, Party, SipLeg
from telephony.sip.pyvoip_adapter import Call
from telephony.sip.screening import ALLOW, CAPABILITIES, digits_of
from telephony.sip.transaction_layer import ServerTransaction

log = structlog.get_logger(__name__)
SDP = ("Content-Type", "application/sdp")
GONE = frozenset({408, 481})


class Leg(SipLeg):
    """One INVITE dialog. Subclasses know how it begins; here is what it does once both sides know each other."""

    owns_call_id = False

    def __init__(self, core: Core, call: Call, *, sip_call_id: str, remote: Party, state: LegState) -> None:
        self.leg_id = LegId(new_id())
        self.sip_call_id = sip_call_id
        self.remote = remote
        self.state = state
        self.local_tag = uuid4().hex[:16]
        self.dialog: Dialog | None = None
        self.peer = ""
        """The trunk or registrar that the leg goes over."""
        self.local: LocalMedia | None = None
        self.media: Negotiated | None = None
        self._core, self.call = core, call
        self._wanted: Direction = "sendrecv"
        self._version = 0
        self._told_end = False
        self._ours: Attempt | None = None
        self._unacked: dict[int, ServerTransaction] = {}
        self._offered_in_200: set[int] = set()

    # -- the state, in one place

    def move(self, event: LegEvent) -> bool:
        """Follow the table; False when the event means nothing now."""
        state = following(self.state, event)
        if state is None:
            return False
        self.state = state
        self.call.follow(state)
        if state == "ended":
            self._core.forget(self)
        return True

    def tell(self, what: str, *facts: Any) -> None:
        """Call the listener; its mistakes are logged and stay its own."""
        try:
            getattr(self._core.listener, what)(self, *facts)
        except Exception:
            log.exception("sip listener failed", leg=self.leg_id, sip_call_id=self.sip_call_id, what=what)

    def tell_end(self, what: str, *facts: Any, soon: bool = False) -> None:
        """Tell ``ended`` or ``failed`` exactly once; ``soon`` when a command of the listener itself is the cause."""
        if self._told_end:
            return
        self._told_end = True
        if soon:
            self._core.loop.call_soon(self.tell, what, *facts)
        else:
            self.tell(what, *facts)

    def _ended(self, by: EndedBy, reason: str) -> None:
        self.tell_end("ended", by, reason, soon=by == "local")

    # -- port methods that only one kind of leg has

    def ring(self) -> None: ...

    def answer(self, local: LocalMedia) -> Negotiated | None:
        return None

    def reject(self, status: int, reason: str = "", *, retry_after_s: int | None = None) -> None: ...

    def hang_up(self, cause: str = "") -> None:
        if self.state == "established" and self.move("hang_up"):
            self.send_bye(cause)
            self._ended("local", cause)

    # -- requests of the peer inside the dialog

    def receive(self, request: Message, transaction: ServerTransaction) -> None:
        """Handle one request of the peer that belongs to this dialog."""
        taken = dialogs.took(self.dialog, request) if self.dialog else None
        if taken is None:
            transaction.respond(reply(request, 500, headers=(("Retry-After", "1"),)))
            return
        self.dialog = taken
        handlers: dict[str, Callable[[Message, ServerTransaction], None]] = {
            "BYE": self._take_bye, "INVITE": self._take_offer, "UPDATE": self._take_offer, "INFO": self._take_info,
        }  # fmt: skip
        handler = handlers.get(request.method)
        if handler:
            handler(request, transaction)
        else:
            transaction.respond(reply(request, 200, headers=CAPABILITIES))

    def _take_bye(self, request: Message, transaction: ServerTransaction) -> None:
        transaction.respond(reply(request, 200))
        for unacked in self._unacked.values():
            unacked.handle("ack")  # nobody is left to acknowledge: end the retransmission
        self._unacked.clear()
        if self.move("bye_received"):
            self._ended("remote", request.get("Reason") or "BYE")

    def _take_info(self, request: Message, transaction: ServerTransaction) -> None:
        digit = digits_of(request)
        known = digit or not request.body
        transaction.respond(reply(request, 200 if known else 415))
        if digit:
            self.tell("digit", digit)

    def _take_offer(self, request: Message, transaction: ServerTransaction) -> None:
        unsettled = self.local is None or (request.method == "INVITE" and (self._unacked or self.state != "established"))
        if self._ours:
            transaction.respond(reply(request, 491))
            return
        if unsettled:
            transaction.respond(reply(request, 500, headers=(("Retry-After", "1"),)))
            return
        assert self.dialog
        self.dialog = dialogs.retargeted(self.dialog, request)
        if request.body:
            self._answer_offer(request, transaction)
        elif request.method == "INVITE":
            self._accept(request, transaction, self._next_offer())
            self._offered_in_200.add(request.cseq)
        else:
            self._accept(request, transaction, b"")

    def _answer_offer(self, request: Message, transaction: ServerTransaction) -> None:
        agreed = self._agree(request.body)
        if agreed is None:
            transaction.respond(reply(request, 488, headers=(("Warning", '304 hotline "Media type not available"'),)))
            return
        media, body = agreed
        self._accept(request, transaction, body)
        self._changed(media)

    def _agree(self, body: bytes) -> tuple[Negotiated, bytes] | None:
        if self.local is None:
            return None
        try:
            offered = sdp.parse(body)
        except ValueError:
            return None
        self._version += 1
        return sdp.answer(offered, self.local, version=self._version, wanted=self._wanted)

    def _accept(self, request: Message, transaction: ServerTransaction, body: bytes) -> None:
        headers = (contact(self._core), ALLOW, ("Supported", ""), *((SDP,) if body else ()))
        if request.method == "INVITE":
            self._unacked[request.cseq] = transaction
            transaction.on_ack_missing = self.ack_missing
        transaction.respond(reply(request, 200, tag=self.local_tag, headers=headers, body=body))

    def _changed(self, media: Negotiated) -> None:
        if media != self.media:
            self.media = media
            self.tell("media_changed", media)

    def acknowledge(self, ack: Message) -> None:
        """The ACK to one of our 2xx: stop its retransmission, read the answer to a delayed offer."""
        transaction = self._unacked.pop(ack.cseq, None)
        if transaction is None:
            return
        transaction.handle("ack")
        leaving = self.state == "leaving"
        if self.move("acked") and leaving:
            self.send_bye("")
        elif ack.cseq in self._offered_in_200:
            self._offered_in_200.discard(ack.cseq)
            self._settle(ack.body)

    def _settle(self, body: bytes) -> None:
        media = self.read_answer(body)
        if media:
            self._changed(media)
        elif self.move("hang_up"):
            self.send_bye("no usable answer")
            self._ended("error", "no usable SDP answer")

    def read_answer(self, body: bytes) -> Negotiated | None:
        """What the peer's answer to our offer settles; None when it fits nothing."""
        try:
            return sdp.accepted(sdp.parse(body), wanted=self._wanted)
        except ValueError:
            return None

    def ack_missing(self) -> None:
        """64·T1 passed without ACK (RFC 3261 §13.3.1.4): the session is over."""
        if self.move("ack_missing") or self.move("timed_out"):
            self.send_bye("no ACK")
            self._ended("timeout", "no ACK")

    # -- our own requests inside the dialog

    def send_bye(self, cause: str) -> None:
        """Send BYE; what comes back changes nothing."""
        reason = "".join(char for char in cause if char.isprintable() and char != '"')
        headers = (("Reason", f'SIP;cause=200;text="{reason}"'),) if reason else ()
        self.send("BYE", headers=headers)

    def send(
        self,
        method: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes = b"",
        on_response: Callable[[Message], None] = lambda _: None,
        on_timeout: Callable[[], None] = lambda: None,
    ) -> Attempt | None:
        """Send a request in the dialog."""
        if self.dialog is None:
            return None
        self.dialog, message = dialogs.request(self.dialog, method, headers, body)
        hop = dialogs.next_hop(message)
        return Attempt(
            self._core, message, hop, next_cseq=self._next_cseq, on_response=on_response, on_timeout=on_timeout
        )  # fmt: skip

    def _next_cseq(self) -> int:
        assert self.dialog
        self.dialog = replace(self.dialog, local_cseq=self.dialog.local_cseq + 1)
        return self.dialog.local_cseq

    def send_ack(self, dialog: Dialog, cseq: int) -> None:
        """The ACK to a 2xx, by the route set to the Contact of the 2xx."""
        message = routed(dialogs.ack(dialog, cseq), self._core)
        send_once(self._core, message, dialogs.next_hop(message))

    def _next_offer(self) -> bytes:
        assert self.local
        self._version += 1
        return sdp.offer(self.local, version=self._version, direction=self._wanted)

    def hold(self, on: bool) -> None:
        wanted: Direction = "sendonly" if on else "sendrecv"
        if wanted != self._wanted:
            self._wanted = wanted
            self._renegotiate()

    def _renegotiate(self) -> None:
        """Send our re-INVITE now, or leave it to the end of the one under way."""
        if self.state != "established" or self._ours or self._unacked or self.local is None:
            return
        asked = self._wanted
        headers = (contact(self._core), ALLOW, SDP)
        self._ours = self.send(
            "INVITE",
            headers=headers,
            body=self._next_offer(),
            on_response=lambda response: self._reinvited(response, asked),
            on_timeout=self._lost,
        )

    def _reinvited(self, response: Message, asked: Direction) -> None:
        if response.status < 200:
            return
        first = self._ours is not None and response.cseq == self._ours.message.cseq
        if first:
            self._ours = None
        if response.status < 300:
            self._took_reanswer(response, first)
        elif response.status == 491:
            self._core.loop.call_later(glare_delay(self.owns_call_id), self._renegotiate)
        elif response.status in GONE:
            self._lost()
        if first and asked != self._wanted:
            self._renegotiate()

    def _took_reanswer(self, response: Message, first: bool) -> None:
        assert self.dialog
        self.dialog = dialogs.retargeted(self.dialog, response)
        self.send_ack(self.dialog, response.cseq)
        media = self.read_answer(response.body) if first else None
        if media:
            self._changed(media)

    def _lost(self) -> None:
        self._ours = None
        if self.move("timed_out"):
            self.send_bye("timeout")
            self._ended("timeout", "the peer no longer answers")

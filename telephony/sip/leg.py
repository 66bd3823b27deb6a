"""What an incoming and an outgoing leg share: one INVITE dialog once both sides know each other, and its end.

Its parts stand beside it: `telephony.sip.session` (offers and answers), `telephony.sip.session_clock` (session timer) and
`telephony.sip.transfers` (REFER).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import structlog

from config.ids import LegId, new_id
from telephony.sip import dialogs, reasons, session_timer
from telephony.sip.core import Attempt, Core, contact, routed, send_once
from telephony.sip.dialogs import Dialog
from telephony.sip.keyring import credentials_of
from telephony.sip.leg_states import LegEvent, LegState, following
from telephony.sip.message import Message, reply
from telephony.sip.port import EndedBy, LocalMedia, Negotiated, Party, SipLeg
from telephony.sip.pyvoip_adapter import Call
from telephony.sip.screening import ALLOW, CAPABILITIES, SUPPORTED, digits_of
from telephony.sip.session import Session
from telephony.sip.session_clock import SessionClock
from telephony.sip.transaction_layer import ServerTransaction
from telephony.sip.transfers import Transfers

log = structlog.get_logger(__name__)
SDP = ("Content-Type", "application/sdp")
EXTENSIONS = ("Supported", ", ".join(SUPPORTED))
EARLY = frozenset({"ringing", "progressing"})
GONE = frozenset({408, 481})
DIGIT_TYPES = ("application/dtmf-relay", "application/dtmf")
Headers = tuple[tuple[str, str], ...]


class Leg(SipLeg):
    """One INVITE dialog. Subclasses know how it begins; here is what it does once both sides know each other."""

    owns_call_id = False

    def __init__(
        self, core: Core, call: Call, *, sip_call_id: str, remote: Party, state: LegState, local: LocalMedia | None = None
    ) -> None:  # fmt: skip
        self.leg_id = LegId(new_id())
        self.sip_call_id = sip_call_id
        self.remote = remote
        self.state = state
        self.local_tag = uuid4().hex[:16]
        self.dialog: Dialog | None = None
        self.peer = ""
        """The trunk or registrar that the leg goes over."""
        self.peer_allows: frozenset[str] = frozenset()
        self.core, self.call = core, call
        self.terms = session_timer.Terms(core.settings.session_expires_s, core.settings.min_se_s)
        self.session = Session(self, local)
        self.clock = SessionClock(core.loop, refresh=self._refresh, expired=lambda: self.lost("session expired"))
        self.transfers = Transfers(self)
        self._told_end = False

    @property
    def media(self) -> Negotiated | None:
        return self.session.media

    # -- the state, in one place

    def move(self, event: LegEvent) -> bool:
        """Follow the table; False when the event means nothing now."""
        state = following(self.state, event)
        if state is None:
            return False
        self.state = state
        self.call.follow(state)
        if state == "ended":
            self.clock.end()
            self.transfers.end()
            self.core.forget(self)
        return True

    def tell(self, what: str, *facts: Any) -> None:
        """Call the listener; its mistakes are logged and stay its own."""
        try:
            getattr(self.core.listener, what)(self, *facts)
        except Exception:
            log.exception("sip listener failed", leg=self.leg_id, sip_call_id=self.sip_call_id, what=what)

    def tell_end(self, what: str, *facts: Any, soon: bool = False) -> None:
        """Tell ``ended`` or ``failed`` exactly once; ``soon`` when a command of the listener itself is the cause."""
        if self._told_end:
            return
        self._told_end = True
        if soon:
            self.core.loop.call_soon(self.tell, what, *facts)
        else:
            self.tell(what, *facts)

    def _ended(self, by: EndedBy, reason: str) -> None:
        self.tell_end("ended", by, reason, soon=by == "local")

    # -- the port

    def ring(self, local: LocalMedia | None = None) -> Negotiated | None:
        return None

    def answer(self, local: LocalMedia) -> Negotiated | None:
        return None

    def reject(self, status: int, reason: str = "", *, retry_after_s: int | None = None) -> None: ...

    def hang_up(self, cause: str = "") -> None:
        if self.state == "established" and self.move("hang_up"):
            self.send_bye(cause)
            self._ended("local", cause)

    def hold(self, on: bool) -> None:
        self.session.hold(on)

    def refer(self, target: str, *, replaces: SipLeg | None = None) -> None:
        self.transfers.ask(target, replaces)

    def answer_refer(self, status: int, reason: str = "") -> None:
        self.transfers.answer(status, reason)

    # -- requests of the peer inside the dialog

    def receive(self, request: Message, transaction: ServerTransaction) -> None:
        """Handle one request of the peer that belongs to this dialog."""
        taken = dialogs.took(self.dialog, request) if self.dialog else None
        if taken is None:
            transaction.respond(reply(request, 500, headers=(("Retry-After", "1"),)))
            return
        self.dialog = taken
        self.note_allowed(request)
        handlers: dict[str, Callable[[Message, ServerTransaction], None]] = {
            "BYE": self._take_bye, "INVITE": self.session.take, "UPDATE": self.session.take, "INFO": self._take_info,
            "PRACK": self._take_prack, "REFER": self.transfers.take_refer, "NOTIFY": self.transfers.take_notify,
            "SUBSCRIBE": self.transfers.take_subscribe,
        }  # fmt: skip
        handler = handlers.get(request.method)
        if handler:
            handler(request, transaction)
        else:
            transaction.respond(reply(request, 200, headers=CAPABILITIES))

    @property
    def offers_by(self) -> str:
        """The method of an offer of ours now; empty while none may be made (RFC 3311 §5.1: UPDATE before the answer)."""
        if self.state == "established":
            return "INVITE"
        return "UPDATE" if self.state in EARLY and "UPDATE" in self.peer_allows else ""

    def note_allowed(self, message: Message) -> None:
        """What the peer says that it takes (its last word counts)."""
        if allowed := message.all("Allow"):
            self.peer_allows = frozenset(method.upper() for method in allowed)

    def _take_bye(self, request: Message, transaction: ServerTransaction) -> None:
        transaction.respond(reply(request, 200))
        self.session.close()
        if self.move("bye_received"):
            self._ended("remote", reasons.said(request) or "BYE")

    def _take_info(self, request: Message, transaction: ServerTransaction) -> None:
        digit = digits_of(request)
        if digit or not request.body or request.content_type in DIGIT_TYPES:  # a flash is no digit, but no fault either
            transaction.respond(reply(request, 200))
        else:
            transaction.respond(reply(request, 415, headers=(("Accept", ", ".join(DIGIT_TYPES)),)))
        if digit:
            self.tell("digit", digit)

    def _take_prack(self, request: Message, transaction: ServerTransaction) -> None:
        transaction.respond(reply(request, 481))

    def acknowledge(self, ack: Message) -> None:
        """The ACK to one of our 2xx: stop its retransmission, read the answer to a delayed offer."""
        if not self.session.acknowledged(ack.cseq):
            return
        leaving = self.state == "leaving"
        if self.move("acked") and leaving:
            self.send_bye("")
        else:
            self.session.settle(ack.body)

    def ack_missing(self) -> None:
        """64·T1 passed without ACK (RFC 3261 §13.3.1.4): the session is over."""
        if self.move("ack_missing") or self.move("timed_out"):
            self.send_bye("no ACK")
            self._ended("timeout", "no ACK")

    def fail(self, cause: str) -> None:
        """The peer's words make no session."""
        if self.move("hang_up"):
            self.send_bye(cause)
            self._ended("error", cause)

    def lost(self, cause: str = "timeout") -> None:
        """The peer no longer knows the call, or nobody refreshed it."""
        if self.move("timed_out"):
            self.send_bye(cause)
            self._ended("timeout", cause if cause != "timeout" else "the peer no longer answers")

    # -- our own requests inside the dialog

    def send_bye(self, cause: str) -> None:
        """Send BYE; what comes back changes nothing."""
        self.session.close()
        self.send("BYE", headers=reasons.header(cause, "BYE"))

    def send(
        self,
        method: str,
        *,
        headers: Headers = (),
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
            self.core, message, hop, next_cseq=self._next_cseq, on_response=on_response, on_timeout=on_timeout
        )  # fmt: skip

    def _next_cseq(self) -> int:
        assert self.dialog
        self.dialog = replace(self.dialog, local_cseq=self.dialog.local_cseq + 1)
        return self.dialog.local_cseq

    def send_ack(self, dialog: Dialog, cseq: int, invite: Message | None = None) -> None:
        """The ACK to a 2xx, by the route set to the Contact of the 2xx, with the credentials of its INVITE (§22.1)."""
        message = routed(dialogs.ack(dialog, cseq, credentials_of(invite) if invite else ()), self.core)
        send_once(self.core, message, dialogs.next_hop(message))

    def leave(self, dialog: Dialog, cause: str = "") -> None:
        """End a dialog that is not ours any more: a fork, or one that was replaced."""
        _, bye = dialogs.request(dialog, "BYE", reasons.header(cause, "BYE"))
        Attempt(
            self.core, bye, dialogs.next_hop(bye), next_cseq=lambda: bye.cseq + 1,
            on_response=lambda _: None, on_timeout=lambda: None,
        )  # fmt: skip

    # -- the session timer

    def refresh_headers(self) -> Headers:
        """What an INVITE, re-INVITE or UPDATE of ours says of us."""
        return contact(self.core), ALLOW, EXTENSIONS, *session_timer.asked(self.terms, self.clock.agreed)

    def demanded(self, response: Message) -> bool:
        """Take the longer interval that a 422 demands (RFC 4028 §7.3); False when it demands nothing new."""
        terms = session_timer.demanded(response, self.terms)
        self.terms = terms or self.terms
        return terms is not None

    def _refresh(self) -> None:
        if "UPDATE" in self.peer_allows:
            self.send("UPDATE", headers=self.refresh_headers(), on_response=self._refreshed, on_timeout=self.lost)
        elif not self.session.renegotiate():
            self.clock.refused()

    def _refreshed(self, response: Message) -> None:
        if response.status < 200:
            return
        if response.status < 300 and self.dialog:
            self.dialog = dialogs.retargeted(self.dialog, response)
            self.clock.agree(session_timer.as_client(response, self.terms))
        elif response.status in GONE:
            self.lost()
        else:
            self.demanded(response)
            self.peer_allows -= {"UPDATE"} if response.status in (405, 501) else set()
            self.clock.refused()

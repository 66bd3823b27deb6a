"""A leg that begins with the peer's INVITE: 180 or early media, 200 until ACK, refusals, CANCEL (RFC 3261 §13.3, §9.2)."""

from telephony.sip import dialogs, reasons, sdp, session_timer
from telephony.sip.core import Core, contact
from telephony.sip.leg import SDP, Leg, log
from telephony.sip.message import PHRASES, Message, reply
from telephony.sip.port import IncomingCall, LocalMedia, Negotiated, Party
from telephony.sip.provisional import Provisionals
from telephony.sip.pyvoip_adapter import Call
from telephony.sip.screening import ALLOW
from telephony.sip.session_timer import TooSmall
from telephony.sip.transaction_layer import ServerTransaction

REMIND_S = 60.0
"""So often proxies want to hear that a call still rings (RFC 3261 §13.3.1.1)."""


class IncomingLeg(Leg):
    """Made by the endpoint for an admitted INVITE; 100 has been sent."""

    def __init__(self, core: Core, call: Call, transaction: ServerTransaction, remote: Party) -> None:
        invite = transaction.request
        super().__init__(core, call, sip_call_id=invite.call_id, remote=remote, state="received")
        self._invite, self._transaction = invite, transaction
        self._early = b""
        self._rings = 0
        self._provisionals = Provisionals(core.layer, transaction, self._prack_missing)
        transaction.on_ack_missing, transaction.on_cancel = self.ack_missing, self.cancelled
        transaction.tag = self.local_tag
        self.dialog = dialogs.as_callee(invite, self.local_tag)
        self.note_allowed(invite)
        core.bind(self.dialog, self)
        self._deadline = core.loop.call_later(core.settings.unanswered_max_s, self._unanswered)
        self._reminder = core.loop.call_later(REMIND_S, self._remind)

    def present(self, call: IncomingCall) -> None:
        """Hand the call to the listener; one that fails here refuses the call with 500."""
        try:
            self.core.listener.incoming(self, call)
        except Exception:
            log.exception("sip listener failed", leg=self.leg_id, sip_call_id=self.sip_call_id, what="incoming")
            self.reject(500)

    @property
    def _pending(self) -> bool:
        return self.state in ("received", "ringing", "promised")

    # -- before the answer

    def ring(self, local: LocalMedia | None = None) -> Negotiated | None:
        if not self.move("ring"):
            return None
        if local is None or (not self._invite.body and not self._provisionals.possible):
            self._provisional(180)
            return None
        return self._early_media(local)

    def _early_media(self, local: LocalMedia) -> Negotiated | None:
        """183 with our answer, or with our offer where the INVITE has none (its answer comes in the PRACK)."""
        session = self.session
        session.own.local = session.own.local or local
        if not self._early and not self._invite.body:
            self._early = session.offer()
            session.move("offer_in_response")
        elif not self._early:
            agreed = session.own.answer(self._invite.body)
            if agreed is None:
                self._unacceptable()
                return None
            session.media, self._early = agreed
        self._provisional(183, self._early)
        return session.media

    def _provisional(self, status: int, body: bytes = b"") -> None:
        self._rings = status
        unoffered = not self._invite.body and not body  # a reliable response would have to bring the offer (RFC 3262 §5)
        reliable = self._provisionals.possible and (bool(body) or self._provisionals.required) and not unoffered
        if self._provisionals.required and not reliable:
            return
        headers = (contact(self.core), ALLOW, *((SDP,) if body else ()))
        response = reply(self._invite, status, tag=self.local_tag, headers=headers, body=body)
        self._provisionals.send(response, reliable=reliable)

    def _remind(self) -> None:
        if self._pending:
            if self._rings and not self._provisionals.sdp_waits:
                self._provisional(self._rings, b"" if self._provisionals.possible else self._early)
            self._reminder = self.core.loop.call_later(REMIND_S, self._remind)

    def _take_prack(self, request: Message, transaction: ServerTransaction) -> None:
        session = self.session
        if not self._provisionals.acknowledged(request.get("RAck")):
            transaction.respond(reply(request, 481))
            return
        if session.state == "stable" and request.body:
            session.take_in_prack(request, transaction)
        else:
            transaction.respond(reply(request, 200))
            if self._pending and self._early and not self._provisionals.sdp_waits:
                session.settle(request.body)
        if self.state == "promised" and not self._provisionals.sdp_waits:
            self._answer()

    def _prack_missing(self) -> None:
        if self._pending and self.move("reject"):
            self._respond(504)
            self._ended("timeout", "no PRACK")

    def _unanswered(self) -> None:
        if self._pending and self.move("reject"):
            self._respond(480)
            self._ended("timeout", "nobody answered")

    # -- the answer

    def answer(self, local: LocalMedia) -> Negotiated | None:
        if self.state not in ("received", "ringing"):
            return None
        self.session.own.local = self.session.own.local or local
        if self._provisionals.sdp_waits:
            self.move("promise")
            return self.session.media
        return self._answer()

    def _answer(self) -> Negotiated | None:
        session = self.session
        body, offers = self._early, False
        if session.state in ("stable", "asked"):
            body = b""  # the reliable 183 has said it all (RFC 6337 §3.1.1)
        elif not self._invite.body:
            body, offers = body or session.offer(), True
        elif not body:
            agreed = session.own.answer(self._invite.body)
            if agreed is None:
                self._unacceptable()
                return None
            session.media, body = agreed
        self._accept(body, offers=offers)
        return session.media

    def _accept(self, body: bytes, *, offers: bool) -> None:
        timer = session_timer.as_server(self._invite, self.terms)
        self.move("answer")
        self._settle_down()
        self.session.accept(
            self._invite, self._transaction, body, None if isinstance(timer, TooSmall) else timer, offers=offers
        )  # fmt: skip

    # -- the end

    def reject(self, status: int, reason: str = "", *, retry_after_s: int | None = None) -> None:
        if self.move("reject"):
            headers = (("Retry-After", str(retry_after_s)),) if retry_after_s is not None else ()
            self._respond(status, reason=reason, headers=headers)

    def _unacceptable(self) -> None:
        self.reject(488)
        self._ended("local", PHRASES[488])

    def hang_up(self, cause: str = "") -> None:
        if self._pending:
            self.move("hang_up")
            self._respond(480, headers=reasons.header(cause, "BYE"))
            self._ended("local", cause)
        elif self.state == "answering":
            self.move("hang_up")
            self._ended("local", cause)
        else:
            super().hang_up(cause)

    def cancelled(self, cancel: Message) -> None:
        """CANCEL came: 487, unless the answer was faster."""
        if self.move("cancelled"):
            self._respond(487)
            self._ended("remote", f"CANCEL {reasons.said(cancel)}".strip())

    def _take_bye(self, request: Message, transaction: ServerTransaction) -> None:
        unanswered = self._pending
        super()._take_bye(request, transaction)
        if unanswered:
            self._respond(487)

    def _respond(self, status: int, *, reason: str = "", headers: tuple[tuple[str, str], ...] = ()) -> None:
        self._settle_down()
        response = reply(self._invite, status, tag=self.local_tag, reason=reason, headers=headers)
        self._transaction.respond(response)

    def _settle_down(self) -> None:
        self._provisionals.stop()
        self._deadline.cancel()
        self._reminder.cancel()


def acceptable(invite: Message) -> bool:
    """Whether an INVITE has no offer, or one with an audio line that we can take (else 488 before anyone rings)."""
    try:
        return not invite.body or sdp.parse(invite.body).audio is not None
    except ValueError:
        return False

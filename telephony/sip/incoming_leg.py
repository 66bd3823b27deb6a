"""A leg that begins with the peer's INVITE: 180, 200 until ACK, refusals, CANCEL (RFC 3261 §13.3, §9.2)."""

from telephony.sip import dialogs, sdp
from telephony.sip.core import Core, contact
from telephony.sip.leg import Leg, log
from telephony.sip.message import PHRASES, Message, reply
from telephony.sip.port import IncomingCall, LocalMedia, Negotiated, Party
from telephony.sip.pyvoip_adapter import Call
from telephony.sip.screening import ALLOW
from telephony.sip.transaction_layer import ServerTransaction


class IncomingLeg(Leg):
    """Made by the endpoint for an admitted INVITE; 100 has been sent."""

    def __init__(self, core: Core, call: Call, transaction: ServerTransaction, remote: Party) -> None:
        invite = transaction.request
        super().__init__(core, call, sip_call_id=invite.call_id, remote=remote, state="received")
        self._invite, self._transaction = invite, transaction
        transaction.on_ack_missing, transaction.on_cancel = self.ack_missing, self.cancelled
        self.dialog = dialogs.as_callee(invite, self.local_tag)
        core.bind(self.dialog, self)

    def present(self, call: IncomingCall) -> None:
        """Hand the call to the listener; one that fails here refuses the call with 500."""
        try:
            self._core.listener.incoming(self, call)
        except Exception:
            log.exception("sip listener failed", leg=self.leg_id, sip_call_id=self.sip_call_id, what="incoming")
            self.reject(500)

    def ring(self) -> None:
        if self.move("ring"):
            self._respond(180, headers=(contact(self._core), ALLOW))

    def answer(self, local: LocalMedia) -> Negotiated | None:
        if self.state not in ("received", "ringing"):
            return None
        self.local = local
        if not self._invite.body:
            self.move("answer")
            self._offered_in_200.add(self._invite.cseq)
            self._accept(self._invite, self._transaction, self._next_offer())
            return None
        agreed = self._agree(self._invite.body)
        if agreed is None:
            self.reject(488)
            self._ended("local", PHRASES[488])
            return None
        self.move("answer")
        self.media, body = agreed
        self._accept(self._invite, self._transaction, body)
        return self.media

    def reject(self, status: int, reason: str = "", *, retry_after_s: int | None = None) -> None:
        if self.move("reject"):
            headers = (("Retry-After", str(retry_after_s)),) if retry_after_s is not None else ()
            self._respond(status, reason=reason, headers=headers)

    def hang_up(self, cause: str = "") -> None:
        if self.state in ("received", "ringing"):
            self.move("hang_up")
            self._respond(480)
            self._ended("local", cause)
        elif self.state == "answering":
            self.move("hang_up")
            self._ended("local", cause)
        else:
            super().hang_up(cause)

    def cancelled(self) -> None:
        """CANCEL came: 487, unless the answer was faster."""
        if self.move("cancelled"):
            self._respond(487)
            self._ended("remote", "CANCEL")

    def _take_bye(self, request: Message, transaction: ServerTransaction) -> None:
        unanswered = self.state in ("received", "ringing")
        super()._take_bye(request, transaction)
        if unanswered:
            self._respond(487)

    def _respond(self, status: int, *, reason: str = "", headers: tuple[tuple[str, str], ...] = ()) -> None:
        response = reply(self._invite, status, tag=self.local_tag, reason=reason, headers=headers)
        self._transaction.respond(response)


def acceptable(invite: Message) -> bool:
    """Whether an INVITE has no offer, or one with an audio line that we can take (else 488 before anyone rings)."""
    try:
        return not invite.body or sdp.parse(invite.body).audio is not None
    except ValueError:
        return False

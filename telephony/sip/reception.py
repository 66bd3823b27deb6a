"""Where a request goes: retransmission, ACK, CANCEL, refusal, dialog, or a new call (RFC 3261 §8.2, §12.2.2, §17.2.3)."""

import hashlib
import os
from collections import Counter
from dataclasses import replace
from typing import Protocol

from telephony.sip.admission import Policy, Refusal
from telephony.sip.core import Core
from telephony.sip.dialogs import key_of
from telephony.sip.identity import incoming
from telephony.sip.incoming_leg import IncomingLeg, acceptable
from telephony.sip.leg import Leg
from telephony.sip.message import Message, reply
from telephony.sip.normaliser import Reject
from telephony.sip.port import RefusedFor
from telephony.sip.pyvoip_adapter import Phone, Unreadable
from telephony.sip.replacement import named_leg, rings, take_over
from telephony.sip.screening import CAPABILITIES, merged, screen, unsubscribable
from telephony.sip.session_timer import Terms, TooSmall, as_server
from telephony.sip.transaction_layer import Address

NOT_ACCEPTABLE = ("Warning", '304 hotline "Media type not available"')


class House(Core, Protocol):
    """The endpoint as reception sees it."""

    policy: Policy
    phone: Phone
    stopping: bool

    def live_calls(self) -> int: ...

    def calls_on(self, peer: str) -> int: ...

    def leg_of(self, key: tuple[str, str, str]) -> Leg | None: ...

    def behind(self) -> bool:
        """More waits unread than can be answered before it is sent again."""


class Reception:
    """Refusals are stateless (RFC 3261 §8.2.7), so that a flood of them leaves nothing behind."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._secret = os.urandom(16)
        self.refused: Counter[RefusedFor] = Counter()

    def reject(self, rejected: Reject, source: Address) -> None:
        """Answer what could not be read; strangers get no word about our parser."""
        if self._house.policy.peer(source):
            request = _seen_from(rejected.request, source)
            self._answer(request, Refusal(rejected.status, rejected.headers), rejected.reason)

    def take(self, request: Message, source: Address) -> None:
        """Handle one clean request."""
        request = _seen_from(request, source)
        if request.method == "ACK":
            self._take_ack(request)
        elif live := self._house.layer.server(request):
            live.handle("request")
        elif request.method == "CANCEL":
            self._take_cancel(request)
        elif refusal := self._refusal(request, source):
            self._answer(request, refusal)
        elif request.to.tag:
            self._take_in_dialog(request)
        elif request.method == "INVITE":
            self._take_call(request, source)
        else:  # OPTIONS, which needs no state either
            self._answer(request, Refusal(200, CAPABILITIES))

    def _refusal(self, request: Message, source: Address) -> Refusal | None:
        """Strangers first: they get 403 for anything outside a dialog, and learn nothing more."""
        house = self._house
        in_dialog = bool(request.to.tag)
        if not in_dialog and not house.policy.peer(source):
            self.refused["stranger"] += 1
            return Refusal(403)
        if screened := screen(request) or self._overloaded(request):
            return screened
        if in_dialog:
            return None if house.leg_of(key_of(request)) else Refusal(481)
        if request.method == "SUBSCRIBE":
            return unsubscribable(request)
        if request.method not in ("INVITE", "OPTIONS"):
            return Refusal(481)
        return self._refused_call(request, source) if request.method == "INVITE" else None

    def _overloaded(self, request: Message) -> Refusal | None:
        """No new call while we are behind, no further transactions beyond the bound; what ends a call is always taken."""
        settings = self._house.settings
        calls_anew = request.method == "INVITE" and not request.to.tag
        full = request.method != "BYE" and self._house.layer.live() >= settings.max_transactions
        if not full and not (calls_anew and self._house.behind()):
            return None
        self.refused["transactions" if full else "backlog"] += 1
        return Refusal(503, (("Retry-After", str(settings.retry_after_s)),))

    def _refused_call(self, request: Message, source: Address) -> Refusal | None:
        house = self._house
        if merged(request, house.layer.invites):
            return Refusal(482)
        timer = as_server(request, Terms(house.settings.session_expires_s, house.settings.min_se_s))
        if isinstance(timer, TooSmall):
            return Refusal(422, (("Min-SE", str(timer.min_s)),))
        if request.all("Replaces"):
            named = named_leg(request, house.leg_of)
            return Refusal(named) if isinstance(named, int) else self._unacceptable(request)
        admitted = house.policy.admit(source, live=house.live_calls(), stopping=house.stopping, on_peer=house.calls_on)
        if isinstance(admitted, Refusal):
            self.refused["full"] += 1
            return admitted
        return self._unacceptable(request)

    def _unacceptable(self, request: Message) -> Refusal | None:
        return None if acceptable(request) else Refusal(488, (NOT_ACCEPTABLE,))

    def _answer(self, request: Message, refusal: Refusal, reason: str = "") -> None:
        response = reply(request, refusal.status, tag=self._tag(request), reason=reason, headers=refusal.headers)
        self._house.layer.send(response, request.via.reply_to)

    def _tag(self, request: Message) -> str:
        """The same To tag for every retransmission of a request without keeping it."""
        seed = f"{request.via.branch}{request.call_id}{request.get('CSeq')}".encode()
        return hashlib.blake2b(seed, key=self._secret, digest_size=8).hexdigest()

    def _take_ack(self, request: Message) -> None:
        transaction = self._house.layer.server(request)
        if transaction and transaction.state in ("completed", "confirmed"):
            transaction.handle("ack")
        elif leg := self._house.leg_of(key_of(request)):
            leg.acknowledge(request)

    def _take_cancel(self, request: Message) -> None:
        invite = self._house.layer.server(request, "INVITE")
        if invite is None:
            self._answer(request, Refusal(481))
            return
        self._house.layer.serve(request).respond(reply(request, 200, tag=invite.tag or self._tag(request)))
        if invite.on_cancel:
            invite.on_cancel(request)

    def _take_in_dialog(self, request: Message) -> None:
        leg = self._house.leg_of(key_of(request))
        if leg:
            leg.receive(request, self._house.layer.serve(request))

    def _take_call(self, request: Message, source: Address) -> None:
        house = self._house
        replaced = named_leg(request, house.leg_of) if request.all("Replaces") else None
        if isinstance(replaced, Leg) and not rings(replaced):
            take_over(replaced, request, house.layer.serve(request), house.peer_name(source))
            return
        try:
            held = house.phone.new_call(request, "received")
        except Unreadable as error:
            self._answer(request, Refusal(400), error.what)
            return
        transaction = house.layer.serve(request)
        transaction.respond(reply(request, 100))
        peer = house.policy.peer(source)
        call = incoming(request, trunk=peer.name if peer else "", source=source)
        if isinstance(replaced, Leg):
            call = replace(call, picks_up=replaced.leg_id)
        leg = IncomingLeg(house, held, transaction, call.caller)
        leg.peer = call.trunk
        leg.present(call)


def _seen_from(request: Message, source: Address) -> Message:
    """The request with ``received`` and ``rport`` in its top Via."""
    top, *rest = request.all("Via")
    return request.having("Via", str(request.via.received(source)), *rest) if top else request

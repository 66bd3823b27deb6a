"""Offers and answers of one leg: re-INVITE and UPDATE both ways, and each 2xx until its ACK (RFC 3261 §14, RFC 3311).

Ours go by re-INVITE, before the answer by UPDATE where the peer takes it; else they wait for the answer. An offer that
fails leaves the session as it was. Whose turn it is stands in `telephony.sip.offers`.
"""

import asyncio
from typing import TYPE_CHECKING

from telephony.sip import dialogs, session_timer
from telephony.sip.core import Attempt, contact, glare_delay
from telephony.sip.description import Description
from telephony.sip.message import Message, reply
from telephony.sip.normaliser import is_number
from telephony.sip.offers import OfferEvent, OfferState, following, untimely
from telephony.sip.port import Direction, LocalMedia, Negotiated
from telephony.sip.screening import ALLOW, SUPPORTED
from telephony.sip.session_timer import Agreement, TooSmall
from telephony.sip.transaction_layer import ServerTransaction

if TYPE_CHECKING:
    from telephony.sip.leg import Leg

SDP = ("Content-Type", "application/sdp")
EXTENSIONS = ("Supported", ", ".join(SUPPORTED))
NOT_ACCEPTABLE = ("Warning", '304 hotline "Media type not available"')
SOON = ("Retry-After", "1")
MAX_TRIES = 5
LONGEST_RETRY_S = 10


class Session:
    """``own`` is what we say of our media, ``media`` what was agreed on; ``local`` is given where the first offer is ours."""

    def __init__(self, leg: "Leg", local: LocalMedia | None) -> None:
        self.own = Description(local)
        self.media: Negotiated | None = None
        self.state: OfferState = "asked" if local else "unsettled"
        self._leg = leg
        self._settled_wish: Direction = "sendrecv"
        self._unacked: dict[int, ServerTransaction] = {}
        self._ours: Attempt | None = None
        self._tries = 0
        self._timer: asyncio.TimerHandle | None = None

    def move(self, event: OfferEvent) -> None:
        self.state = following(self.state, event)

    def changed(self, media: Negotiated) -> None:
        if media != self.media:
            self.media = media
            self._leg.tell("media_changed", media)

    def begin_anew(self) -> None:
        """The offer goes another way: what an early answer settled is void."""
        self.abandon()
        self.state, self.media = "asked", None

    def abandon(self) -> None:
        """The dialog in which our UPDATE went is not the one that was answered; what we wished is still wished."""
        self._ours = None
        self._calm()

    def listen(self, media: Negotiated, *, settled: bool) -> None:
        """An early answer; it may be settled already (RFC 3262 §5)."""
        if settled and self._ours is None:
            self.move("settled")
        self.changed(media)

    def begin(self, media: Negotiated) -> None:
        """The answer to our INVITE came; an UPDATE of ours may be under way."""
        if self._ours is None:
            self.move("settled")
        self.media = media

    def offer(self) -> bytes:
        return self.own.offer(self.media.dtmf_payload_type if self.media else None)

    # -- the peer's offers

    def take(self, request: Message, transaction: ServerTransaction) -> None:
        """A re-INVITE or an UPDATE, with or without an offer."""
        if refusal := self._refusal(request):
            transaction.respond(refusal)
            return
        timer = session_timer.as_server(request, self._leg.terms, self._leg.clock.agreed)
        if isinstance(timer, TooSmall):
            transaction.respond(reply(request, 422, headers=(("Min-SE", str(timer.min_s)),)))
            return
        agreed = self.own.answer(request.body) if request.body else None
        if request.body and agreed is None:
            transaction.respond(reply(request, 488, headers=(NOT_ACCEPTABLE,)))
            return
        self._take(request, transaction, agreed, timer)

    def _refusal(self, request: Message) -> Message | None:
        status = untimely(self.state, request.method, offers=bool(request.body))
        if status is None and request.method == "INVITE" and self._leg.state != "established":
            status = 500
        if status is None:
            return None
        return reply(request, status, headers=(SOON,) if status == 500 else ())

    def _take(
        self, request: Message, transaction: ServerTransaction, agreed: tuple[Negotiated, bytes] | None, timer: Agreement | None
    ) -> None:  # fmt: skip
        leg = self._leg
        assert leg.dialog
        leg.dialog = dialogs.retargeted(leg.dialog, request)
        if agreed:
            self.accept(request, transaction, agreed[1], timer)
            self.changed(agreed[0])
        elif request.method == "INVITE":
            self.accept(request, transaction, self.offer(), timer, offers=True)
        else:
            self.accept(request, transaction, b"", timer)

    def take_in_prack(self, request: Message, transaction: ServerTransaction) -> None:
        """A PRACK may bring a new offer once the first one is settled (RFC 3262 §5)."""
        agreed = self.own.answer(request.body)
        if agreed is None:
            transaction.respond(reply(request, 488, headers=(NOT_ACCEPTABLE,)))
            return
        transaction.respond(reply(request, 200, headers=(SDP,), body=agreed[1]))
        self.changed(agreed[0])

    def accept(
        self, request: Message, transaction: ServerTransaction, body: bytes, timer: Agreement | None, *, offers: bool = False
    ) -> None:  # fmt: skip
        """Send the 2xx; to an INVITE it is repeated until its ACK. ``offers``: the body is our offer."""
        leg = self._leg
        headers = (contact(leg.core), ALLOW, EXTENSIONS, *session_timer.granted(timer), *((SDP,) if body else ()))
        if request.method == "INVITE":
            self.move("offer_in_response" if offers else "answer_in_2xx")
            self._unacked[request.cseq] = transaction
            transaction.on_ack_missing, transaction.tag = leg.ack_missing, leg.local_tag
        transaction.respond(reply(request, 200, tag=leg.local_tag, headers=headers, body=body))
        leg.clock.agree(timer)

    def acknowledged(self, cseq: int) -> bool:
        """The ACK to our 2xx came: stop repeating it; False for one that nobody waits for."""
        transaction = self._unacked.pop(cseq, None)
        if transaction:
            transaction.handle("ack")
        return transaction is not None

    def settle(self, body: bytes) -> None:
        """ACK or PRACK ended an offer and answer; ``body`` is the answer where the offer was ours."""
        offered = self.state == "offered"
        if self._ours is None:
            self.move("settled")
        if offered:
            media = self.own.accepted(body)
            if media:
                self.changed(media)
            elif self.media is None:
                self._leg.fail("no usable answer")
        self.go_on()

    def close(self) -> None:
        """The dialog is over: nobody is left to acknowledge anything, and nothing is tried again."""
        for transaction in self._unacked.values():
            transaction.handle("ack")
        self._unacked.clear()
        self._calm()

    # -- our offers

    def hold(self, on: bool) -> None:
        wanted: Direction = "sendonly" if on else "sendrecv"
        if wanted != self.own.wanted:
            self.own.wanted = wanted
            self.renegotiate()

    def renegotiate(self) -> bool:
        """Make our offer now; False when it is not the time: the end of what is under way comes back to it."""
        leg = self._leg
        method = leg.offers_by
        if self.state != "stable" or self.own.local is None or not method:
            return False
        self._calm()
        self.move("ask")
        asked, early = self.own.wanted, method == "UPDATE"
        headers = (contact(leg.core), ALLOW, EXTENSIONS) if early else leg.refresh_headers()
        self._ours = leg.send(
            method, headers=(*headers, SDP), body=self.offer(),
            on_response=lambda response: self._answered(response, asked), on_timeout=self._unheard if early else leg.lost,
        )  # fmt: skip
        if not early:
            self._timer = leg.core.loop.call_later(leg.core.settings.invite_timeout_s, self._impatient)
        return True

    def _unheard(self) -> None:
        self._ours = None
        self.move("settled")
        self._later()

    def _later(self) -> None:
        """Not by UPDATE: the answer comes back to what we wish."""
        self._leg.peer_allows -= {"UPDATE"}
        self._tries = 0
        self.go_on()

    def _impatient(self) -> None:
        if self._ours:
            self._ours.cancel()

    def _answered(self, response: Message, asked: Direction) -> None:
        if response.status < 200:
            return
        first = self._ours is not None and response.cseq == self._ours.message.cseq
        if response.method == "UPDATE" and not first:
            return
        if first:
            self._ours = None
            self._calm()
            self.move("settled")
        if response.status < 300:
            self._accepted(response, asked, first)
        elif first:
            self._refused(response)
        if first and self._timer is None:
            self.go_on()

    def _accepted(self, response: Message, asked: Direction, first: bool) -> None:
        leg = self._leg
        assert leg.dialog
        leg.note_allowed(response)
        leg.dialog = dialogs.retargeted(leg.dialog, response)
        if response.method == "INVITE":
            leg.send_ack(leg.dialog, response.cseq)
        if not first:
            return
        self._tries, self._settled_wish = 0, asked
        if response.method == "INVITE":
            leg.clock.agree(session_timer.as_client(response, leg.terms))
        media = self.own.accepted(response.body)
        if media:
            self.changed(media)

    def _refused(self, response: Message) -> None:
        """The session stays as it was; what may succeed a little later is tried again, a few times."""
        leg = self._leg
        self._tries += 1
        delay = self._retry_delay(response)
        if response.status in (408, 481) and response.method == "INVITE":
            leg.lost()
        elif delay is not None and self._tries < MAX_TRIES:
            self._timer = leg.core.loop.call_later(delay, self._again)
        elif response.method == "UPDATE":
            self._later()
        else:
            self._tries = 0
            self.own.wanted = self._settled_wish
            leg.clock.refused()

    def _retry_delay(self, response: Message) -> float | None:
        if response.status == 491:
            return glare_delay(self._leg.owns_call_id)
        if response.status == 422 and self._leg.demanded(response):
            return 0.0
        after = response.get("Retry-After").partition(";")[0].partition("(")[0].strip()
        return float(min(int(after), LONGEST_RETRY_S)) if response.status >= 500 and is_number(after) else None

    def _again(self) -> None:
        self._timer = None
        self.renegotiate()

    def go_on(self) -> None:
        """Come back to a wish for which it was not the time."""
        if self.own.wanted != self._settled_wish:
            self.renegotiate()

    def _calm(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

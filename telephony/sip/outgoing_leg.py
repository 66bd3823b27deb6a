"""A leg that begins with our INVITE: progress, 2xx and its ACK, forks, failure, CANCEL (RFC 3261 §13.2, §9.1).

A leg may have several ways to its target: other registrars and trunks, and the contacts of a redirection. They are tried
one after the other; only the last one's failure is told.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from telephony.sip import dialogs, reasons, redirection, session_timer
from telephony.sip.core import Attempt, Core
from telephony.sip.dialogs import Dialog
from telephony.sip.early_dialogs import MAX_FORKS, Early, EarlyDialogs, sequence_of
from telephony.sip.leg import Headers, Leg
from telephony.sip.message import Message
from telephony.sip.port import LocalMedia, Negotiated, Party
from telephony.sip.pyvoip_adapter import Call
from telephony.sip.transaction_layer import Address

MAX_LONGER = 3
"""How often a 422 may make us ask for a longer session interval."""
Way = tuple[Message, Address]
"""An INVITE (without Via) and the next hop that it goes to."""


class Try:
    """One way that is tried: its INVITE and the dialogs that its answers made."""

    def __init__(self, way: Way) -> None:
        self.message, self.hop = way
        self.attempt: Attempt | None = None
        self.heard = False
        self.cancelled = False
        self.early = EarlyDialogs()
        self.forks: dict[str, Dialog] = {}

    @property
    def sent(self) -> Message:
        return self.attempt.message if self.attempt else self.message


class OutgoingLeg(Leg):
    """Made by the endpoint; `start` sends the INVITE."""

    owns_call_id = True

    def __init__(self, core: Core, call: Call, invite: Message, remote: Party, local: LocalMedia) -> None:
        super().__init__(core, call, sip_call_id=invite.call_id, remote=remote, state="calling", local=local)
        self.local_tag = invite.from_.tag
        self._cseq = invite.cseq
        self._invite = invite
        self._cause: Headers = ()
        self._try: Try | None = None
        self._others: deque[Way] = deque()
        self._visited: set[tuple[str, Address]] = set()
        self._early: Early | None = None
        self._redirects = 0
        self._longer = 0
        self._failover_s: float | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._impatience: asyncio.TimerHandle | None = None

    def start(
        self, hop: Address, give_up_s: float, *, others: Sequence[Way] = (), failover_s: float | None = None
    ) -> None:  # fmt: skip
        """Send the INVITE to the next hop and give up after that many seconds.

        ``others`` are the further ways (the same Call-ID and From tag; CSeq is counted here): the next one is tried when
        nothing was heard for ``failover_s``, when the hop is unknown, and after a 5xx or a 408 (4xx and 6xx are final).
        """
        self._others, self._failover_s = deque(others), failover_s
        self._deadline = self.core.loop.call_later(give_up_s, self._give_up)
        self._go((self._invite, hop))

    def _go(self, way: Way) -> None:
        invite, hop = way
        one = self._try = Try((self._worded(invite), hop))
        self._visited.add((invite.uri, hop))
        self.peer = self.core.peer_name(hop)
        one.attempt = Attempt(
            self.core, one.message, one.hop, next_cseq=self._recount,
            on_response=lambda response: self._took(one, response), on_timeout=lambda: self._silent(one),
        )  # fmt: skip
        if self._others and self._failover_s:
            self._impatience = self.core.loop.call_later(self._failover_s, self._impatient, one)

    def _worded(self, invite: Message) -> Message:
        """The INVITE with our session timer and our present offer."""
        clean = invite.having("Session-Expires").having("Min-SE")
        for name, value in session_timer.asked(self.terms):
            clean = clean.having(name, value)
        return Message(method="INVITE", uri=clean.uri, headers=clean.headers, body=self.session.offer())

    def unreachable(self) -> None:
        """There is nowhere to send to."""
        if self.move("timed_out"):
            self.tell_end("failed", 503, "no route to the target")

    def _recount(self) -> int:
        self._cseq += 1
        return self._cseq

    # -- another way

    def _next(self) -> bool:
        """Try the next way; False when there is none."""
        if not self._others or not self.move("retry"):
            return False
        self._calm()
        self._forget_early()
        message, hop = self._others.popleft()
        self._go((message.having("CSeq", f"{self._recount()} INVITE"), hop))
        return True

    def _forget_early(self) -> None:
        if self.dialog:
            self.core.unbind(self.dialog)
        self.dialog = self._early = None
        self.session.begin_anew()

    def _again(self, one: Try) -> bool:
        """The same way with the longer session interval that a 422 demanded."""
        self._longer += 1
        self._others.appendleft((one.message, one.hop))
        return self._next()

    def _redirected(self, one: Try, response: Message) -> bool:
        """Follow a 3xx to peers that we trust, each place once, ``sip.max_redirects`` in all."""
        left = self.core.settings.max_redirects - self._redirects
        found: list[Way] = []
        for uri in redirection.contacts(response):
            text, hop = redirection.address_text(uri), uri.address
            if self.core.peer_name(hop) and (text, hop) not in self._visited and len(found) < left:
                self._visited.add((text, hop))
                found.append((Message(method="INVITE", uri=text, headers=one.message.headers, body=one.message.body), hop))
        self._redirects += len(found)
        self._others.extendleft(reversed(found))
        return bool(found) and self._next()

    def _impatient(self, one: Try) -> None:
        if one is self._try and not one.heard:
            self._next()

    def _calm(self) -> None:
        if self._impatience:
            self._impatience.cancel()

    # -- giving up

    def hang_up(self, cause: str = "") -> None:
        if self.state in ("calling", "progressing"):
            self._cause = reasons.header(cause, "CANCEL")
            self._cancel()
            self._ended("local", cause or "CANCEL")
        else:
            super().hang_up(cause)

    def _give_up(self) -> None:
        if self.state in ("calling", "progressing"):
            self._cancel()
            self.tell_end("failed", 408, "no answer")

    def _cancel(self) -> None:
        self._stop_clock()
        self.move("hang_up")
        if self._try and self._try.heard:
            self._send_cancel(self._try)

    def _send_cancel(self, one: Try) -> None:
        if not one.cancelled and one.attempt:
            one.cancelled = True
            one.attempt.cancel(self._cause)

    # -- what comes back

    def _took(self, one: Try, response: Message) -> None:
        one.heard = True
        if response.status < 200:
            self._progress(one, response)
        elif response.status < 300:
            self._success(one, response)
        elif one is self._try and self.state in ("calling", "progressing"):
            self._failed(one, response)
        elif one is self._try:
            self.move("failure")

    def _failed(self, one: Try, response: Message) -> None:
        passing = 500 <= response.status < 600 or response.status == 408
        if response.status == 422 and self._longer < MAX_LONGER and self.demanded(response) and self._again(one):
            return
        if 300 <= response.status < 400 and self._redirected(one, response):
            return
        if passing and self._next():
            return
        if self.move("failure"):
            self._stop_clock()
            self.tell_end("failed", response.status, response.reason)

    def _progress(self, one: Try, response: Message) -> None:
        if self.state == "cancelling" or one is not self._try:
            self._send_cancel(one)
        elif response.status == 100:
            self.move("provisional")
        elif self.move("provisional") and self._follow(one, response):
            self.tell("ringing")
            self._listen(one, response)

    def _follow(self, one: Try, response: Message) -> bool:
        """Keep the early dialog, acknowledge a reliable response; False for one that was already taken."""
        early = one.early.of(one.sent, response)
        self.note_allowed(response)
        rseq = sequence_of(response)
        if early is None:
            return True
        self._catch_up(early)
        if rseq is not None:
            if not one.early.in_order(early, rseq):
                return False
            self._prack(early, response, rseq)
        self._adopt(early)
        return True

    def _adopt(self, early: Early) -> None:
        """The last early dialog that was heard of is the one that the peer's UPDATE may come in."""
        if self.dialog and self.dialog.key != early.dialog.key:
            self.core.unbind(self.dialog)
        self.dialog, self._early = early.dialog, early
        self.core.bind(early.dialog, self)

    def _catch_up(self, early: Early) -> None:
        """What the dialog has counted since it was adopted (UPDATEs, theirs and ours)."""
        if self.dialog and self.dialog.key == early.dialog.key:
            counted = max(self.dialog.local_cseq, early.dialog.local_cseq)
            early.dialog = replace(self.dialog, local_cseq=counted)

    def _listen(self, one: Try, response: Message) -> None:
        """Early media: what an early answer says is told before the 2xx; once it is settled only UPDATE changes it."""
        early = one.early.of(one.sent, response)
        media = self.session.own.accepted(response.body) if response.body and early and not early.settled else None
        if early and media:
            early.media, early.settled = media, sequence_of(response) is not None
            self.session.listen(media, settled=early.settled)

    def _prack(self, early: Early, response: Message, rseq: int) -> None:
        headers = (("RAck", f"{rseq} {response.get('CSeq')}"),)
        early.dialog, prack = dialogs.request(early.dialog, "PRACK", headers)

        def recount() -> int:
            self._catch_up(early)
            early.dialog, _ = dialogs.request(early.dialog, "PRACK")
            if early is self._early:
                self._adopt(early)
            return early.dialog.local_cseq

        Attempt(
            self.core, prack, dialogs.next_hop(prack), next_cseq=recount,
            on_response=lambda _: None, on_timeout=lambda: None,
        )  # fmt: skip

    def _success(self, one: Try, response: Message) -> None:
        """ACK every 2xx, also its retransmissions; keep the first dialog and leave the others by BYE (§13.2.2.4)."""
        tag = response.to.tag
        known = one.forks.get(tag)
        if known:
            self.send_ack(known, response.cseq, one.sent)
        elif len(one.forks) < MAX_FORKS:
            if self._early:
                self._catch_up(self._early)
            dialog, early = one.early.confirmed(one.sent, response)
            one.forks[tag] = dialog
            self.send_ack(dialog, response.cseq, one.sent)
            self._join(one, dialog, response, early)

    def _join(self, one: Try, dialog: Dialog, response: Message, early: Early | None) -> None:
        wanted = self.state in ("calling", "progressing") and one is self._try
        if wanted or one is self._try:
            self.move("success")
        if not wanted:
            self.leave(dialog)
            return
        heard = -1
        if self.dialog:
            same = self.dialog.key == dialog.key
            heard = self.dialog.remote_cseq if same else -1
            self.core.unbind(self.dialog)
            if not same:
                self.session.abandon()
        self.dialog = replace(dialog, remote_cseq=heard)
        self._stop_clock()
        self.core.bind(dialog, self)
        self.note_allowed(response)
        self._answered(response, early)

    def _answered(self, response: Message, early: Early | None) -> None:
        session = self.session
        media = self._settled(early) or session.own.accepted(response.body) or (early.media if early else None)
        if media is None:
            self.tell_end("failed", 488, "no usable SDP answer")
            self.fail("no usable answer")
            return
        session.begin(media)
        self.clock.agree(session_timer.as_client(response, self.terms))
        self.tell("answered", media)
        session.go_on()

    def _settled(self, early: Early | None) -> Negotiated | None:
        """What a reliable response has settled, with the UPDATEs since: a 2xx does not change that (RFC 6337 §3.1.1)."""
        if early is None or not early.settled:
            return None
        return self.session.media if early is self._early else early.media

    def _silent(self, one: Try) -> None:
        if one is not self._try or (self.state in ("calling", "progressing") and self._next()):
            return
        unsent = one.attempt is None or one.attempt.transaction is None
        if self.move("timed_out"):
            self._stop_clock()
            self.tell_end("failed", *((503, "unknown host") if unsent else (408, "no response")))

    def _stop_clock(self) -> None:
        self._calm()
        if self._deadline:
            self._deadline.cancel()

"""A leg that begins with our INVITE: progress, 2xx and its ACK, forks, failure, CANCEL (RFC 3261 §13.2, §9.1).

A leg may have several ways to its target: other registrars and trunks, and the contacts of a redirection. They are tried
one after the other; only the last one's failure is told.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

from telephony.sip import dialogs
from telephony.sip.core import Attempt, Core
from telephony.sip.dialogs import Dialog
from telephony.sip.leg import Leg
from telephony.sip.message import Message
from telephony.sip.port import LocalMedia, Party
from telephony.sip.pyvoip_adapter import Call
from telephony.sip.transaction_layer import Address

MAX_FORKS = 10
Way = tuple[Message, Address]
"""An INVITE (without Via) and the next hop that it goes to."""


class Try:
    """One way that is tried: its INVITE and the dialogs that its answers made."""

    def __init__(self, way: Way) -> None:
        self.message, self.hop = way
        self.attempt: Attempt | None = None
        self.heard = False
        self.cancelled = False
        self.forks: dict[str, Dialog] = {}

    @property
    def sent(self) -> Message:
        return self.attempt.message if self.attempt else self.message


class OutgoingLeg(Leg):
    """Made by the endpoint; `start` sends the INVITE."""

    owns_call_id = True

    def __init__(self, core: Core, call: Call, invite: Message, remote: Party, local: LocalMedia) -> None:
        super().__init__(core, call, sip_call_id=invite.call_id, remote=remote, state="calling")
        self.local = local
        self.local_tag = invite.from_.tag
        self._version = 1
        self._cseq = invite.cseq
        self._invite = invite
        self._try: Try | None = None
        self._others: deque[Way] = deque()
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
        self._deadline = self._core.loop.call_later(give_up_s, self._give_up)
        self._go((self._invite, hop))

    def _go(self, way: Way) -> None:
        one = self._try = Try(way)
        self.peer = self._core.peer_name(one.hop)
        one.attempt = Attempt(
            self._core, one.message, one.hop, next_cseq=self._recount,
            on_response=lambda response: self._took(one, response), on_timeout=lambda: self._silent(one),
        )  # fmt: skip
        if self._others and self._failover_s:
            self._impatience = self._core.loop.call_later(self._failover_s, self._impatient, one)

    def unreachable(self) -> None:
        """There is nowhere to send to."""
        if self.move("timed_out"):
            self.tell_end("failed", 503, "no route to the target")

    def _recount(self) -> int:
        self._cseq += 1
        return self._cseq

    def _next(self) -> bool:
        """Try the next way; False when there is none."""
        if not self._others or not self.move("retry"):
            return False
        self._calm()
        message, hop = self._others.popleft()
        self._go((message.having("CSeq", f"{self._recount()} INVITE"), hop))
        return True

    def _impatient(self, one: Try) -> None:
        if one is self._try and not one.heard:
            self._next()

    def _calm(self) -> None:
        if self._impatience:
            self._impatience.cancel()

    def hang_up(self, cause: str = "") -> None:
        if self.state in ("calling", "progressing"):
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
        if one.cancelled or one.attempt is None:
            return
        one.cancelled = True
        one.attempt.cancel()
        self._core.loop.call_later(self._core.layer.timers.patience, self._cancel_unanswered, one)

    def _cancel_unanswered(self, one: Try) -> None:
        """64*T1 after the CANCEL the INVITE is over, whatever the peer says (RFC 3261 §9.1)."""
        transaction = one.attempt.transaction if one.attempt else None
        if transaction is not None and transaction.state == "proceeding":
            self._core.layer.forget(transaction)
        if one is self._try:
            self.move("timed_out")

    def _took(self, one: Try, response: Message) -> None:
        one.heard = True
        if response.status < 200:
            self._progress(one, response)
        elif response.status < 300:
            self._success(one, response)
        elif one is self._try:
            self._failed(response)

    def _failed(self, response: Message) -> None:
        if (response.status >= 500 or response.status == 408) and response.status < 600 and self._next():
            return
        if self.move("failure"):
            self._stop_clock()
            self.tell_end("failed", response.status, response.reason)

    def _progress(self, one: Try, response: Message) -> None:
        if self.state == "cancelling" or one is not self._try:
            self._send_cancel(one)
        elif response.status == 100:
            self.move("provisional")
        elif self.move("provisional"):
            self.tell("ringing")

    def _success(self, one: Try, response: Message) -> None:
        """ACK every 2xx, also its retransmissions; keep the first dialog and leave the others by BYE (§13.2.2.4)."""
        tag = response.to.tag
        known = one.forks.get(tag)
        if known:
            self.send_ack(known, response.cseq)
        elif len(one.forks) < MAX_FORKS:
            dialog = dialogs.as_caller(one.sent, response)
            one.forks[tag] = dialog
            self.send_ack(dialog, response.cseq)
            self._join(one, dialog, response)

    def _join(self, one: Try, dialog: Dialog, response: Message) -> None:
        wanted = self.state in ("calling", "progressing") and one is self._try
        if not wanted:
            self._leave(dialog)
            if one is self._try:
                self.move("success")
            return
        self.move("success")
        self.dialog = dialog
        self._stop_clock()
        self._core.bind(dialog, self)
        media = self.read_answer(response.body)
        if media is None:
            self.move("hang_up")
            self.send_bye("no usable answer")
            self.tell_end("failed", 488, "no usable SDP answer")
        else:
            self.media = media
            self.tell("answered", media)

    def _leave(self, dialog: Dialog) -> None:
        _, bye = dialogs.request(dialog, "BYE")
        Attempt(
            self._core, bye, dialogs.next_hop(bye), next_cseq=lambda: bye.cseq + 1,
            on_response=lambda _: None, on_timeout=lambda: None,
        )  # fmt: skip

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

"""A leg that begins with our INVITE: progress, 2xx and its ACK, forks, failure, CANCEL (RFC 3261 §13.2, §9.1)."""

import asyncio

from telephony.sip import dialogs
from telephony.sip.core import Attempt, Core
from telephony.sip.dialogs import Dialog
from telephony.sip.leg import Leg
from telephony.sip.message import Message
from telephony.sip.port import LocalMedia, Party
from telephony.sip.pyvoip_adapter import Call

MAX_FORKS = 10


class OutgoingLeg(Leg):
    """Made by the endpoint; `start` sends the INVITE."""

    owns_call_id = True

    def __init__(self, core: Core, call: Call, invite: Message, remote: Party, local: LocalMedia) -> None:
        super().__init__(core, call, sip_call_id=invite.call_id, remote=remote, state="calling")
        self.local = local
        self.local_tag = invite.from_.tag
        self._version = 1
        self._invite = invite
        self._cseq = invite.cseq
        self._attempt: Attempt | None = None
        self._cancel_sent = False
        self._deadline: asyncio.TimerHandle | None = None
        self._forks: dict[str, Dialog] = {}

    def start(self, hop: tuple[str, int], give_up_s: float) -> None:
        """Send the INVITE to the next hop and give up after that many seconds."""
        self._deadline = self._core.loop.call_later(give_up_s, self._give_up)
        self._attempt = Attempt(
            self._core, self._invite, hop, next_cseq=self._recount, on_response=self._took, on_timeout=self._silent
        )  # fmt: skip

    def unreachable(self) -> None:
        """There is nowhere to send to."""
        if self.move("timed_out"):
            self.tell_end("failed", 503, "no route to the target")

    def _recount(self) -> int:
        self._cseq += 1
        return self._cseq

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
        heard = self.state == "progressing"
        self._stop_clock()
        self.move("hang_up")
        if heard:
            self._send_cancel()

    def _send_cancel(self) -> None:
        if self._cancel_sent or self._attempt is None:
            return
        self._cancel_sent = True
        self._attempt.cancel()
        self._core.loop.call_later(self._core.layer.timers.patience, self._cancel_unanswered)

    def _cancel_unanswered(self) -> None:
        """64*T1 after the CANCEL the INVITE is over, whatever the peer says (RFC 3261 §9.1)."""
        transaction = self._attempt.transaction if self._attempt else None
        if transaction is not None and transaction.state == "proceeding":
            self._core.layer.forget(transaction)
        self.move("timed_out")

    def _took(self, response: Message) -> None:
        if response.status < 200:
            self._progress(response)
        elif response.status < 300:
            self._success(response)
        elif self.move("failure"):
            self._stop_clock()
            self.tell_end("failed", response.status, response.reason)

    def _progress(self, response: Message) -> None:
        if self.state == "cancelling":
            self._send_cancel()
        elif response.status == 100:
            self.move("provisional")
        elif self.move("provisional"):
            self.tell("ringing")

    def _success(self, response: Message) -> None:
        """ACK every 2xx, also its retransmissions; keep the first dialog and leave the others by BYE (§13.2.2.4)."""
        tag = response.to.tag
        known = self._forks.get(tag)
        if known:
            self.send_ack(known, response.cseq)
        elif len(self._forks) < MAX_FORKS:
            dialog = dialogs.as_caller(self._attempt.message if self._attempt else self._invite, response)
            self._forks[tag] = dialog
            self.send_ack(dialog, response.cseq)
            self._join(dialog, response)

    def _join(self, dialog: Dialog, response: Message) -> None:
        wanted = self.state in ("calling", "progressing")
        if not self.move("success") or not wanted:
            self._leave(dialog)
            return
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

    def _silent(self) -> None:
        unsent = self._attempt is None or self._attempt.transaction is None
        if self.move("timed_out"):
            self._stop_clock()
            self.tell_end("failed", *((503, "unknown host") if unsent else (408, "no response")))

    def _stop_clock(self) -> None:
        if self._deadline:
            self._deadline.cancel()

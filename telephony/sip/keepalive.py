"""The shell of one keep-alive: sends OPTIONS to a peer again and again, and keeps its health (`telephony.sip.trunks`)."""

import asyncio
import random
from collections.abc import Callable
from uuid import uuid4

import structlog

from telephony.sip.core import Attempt, Core
from telephony.sip.message import Message
from telephony.sip.transaction_layer import Address
from telephony.sip.trunks import Health, Hysteresis, probed

log = structlog.get_logger(__name__)
SPREAD = 0.1
"""Share of the interval by which each probe comes earlier or later, so that many peers are not asked in one moment."""


class KeepAlive:
    """Asks ``hop`` every ``every_s`` seconds; an answer later than ``patience_s`` is none. ``changed`` hears each new state."""

    def __init__(
        self,
        core: Core,
        name: str,
        hop: Address,
        *,
        every_s: float,
        patience_s: float,
        rule: Hysteresis,
        clock: Callable[[], float],
        user: str = "",
        changed: Callable[[Health], None] = lambda _: None,
    ) -> None:
        self.health = Health()
        self._core, self._name, self._hop, self._clock = core, name, hop, clock
        self._every_s, self._patience_s, self._rule = every_s, min(patience_s, every_s), rule
        self._user, self._changed = user or core.user, changed
        self._call_id, self._cseq, self._asked_at = uuid4().hex, 0, 0.0
        self._attempt: Attempt | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Ask now, and from now on."""
        self._asked_at = self._clock()
        self._attempt = Attempt(
            self._core, self._options(), self._hop, next_cseq=self._count, on_response=self._took, on_timeout=self._unheard
        )  # fmt: skip
        self._timer = self._core.loop.call_later(self._patience_s, self._unheard)

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._let_go()

    def _count(self) -> int:
        self._cseq += 1
        return self._cseq

    def _options(self) -> Message:
        host, port = self._core.address
        there = f"sip:{self._hop[0]}:{self._hop[1]}"
        headers = (
            ("Max-Forwards", "70"), ("From", f"<sip:{self._user}@{host}:{port}>;tag={uuid4().hex[:16]}"), ("To", f"<{there}>"),
            ("Call-ID", self._call_id), ("CSeq", f"{self._count()} OPTIONS"), ("Accept", "application/sdp"),
        )  # fmt: skip
        return Message(method="OPTIONS", uri=there, headers=headers)

    def _took(self, response: Message) -> None:
        if response.status >= 200 and self._attempt:
            self._judge(response.status, f"{response.status} {response.reason}", (self._clock() - self._asked_at) * 1000)

    def _unheard(self) -> None:
        if self._attempt:
            self._core.forget_host(self._hop[0])
            self._judge(0, "no answer to OPTIONS", None)

    def _judge(self, status: int, reason: str, round_trip_ms: float | None) -> None:
        before = self.health.state
        self._let_go()
        self.health = probed(self.health, self._rule, status=status, reason=reason, round_trip_ms=round_trip_ms)
        if self._timer:
            self._timer.cancel()
        wait = self._every_s * random.uniform(1 - SPREAD, 1 + SPREAD) - (self._clock() - self._asked_at)
        self._timer = self._core.loop.call_later(max(wait, 0.0), self.start)
        if self.health.state != before:
            log.info("sip peer", peer=self._name, state=self.health.state, reason=self.health.reason)
            self._changed(self.health)

    def _let_go(self) -> None:
        """An unanswered probe is not retransmitted into the next one."""
        transaction = self._attempt.transaction if self._attempt else None
        self._attempt = None
        if transaction and transaction.state in ("trying", "proceeding"):
            self._core.layer.forget(transaction)

"""The provisional responses to one incoming INVITE, repeated until PRACK where they are reliable (RFC 3262 §3)."""

from collections import deque
from collections.abc import Callable
from random import randrange

from telephony.sip.message import Message
from telephony.sip.transaction_layer import ReliableResponse, ServerTransaction, TransactionLayer

MAX_WAITING = 4
"""Responses that wait for the PRACK of the one before; older ones are forgotten."""


class Provisionals:
    """``missing`` is called when no PRACK came for 64·T1."""

    def __init__(
        self, layer: TransactionLayer, transaction: ServerTransaction, missing: Callable[[], None]
    ) -> None:  # fmt: skip
        options = {option.lower() for name in ("Supported", "Require") for option in transaction.request.all(name)}
        self.possible = "100rel" in options
        self.required = "100rel" in {option.lower() for option in transaction.request.all("Require")}
        self._layer, self._transaction, self._missing = layer, transaction, missing
        self._rseq = randrange(1, 2**30)
        self._out: ReliableResponse | None = None
        self._waiting: deque[Message] = deque(maxlen=MAX_WAITING)

    def send(self, response: Message, *, reliable: bool) -> None:
        """Send it; a reliable one waits for the PRACK of the one before."""
        if not reliable:
            self._transaction.respond(response)
        elif self._out:
            self._waiting.append(response)
        else:
            self._rseq += 1
            numbered = response.having("Require", "100rel").having("RSeq", str(self._rseq))
            self._transaction.respond(numbered)
            self._out = ReliableResponse(self._layer, self._transaction.request, numbered, self._unacknowledged)

    @property
    def sdp_waits(self) -> bool:
        """Whether a response with SDP still waits for its PRACK: no 2xx may be sent meanwhile."""
        return any(one.body for one in (self._out.last if self._out else None, *self._waiting) if one)

    def acknowledged(self, rack: str) -> bool:
        """Take a PRACK by its RAck (``RSeq CSeq method``); False when it is not for the response that waits."""
        if self._out is None or rack.split() != [str(self._rseq), *self._transaction.request.get("CSeq").split()]:
            return False
        self._out.handle("ack")
        self._out = None
        if self._waiting:
            self.send(self._waiting.popleft(), reliable=True)
        return True

    def stop(self) -> None:
        """A final response was sent: nothing is repeated any more, a late PRACK is still taken."""
        self._waiting.clear()
        if self._out:
            self._out.stop_timers()

    def _unacknowledged(self) -> None:
        self._out = None
        self._missing()

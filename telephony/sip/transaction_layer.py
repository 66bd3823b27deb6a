"""The shell around the transaction tables: keeps live transactions, runs their timers, sends their messages."""

import asyncio
from collections.abc import Callable, Iterable
from uuid import uuid4

from telephony.sip.message import MAGIC, Message, Via
from telephony.sip.screening import fingerprint
from telephony.sip.transactions import INITIAL, TIMERS, Effect, Event, Kind, State, Timer, Timers, response_event, step

Address = tuple[str, int]
Key = tuple[str, ...]
Send = Callable[[Message, Address], None]


class _Live:
    """What client and server transactions share: the state, the last message and the running timers."""

    kind: Kind

    def __init__(self, layer: "TransactionLayer", request: Message, destination: Address) -> None:
        self.request = request
        self.destination = destination
        self.last: Message | None = None
        self._layer = layer
        self._running: dict[str, asyncio.TimerHandle] = {}
        self.state: State = INITIAL[self.kind]

    def handle(self, event: Event, message: Message | None = None) -> None:
        """Feed one event to the table and carry out what it says."""
        self.state, effects = step(self.kind, self.state, event)
        self._arm()
        for effect in effects:
            self._carry_out(effect, message)
        if self.state == "terminated":
            self._layer.forget(self)

    def _carry_out(self, effect: Effect, message: Message | None) -> None:
        if effect == "send":
            self.last = message
        if effect in ("send", "resend") and self.last is not None:
            self._layer.send(self.last, self.destination)

    def _arm(self) -> None:
        wanted = {timer.name: timer for timer in TIMERS[self.kind].get(self.state, ())}
        for name in self._running.keys() - wanted.keys():
            self._running.pop(name).cancel()
        for name in wanted.keys() - self._running.keys():
            self._start(wanted[name], 0)

    def _start(self, timer: Timer, n: int) -> None:
        delay = timer.interval(n, self._layer.timers)
        self._running[timer.name] = self._layer.loop.call_later(delay, self._fire, timer, n)

    def _fire(self, timer: Timer, n: int) -> None:
        if timer.repeats:
            self._start(timer, n + 1)
        else:
            self._running.pop(timer.name, None)
        self.handle(timer.event)

    def stop_timers(self) -> None:
        for handle in self._running.values():
            handle.cancel()
        self._running.clear()


class ServerTransaction(_Live):
    """A request that came; `respond` answers it, retransmissions get the last answer."""

    def __init__(self, layer: "TransactionLayer", request: Message, on_ack_missing: Callable[[], None] | None = None) -> None:
        self.kind = "invite_server" if request.method == "INVITE" else "non_invite_server"
        super().__init__(layer, request, request.via.reply_to)
        self.on_ack_missing = on_ack_missing
        self.on_cancel: Callable[[Message], None] | None = None
        self.tag = ""
        """Our To tag, which the answer to a CANCEL shares (RFC 3261 §9.2)."""

    def respond(self, response: Message) -> None:
        self.handle(response_event(response.status, sent=True), response)

    def _carry_out(self, effect: Effect, message: Message | None) -> None:
        super()._carry_out(effect, message)
        if effect == "ack_missing" and self.on_ack_missing:
            self.on_ack_missing()


class ClientTransaction(_Live):
    """A request that we sent. ``on_response`` may be called often (provisional, forked 2xx), ``on_timeout`` once."""

    def __init__(
        self,
        layer: "TransactionLayer",
        request: Message,
        destination: Address,
        on_response: Callable[[Message], None],
        on_timeout: Callable[[], None],
    ) -> None:
        self.kind = "invite_client" if request.method == "INVITE" else "non_invite_client"
        super().__init__(layer, request, destination)
        self.last = request
        self._on_response, self._on_timeout = on_response, on_timeout

    def start(self) -> None:
        self._layer.send(self.request, self.destination)
        self._arm()

    def _carry_out(self, effect: Effect, message: Message | None) -> None:
        super()._carry_out(effect, message)
        if effect == "send_ack" and message:
            self._layer.send(ack_to_failure(self.request, message), self.destination)
        elif effect == "pass_up" and message:
            self._on_response(message)
        elif effect == "timed_out":
            self._on_timeout()


class ReliableResponse(_Live):
    """A provisional response that is repeated until it is acknowledged (``handle("ack")``); the first time is sent by others."""

    kind: Kind = "reliable_provisional"

    def __init__(
        self, layer: "TransactionLayer", request: Message, response: Message, on_missing: Callable[[], None]
    ) -> None:  # fmt: skip
        super().__init__(layer, request, request.via.reply_to)
        self.last = response
        self._on_missing = on_missing
        self._arm()

    def _carry_out(self, effect: Effect, message: Message | None) -> None:
        super()._carry_out(effect, message)
        if effect == "ack_missing":
            self._on_missing()


def ack_to_failure(invite: Message, response: Message) -> Message:
    """The ACK to a 3xx–6xx (RFC 3261 §17.1.1.3): of the same transaction, with the To of the response."""
    headers = [
        ("Via", invite.get("Via")), *(("Route", route) for route in invite.all("Route")), ("Max-Forwards", "70"),
        ("From", invite.get("From")), ("To", response.get("To")), ("Call-ID", invite.call_id),
        ("CSeq", f"{invite.cseq} ACK"),
    ]  # fmt: skip
    return Message(method="ACK", uri=invite.uri, headers=tuple(headers))


def cancel_of(invite: Message, further: Iterable[tuple[str, str]] = ()) -> Message:
    """The CANCEL of a request (RFC 3261 §9.1): same top Via, Request-URI, Route and CSeq number; ``further``: a Reason."""
    headers = [
        ("Via", invite.get("Via")), *(("Route", route) for route in invite.all("Route")), ("Max-Forwards", "70"),
        ("From", invite.get("From")), ("To", invite.get("To")), ("Call-ID", invite.call_id),
        ("CSeq", f"{invite.cseq} CANCEL"), *further,
    ]  # fmt: skip
    return Message(method="CANCEL", uri=invite.uri, headers=tuple(headers))


def server_key(request: Message, method: str = "") -> Key:
    """What a retransmission, an ACK or a CANCEL share with their request (RFC 3261 §17.2.3, both editions)."""
    via, method = request.via, method or request.method
    method = "INVITE" if method == "ACK" else method
    if via.branch.startswith(MAGIC) and via.branch != MAGIC:
        return via.branch, via.host, str(via.port or 5060), method
    return request.call_id, request.from_.tag, str(request.cseq), via.host, str(via.port or 5060), method


class TransactionLayer:
    """All live transactions of one socket."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send, timers: Timers) -> None:
        self.loop, self.send, self.timers = loop, send, timers
        self.invites: dict[tuple[str, str, int, str], str] = {}
        self._servers: dict[Key, ServerTransaction] = {}
        self._clients: dict[tuple[str, str], ClientTransaction] = {}

    def server(self, request: Message, method: str = "") -> ServerTransaction | None:
        return self._servers.get(server_key(request, method))

    def serve(self, request: Message, on_ack_missing: Callable[[], None] | None = None) -> ServerTransaction:
        """Begin a server transaction for a new request."""
        transaction = ServerTransaction(self, request, on_ack_missing)
        self._servers[server_key(request)] = transaction
        if request.method == "INVITE":
            self.invites[fingerprint(request)] = request.via.branch
        return transaction

    def client(
        self,
        request: Message,
        destination: Address,
        on_response: Callable[[Message], None],
        on_timeout: Callable[[], None],
    ) -> ClientTransaction:
        """Send a request (its top Via has a fresh branch) and run its transaction."""
        transaction = ClientTransaction(self, request, destination, on_response, on_timeout)
        self._clients[request.via.branch, request.method] = transaction
        transaction.start()
        return transaction

    def take_response(self, response: Message) -> bool:
        """Hand a response to its transaction; False when there is none."""
        transaction = self._clients.get((response.via.branch, response.method))
        if transaction:
            transaction.handle(response_event(response.status, sent=False), response)
        return transaction is not None

    def waiting(self) -> int:
        """Client transactions without a final response."""
        return sum(one.state in ("trying", "calling", "proceeding") for one in self._clients.values())

    def live(self) -> int:
        return len(self._servers) + len(self._clients)

    def forget(self, transaction: _Live) -> None:
        transaction.stop_timers()
        if isinstance(transaction, ServerTransaction):
            self._servers.pop(server_key(transaction.request), None)
            self.invites.pop(fingerprint(transaction.request), None)
        elif isinstance(transaction, ClientTransaction):
            self._clients.pop((transaction.request.via.branch, transaction.request.method), None)

    def close(self) -> None:
        for transaction in (*self._servers.values(), *self._clients.values()):
            transaction.stop_timers()
        self._servers.clear()
        self._clients.clear()


def fresh_via(address: Address) -> str:
    return str(Via("UDP", address[0], address[1], (("branch", MAGIC + uuid4().hex), ("rport", ""))))

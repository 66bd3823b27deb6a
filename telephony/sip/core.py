"""What a leg and a registration need of the endpoint, and one request of theirs with its answer to a challenge."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from config.settings import Sip
from telephony.sip.admission import Policy
from telephony.sip.dialogs import Dialog, Key
from telephony.sip.keyring import Answers, Keyring
from telephony.sip.message import Message, Uri
from telephony.sip.port import SipLeg, SipListener
from telephony.sip.transaction_layer import Address, ClientTransaction, TransactionLayer, cancel_of, fresh_via

USER_AGENT = "hotline-12345"
Headers = tuple[tuple[str, str], ...]


class Core(Protocol):
    """The endpoint as its legs and registrations see it. ``address`` is what we put into Via and Contact."""

    loop: asyncio.AbstractEventLoop
    layer: TransactionLayer
    listener: SipListener
    address: Address
    user: str
    keyring: Keyring
    settings: Sip
    policy: Policy

    def resolve(self, host: Address, then: Callable[[Address | None], None]) -> None:
        """Call back with the IPv4 address: at once for literals and known names, else after a look-up; None: unknown."""

    def forget_host(self, host: str) -> None:
        """Look the name up again when it is next needed."""

    def peer_name(self, address: Address) -> str:
        """The trunk or registrar at an address, empty for anybody else."""

    def bind(self, dialog: Dialog, leg: SipLeg) -> None: ...

    def unbind(self, dialog: Dialog) -> None: ...

    def leg_of(self, key: Key) -> SipLeg | None: ...

    def forget(self, leg: SipLeg) -> None: ...


def contact(core: Core) -> tuple[str, str]:
    return "Contact", f"<sip:{core.user}@{core.address[0]}:{core.address[1]}>"


class Attempt:
    """One request to a next hop, with the credentials that the hop wants; sent again when it is challenged (RFC 3261 §22.2).

    ``next_cseq`` numbers the repetition; ``on_response`` sees all but the answered challenges; ``on_timeout`` also
    comes when the name of the next hop is unknown.
    """

    def __init__(
        self,
        core: Core,
        message: Message,
        hop: Address,
        *,
        next_cseq: Callable[[], int],
        on_response: Callable[[Message], None],
        on_timeout: Callable[[], None],
    ) -> None:
        self.message = message
        self.transaction: ClientTransaction | None = None
        self._core, self._next_cseq = core, next_cseq
        self._on_response, self._on_timeout = on_response, on_timeout
        self._answers: Answers = core.keyring.open(hop, _number(message))
        core.resolve(hop, self._send)

    def _send(self, destination: Address | None) -> None:
        if destination is None:
            self._core.loop.call_soon(self._on_timeout)
            return
        clean = self.message.having("Via").having("Authorization").having("Proxy-Authorization")
        credentials = self._answers.headers(clean.method, clean.uri)
        headers = (("Via", fresh_via(self._core.address)), *clean.headers, *credentials)
        self.message = replace(clean, headers=headers).having("User-Agent", USER_AGENT)
        self.transaction = self._core.layer.client(self.message, destination, self._took, self._on_timeout)

    def _took(self, response: Message) -> None:
        if response.status in (401, 407) and self._answer(response):
            return
        if 200 <= response.status < 300:
            self._answers.learn(response)
        self._on_response(response)

    def _answer(self, response: Message) -> bool:
        if not self.transaction or not self._answers.take(response):
            return False
        self.message = self.message.having("CSeq", f"{self._next_cseq()} {self.message.method}")
        self._send(self.transaction.destination)
        return True

    def cancel(self, reason: Headers = ()) -> None:
        """Send the CANCEL of an INVITE; 64*T1 later the INVITE is over, whatever the peer says (RFC 3261 §9.1)."""
        if self.transaction:
            cancel = cancel_of(self.message, reason)
            self._core.layer.client(cancel, self.transaction.destination, lambda _: None, lambda: None)
            self._core.loop.call_later(self._core.layer.timers.patience, self._abandon)

    def _abandon(self) -> None:
        if self.transaction and self.transaction.state == "proceeding":
            self._core.layer.forget(self.transaction)
            self._on_timeout()


def _number(message: Message) -> str:
    """Our user in From, by which an account is chosen; empty where there is none."""
    try:
        return Uri.parse(message.from_.uri).user
    except ValueError:
        return ""


def send_once(core: Core, message: Message, hop: Address) -> None:
    """Send a request without a transaction: the ACK to a 2xx."""

    def send(destination: Address | None) -> None:
        if destination:
            core.layer.send(message, destination)

    core.resolve(hop, send)


def routed(message: Message, core: Core) -> Message:
    """The message with a fresh Via on top and our name in it."""
    headers = (("Via", fresh_via(core.address)), *message.headers, ("User-Agent", USER_AGENT))
    return Message(method=message.method, uri=message.uri, headers=headers, body=message.body)


def glare_delay(owner: bool) -> float:
    """Seconds to wait after a 491 (RFC 3261 §14.1): 2.1–4 s for the owner of the Call-ID, 0–2 s for the other."""
    return random.uniform(2.1, 4.0) if owner else random.uniform(0.0, 2.0)

"""The SIP side of one node: a UDP socket on the asyncio loop, its transactions, legs and registrations.

No thread, no lock, no blocking call: the library's own loop is closed in `telephony.sip.pyvoip_adapter`. What a request
means is decided in `telephony.sip.reception`.
"""

import asyncio
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

import structlog

from config.errors import BadSetting
from config.settings import Sip
from telephony.sip import core, sdp
from telephony.sip.backlog import unread_kb
from telephony.sip.dialogs import Dialog
from telephony.sip.incoming_leg import IncomingLeg
from telephony.sip.keyring import Keyring
from telephony.sip.leg import SDP, Leg
from telephony.sip.message import Message
from telephony.sip.names import LookUp, Names, ipv4_of
from telephony.sip.normaliser import Reject, normalise
from telephony.sip.outgoing_leg import OutgoingLeg
from telephony.sip.port import LocalMedia, Party, RegistrationStatus, SipEndpoint, SipFigures, SipLeg, SipListener, TrunkStatus
from telephony.sip.pyvoip_adapter import STATUSES, Phone
from telephony.sip.reception import Reception
from telephony.sip.registrars import Registrars
from telephony.sip.routes import Outline, sip_uri, ways
from telephony.sip.screening import ALLOW, SUPPORTED
from telephony.sip.transaction_layer import Address, TransactionLayer
from telephony.sip.transactions import Timers
from telephony.sip.trunk_lines import TrunkLines, accounts_of, policy_of

log = structlog.get_logger(__name__)
MAX_DATAGRAM = 65_535
RECEIVE_BUFFER = 4 << 20  # bytes; a burst of BYEs at a shift's end must not be lost (the kernel may grant less)
POLL_S = 0.02
NOBODY = "sip:nobody@unknown.invalid"


class PyVoipEndpoint(SipEndpoint):
    """`SipEndpoint` on pyVoIP's objects. ``clock`` is a monotonic clock in seconds, ``timers`` T1, T2 and T4.

    ``look_up`` finds the address of a host name.
    """

    listener: SipListener

    def __init__(
        self,
        settings: Sip,
        *,
        loop: asyncio.AbstractEventLoop | None = None,
        clock: Callable[[], float] = time.monotonic,
        timers: Timers | None = None,
        look_up: LookUp = ipv4_of,
    ) -> None:
        self.settings = settings
        self.user = settings.user
        self.address: Address = (settings.advertised_host or settings.host, settings.port)
        self.stopping = False
        self._names = Names(
            frozenset([*(one.host for one in settings.registrars), *(one.host for one in settings.trunks)]), look_up
        )
        self.policy = policy_of(settings, {})
        self.keyring = Keyring(accounts_of(settings), self._names.known)
        self.phone: Phone
        self.loop: asyncio.AbstractEventLoop
        self.layer: TransactionLayer
        self._given_loop, self._clock, self._timers = loop, clock, timers or Timers()
        self._transport: asyncio.DatagramTransport | None = None
        self._wire: socket.socket | None = None
        self._reception: Reception
        self._dialogs: dict[tuple[str, str, str], Leg] = {}
        self._legs: dict[str, Leg] = {}
        self._registrars: Registrars
        self._trunks: TrunkLines
        self._lookups: set[asyncio.Task[None]] = set()

    # -- start and stop

    async def start(self, listener: SipListener) -> None:
        if self.address[0] == "0.0.0.0":
            raise BadSetting(
                "sip.advertised_host",
                "sip.host is 0.0.0.0, and peers cannot answer to that.",
                "Set HOTLINE_SIP__ADVERTISED_HOST to the address that the trunks see.",
            )
        self.loop = self._given_loop or asyncio.get_running_loop()
        self.listener = listener
        self._transport = await self._bind()
        self.address = self.address[0], self._transport.get_extra_info("sockname")[1]
        self.layer = TransactionLayer(self.loop, self._send, self._timers)
        self._reception = Reception(self)
        self.phone = Phone(
            server=self.address[0], port=self.address[1], user=self.user, password="",
            host=self.address[0], sip_port=self.address[1],
        )  # fmt: skip
        self.phone.start()
        self._registrars = Registrars(self, self.settings, self._clock)
        self._trunks = TrunkLines(self, self.settings, self._clock)
        await self._learn_registrars()
        self._registrars.start()
        self._trunks.start()

    async def _bind(self) -> asyncio.DatagramTransport:
        where = self.settings.host, self.settings.port
        try:
            transport, _ = await self.loop.create_datagram_endpoint(lambda: _Protocol(self), local_addr=where)
        except OSError as error:
            raise BadSetting(
                "sip.port",
                f"cannot listen on {where[0]}:{where[1]}/udp ({error.strerror or error}).",
                "Stop the program that has the port, or set HOTLINE_SIP__PORT (and HOTLINE_SIP__HOST) to another.",
            ) from None
        wire = self._wire = transport.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        return transport

    async def _learn_registrars(self) -> None:
        for registrar in self.settings.registrars:
            await self._look_up(registrar.host, lambda _: None)

    async def stop(self) -> None:
        if self._transport is None:
            return
        self.stopping = True
        for leg in tuple(self._legs.values()):
            leg.hang_up("shutting down")
        self._registrars.stop()
        self._trunks.stop()
        deadline = self.loop.time() + self.settings.stop_timeout_s
        while self._busy() and self.loop.time() < deadline:
            await asyncio.sleep(POLL_S)
        for task in self._lookups:
            task.cancel()
        self._names.close()
        self.layer.close()
        self.phone.stop()
        self._transport.close()
        self._transport = None
        await asyncio.sleep(0)

    def _busy(self) -> bool:
        return bool(self._legs or self.layer.waiting() or not self._registrars.stopped)

    # -- the port

    def invite(
        self, target: str, local: LocalMedia, *, caller: Party | None = None, headers: Mapping[str, str] | None = None
    ) -> SipLeg:
        lines = (*self._registrars.lines(), *self._trunks.lines(self.calls_on))
        outline = self._outline(local, caller, headers or {})
        tried = ways(target, lines, outline)
        message = (tried or ways(NOBODY, (), outline))[0][0]
        uri = sip_uri(message.uri)
        remote = Party(number=uri.number if tried and uri else target, name="", uri=message.uri)
        leg = OutgoingLeg(self, self.phone.new_call(message, "calling"), message, remote, local)
        self._legs[leg.leg_id] = leg
        if not tried or self.stopping:
            self.loop.call_soon(leg.unreachable)
        else:
            leg.start(
                tried[0][1], self.settings.invite_timeout_s, others=tried[1:], failover_s=self.settings.failover_s
            )  # fmt: skip
        return leg

    def _outline(self, local: LocalMedia, caller: Party | None, headers: Mapping[str, str]) -> Outline:
        fixed = (core.contact(self), ALLOW, ("Supported", ", ".join(SUPPORTED)), SDP)
        return Outline(
            call_id=uuid4().hex, tag=uuid4().hex[:16], caller=caller or Party(number=self.user, name="", uri=""),
            ours=self.address, fixed=fixed, further=headers, body=sdp.offer(local),
        )  # fmt: skip

    def calls_on(self, peer: str) -> int:
        """The live calls, both ways, of a trunk or registrar."""
        return sum(leg.peer == peer for leg in self._legs.values())

    def registrations(self) -> Sequence[RegistrationStatus]:
        return self._registrars.status()

    def trunks(self) -> Sequence[TrunkStatus]:
        return self._trunks.statuses(self.calls_on)

    def live_legs(self) -> int:
        return len(self._legs)

    def live_calls(self) -> int:
        """Calls that came in and live; `sip.max_calls` bounds these, not the agents' legs that serve them."""
        return sum(isinstance(leg, IncomingLeg) for leg in self._legs.values())

    # -- what legs and registrations need

    def resolve(self, host: Address, then: Callable[[Address | None], None]) -> None:
        known = self._names.known.get(host[0], host[0])
        if _is_ipv4(known):
            then((known, host[1]))
            return
        task = self.loop.create_task(self._look_up(host[0], lambda found: then((found, host[1]) if found else None)))
        self._lookups.add(task)
        task.add_done_callback(self._lookups.discard)

    def forget_host(self, host: str) -> None:
        self._names.forget(host)

    async def _look_up(self, host: str, then: Callable[[str | None], None]) -> None:
        found = await self._names.find(host)
        if host in self._names.known:
            self.policy = policy_of(self.settings, self._names.known)
        then(found)

    def peer_name(self, address: Address) -> str:
        known = self.policy.peer(address)
        return known.name if known else ""

    def bind(self, dialog: Dialog, leg: SipLeg) -> None:
        assert isinstance(leg, Leg)
        self._dialogs[dialog.key] = leg
        self._legs[leg.leg_id] = leg

    def unbind(self, dialog: Dialog) -> None:
        self._dialogs.pop(dialog.key, None)

    def forget(self, leg: SipLeg) -> None:
        assert isinstance(leg, Leg)
        self._legs.pop(leg.leg_id, None)
        self.phone.drop(leg.call)
        if leg.dialog:
            self._dialogs.pop(leg.dialog.key, None)

    def leg_of(self, key: tuple[str, str, str]) -> Leg | None:
        return self._dialogs.get(key)

    def figures(self) -> SipFigures:
        if self._transport is None:
            return SipFigures()
        return SipFigures(refused=dict(self._reception.refused), unread_kb=self._unread_kb(), transactions=self.layer.live())

    # -- the wire

    def behind(self) -> bool:
        return self._unread_kb() > self.settings.unread_max_kb

    def _unread_kb(self) -> int:
        return unread_kb(self._wire) if self._wire is not None else 0

    def _send(self, message: Message, destination: Address) -> None:
        if self._transport is None:
            return
        if not _is_ipv4(destination[0]) or not 0 < destination[1] < 65_536:  # the transport would close for good
            log.warning("sip destination unusable", destination=destination)
            return
        self._transport.sendto(message.encode(), destination)

    def received(self, data: bytes, source: Address) -> None:
        """Handle one datagram; whatever it holds, nothing may escape into the loop."""
        try:
            message = normalise(data[:MAX_DATAGRAM], statuses=STATUSES)
            if isinstance(message, Reject):
                self._reception.reject(message, source)
            elif message and message.is_request:
                self._reception.take(message, source)
            elif message:
                self.layer.take_response(message)
        except Exception:
            log.exception("sip datagram dropped", source=source, size=len(data))


class _Protocol(asyncio.DatagramProtocol):
    def __init__(self, endpoint: PyVoipEndpoint) -> None:
        self._endpoint = endpoint

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._endpoint.received(data, addr)

    def error_received(self, exc: Exception) -> None:
        log.warning("sip socket", error=str(exc))


def _is_ipv4(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, host)
    except OSError:
        return False
    return True

"""The trunks of a node as it runs: their keep-alives, their state, and what they are to outgoing calls."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network

from config.settings import Sip, Trunk
from telephony.sip.admission import Peer, Policy
from telephony.sip.core import Core
from telephony.sip.digest import Credentials
from telephony.sip.keepalive import KeepAlive
from telephony.sip.keyring import Account
from telephony.sip.port import TrunkStatus
from telephony.sip.routes import Line
from telephony.sip.transaction_layer import Address
from telephony.sip.trunks import Health, Hysteresis

SIP_PORT = 5060
Calls = Callable[[str], int]
"""The live calls of a peer by its name."""


class TrunkLines:
    """Made by the endpoint with its settings; asks each trunk with ``options_every_s`` from `start` to `stop`."""

    def __init__(self, core: Core, settings: Sip, clock: Callable[[], float]) -> None:
        self._core, self._trunks = core, settings.trunks
        self._keepalives = {
            one.name: KeepAlive(
                core, one.name, address_of(one), every_s=one.options_every_s, patience_s=settings.probe_timeout_s,
                rule=rule_of(settings), clock=clock, user=one.user,
            )
            for one in settings.trunks if one.options_every_s
        }  # fmt: skip

    def start(self) -> None:
        for keepalive in self._keepalives.values():
            keepalive.start()

    def stop(self) -> None:
        for keepalive in self._keepalives.values():
            keepalive.stop()

    def statuses(self, calls: Calls) -> Sequence[TrunkStatus]:
        return tuple(self._status(one, calls(one.name)) for one in self._trunks)

    def _status(self, trunk: Trunk, calls: int) -> TrunkStatus:
        health = self._health(trunk)
        return TrunkStatus(
            trunk=trunk.name, state=health.state, reason=health.reason, round_trip_ms=health.round_trip_ms, calls=calls
        )  # fmt: skip

    def _health(self, trunk: Trunk) -> Health:
        keepalive = self._keepalives.get(trunk.name)
        return keepalive.health if keepalive else Health()

    def lines(self, calls: Calls) -> tuple[Line, ...]:
        """The trunks as ways out, in the order of the settings; one that would lead to ourselves is none."""
        return tuple(
            Line(
                name=one.name, hop=address_of(one), domain=domain_of(one), number=one.user,
                standing=self._health(one).state, full=bool(one.max_calls) and calls(one.name) >= one.max_calls,
            )
            for one in self._trunks if one.outgoing and address_of(one) != self._core.address
        )  # fmt: skip


def address_of(trunk: Trunk) -> Address:
    return trunk.host, trunk.port or SIP_PORT


def domain_of(trunk: Trunk) -> str:
    host, port = address_of(trunk)
    return trunk.domain or f"{host}:{port}"


def rule_of(settings: Sip) -> Hysteresis:
    return Hysteresis(down_after=settings.trunk_down_after, up_after=settings.trunk_up_after)


def policy_of(settings: Sip, addresses: dict[str, str]) -> Policy:
    """Who may send, with the addresses that the names of registrars have now."""
    trunks = [
        Peer(one.name, one.host, one.port, tuple(map(IPv4Network, one.allowed)), one.max_calls) for one in settings.trunks
    ]  # fmt: skip
    registrars = [Peer(one.host, addresses.get(one.host, one.host), one.port) for one in settings.registrars]
    return Policy(peers=(*trunks, *registrars), max_calls=settings.max_calls, retry_after_s=settings.retry_after_s)


def accounts_of(settings: Sip) -> tuple[Account, ...]:
    """The accounts that answer challenges: those of the registrars, and of the trunks that have a password."""
    registrars = [
        Account(one.host, one.port, one.user, Credentials(one.auth_user or one.user, one.password)) for one in settings.registrars
    ]
    trunks = [
        Account(*address_of(one), one.user, Credentials(one.auth_user or one.user, one.password))
        for one in settings.trunks if one.password
    ]  # fmt: skip
    return (*registrars, *trunks)

"""All registrations of a node: each for itself, or as a group in which one stands in for another."""

from collections.abc import Callable, Iterator, Sequence

from config.settings import Sip
from telephony.sip.core import Core
from telephony.sip.keepalive import KeepAlive
from telephony.sip.port import RegistrationStatus
from telephony.sip.registrar_client import RegistrarClient
from telephony.sip.registration import active
from telephony.sip.routes import Line, Standing
from telephony.sip.trunk_lines import rule_of

STANDING: dict[str, Standing] = {"registered": "up", "failed": "down"}


class Registrars:
    """Made by the endpoint with its settings; iterates over the clients in the order of the settings."""

    def __init__(self, core: Core, settings: Sip, clock: Callable[[], float]) -> None:
        self._clients = [RegistrarClient(core, one, clock, self._follower(one.group)) for one in settings.registrars]
        self._keepalives = [
            KeepAlive(
                core, one.name, (one.registrar.host, one.registrar.port), every_s=one.registrar.options_every_s,
                patience_s=settings.probe_timeout_s, rule=rule_of(settings), clock=clock, user=one.registrar.user,
                changed=_checker(one),
            )
            for one in self._clients if one.registrar.options_every_s
        ]  # fmt: skip
        self._stopping = False

    def __iter__(self) -> Iterator[RegistrarClient]:
        return iter(self._clients)

    def start(self) -> None:
        for client in self._clients:
            if not client.registrar.group:
                client.start()
        for name in {client.registrar.group for client in self._clients} - {""}:
            self._regroup(name)
        for keepalive in self._keepalives:
            keepalive.start()

    def stop(self) -> None:
        self._stopping = True
        for keepalive in self._keepalives:
            keepalive.stop()
        for client in self._clients:
            client.stop()

    @property
    def stopped(self) -> bool:
        return all(client.stopped for client in self._clients)

    def status(self) -> Sequence[RegistrationStatus]:
        return tuple(client.status() for client in self._clients)

    def lines(self) -> tuple[Line, ...]:
        """The registrars as ways out, the preferred of each group first."""
        return tuple(_line(client) for client in sorted(self._clients, key=lambda client: client.registrar.priority))

    def _group(self, name: str) -> list[RegistrarClient]:
        members = [client for client in self._clients if client.registrar.group == name]
        return sorted(members, key=lambda client: client.registrar.priority)

    def _follower(self, group: str) -> Callable[[], None]:
        return (lambda: self._regroup(group)) if group else (lambda: None)

    def _regroup(self, name: str) -> None:
        if self._stopping:
            return
        members = self._group(name)
        wanted = active([client.shown for client in members])
        for client in members[wanted:]:
            client.stand_by()
        for client in members[:wanted]:
            client.take_over()


def _checker(client: RegistrarClient) -> Callable[[object], None]:
    """A registrar that has gone is found out now and not at the next refresh; one that is back is registered at once."""
    return lambda _: client.check()


def _line(client: RegistrarClient) -> Line:
    one = client.registrar
    return Line(
        name=client.name, hop=(one.host, one.port), domain=one.domain or f"{one.host}:{one.port}", number=one.user,
        standing=STANDING.get(client.shown, "unknown"),
    )  # fmt: skip

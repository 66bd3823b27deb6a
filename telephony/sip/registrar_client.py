"""The shell of one registration: builds REGISTER through the library, sends it, keeps the table's timers."""

import asyncio
from collections.abc import Callable
from typing import Literal

import structlog

from config.settings import Registrar
from telephony.sip.core import Attempt, Core
from telephony.sip.message import Message, NameAddr
from telephony.sip.normaliser import is_number
from telephony.sip.port import RegistrationStatus
from telephony.sip.pyvoip_adapter import Phone
from telephony.sip.registration import Event, Next, Registration, begin, step

Shown = Literal["registered", "trying", "failed"]
log = structlog.get_logger(__name__)


class RegistrarClient:
    """Keeps one binding at one registrar until `stop`."""

    def __init__(self, core: Core, registrar: Registrar, clock: Callable[[], float]) -> None:
        self.registrar = registrar
        self.name = f"{registrar.user}@{registrar.host}:{registrar.port}"
        self._core, self._clock = core, clock
        self._cseq = 0
        self._expires_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._phone = Phone(
            server=registrar.host, port=registrar.port, user=registrar.user, password=registrar.password,
            host=core.address[0], sip_port=core.address[1],
        )  # fmt: skip
        self._registration: Registration

    def start(self) -> None:
        self._phone.start()
        self._registration, todo = begin(self.registrar.expires_s)
        self._do(todo)

    def stop(self) -> None:
        """Remove the binding; `stopped` tells when the registrar has answered."""
        self._feed("stop")
        self._phone.stop()

    @property
    def stopped(self) -> bool:
        return self._registration.state == "stopped"

    def status(self) -> RegistrationStatus:
        """Registered as long as the binding lives, also while it is refreshed; failed between and during new tries."""
        one = self._registration
        left = max(self._expires_at - self._clock(), 0.0)
        failed = one.state == "waiting" or (one.state == "trying" and one.failures > 0)
        held = one.state == "registered" or (one.state == "trying" and left > 0)
        state: Shown = "failed" if failed else "registered" if held else "trying"
        return RegistrationStatus(registrar=self.name, state=state, reason=one.reason, expires_in_s=left)

    def _feed(self, event: Event, *, granted_s: int = 0, min_expires_s: int = 0, reason: str = "") -> None:
        before = self._registration.state
        self._registration, todo = step(
            self._registration, event, granted_s=granted_s, min_expires_s=min_expires_s, reason=reason
        )
        if self._registration.state != before:
            log.info("registration", registrar=self.name, state=self._registration.state, reason=reason)
        self._do(todo)

    def _do(self, todo: Next) -> None:
        if self._timer and (todo.send is not None or todo.due_in_s is not None or self._registration.state == "stopped"):
            self._timer.cancel()
        if todo.due_in_s is not None:
            self._timer = self._core.loop.call_later(todo.due_in_s, self._feed, "due")
        if todo.send is not None:
            self._send(todo.send)

    def _send(self, expires_s: int) -> None:
        message = self._phone.register_request(expires_s).having("CSeq", f"{self._count()} REGISTER")
        hop = self.registrar.host, self.registrar.port
        Attempt(
            self._core, message, hop, next_cseq=self._count,
            on_response=lambda response: self._took(response, expires_s),
            on_timeout=self._unheard,
        )  # fmt: skip

    def _unheard(self) -> None:
        """A registrar that is silent may have moved: its name is looked up again at the next try."""
        self._core.forget_host(self.registrar.host)
        self._feed("silent", reason="no answer")

    def _count(self) -> int:
        self._cseq += 1
        return self._cseq

    def _took(self, response: Message, asked_s: int) -> None:
        if response.status < 200:
            return
        if response.status < 300:
            granted = granted_s(response, self._core.address, asked_s)
            self._expires_at = self._clock() + granted
            self._phone.registered(asked_s > 0)
            self._feed("accepted", granted_s=granted)
        elif response.status == 423 and is_number(response.get("Min-Expires")):
            self._feed("too_brief", min_expires_s=int(response.get("Min-Expires")), reason="interval too brief")
        else:
            self._expires_at = 0.0
            self._feed("refused", reason=f"{response.status} {response.reason}")


def granted_s(response: Message, ours: tuple[str, int], asked_s: int) -> int:
    """The seconds that a 2xx to REGISTER grants our Contact: its own parameter, else Expires, else what we asked."""
    for value in response.all("Contact"):
        address = NameAddr.parse(value)
        expires = dict(address.params).get("expires", "")
        if f"{ours[0]}:{ours[1]}" in address.uri and is_number(expires):
            return int(expires)
    header = response.get("Expires")
    return int(header) if is_number(header) else asked_s

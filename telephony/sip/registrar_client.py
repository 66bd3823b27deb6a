"""The shell of one registration: builds REGISTER through the library, sends it, keeps the table's timers."""

import asyncio
import random
from collections.abc import Callable

import structlog

from config.settings import Registrar
from telephony.sip.core import Attempt, Core
from telephony.sip.message import Message, NameAddr
from telephony.sip.normaliser import is_number
from telephony.sip.port import RegistrationStatus
from telephony.sip.pyvoip_adapter import Phone
from telephony.sip.registration import NOTHING, Event, Next, Registration, Shown, Word, begin, rest, step

log = structlog.get_logger(__name__)


class RegistrarClient:
    """Keeps one binding at one registrar until `stop`. ``changed`` is called after each change of what `shown` says."""

    def __init__(
        self, core: Core, registrar: Registrar, clock: Callable[[], float], changed: Callable[[], None] = lambda: None
    ) -> None:
        self.registrar = registrar
        self.name = f"{registrar.user}@{registrar.host}:{registrar.port}"
        self._core, self._clock, self._changed = core, clock, changed
        self._cseq = 0
        self._expires_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._attempt: Attempt | None = None
        self._phone = Phone(
            server=registrar.domain or registrar.host, port=5060 if registrar.domain else registrar.port, user=registrar.user,
            password=registrar.password, host=core.address[0], sip_port=core.address[1],
        )  # fmt: skip
        self._registration: Registration = rest(registrar.expires_s)

    def start(self) -> None:
        self._phone.start()
        self._registration, todo = begin(self.registrar.expires_s)
        self._do(todo)

    def stop(self) -> None:
        """Remove the binding; `stopped` tells when the registrar has answered."""
        self._feed("stop")
        self._phone.stop()

    def take_over(self) -> None:
        """Register, after standing by; nothing where we do already."""
        self._phone.start()
        self._feed("take_over")

    def stand_by(self) -> None:
        """Remove the binding, and wait for `take_over`."""
        self._feed("stand_by")

    def check(self) -> None:
        """Register at once: the registrar seems to have gone, or to be back."""
        self._feed("due")

    @property
    def stopped(self) -> bool:
        return self._registration.state == "stopped"

    @property
    def shown(self) -> Shown:
        """Registered as long as the binding lives, also while it is refreshed; failed between and during new tries."""
        one = self._registration
        if one.state in ("standby", "retiring"):
            return "standby"
        if one.state == "waiting" or (one.state == "trying" and one.failures > 0):
            return "failed"
        held = one.state == "registered" or (one.state == "trying" and self._left() > 0)
        return "registered" if held else "trying"

    def status(self) -> RegistrationStatus:
        reason = "another of its group serves" if self.shown == "standby" else self._registration.reason
        return RegistrationStatus(registrar=self.name, state=self.shown, reason=reason, expires_in_s=self._left())

    def _left(self) -> float:
        return max(self._expires_at - self._clock(), 0.0)

    def _feed(self, event: Event, word: Word = NOTHING) -> None:
        before, shown = self._registration.state, self.shown
        self._registration, todo = step(self._registration, event, word)
        if self._registration.state != before:
            log.info("registration", registrar=self.name, state=self._registration.state, reason=word.reason)
        self._do(todo)
        if self.shown != shown or (before == "retiring" and self._registration.state == "standby"):
            self._changed()

    def _do(self, todo: Next) -> None:
        over = self._registration.state in ("stopped", "standby")
        if self._timer and (todo.send is not None or todo.due_in_s is not None or over):
            self._timer.cancel()
        if todo.due_in_s is not None:
            self._timer = self._core.loop.call_later(todo.due_in_s, self._feed, "due")
        if todo.send is not None:
            self._send(todo.send)

    def _send(self, expires_s: int) -> None:
        message = self._phone.register_request(expires_s).having("CSeq", f"{self._count()} REGISTER")
        hop = self.registrar.host, self.registrar.port
        self._let_go()
        self._attempt = Attempt(
            self._core, message, hop, next_cseq=self._count,
            on_response=lambda response: self._took(response, expires_s),
            on_timeout=self._unheard,
        )  # fmt: skip

    def _let_go(self) -> None:
        """A newer REGISTER takes the place of one without a final answer: its answer would speak of what is past."""
        transaction = self._attempt.transaction if self._attempt else None
        if transaction and transaction.state in ("trying", "proceeding"):
            self._core.layer.forget(transaction)

    def _unheard(self) -> None:
        """A registrar that is silent may have moved: its name is looked up again at the next try."""
        self._core.forget_host(self.registrar.host)
        self._feed("silent", Word(reason="no answer", chance=random.random()))

    def _count(self) -> int:
        self._cseq += 1
        return self._cseq

    def _took(self, response: Message, asked_s: int) -> None:
        if response.status < 200:
            return
        chance = random.random()
        if response.status == 423 and is_number(response.get("Min-Expires")):
            self._feed("too_brief", Word(min_expires_s=int(response.get("Min-Expires")), reason="interval too brief"))
            return
        granted = granted_s(response, self._core.address, asked_s) if response.status < 300 else 0
        self._expires_at = self._clock() + granted
        self._phone.registered(granted > 0)
        if response.status < 300 and (granted > 0 or asked_s == 0):
            self._feed("accepted", Word(granted_s=granted, chance=chance))
        else:
            reason = f"{response.status} {response.reason}" if response.status >= 300 else "nothing was granted"
            self._feed("refused", Word(reason=reason, retry_after_s=retry_after_s(response), chance=chance))


def retry_after_s(response: Message) -> int:
    """Seconds of a Retry-After header (RFC 3261 §20.33: a number, then perhaps a comment or parameters); 0 without one."""
    number = response.get("Retry-After").partition(";")[0].partition("(")[0].strip()
    return int(number) if is_number(number) else 0


def granted_s(response: Message, ours: tuple[str, int], asked_s: int) -> int:
    """The seconds that a 2xx to REGISTER grants our Contact: its own parameter, else Expires, else what we asked.

    Never more than that: a registrar may shorten (RFC 3261 §10.3), and one that says a year must not be left alone for one.
    """
    for value in response.all("Contact"):
        address = NameAddr.parse(value)
        expires = dict(address.params).get("expires", "")
        if f"{ours[0]}:{ours[1]}" in address.uri and is_number(expires):
            return min(int(expires), asked_s)
    header = response.get("Expires")
    return min(int(header), asked_s) if is_number(header) else asked_s

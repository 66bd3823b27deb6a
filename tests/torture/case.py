"""What one case is: a name, a source, what is sent and what must come back; and the judge of it.

`Single` sends datagrams and expects one status of a set, or silence; `Scene` plays a story on a live call. A case that
was answered rightly must also leave a service that answers the next OPTIONS.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.torture.answer import Answer
from tests.torture.pen import Address, Pen
from tests.torture.uac import Uac, uac

Build = Callable[[Pen], bytes | Sequence[bytes]]


class Case(Protocol):
    """``run`` gives the empty string when the service did right, else what was expected and what came."""

    @property
    def name(self) -> str: ...

    @property
    def source(self) -> str: ...

    async def run(self, house: Address) -> str: ...


@dataclass(frozen=True, slots=True)
class Single:
    """``want``: final statuses that are right; empty is silence. ``has``: words that a header of the answer must hold."""

    name: str
    source: str
    build: Build
    want: frozenset[int]
    has: Mapping[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    answers: int = 1

    async def run(self, house: Address) -> str:
        async with uac(house, self.host) as phone:
            sent = self.build(phone.pen())
            for datagram in (sent,) if isinstance(sent, bytes) else sent:
                phone.send(datagram)
            return await self._judged(phone)

    async def _judged(self, phone: Uac) -> str:
        if self.want:
            await phone.final()
        alive = await phone.probe()
        if alive not in (200, 403):
            return f"expected a service that goes on, got {alive or 'no answer'} to the next OPTIONS"
        wrong = self._verdict(phone.seen)
        ends = [] if wrong else await phone.settle()
        they_ended = any(request.method == "BYE" for request in phone.asked)
        return wrong or ("" if they_ended or set(ends) <= {200} else f"expected 200 to the BYE of the call, got {ends}")

    def _verdict(self, seen: Sequence[Answer]) -> str:
        finals = [one for one in seen if one.status >= 200]
        if not self.want:
            return f"expected silence, got {[one.status for one in seen]}" if seen else ""
        if not finals:
            return f"expected {sorted(self.want)}, got nothing"
        first = finals[0]
        if first.status not in self.want or len({one.status for one in finals}) > 1:
            return f"expected {sorted(self.want)}, got {[one.status for one in finals]} {first.start}"
        if len({one.call_id for one in finals}) > self.answers:
            return f"expected {self.answers} answered request, got {len({one.call_id for one in finals})}"
        missing = [f"{name}: {words}" for name, words in self.has.items() if words not in ", ".join(first.all(name))]
        return f"expected {first.status} with {missing}, got {first.headers}" if missing else ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A story on one socket; ``play`` gives the sentence of what was wrong, empty when nothing was."""

    name: str
    source: str
    play: Callable[[Uac], Awaitable[str]]
    host: str = "127.0.0.1"

    async def run(self, house: Address) -> str:
        async with uac(house, self.host) as phone:
            wrong = await self.play(phone)
            alive = await phone.probe()
            if alive not in (200, 403):
                return f"expected a service that goes on, got {alive or 'no answer'} to the next OPTIONS"
            return wrong


def case(name: str, source: str, build: Build, *want: int, host: str = "127.0.0.1", **has: str) -> Single:
    """One request (or several) and its allowed answers; ``has`` names headers with ``_`` for ``-``."""
    return Single(name, source, build, frozenset(want), {key.replace("_", "-"): words for key, words in has.items()}, host)


def silence(name: str, source: str, build: Build) -> Single:
    """What must or can only be met with silence."""
    return Single(name, source, build, frozenset())

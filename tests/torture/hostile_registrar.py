"""Hostile answers of registrars to the service's own REGISTER. Our own.

Each case is a registrar on a port of its own, at which the service registers as it starts: it answers the first requests with
nonsense and from then on as it should. The service must come back soon but not often, give its password to nobody, and be
registered in the end.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

from tests.torture.answer import Answer, read
from tests.torture.hostile_answers import response
from tests.torture.pen import Address

PASSWORD = "lamp-oil-of-the-yard"
MOST = 14
"""REGISTERs that one registrar gets until it answers rightly: the answers to one challenge, and three tries."""
REGISTERED_S = 30.0
CHALLENGED, GRANTED, BRIEF = "RFC 3261 §22.1, RFC 7616 §3.3", "RFC 3261 §10.2.4", "RFC 3261 §10.2.8"
Reply = Callable[[Answer], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class RegistrarCase:
    """``reply`` makes the answers to each of the first ``times`` requests."""

    name: str
    source: str
    reply: Reply
    times: int = 1


class Registrar(asyncio.DatagramProtocol):
    """``asked`` has every REGISTER until the first right answer, ``done`` tells whether that was given."""

    def __init__(self, case: RegistrarCase) -> None:
        self.case = case
        self.asked: list[Answer] = []
        self.unreadable = 0
        self.done = False
        self._transport: asyncio.DatagramTransport

    @property
    def port(self) -> int:
        return int(self._transport.get_extra_info("sockname")[1])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        request = read(data)
        if request is None or request.method != "REGISTER":
            self.unreadable += request is None
            return
        if not self.done:
            self.asked.append(request)
        self.done = self.done or len(self.asked) > self.case.times
        for answer in [right(request)] if self.done else self.case.reply(request):
            self._transport.sendto(answer, addr)

    def verdict(self) -> str:
        anew = {one.cseq: one for one in self.asked}.values()  # what is sent again says the same
        said = [value for one in anew for name, value in one.headers if name.endswith("Authorization")]
        if not self.done:
            return f"expected a REGISTER to answer rightly, got {len(self.asked)} REGISTERs until then"
        if len(self.asked) > MOST or self.unreadable:
            return f"expected at most {MOST} right REGISTERs, got {len(self.asked)} and {self.unreadable} that cannot be read"
        if any(PASSWORD in value or not value.startswith("Digest ") for value in said):
            return f"expected nothing but digests, got {said}"
        used = [tuple(re.findall(r'\b(?:realm|nonce|nc)="?([^",]*)', value)) for value in said if "qop=" in value]
        return "" if len(set(used)) == len(used) else f"expected each nonce and count once, got {used}"


def right(request: Answer) -> bytes:
    return response(request, "SIP/2.0 200 OK", f"Contact: {request.get('Contact')};expires=60")


def once(start: str, *more: str) -> Reply:
    return lambda request: [response(request, f"SIP/2.0 {start}", *more)]


def challenge(fields: str, scheme: str = "Digest") -> Reply:
    return once("401 Unauthorized", f"WWW-Authenticate: {scheme} {fields}")


def shouting(request: Answer) -> Sequence[bytes]:
    """Every nonce is stale, each time another."""
    return [response(request, "SIP/2.0 401 No", f'WWW-Authenticate: Digest realm="a", nonce="n{request.cseq}", stale=true')]


def noise(request: Answer) -> Sequence[bytes]:
    """Nothing of it is an answer: the REGISTER is sent again."""
    whole = right(request)
    return [b"", b"\0" * 2_000, whole[:40], whole.replace(b"CSeq: ", b"CSeq: 9"), whole.replace(b"branch=", b"branch=x")]


CASES: tuple[RegistrarCase, ...] = (
    RegistrarCase("401 without a challenge", CHALLENGED, once("401 Unauthorized")),
    RegistrarCase("a challenge that asks for the password itself", "RFC 7617; RFC 3261 §22: not for SIP",
                  challenge('realm="a"', "Basic")),
    RegistrarCase("a challenge of an unknown algorithm", CHALLENGED, challenge('realm="a", nonce="n", algorithm=ROT13')),
    RegistrarCase("a challenge for the body's hash alone", CHALLENGED, challenge('realm="a", nonce="n", qop="auth-int"')),
    RegistrarCase("a challenge without nonce", CHALLENGED, challenge('realm="a"')),
    RegistrarCase("a challenge that never ends its quotes", CHALLENGED, challenge('realm="a, nonce="n, qop="auth')),
    RegistrarCase("a realm that ends the quotes", CHALLENGED, challenge(r'realm="a\", x=\"y", nonce="n\"o", qop="auth"')),
    RegistrarCase("a nonce of 20,000 letters", CHALLENGED, challenge(f'realm="a", nonce="{"n" * 20_000}", qop="auth"')),
    RegistrarCase("a realm in GB18030 and full width", CHALLENGED, challenge('realm="灯\u202e１", nonce="n", qop="auth"')),
    RegistrarCase("100 challenges at once", CHALLENGED,
                  once("401 No", *[f'WWW-Authenticate: Digest realm="r{n}", nonce="n"' for n in range(100)])),
    RegistrarCase("the same nonce again and again", "RFC 7616 §3.4: its count rises",
                  challenge('realm="a", nonce="n", qop="auth"'), 4),
    RegistrarCase("the same nonce, always stale", "RFC 7616 §3.3", challenge('realm="a", nonce="n", stale=true, qop="auth"'), 4),
    RegistrarCase("always another nonce, always stale", "RFC 7616 §3.3: bounded answers", shouting, 6),
    RegistrarCase("407 and 401 in turns", "RFC 3261 §22.3",
                  lambda r: once("407 No", f'Proxy-Authenticate: Digest realm="p", nonce="{r.cseq}"')(r) if r.cseq % 2
                  else challenge(f'realm="a", nonce="{r.cseq}"')(r), 4),
    RegistrarCase("nothing granted", GRANTED, lambda r: once("200 OK", f"Contact: {r.get('Contact')};expires=0")(r)),
    RegistrarCase("redirected to somebody else", "RFC 3261 §8.1.3.4", once("302 There", "Contact: <sip:127.0.0.9>")),
    RegistrarCase("an interval that is too brief by nothing", BRIEF, once("423 Interval Too Brief")),
    RegistrarCase("an interval of 10**12 seconds", BRIEF, once("423 Interval Too Brief", f"Min-Expires: {10**12}")),
    RegistrarCase("an interval of words", BRIEF, once("423 Interval Too Brief", "Min-Expires: soon")),
    RegistrarCase("a longer interval each time", BRIEF,
                  lambda r: once("423 Interval Too Brief", f"Min-Expires: {60 + r.cseq * 10}")(r), 6),
    RegistrarCase("a hundred refusals at once", "RFC 3261 §17.1.2.2", lambda r: [*once("403 No")(r)] * 100),
    RegistrarCase("a refusal, then 50 acceptances", "RFC 3261 §17.1.2.2: the first final answer counts",
                  lambda r: [*once("403 No")(r), *[right(r)] * 50]),
    RegistrarCase("500 with Retry-After of words", "RFC 3261 §20.33", once("500 No", "Retry-After: soon (never);duration=x")),
    RegistrarCase("noise instead of an answer", "RFC 3261 §17.1.3", noise),
)  # fmt: skip


class Registrars:
    """All of them, waiting for the service to start."""

    def __init__(self, all_: Sequence[Registrar]) -> None:
        self._all = all_
        self.cases = [one.case for one in all_]

    @property
    def settings(self) -> dict[str, str]:
        lines = [
            {"host": "127.0.0.1", "port": one.port, "user": "12345", "password": PASSWORD, "expires_s": 60} for one in self._all
        ]
        return {"HOTLINE_SIP__REGISTRARS": json.dumps(lines)}

    async def verdicts(self) -> dict[str, str]:
        """What was wrong with each case by its name, once all are registered or the time is over."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + REGISTERED_S
        while not all(one.done for one in self._all) and loop.time() < deadline:
            await asyncio.sleep(0.1)
        return {one.case.name: one.verdict() for one in self._all}


@asynccontextmanager
async def registrars(cases: Sequence[RegistrarCase] = CASES) -> AsyncIterator[Registrars]:
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_datagram_endpoint(lambda case=case: Registrar(case), local_addr=("127.0.0.1", 0))  # type: ignore[misc]
        for case in cases
    ]
    try:
        yield Registrars([one for _, one in opened])
    finally:
        for transport, _ in opened:
            transport.close()

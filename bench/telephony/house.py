"""The real service on free ports in a temporary folder, with as many agents at SIP softphones as the load needs.

The accounts are written into the database before the start, their desks are signed in over the WebSocket as a page would.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from bench.telephony.generator import CACHE, Generator
from bench.telephony.machine import family
from config.settings import load
from hotline.demo.instance import Instance
from ticketing.db import open_database
from ticketing.people import passwords
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn
from ticketing.uow import UnitOfWork

RTP_PORTS = (30_000, 33_999)
GENERATOR_PORT = 20_000
SETTINGS = {
    "HOTLINE_ASR__ENGINE": "none",
    "HOTLINE_ACD__PROMPTS": "[]",
    "HOTLINE_ACD__WRAP_UP_S": "0.5",
    "HOTLINE_ACD__CALLS_PER_NUMBER": "0",
    "HOTLINE_ACD__CALLS_PER_HOUR": "0",
    "HOTLINE_MEDIA__RTP_PORTS": json.dumps(RTP_PORTS),
    "HOTLINE_FOLDERS__NATIVE": str(CACHE / "native"),
    "HOTLINE_LOG__LEVEL": "WARNING",
    "HOTLINE_LOG__FORMAT": "json",
}
NO_SURGE = {f"HOTLINE_ACD__SURGE__{name}": "0" for name in ("WAITING", "WAIT_S", "ARRIVALS_PER_MINUTE")}
"""Calls placed in one go are no surge where bridged calls are measured; only the flood meets the surge as it is."""
MEDIA = "telephony.media.engine"
SERVICE = "hotline.cli"
LEDGER = "hotline.ledger.worker"
REPLY_S = 20.0
AT_ONCE = 20
BROWSER_ACCOUNT = ("benchweb", "bench-web-secret!")


def say(line: str) -> None:
    """Words for people; standard output has the figures alone."""
    print(line, file=sys.stderr, flush=True)


class Seat:
    """One agent's desk: signed in, available, reading what comes so that the service need not keep it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._answered = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def taken(cls, url: str, token: str) -> "Seat":
        socket = await connect(
            url.replace("http", "ws", 1) + "/ws/agent",
            subprotocols=[Subprotocol("hotline.agent.v1"), Subprotocol(f"bearer.{token}")],
            proxy=None,
            open_timeout=REPLY_S,
        )
        seat = cls(socket)
        await socket.send(json.dumps({"id": 0, "type": "hello", "resume": None}))
        await socket.send(json.dumps({"id": 1, "type": "presence", "presence": "available", "reason": ""}))
        await asyncio.wait_for(seat._answered.wait(), REPLY_S)
        return seat

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in self._socket:
                if '"reply":1' in str(text).replace(" ", "")[:40]:
                    self._answered.set()

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()


@dataclass(frozen=True, slots=True)
class House:
    """A running service and the generator that calls it."""

    instance: Instance
    generator: Generator

    @property
    def processes(self) -> dict[str, int]:
        return family(self.instance.ready["pid"])

    @property
    def browser_account(self) -> tuple[str, str]:
        """Username and password of the one agent who works at a browser."""
        return BROWSER_ACCOUNT

    @property
    def log(self) -> str:
        return (self.instance.home / "service.log").read_text(errors="replace")

    @property
    def recordings(self) -> int:
        """How many recordings there are."""
        return sum(1 for _ in (self.instance.home / "recordings").rglob("*.wav"))


def _seed(home: Path, agents: int, phone: str) -> list[str]:
    """Make the agents' accounts; their session tokens. Hashes are made cheap: nobody attacks this house."""
    settings = load(home=home)
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    database = open_database(settings.database_url, law=settings.law)
    tokens = []
    try:
        for number in range(agents):
            with database.unit_of_work() as uow:
                name, secret = f"bench{number:03d}", f"bench-{number:03d}-secret!"
                _account(uow, name, secret, phone)
                tokens.append(people.sign_in(uow, name, secret, datetime.now(UTC)).token)
        with database.unit_of_work() as uow:
            _account(uow, *BROWSER_ACCOUNT, "browser")
    finally:
        database.close()
    return tokens


def _account(uow: UnitOfWork, name: str, secret: str, phone: str) -> None:
    """An agent whose password has been changed already, so that the first sign-in opens the desk."""
    first = f"first-{secret}"
    person = people.create(uow, PersonIn(username=name, name=name, roles=("agent",), phone=phone, password=first)).person
    people.change_password(uow, person.id, first, secret)


async def _seated(url: str, tokens: list[str]) -> list[Seat]:
    seats: list[Seat] = []
    for first in range(0, len(tokens), AT_ONCE):
        seats += await asyncio.gather(*(Seat.taken(url, token) for token in tokens[first : first + AT_ONCE]))
    return seats


@asynccontextmanager
async def open_house(agents: int, *, legs: int, **settings: str) -> AsyncIterator[House]:
    """The service with ``agents`` at their phones, and a generator with ``legs`` legs. ``settings`` are HOTLINE_ variables."""
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hotline-bench-", ignore_cleanup_errors=True)))
        instance = Instance(load(), home, rtp_from=RTP_PORTS[0], **{**SETTINGS, **settings})
        where = ("127.0.0.1", instance.sip_port)
        generator = await stack.enter_async_context(Generator.running(where, legs, first_port=GENERATOR_PORT))
        phone = f"sip:agent@127.0.0.1:{generator.agents_port}"
        tokens = await asyncio.to_thread(_seed, home, agents, phone)
        stack.push_async_callback(instance.stop)
        await instance.start()
        seats = await _seated(instance.url, tokens)
        for seat in seats:
            stack.push_async_callback(seat.close)
        yield House(instance, generator)


async def hold_calls(house: House, group: int, calls: int, *, rate: float = 10.0, settle_s: float = 2.0) -> int:
    """Place ``calls`` and wait until each is answered, bridged and heard both ways; how many are."""
    await house.generator.dial(group, calls, rate)
    state = await house.generator.until("both_ways", calls, calls / rate + 15)
    await asyncio.sleep(settle_s)
    state = await house.generator.state()
    return int(state["both_ways"])


def complaints(log: str, most: int = 5) -> list[str]:
    """The last warnings and errors of the service."""
    lines: list[dict[str, Any]] = []
    for line in log.splitlines():
        with contextlib.suppress(ValueError):
            lines.append(json.loads(line))
    return [f"{one.get('level')}: {one.get('event')}" for one in lines[-most:]]

"""The service with 500 agents and the wallboards' supervisors, real calls from the generator, and the bare server beside it."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from argon2 import PasswordHasher

from bench.console.crowd import Visit
from bench.console.marks import CONTROL
from bench.console.measure import Control
from bench.telephony.generator import Generator
from bench.telephony.house import GENERATOR_PORT, NO_SURGE, RTP_PORTS, SETTINGS, House
from config.errors import Unavailable
from config.settings import load
from hotline.demo.instance import Instance
from ticketing.db import open_database
from ticketing.people import passwords
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

AGENT_HELLO = ({"id": 0, "type": "hello", "resume": None}, {"id": 1, "type": "presence", "presence": "available", "reason": ""})
BOARD_HELLO = ({"id": 0, "type": "hello", "resume": None, "board": True},)
PROTOCOL = "hotline.agent.v1"
BROWSER = ("benchweb", "bench-web-secret!")
START_S = 20.0
REPLAY = {"HOTLINE_ASR__ENGINE": "auto", "HOTLINE_ASR__AFTER_CALL": "false"}


@dataclass(frozen=True, slots=True)
class Accounts:
    """Session tokens of those who sit at desks, and of those who show a wallboard."""

    agents: Sequence[str]
    boards: Sequence[str]

    def visits(self) -> list[Visit]:
        return [Visit((PROTOCOL, f"bearer.{token}"), AGENT_HELLO) for token in self.agents] + [
            Visit((PROTOCOL, f"bearer.{token}"), BOARD_HELLO) for token in self.boards
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A running service, its accounts, and the line on which it is asked for events."""

    house: House
    accounts: Accounts
    control: Control
    pid: int


@asynccontextmanager
async def open_place(agents: int, boards: int, calls: int) -> AsyncIterator[Place]:
    """The service, ready for its desks; all ends with this context."""
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hotline-bench-", ignore_cleanup_errors=True)))
        control = str(home / "control")
        settings = {**SETTINGS, **NO_SURGE, **REPLAY, CONTROL: control}
        instance = Instance(load(), home, rtp_from=RTP_PORTS[0], module="bench.console.service", **settings)
        where = ("127.0.0.1", instance.sip_port)
        generator = await stack.enter_async_context(Generator.running(where, 2 * calls + 8, first_port=GENERATOR_PORT))
        phone = f"sip:agent@127.0.0.1:{generator.agents_port}"
        accounts = await asyncio.to_thread(_seed, home, agents, boards, phone)
        stack.push_async_callback(instance.stop)
        await instance.start()
        line = await Control.to(control)
        stack.callback(line.close)
        yield Place(House(instance, generator), accounts, line, instance.ready["pid"])


def _seed(home: Path, agents: int, boards: int, phone: str) -> Accounts:
    """Make the accounts and sign them in. Hashes are made cheap: nobody attacks this house."""
    settings = load(home=home)
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    database = open_database(settings.database_url, law=settings.law)

    def account(name: str, role: str, own_phone: str, secret: str) -> str:
        with database.unit_of_work() as uow:
            new = PersonIn.model_validate(
                {"username": name, "name": name, "roles": (role,), "phone": own_phone, "password": f"first-{secret}"}
            )
            people.change_password(uow, people.create(uow, new).person.id, f"first-{secret}", secret)
            return people.sign_in(uow, name, secret, datetime.now(UTC)).token

    try:
        account(BROWSER[0], "agent", "browser", BROWSER[1])
        return Accounts(
            agents=[account(f"bench{number:03d}", "agent", phone, f"bench-{number:03d}-secret!") for number in range(agents)],
            boards=[
                account(f"board{number:03d}", "supervisor", "browser", f"board-{number:03d}-secret!") for number in range(boards)
            ],
        )
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class Bare:
    """The bare server."""

    url: str
    control: Control
    pid: int


@asynccontextmanager
async def open_bare() -> AsyncIterator[Bare]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hotline-bare-"))
        control = str(Path(folder) / "control")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.console.bare", control, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdin
        assert process.stdout
        stack.push_async_callback(process.wait)
        stack.callback(process.stdin.close)
        line = await asyncio.wait_for(process.stdout.readline(), START_S)
        if not line:
            raise Unavailable("The bare server did not start.", "See its words above.")
        asked = await Control.to(control)
        stack.callback(asked.close)
        yield Bare(f"http://127.0.0.1:{json.loads(line)}", asked, process.pid)


def cpu_s(processes: Mapping[str, int], before: Mapping[str, float] | None = None) -> dict[str, float]:
    """Seconds of processor of each process, also of its threads that have ended, less those ``before``."""
    found = {}
    for name, pid in processes.items():
        times = psutil.Process(pid).cpu_times()
        found[name] = times.user + times.system - (before or {}).get(name, 0.0)
    return found


def memory_kb(pid: int) -> float:
    """What a process keeps for itself alone (unique set size)."""
    return float(psutil.Process(pid).memory_full_info().uss) / 1024

"""A console over a real SQLite database and a fake phone, served by the real server on a free port."""

import functools
import json
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from argon2 import PasswordHasher
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from agent_console import openapi
from agent_console.app import create_app
from agent_console.live.hub import Hub
from agent_console.ports import Audience, ConsolePorts, DeskEvent
from agent_console.server import ConsoleServer
from config.ids import CallId, PersonId
from config.settings import Settings, Web, load
from tests.fakes.phone import RECOGNISER, FakeAudio, FakeDutyQueues, FakeEvents, FakePhone
from ticketing.calls import service as calls
from ticketing.db import Database, open_database
from ticketing.directory import City, load_city
from ticketing.drafts import service as drafts
from ticketing.people import passwords
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn, PersonOut, Role
from ticketing.todo import service as todo

PASSWORD = "a-good-password-1"
WITHIN_S = 30.0
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: the console is asked in plain, and each client would read the system's list of authorities."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Argon2 at its cheapest: its cost is not what these tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@functools.cache
def openapi_document() -> dict[str, Any]:
    """Made once a process: it takes seconds."""
    return openapi.document()


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    return openapi_document()


@pytest.fixture(scope="session")
def city() -> City:
    return load_city("builtin")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    return load(home=tmp_path)


class Clock:
    """The real time, moved on by a test."""

    def __init__(self) -> None:
        self.ahead = datetime.now(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class House:
    """All that stands behind the console in a test."""

    ports: ConsolePorts
    database: Database
    phone: FakePhone
    audio: FakeAudio
    events: FakeEvents
    duty: FakeDutyQueues
    clock: Clock
    people: dict[str, PersonOut]

    def person(self, username: str) -> PersonId:
        return PersonId(self.people[username].id)

    def record(self, kind: str, call: str, **data: Any) -> None:
        with self.database.unit_of_work() as uow:
            calls.record(uow, kind, self.clock.now(), call, data)

    def answered(self, call: str, username: str, number: str = "15412345678") -> None:
        """The ledger's side of an answered call: its facts and its draft."""
        self.record("call_arrived", call, caller_number=number, caller_name="", dialled="12345", trunk="local", sip_call_id=call)
        self.record("call_queued", call, queue="general", position=1)
        self.record("call_answered", call, agent=self.person(username), queue="general", waited_s=1.0)
        self.draft(call, username)

    def draft(self, call: str, username: str) -> None:
        with self.database.unit_of_work() as uow:
            drafts.open_draft(uow, call, self.person(username), self.clock.now())

    def ended(self, call: str, username: str) -> None:
        self.record(
            "call_ended", call, reason="completed", by="caller", queue="general", agent=self.person(username),
            waited_s=1.0, talked_s=20.0, detail="",
        )  # fmt: skip

    def said(self, call: str, channel: str, text: str, t0: float) -> str:
        with self.database.unit_of_work() as uow:
            segment = calls.add_segment(uow, call, channel, text, t0, t0 + 1.0, 0.9, [], "vosk:test")
        return segment.id


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory, city: City) -> tuple[Path, dict[str, PersonOut]]:
    """A migrated database with its people, made once; every test works on a copy."""
    path = tmp_path_factory.mktemp("staffed") / "hotline.db"
    database = open_database(f"sqlite:///{path}", city=city, law=load().law)
    staff = _staff(database)
    database.close()
    return path, staff


@pytest.fixture
def house(settings: Settings, city: City, staffed: tuple[Path, dict[str, PersonOut]]) -> Iterator[House]:
    clock = Clock()
    shutil.copy(staffed[0], settings.database_url.removeprefix("sqlite:///"))
    database = open_database(settings.database_url, city=city, law=settings.law, clock=clock.now)
    events = FakeEvents()
    phone, audio, duty = FakePhone(events, clock.now), FakeAudio(), FakeDutyQueues()

    def publish_lists(persons: frozenset[PersonId]) -> None:
        """As the node's ledger does for desks whose lists have changed."""
        with database.reading() as uow:
            listed = todo.lists(uow, persons, clock.now())
        for person, items in listed:
            whose = Audience(people=frozenset({PersonId(person)}))
            events.publish(DeskEvent(type="todo", data=items.model_dump(mode="json"), audience=whose))

    def publish(rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            audience = Audience(people=frozenset(map(PersonId, row["people"])), roles=frozenset(row["roles"]))
            if row["type"] == todo.CHANGED:
                publish_lists(audience.people)
            else:
                events.publish(DeskEvent(type=row["type"], data=row["data"], audience=audience))

    database.after_commit(publish)
    ports = ConsolePorts(
        settings=settings,
        unit_of_work=database.unit_of_work,
        reading=database.reading,
        phone=phone,
        audio=audio,
        events=events,
        duty_queues=duty,
        recogniser=lambda: RECOGNISER,
        recordings=settings.recordings,
        now=clock.now,
    )
    yield House(ports, database, phone, audio, events, duty, clock, staffed[1])
    database.close()


def _staff(database: Database) -> dict[str, PersonOut]:
    roles: dict[str, tuple[Role, ...]] = {
        "agent1": ("agent",), "agent2": ("agent",), "leader1": ("leader",), "boss1": ("supervisor",),
        "handler1": ("handler",), "dispatcher1": ("dispatcher",), "handler2": ("handler",), "root1": ("admin",),
    }  # fmt: skip
    with database.unit_of_work() as uow:
        units = [unit.code for unit in uow.city.search_units("") if unit.kind == "industry"]
        made = {}
        for name, granted in roles.items():
            unit = units[1] if name == "handler2" else units[0]
            new = PersonIn(username=name, name=f"{name}的姓名", roles=granted, unit=unit, password="first-password-1")
            made[name] = people.create(uow, new).person
            people.change_password(uow, made[name].id, "first-password-1", PASSWORD)
    return {name: person.model_copy(update={"must_change_password": False}) for name, person in made.items()}


@dataclass
class Site:
    """The console while it runs."""

    url: str
    house: House
    hub: Hub
    server: ConsoleServer

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(base_url=self.url, headers=headers, verify=NO_TLS, trust_env=False, timeout=WITHIN_S)

    async def token(self, username: str) -> str:
        async with self.client() as client:
            answer = await client.post("/api/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    async def signed_in(self, username: str) -> httpx.AsyncClient:
        return self.client(await self.token(username))

    async def open(self, path: str, protocol: str, token: str | None, **kwargs: Any) -> ClientConnection:
        names = [Subprotocol(protocol)] + ([Subprotocol(f"bearer.{token}")] if token else [])
        address = self.url.replace("http", "ws", 1) + path
        return await connect(address, subprotocols=names, proxy=None, open_timeout=WITHIN_S, **kwargs)

    async def desk(self, username: str, **hello: Any) -> "Desk":
        return await self.desk_of(await self.token(username), **hello)

    async def desk_of(self, token: str, **hello: Any) -> "Desk":
        desk = Desk(await self.open("/ws/agent", "hotline.agent.v1", token))
        reply = await desk.ask("hello", **hello)
        assert reply["ok"], reply
        if not reply["resumed"]:
            await desk.snapshot()
        return desk


class Desk:
    """One page's connection: replies apart from pushed messages, which keep their order."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.stream = ""
        self.seq = 0
        self.data: dict[str, Any] = {}
        self._pushed: list[dict[str, Any]] = []
        self._number = 0

    async def snapshot(self) -> dict[str, Any]:
        message = await self.next()
        assert message["type"] == "snapshot", message
        self.stream, self.seq, self.data = message["stream"], message["seq"], message["data"]
        return self.data

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        self._number += 1
        await self.socket.send(json.dumps({"id": self._number, "type": kind, **fields}))
        while True:
            message = await self._receive()
            if "reply" in message:
                assert message["reply"] == self._number
                return message
            self._pushed.append(message)

    async def next(self) -> dict[str, Any]:
        return self._pushed.pop(0) if self._pushed else await self._receive()

    async def event(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next event of this kind with these fields; each number on the way must follow the last."""
        while True:
            message = await self.numbered()
            if message["event"] == kind and fields.items() <= message["data"].items():
                return dict(message["data"])

    async def numbered(self) -> dict[str, Any]:
        message = await self.next()
        assert message["type"] == "event", message
        assert message["seq"] == self.seq + 1, "a gap in the stream"
        self.seq = message["seq"]
        return message

    async def closed(self) -> tuple[int | None, str | None]:
        with anyio.fail_after(WITHIN_S):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason

    async def _receive(self) -> dict[str, Any]:
        with anyio.fail_after(WITHIN_S):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        return message


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    app = create_app(house.ports)
    server = ConsoleServer(app, free_port(house.ports.settings.web))
    await server.start()
    with anyio.fail_after(WITHIN_S):
        while not house.events.subscribed:
            await anyio.sleep(0.001)
    yield Site(server.url, house, app.state.hub, server)
    await server.stop()


def free_port(web: Web) -> Web:
    """The same settings on a port that the system chooses (0 is no setting that a city may write)."""
    return web.model_copy(update={"port": 0})


def call_id(number: int) -> CallId:
    return CallId(f"018f0000-0000-7000-8000-{number:012d}")

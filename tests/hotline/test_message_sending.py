"""Short messages reach a provider: a file, or a server that is slow, refuses, fails and comes back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.errors import BadSetting
from config.settings import load
from config.settings.messages import Messages
from hotline.message_sending import FileProvider, HttpProvider, MessageSender, SmsProvider, provider_of
from ticketing.db import Database, open_database
from ticketing.messages import service as messages
from ticketing.messages.schemas import MessageOut
from ticketing.webhooks.signing import verified

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
NUMBER = "16412345678"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Carrier:
    """A provider's server: keeps what it was sent, answers with the next of ``answers``."""

    port: int = 0
    answers: list[str] = field(default_factory=lambda: ["200 OK"])
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        self.heads.append(fields)
        self.raw.append(await reader.readexactly(int(fields["content-length"])))
        self.bodies.append(json.loads(self.raw[-1]))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == "silence":
            await reader.read()
            writer.close()
            return
        said = b'{"id": "there-1"}'
        writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n".encode() + said)
        writer.close()


@pytest.fixture
async def carrier() -> AsyncIterator[Carrier]:
    found = Carrier()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    await server.wait_closed()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    settings = load(home=tmp_path)
    database = open_database(settings.database_url, law=settings.law)
    with database.unit_of_work() as uow:
        messages.queue(uow, "evaluation", NUMBER, "已办结", subject="s1", at=NOON)
    yield database
    database.close()


def rules(carrier: Carrier, **more: Any) -> Messages:
    body = {"phone": "{to}", "content": "{text}", "ref": "{id}"}
    return Messages(provider="http", url=f"http://127.0.0.1:{carrier.port}/send", body=body, secret="key", timeout_s=0.5, **more)


async def turn(database: Database, provider: SmsProvider, at: datetime = NOON) -> MessageOut:
    await MessageSender(database, provider, now=lambda: at).turn()
    with database.reading() as uow:
        [found] = messages.page(uow).items
    return found


async def test_a_message_is_posted_in_the_providers_shape_signed_and_noted(database: Database, carrier: Carrier) -> None:
    found = await turn(database, HttpProvider(rules(carrier, headers={"X-Key": "abc"}), lambda: NOON))
    assert found.state == "sent"
    [body], [head] = carrier.bodies, carrier.heads
    assert (body["phone"], body["content"], body["ref"]) == (NUMBER, "【12345热线】已办结", found.id)
    assert head["x-key"] == "abc"
    stamp = int(head["x-hotline-timestamp"])
    assert verified("key", stamp, carrier.raw[0], head["x-hotline-signature"], now=stamp)
    with database.unit_of_work() as uow:
        assert messages.receipt(uow, "there-1", delivered=True, at=NOON)


@pytest.mark.parametrize("answer", ["503 Busy", "429 Slow down", "silence"])
async def test_what_may_pass_is_tried_again(database: Database, carrier: Carrier, answer: str) -> None:
    carrier.answers = [answer, "200 OK"]
    provider = HttpProvider(rules(carrier), lambda: NOON)
    first = await turn(database, provider)
    assert (first.state, first.tries) == ("queued", 1)
    assert first.error
    assert (await turn(database, provider)).tries == 1
    assert (await turn(database, provider, NOON + timedelta(seconds=61))).state == "sent"


async def test_what_is_refused_is_not_tried_again(database: Database, carrier: Carrier) -> None:
    carrier.answers = ["403 Forbidden"]
    found = await turn(database, HttpProvider(rules(carrier), lambda: NOON))
    assert (found.state, found.error) == ("failed", "应答 403")


async def test_nobody_there_is_said_and_tried_again(database: Database) -> None:
    nobody = Messages(provider="http", url="http://127.0.0.1:1/send", timeout_s=0.5)
    found = await turn(database, HttpProvider(nobody, lambda: NOON))
    assert found.state == "queued"
    assert "ConnectError" in found.error


async def test_a_file_gets_a_line_for_each_message(database: Database, tmp_path: Path) -> None:
    found = await turn(database, FileProvider(tmp_path / "out.jsonl", lambda: NOON))
    assert found.state == "sent"
    [line] = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["to"] == NUMBER
    gone = FileProvider(tmp_path / "no" / "out.jsonl", lambda: NOON)
    with database.unit_of_work() as uow:
        messages.queue(uow, "evaluation", NUMBER, "二", subject="s2", at=NOON)
    await MessageSender(database, gone, now=lambda: NOON).turn()
    with database.reading() as uow:
        assert {one.state for one in messages.page(uow).items} == {"sent", "queued"}


def test_settings_choose_the_provider(tmp_path: Path) -> None:
    assert provider_of(Messages(), tmp_path, lambda: NOON) is None
    assert isinstance(provider_of(Messages(provider="file"), tmp_path, lambda: NOON), FileProvider)
    with pytest.raises(BadSetting, match="no http address"):
        provider_of(Messages(provider="http", url="ftp://x"), tmp_path, lambda: NOON)

"""Messages reach a platform signed, come again after a failure, and go nowhere that nobody entered."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import Law, Webhooks, load
from hotline.webhook_sending import WebhookSender
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.intake import service as intake
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn
from ticketing.webhooks import deliveries, matters, platforms
from ticketing.webhooks.platforms import Caller
from ticketing.webhooks.schemas import DeliveryOut, MatterIn, PlatformIn
from ticketing.webhooks.signing import verified

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 4, 4, tzinfo=UTC)
HERE = Webhooks(intranet=("127.0.0.0/8",), timeout_s=5.0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Platform:
    """A server of another house: keeps what it was sent, answers with the next of ``answers``."""

    port: int = 0
    answers: list[str] = field(default_factory=lambda: ["204 No Content"])
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        self.heads.append(fields)
        self.bodies.append(await reader.readexactly(int(fields["content-length"])))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer != "silence":
            writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    found = Platform()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    settings = load(home=tmp_path)
    law: Law = settings.law.model_copy(update={"webhooks": HERE})
    database = open_database(settings.database_url, city=load_city("builtin"), law=law)
    yield database
    database.close()


def owed(database: Database, url: str) -> str:
    """A platform with one matter, accepted just now: it is owed one message. Returns the platform's secret."""
    with database.unit_of_work() as uow:
        made = platforms.make(uow, PlatformIn(code="minsheng", name="民生平台", webhook=url), "root", NOW)
        clerk = people.create(uow, PersonIn(username="clerk", name="员", roles=("agent",))).person
        caller = Caller(platform=made.platform.id, code="minsheng", channel="platform")
        matters.hand_in(uow, caller, MatterIn(external_id="MS-1", text="路灯坏了"), NOW)
        (found,) = intake.list_intakes(uow, NOW, channel="platform").items
        intake.accept(uow, found.id, clerk.id, NOW)
    return made.secret


def shown(database: Database) -> DeliveryOut:
    with database.reading() as uow:
        (found,) = deliveries.page(uow, platform=None, state=None, before=None, limit=5).items
    return found


async def test_a_message_arrives_signed_and_is_sent_once(database: Database, platform: Platform) -> None:
    secret = owed(database, f"http://127.0.0.1:{platform.port}/hook?x=1")
    sender = WebhookSender(database, HERE, now=lambda: NOW)
    assert (await sender.turn(), await sender.turn()) == (1, 0)
    (head,), (body,) = platform.heads, platform.bodies
    assert head["host"] == f"127.0.0.1:{platform.port}"
    timestamp = int(head["x-hotline-timestamp"])
    assert verified(secret, timestamp, body, head["x-hotline-signature"], now=int(NOW.timestamp()))
    told = json.loads(body)
    assert (told["event"], told["data"]["external_id"], told["data"]["state"]) == ("matter.changed", "MS-1", "accepted")
    assert (shown(database).state, shown(database).last_status) == ("delivered", 204)


async def test_a_refused_message_comes_again_after_its_wait_and_redirects_are_not_followed(
    database: Database, platform: Platform
) -> None:
    platform.answers = ["503 Busy", "302 Found\r\nLocation: http://127.0.0.1:1/", "200 OK"]
    owed(database, f"http://127.0.0.1:{platform.port}/hook")
    at = [NOW]
    sender = WebhookSender(database, HERE, now=lambda: at[0])
    for wait, status in ((30, 503), (60, 302)):
        assert await sender.turn() == 1
        assert (shown(database).state, shown(database).last_status) == ("pending", status)
        assert shown(database).next_at == at[0] + timedelta(seconds=wait)
        assert await sender.turn() == 0
        at[0] += timedelta(seconds=wait)
    assert await sender.turn() == 1
    assert (shown(database).state, len(platform.bodies)) == ("delivered", 3)


async def test_a_name_that_now_means_an_inner_address_is_not_connected_to(database: Database, platform: Platform) -> None:
    async def inward(host: str, port: int) -> Sequence[str]:
        return ["192.168.7.7"]

    owed(database, "https://platform.example/hook")
    assert await WebhookSender(database, HERE, now=lambda: NOW, resolve=inward).turn() == 1
    assert platform.bodies == []
    assert (shown(database).state, shown(database).last_error) == ("pending", "ValueError: 回调地址指向未登记的内网")


async def test_silence_and_a_closed_door_are_failures_like_others(database: Database, platform: Platform) -> None:
    platform.answers = ["silence"]
    owed(database, f"http://127.0.0.1:{platform.port}/hook")
    await WebhookSender(database, HERE, now=lambda: NOW).turn()
    assert (shown(database).state, shown(database).tries, shown(database).last_status) == ("pending", 1, None)
    assert shown(database).last_error

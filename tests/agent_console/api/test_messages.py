"""Short messages over HTTP: read and sent again by supervisors, receipts only with the provider's signature."""

import json

import pytest

from config.settings.messages import Messages
from tests.agent_console.conftest import House, Site
from ticketing.messages import service as messages
from ticketing.webhooks.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, signature

pytestmark = pytest.mark.anyio
SECRET = "between-us"
PATH = "/api/messages/receipt"


@pytest.fixture
def sent(house: House) -> str:
    """A message that the provider took as ``p-1``."""
    object.__setattr__(house.ports.settings.law, "messages", Messages(provider="http", url="http://127.0.0.1/", secret=SECRET))
    with house.database.unit_of_work() as uow:
        row = messages.queue(uow, "test", "13900001234", "您反映的事项已办结", subject="test:1", at=house.clock.now())
        assert row is not None
        messages.sent(uow, row.id, "http", "p-1", house.clock.now())
        return row.id


def headers(house: House, body: bytes, secret: str = SECRET, ago_s: int = 0) -> dict[str, str]:
    at = int(house.clock.now().timestamp()) - ago_s
    return {TIMESTAMP_HEADER: str(at), SIGNATURE_HEADER: signature(secret, at, body)}


async def test_a_receipt_counts_only_with_the_providers_fresh_signature(site: Site, house: House, sent: str) -> None:
    body = json.dumps({"id": "p-1", "delivered": False, "error": "空号"}).encode()
    async with site.client() as provider:
        forged = await provider.post(PATH, content=body, headers=headers(house, body, "guessed"))
        old = await provider.post(PATH, content=body, headers=headers(house, body, ago_s=3_600))
        bare = await provider.post(PATH, content=body)
        taken = await provider.post(PATH, content=body, headers=headers(house, body))
        unknown = json.dumps({"id": "p-2", "delivered": True}).encode()
        missing = await provider.post(PATH, content=unknown, headers=headers(house, unknown))
        broken = await provider.post(PATH, content=b"{}", headers=headers(house, b"{}"))
    assert (forged.status_code, old.status_code, bare.status_code, taken.status_code) == (403, 403, 422, 204)
    assert (missing.status_code, broken.status_code) == (404, 422)
    async with await site.signed_in("boss1") as boss:
        [row] = (await boss.get("/api/messages", params={"state": "failed"})).json()["items"]
        again = await boss.post(f"/api/messages/{sent}/again")
        twice = await boss.post(f"/api/messages/{sent}/again")
    assert (row["number"], row["error"]) == ("139****1234", "空号")
    assert (again.json()["state"], twice.status_code) == ("queued", 409)


async def test_messages_are_read_by_supervisors_only(site: Site, sent: str) -> None:
    for name in ("agent1", "handler1", "root1"):
        async with await site.signed_in(name) as person:
            assert (await person.get("/api/messages")).status_code == 403
            assert (await person.post(f"/api/messages/{sent}/again")).status_code == 403


async def test_a_citizens_reply_is_pushed_signed_taken_once_and_seen_to(site: Site, house: House, sent: str) -> None:
    path = "/api/messages/inbound"
    body = json.dumps({"id": "up-1", "number": "+8613900001234", "text": "你们怎么还不来"}, ensure_ascii=False).encode()
    async with site.client() as provider:
        forged = await provider.post(path, content=body, headers=headers(house, body, "guessed"))
        taken = [await provider.post(path, content=body, headers=headers(house, body)) for _ in range(2)]
        broken = await provider.post(path, content=b"{}", headers=headers(house, b"{}"))
    assert (forged.status_code, [one.status_code for one in taken], broken.status_code) == (403, [204, 204], 422)
    async with await site.signed_in("boss1") as boss, await site.signed_in("agent1") as agent:
        [row] = (await boss.get("/api/messages/received", params={"unseen": True})).json()["items"]
        seen = await boss.post(f"/api/messages/received/{row['id']}/seen")
        twice = await boss.post(f"/api/messages/received/{row['id']}/seen")
        left = (await boss.get("/api/messages/received", params={"unseen": True})).json()["items"]
        refused = await agent.get("/api/messages/received")
    assert (row["text"], row["number"], row["came_to"]) == ("你们怎么还不来", "139****1234", "unknown")
    assert (seen.json()["seen_by"]["name"], twice.status_code, left, refused.status_code) == ("boss1的姓名", 409, [], 403)

"""Platforms over REST: keys shown once, a matter made once, and nothing of matters for the administrator."""

import anyio
import httpx
import pytest

from tests.agent_console.conftest import Site

pytestmark = pytest.mark.anyio
MATTER = {"external_id": "MS-1", "text": "小区门口路灯坏了三天没人修。", "name": "李先生", "phone": "16412345678"}


async def key_of(admin: httpx.AsyncClient, **more: object) -> tuple[str, str]:
    made = await admin.post("/api/platforms", json={"code": "minsheng", "name": "民生平台"})
    assert made.status_code == 201, made.text
    platform = made.json()["platform"]["id"]
    key = await admin.post(f"/api/platforms/{platform}/keys", json={"name": "正式"} | more)
    return str(key.json()["key"]), str(key.json()["made"]["id"])


async def test_a_matter_is_201_once_then_200_and_409_for_other_words(site: Site) -> None:
    async with await site.signed_in("root1") as admin:
        key, _ = await key_of(admin)
    async with site.client(key) as platform:
        answers: list[httpx.Response] = []

        async def send() -> None:
            answers.append(await platform.post("/api/platform/matters", json=MATTER))

        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(send)
        other = await platform.post("/api/platform/matters", json=MATTER | {"text": "另一件事情"})
        read = await platform.get("/api/platform/matters/MS-1")
        unknown = await platform.get("/api/platform/matters/MS-2")
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.text for answer in answers}) == 1
    assert (other.status_code, "诉求内容" in other.json()["error"]["what"]) == (409, True)
    assert (read.json(), unknown.status_code) == (answers[0].json(), 404)


async def test_without_a_key_with_a_revoked_one_or_outside_its_scope_nothing_opens(site: Site) -> None:
    async with await site.signed_in("root1") as admin, site.client() as nobody:
        key, made = await key_of(admin, scopes=["matters:read"])
        async with site.client(key) as platform:
            assert (await nobody.post("/api/platform/matters", json=MATTER)).status_code == 401
            assert (await platform.post("/api/platform/matters", json=MATTER)).status_code == 403
            assert (await platform.get("/api/me")).status_code == 401
            await admin.delete(f"/api/platform-keys/{made}")
            assert (await platform.get("/api/platform/matters/MS-1")).status_code == 401


async def test_a_key_has_a_rate_and_says_when_to_come_back(site: Site) -> None:
    async with await site.signed_in("root1") as admin:
        key, _ = await key_of(admin, per_minute=1)
    async with site.client(key) as platform:
        codes = [(await platform.get("/api/platform/matters/none")).status_code for _ in range(3)]
        limited = await platform.get("/api/platform/matters/none")
    assert codes.count(429) >= 1
    assert 0 < int(limited.headers["retry-after"]) <= 60


async def test_only_administrators_keep_platforms_and_an_inner_address_is_refused(site: Site) -> None:
    async with await site.signed_in("agent1") as agent, await site.signed_in("root1") as admin:
        assert (await agent.get("/api/platforms")).status_code == 403
        inner = {"code": "x1", "name": "x", "webhook": "https://127.0.0.1/"}
        assert (await admin.post("/api/platforms", json=inner)).status_code == 422
        await key_of(admin)
        listed = (await admin.get("/api/platforms")).text
        assert (await admin.get("/api/webhook-deliveries")).json() == {"items": [], "next": None}
    assert "digest" not in listed
    assert "secret" not in listed

"""The knowledge base over REST: who reads, who writes, who reviews; whose draft is cited into; files of a version."""

from typing import Any

import httpx
import pytest

from tests.agent_console.conftest import PASSWORD, House, Site, call_id
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

pytestmark = pytest.mark.anyio
ARTICLE: dict[str, Any] = {"title": "公积金租房提取", "body": "# 办理\n- 手机应用申请。", "short_answer": "三个工作日到账。"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def boss2(house: House) -> str:
    """Another supervisor: nobody reviews the own version."""
    with house.database.unit_of_work() as uow:
        new = PersonIn(username="boss2", name="郑班长", roles=("supervisor",), password="first-password-1")
        made = people.create(uow, new).person
        people.change_password(uow, made.id, "first-password-1", PASSWORD)
    return made.id


async def published(site: Site, writer: httpx.AsyncClient, reviewer: httpx.AsyncClient) -> dict[str, Any]:
    unit = site.house.people["handler1"].unit
    made = (await writer.post("/api/knowledge/items", json={"unit": unit, "article": ARTICLE})).json()
    await writer.post(f"/api/knowledge/versions/{made['id']}/submit")
    return dict((await reviewer.post(f"/api/knowledge/versions/{made['id']}/publish")).json())


async def test_a_handler_proposes_a_supervisor_publishes_and_an_agent_finds(site: Site) -> None:
    async with (
        await site.signed_in("handler1") as handler,
        await site.signed_in("boss1") as boss,
        await site.signed_in("agent1") as agent,
    ):
        made = await published(site, handler, boss)
        assert (made["state"], made["code"]) == ("published", "K0001")
        [hit] = (await agent.get("/api/knowledge/search", params={"q": "租房提取"})).json()["items"]
        assert hit["title"]["marks"] == [[3, 7]]
        for method, path in (("POST", "/items"), ("GET", "/reviews"), ("GET", "/figures"), ("GET", "/export.csv")):
            refused = await agent.request(method, f"/api/knowledge{path}", json={} if method == "POST" else None)
            assert refused.status_code == 403, path
        assert (await handler.post(f"/api/knowledge/versions/{made['id']}/publish")).status_code == 403
        assert (await boss.get("/api/knowledge/export.xlsx")).content.startswith(b"PK")


async def test_nobody_reviews_the_own_version(site: Site, boss2: str) -> None:
    async with await site.signed_in("boss1") as boss, await site.signed_in("boss2") as other:
        unit = site.house.people["handler1"].unit
        made = (await boss.post("/api/knowledge/items", json={"unit": unit, "article": ARTICLE})).json()
        await boss.post(f"/api/knowledge/versions/{made['id']}/submit")
        assert (await boss.post(f"/api/knowledge/versions/{made['id']}/publish")).status_code == 403
        assert [row["id"] for row in (await other.get("/api/knowledge/reviews")).json()] == [made["id"]]
        returned = await other.post(f"/api/knowledge/versions/{made['id']}/return", json={"reason": "缺文号"})
        assert returned.json()["state"] == "returned"


async def test_one_cites_into_the_own_draft_alone(site: Site) -> None:
    call = call_id(1)
    site.house.answered(call, "agent1")
    async with await site.signed_in("handler1") as handler, await site.signed_in("boss1") as boss:
        made = await published(site, handler, boss)
    body = {"version": made["id"], "draft": call, "phrase": "三个工作日到账。"}
    async with await site.signed_in("agent1") as agent, await site.signed_in("agent2") as other:
        assert (await other.post("/api/knowledge/citations", json=body)).status_code == 403
        assert (await other.get("/api/knowledge/suggestions", params={"draft": call})).status_code == 403
        cited = await agent.post("/api/knowledge/citations", json=body)
        assert (cited.status_code, cited.json()["call"]) == (201, call)
        wrong = await agent.post("/api/knowledge/citations", json=body | {"phrase": "不用材料。"})
        assert wrong.status_code == 422
        draft = (await agent.get(f"/api/drafts/{call}")).json()
        answer = {"version": draft["version"], "answer": f"三个工作日到账。{cited.json()['mark']}"}
        ticket = (await agent.post(f"/api/drafts/{call}/answer", json=answer)).json()
        [row] = (await agent.get("/api/knowledge/citations", params={"ticket": ticket["id"]})).json()
        assert (row["code"], row["kept"]) == ("K0001", True)


async def test_a_file_is_read_by_those_who_may_read_its_version(site: Site, boss2: str) -> None:
    async with (
        await site.signed_in("boss1") as boss,
        await site.signed_in("boss2") as other,
        await site.signed_in("agent1") as agent,
    ):
        unit = site.house.people["handler1"].unit
        made = (await boss.post("/api/knowledge/items", json={"unit": unit, "article": ARTICLE})).json()
        where = {"version": made["id"], "name": "流程图.png"}
        added = await boss.post("/api/knowledge/files", params=where, content=PNG)
        [file] = added.json()["files"]
        assert (await agent.get(f"/api/knowledge/files/{file['id']}")).status_code == 403
        await boss.post(f"/api/knowledge/versions/{made['id']}/submit")
        await other.post(f"/api/knowledge/versions/{made['id']}/publish")
        assert (await agent.get(f"/api/knowledge/files/{file['id']}")).content == PNG


async def test_a_table_is_taken_in_whole_or_not_at_all(site: Site) -> None:
    unit = site.house.database.city.unit(str(site.house.people["handler1"].unit)).name
    head = "编号,标题,类别,正文,归口单位\n"
    async with await site.signed_in("boss1") as boss:
        where = {"name": "知识.csv"}
        wrong = await boss.post("/api/knowledge/import", params=where, content=f"{head}A1,甲,公告,乙,{unit}\n".encode())
        assert (wrong.status_code, "知识.csv:2 kind" in wrong.json()["error"]["what"]) == (422, True)
        taken = await boss.post("/api/knowledge/import", params=where, content=f"{head}A1,甲,常见问答,乙,{unit}\n".encode())
        assert taken.json() == {"new": 1, "changed": 0, "same": 0, "published": False}


async def test_what_a_reader_misses_comes_back_answered(site: Site) -> None:
    async with await site.signed_in("agent1") as agent, await site.signed_in("boss1") as boss:
        given = await agent.post("/api/knowledge/feedback", json={"kind": "missing", "asked": "潜水艇驾照"})
        answer = {"outcome": "kept", "answer": "本市不办理"}
        path = f"/api/knowledge/feedback/{given.json()['id']}/answer"
        assert (await agent.post(path, json=answer)).status_code == 403
        assert (await boss.post(path, json=answer)).status_code == 200
        assert (await boss.post(path, json=answer)).status_code == 409
        [mine] = (await agent.get("/api/knowledge/feedback")).json()["items"]
        assert mine["answer"] == "本市不办理"
        assert "本市不办理" in (await agent.get("/api/notices")).json()["items"][0]["text"]

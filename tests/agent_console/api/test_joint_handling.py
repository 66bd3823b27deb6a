"""Joint handling over REST: a meeting from its plan to its signed minutes, and who may see and do what."""

from datetime import timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import House, Site

pytestmark = pytest.mark.anyio
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def plan(house: House, unit: str) -> dict[str, Any]:
    start = house.clock.now() + timedelta(days=2)
    return {
        "kind": "joint_study",
        "mode": "on_site",
        "title": "背街照明联席研判",
        "place": "三楼",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=2)).isoformat(),
        "parties": [{"role": "concerned", "unit": unit}],
        "items": [{"title": "背街照明"}],
    }


async def test_a_meeting_goes_from_its_plan_to_signed_minutes_and_a_resolution_is_followed(site: Site, house: House) -> None:
    unit = house.people["handler1"].unit
    assert unit is not None
    async with await site.signed_in("boss1") as boss, await site.signed_in("handler1") as handler:
        made = (await boss.post("/api/meetings", json=plan(house, unit))).json()
        path = f"/api/meetings/{made['id']}"
        called = (await boss.post(f"{path}/invite", json={"version": made["version"]})).json()
        [mine] = (await handler.get("/api/meetings")).json()["items"]
        party = called["parties"][0]["id"]
        said = await handler.post(f"{path}/parties/{party}/reply", json={"reply": "deputy", "deputy": "李副局长"})
        held = (await boss.post(f"{path}/hold", json={"version": called["version"], "text": "已会商"})).json()
        item = held["items"][0]["id"]
        decided = await boss.post(f"{path}/items/{item}/decision", json={"text": "修复路灯", "unit": unit, "days": 3})
        await boss.post(f"{path}/minutes", json={"minutes_version": 0, "text": "议定一件事。"})
        signed = (await boss.post(f"{path}/sign-off", json={"version": held["version"]})).json()
        [task] = (await handler.get("/api/resolutions")).json()["items"]
        resolution = f"/api/resolutions/{task['id']}"
        reported = (await handler.post(f"{resolution}/report", json={"version": task["version"], "text": "已修复"})).json()
        done = (await boss.post(f"{resolution}/close", json={"version": reported["version"]})).json()
        paper = await handler.get(f"/api/documents/{signed['papers'][-1]['id']}.pdf")
    assert mine["id"] == made["id"]
    assert said.json()["parties"][0]["reply"] == "deputy"
    assert decided.status_code == 201, decided.text
    assert signed["state"] == "signed"
    assert (done["state"], done["evidence"]) == ("closed", "已修复")
    assert paper.status_code == 200
    assert paper.content.startswith(b"%PDF")


async def test_another_unit_sees_none_of_it_and_nobody_but_conveners_plans(site: Site, house: House) -> None:
    unit = house.people["handler1"].unit
    assert unit is not None
    async with await site.signed_in("boss1") as boss, await site.signed_in("handler2") as other:
        made = (await boss.post("/api/meetings", json=plan(house, unit))).json()
        await boss.post(f"/api/meetings/{made['id']}/invite", json={"version": made["version"]})
        assert (await other.get("/api/meetings")).json()["items"] == []
        assert (await other.get(f"/api/meetings/{made['id']}")).status_code == 403
        assert (await other.post("/api/meetings", json=plan(house, unit))).status_code == 403
        assert (await other.get("/api/meetings/proposals")).status_code == 403
        stale = await boss.post(f"/api/meetings/{made['id']}/cancel", json={"version": made["version"], "text": "改期"})
    assert stale.status_code == 409
    assert "boss1" in stale.json()["error"]["what"]


@pytest.mark.parametrize("username", ["agent1", "root1"])
async def test_joint_handling_is_not_for_agents_and_administrators(site: Site, username: str) -> None:
    async with await site.signed_in(username) as person:
        for path in ("meetings", "resolutions", "disputes", "deliberation/matters", "exposures", "guidances", "clusters"):
            assert (await person.get(f"/api/{path}")).status_code == 403, path


async def test_every_list_and_figure_answers(site: Site) -> None:
    paths = (
        "meetings/proposals", "meetings/series", "meetings/chairs", "topics", "disputes", "deliberation/matters",
        "deliberation/sittings", "deliberation/rhythms", "exposures", "guidances", "cases", "clusters",
    )  # fmt: skip
    figures = ("meetings", "resolutions", "disputes", "deliberation", "guidances")
    async with await site.signed_in("boss1") as boss:
        for path in (*paths, *(f"{name}/figures?year=2026" for name in figures)):
            assert (await boss.get(f"/api/{path}")).status_code == 200, path


async def test_evidence_is_seen_by_those_who_take_part_and_by_nobody_else(site: Site, house: House) -> None:
    unit = house.people["handler1"].unit
    assert unit is not None
    async with (
        await site.signed_in("boss1") as boss,
        await site.signed_in("handler1") as handler,
        await site.signed_in("handler2") as other,
    ):
        topic = (await boss.post("/api/topics", json={"month": "2026-03", "title": "背街照明"})).json()
        owner = {"text": "修复路灯", "unit": unit, "person": house.people["handler1"].id}
        made = (await boss.post(f"/api/topics/{topic['id']}/matters", json=owner)).json()
        task = made["items"][0]["id"]
        query = {"subject": f"resolution:{task}", "name": "修复后.png"}
        added = await handler.post("/api/evidence", params=query, content=PNG)
        refused = await other.post("/api/evidence", params=query, content=PNG)
        listed = (await boss.get("/api/evidence", params={"subject": f"resolution:{task}"})).json()
        file = f"/api/attachments/{listed[0]['id']}"
        shown, hidden = await boss.get(file), await other.get(file)
        owners = (await boss.get("/api/resolutions/owners", params={"unit": unit})).json()
    assert added.status_code == 201, added.text
    assert (refused.status_code, hidden.status_code) == (403, 403)
    assert [one["name"] for one in listed] == ["修复后.png"]
    assert shown.content == PNG
    assert house.people["handler1"].id in [one["id"] for one in owners]


async def test_minutes_are_printed_before_they_are_signed_and_a_sanction_stands_in_the_units_points(
    site: Site, house: House
) -> None:
    unit = house.people["handler1"].unit
    assert unit is not None
    async with await site.signed_in("boss1") as boss, await site.signed_in("handler1") as handler:
        made = (await boss.post("/api/meetings", json=plan(house, unit))).json()
        path = f"/api/meetings/{made['id']}"
        called = (await boss.post(f"{path}/invite", json={"version": made["version"]})).json()
        await boss.post(f"{path}/hold", json={"version": called["version"], "text": "已会商"})
        await boss.post(f"{path}/minutes", json={"minutes_version": 0, "text": "议定一件事。"})
        papers = [await boss.get(f"{path}/minutes.{kind}") for kind in ("pdf", "docx")]
        refused = await handler.get(f"{path}/minutes.pdf")
        today = house.clock.now().date().isoformat()
        new = {"outlet": "晚报", "line": "newspaper", "published_on": today, "title": "路灯黑了三个月", "unit": unit}
        exposure = (await boss.post("/api/exposures", json=new)).json()
        sanction = {"version": exposure["version"], "sanction": "score", "points": 1.5, "text": "超期"}
        done = (await boss.post(f"/api/exposures/{exposure['id']}/sanction", json=sanction)).json()
        scores = (await handler.get("/api/supervision/scores/entries")).json()["items"]
    assert [paper.content[:4] for paper in papers] == [b"%PDF", b"PK\x03\x04"]
    assert refused.status_code == 403
    assert (done["sanctioned"], done["points"]) == (True, 1.5)
    assert [one["points"] for one in scores] == [1.5]

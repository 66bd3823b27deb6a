"""Dispatch over HTTP: the boxes, a review with both sides' reasons, refusals by role and version, merging and batches."""

from datetime import timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import House, Site, call_id
from ticketing.drafts import service as drafts

pytestmark = pytest.mark.anyio
BASIS = "《城市管理条例》第十二条"


def dispatched(house: House, number: int) -> dict[str, Any]:
    """A ticket of handler1's unit, dispatched now."""
    call = call_id(number)
    house.answered(call, "agent1")
    with house.database.unit_of_work() as uow:
        version = drafts.get(uow, call).version
        said = {"matter": "路灯坏了", "title": "路灯"}
        drafts.edit(uow, call, version, said, house.person("agent1"), house.clock.now())
        unit = house.people["handler1"].unit
        made = drafts.dispatch(uow, call, None, house.person("agent1"), house.clock.now(), unit=unit, level=3)
    return made.model_dump(mode="json")


def objection(house: House, version: int) -> dict[str, Any]:
    other = house.people["handler2"].unit
    return {"version": version, "legal_basis": BASIS, "suggested_unit": other, "reason": "不属本单位职责"}


async def test_an_objection_is_made_seen_and_granted(site: Site, house: House) -> None:
    ticket = dispatched(house, 1)
    path = f"/api/dispatching/tickets/{ticket['id']}"
    async with await site.signed_in("handler1") as own, await site.signed_in("boss1") as boss:
        kin = (await own.post(f"{path}/object", json=objection(house, ticket["version"]))).json()
        counts = (await boss.get("/api/dispatching/counts")).json()
        [waiting] = (await boss.get("/api/dispatching/objections", params={"state": "open"})).json()["items"]
        advice = (await boss.get(f"{path}/advice")).json()
        body = {"version": waiting["version"], "reason": "依据成立"}
        done = await boss.post(f"/api/dispatching/objections/{waiting['id']}/grant", json=body)
        after = (await boss.get(path)).json()
    assert (kin["stage"], kin["state"]) == ("joint_study", "dispatched")
    assert counts["objections"] == 1
    assert waiting["legal_basis"] == BASIS
    assert advice["options"][0]["kind"] == "objection"
    assert [step["rule"] for step in advice["considered"]] == ["directory", "first_receiver", "named", "fallback"]
    assert (done.status_code, done.json()["state"]) == (200, "granted")
    assert [leg["state"] for leg in after["legs"] if leg["role"] == "lead"] == ["withdrawn", "dispatched"]


async def test_a_unit_neither_decides_nor_redispatches_nor_sees_the_boxes(site: Site, house: House) -> None:
    ticket = dispatched(house, 1)
    path = f"/api/dispatching/tickets/{ticket['id']}"
    async with await site.signed_in("handler1") as own, await site.signed_in("handler2") as other:
        body = {"version": ticket["version"], "reason": "改派", "unit": house.people["handler2"].unit}
        assert (await own.post(f"{path}/redispatch", json=body)).status_code == 403
        assert (await own.get("/api/dispatching/counts")).status_code == 403
        assert (await own.get(f"{path}/advice")).status_code == 403
        assert (await other.get(path)).status_code == 403
        assert (await other.post(f"{path}/object", json=objection(house, ticket["version"]))).status_code == 403


async def test_a_stale_version_is_refused_and_names_who_was_first(site: Site, house: House) -> None:
    ticket = dispatched(house, 1)
    path = f"/api/dispatching/tickets/{ticket['id']}"
    async with await site.signed_in("boss1") as boss:
        body = {"version": ticket["version"], "unit": house.people["handler2"].unit, "reason": "改派"}
        assert (await boss.post(f"{path}/redispatch", json=body)).status_code == 200
        again = await boss.post(f"{path}/redispatch", json=body | {"unit": house.people["handler1"].unit})
    assert again.status_code == 409
    assert "boss1的姓名" in again.json()["error"]["what"]


async def test_an_agent_merges_and_takes_back(site: Site, house: House) -> None:
    head, ticket = dispatched(house, 1), dispatched(house, 2)
    path = f"/api/dispatching/tickets/{ticket['id']}"
    async with await site.signed_in("agent1") as agent:
        merged = (
            await agent.post(f"{path}/merge", json={"version": ticket["version"], "head": head["id"], "reason": "同一事项"})
        ).json()
        whole = (await agent.get(f"/api/dispatching/tickets/{head['id']}")).json()
        back = (await agent.post(f"{path}/unmerge", json={"version": merged["version"], "reason": "并错了"})).json()
    assert (merged["state"], merged["head"]["id"], merged["merge_undo_until"] is not None) == ("merged", head["id"], True)
    assert (whole["people"], [one["id"] for one in whole["merged"]]) == (2, [ticket["id"]])
    assert (back["state"], back["head"]) == ("dispatched", None)


async def test_a_problem_ticket_is_named_a_unit(site: Site, house: House) -> None:
    ticket = dispatched(house, 1)
    path = f"/api/dispatching/tickets/{ticket['id']}"
    async with await site.signed_in("boss1") as boss:
        problem = (await boss.post(f"{path}/problem", json={"version": ticket["version"], "reason": "无主管部门"})).json()
        [waiting] = (await boss.get("/api/dispatching/boxes/problem")).json()["items"]
        body = {"version": problem["version"], "unit": house.people["handler2"].unit, "reason": "研判一致", "resolution": "r1"}
        named = await boss.post(f"{path}/name-unit", json=body)
    assert (problem["stage"], waiting["id"], waiting["reason"]) == ("joint_study", ticket["id"], "无主管部门")
    assert (named.status_code, named.json()["state"]) == (200, "dispatched")


async def test_a_batch_is_made_filled_and_answered(site: Site, house: House) -> None:
    lead, other = dispatched(house, 1), dispatched(house, 2)
    async with await site.signed_in("boss1") as boss:
        batch = (await boss.post("/api/batches", json={"title": "路灯批量", "lead_ticket": lead["id"]})).json()
        added = (await boss.post(f"/api/batches/{batch['id']}/tickets", json={"tickets": [other["id"], lead["id"]]})).json()
        body = {"version": added["batch"]["version"], "opinion": "已统一检修", "solved": "solved"}
        done = (await boss.post(f"/api/batches/{batch['id']}/answer", json=body)).json()
        tickets = (await boss.get(f"/api/batches/{batch['id']}/tickets")).json()
    assert (added["added"], list(added["refused"])) == (1, [lead["id"]])
    assert (done["state"], done["answered"], done["total"]) == ("answered", 2, 2)
    assert {one["state"] for one in tickets} == {"callback"}


async def test_what_nobody_ended_stands_in_the_leftovers_after_the_set_time(site: Site, house: House) -> None:
    call = call_id(1)
    house.answered(call, "agent1")
    house.ended(call, "agent1")
    async with await site.signed_in("boss1") as boss:
        early = (await boss.get("/api/dispatching/leftovers")).json()
        house.clock.ahead += timedelta(minutes=31)
        [left] = (await boss.get("/api/dispatching/leftovers")).json()
    assert early == []
    assert (left["call"], left["has_matter"], left["by_itself_at"]) == (call, False, None)


async def test_one_matter_of_two_becomes_a_ticket_of_its_own(site: Site, house: House) -> None:
    ticket = dispatched(house, 1)
    path = f"/api/dispatching/tickets/{ticket['id']}"
    async with await site.signed_in("boss1") as boss:
        body = {"version": ticket["version"], "reason": "两件事", "matters": [{"matter": "井盖缺失"}]}
        kin = (await boss.post(f"{path}/split", json=body)).json()
        [waiting] = (await boss.get("/api/dispatching/boxes/to_dispatch")).json()["items"]
    assert [one["id"] for one in kin["children"]] == [waiting["id"]]
    assert waiting["title"] == "井盖缺失"

"""The handling unit over HTTP: its worklist, commands with the version it saw, and phones only when asked for."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.agent_console.conftest import House, Site, call_id
from ticketing.drafts import service as drafts
from ticketing.tickets.actor import actor_of
from ticketing.tickets.permissions import Standing, may

pytestmark = pytest.mark.anyio
CALL = call_id(1)
JPEG = b"\xff\xd8\xff\xe0" + bytes(60)


@pytest.fixture
def ticket(house: House) -> dict[str, Any]:
    """A ticket of handler1's unit, dispatched now."""
    house.answered(CALL, "agent1")
    unit = house.people["handler1"].unit
    with house.database.unit_of_work() as uow:
        version = drafts.get(uow, CALL).version
        drafts.edit(uow, CALL, version, {"matter": "路灯坏了", "title": "路灯"}, house.person("agent1"), house.clock.now())
        made = drafts.dispatch(uow, CALL, None, house.person("agent1"), house.clock.now(), unit=unit, level=3)
    return made.model_dump(mode="json")


async def test_a_unit_finds_signs_handles_and_reports_its_ticket(site: Site, ticket: dict[str, Any]) -> None:
    path = f"/api/tickets/{ticket['id']}"
    async with await site.signed_in("handler1") as own:
        listed = (await own.get("/api/handling/worklist", params={"box": "to_sign"})).json()["items"]
        assert [(item["id"], item["role"], item["leg_state"]) for item in listed] == [(ticket["id"], "lead", "dispatched")]
        read = (await own.get(path)).json()
        assert "sign" in read["actions"]
        assert "pass_review" not in read["actions"]
        signed = (await own.post(f"{path}/sign", json={"version": read["version"]})).json()
        started = (await own.post(f"{path}/start_handling", json={"version": signed["version"]})).json()
        body = {"version": started["version"], "result": "已更换灯泡", "outcome": "solved", "resolved_level": "street"}
        done = await own.post(f"{path}/report", json=body)
        counts = (await own.get("/api/handling/counts")).json()["counts"]
    assert (done.status_code, done.json()["state"], done.json()["solved"]) == (200, "reviewing", "solved")
    assert (counts["to_sign"], counts["open"], counts["done"]) == (0, 0, 1)


async def test_another_unit_is_refused_every_command_and_the_ticket_itself(site: Site, ticket: dict[str, Any]) -> None:
    path = f"/api/tickets/{ticket['id']}"
    async with await site.signed_in("handler2") as other:
        assert (await other.post(f"{path}/sign", json={"version": ticket["version"]})).status_code == 403
        assert (await other.get(f"{path}/clock")).status_code == 403
        assert (await other.get("/api/handling/worklist")).json()["items"] == []


async def test_a_stale_version_is_a_conflict_that_says_who(site: Site, ticket: dict[str, Any]) -> None:
    path = f"/api/tickets/{ticket['id']}"
    async with await site.signed_in("handler1") as own:
        version = (await own.get(path)).json()["version"]
        await own.post(f"{path}/sign", json={"version": version})
        late = await own.post(f"{path}/start_handling", json={"version": version})
    assert late.status_code == 409
    assert "签收" in late.json()["error"]["what"]


async def test_the_clock_says_why_it_is_due_then(site: Site, ticket: dict[str, Any]) -> None:
    async with await site.signed_in("handler1") as own:
        clock = (await own.get(f"/api/tickets/{ticket['id']}/clock")).json()
    [leg] = clock["legs"]
    assert datetime.fromisoformat(leg["due"]) == datetime.fromisoformat(clock["stored"])
    assert clock["stored"] == ticket["deadline"]
    assert "派单" in leg["lines"][0]["text"]
    assert leg["lines"][-1]["text"].endswith("17:00到期")


async def test_phones_are_masked_until_asked_for_and_each_look_logged(site: Site, house: House, ticket: dict[str, Any]) -> None:
    path = f"/api/tickets/{ticket['id']}"
    async with await site.signed_in("handler1") as own:
        assert (await own.get(path)).json()["caller_number"] == "154****5678"
        assert (await own.post(f"{path}/phones", json={"why": ""})).status_code == 422
        seen = (await own.post(f"{path}/phones", json={"why": "上门前联系"})).json()
    assert seen["callers"][0]["number"] == "15412345678"
    async with await site.signed_in("boss1") as boss, await site.signed_in("handler2") as other:
        log = (await boss.get(f"{path}/phones/log")).json()
        assert (await other.post(f"{path}/phones", json={"why": "好奇"})).status_code == 403
    assert [(one["by"], one["why"]) for one in log] == [(house.person("handler1"), "上门前联系")]


async def test_an_extension_waits_in_the_dispatchers_list(site: Site, house: House, ticket: dict[str, Any]) -> None:
    path = f"/api/tickets/{ticket['id']}"
    async with await site.signed_in("handler1") as own, await site.signed_in("boss1") as boss:
        version = (await own.get(path)).json()["version"]
        version = (await own.post(f"{path}/sign", json={"version": version})).json()["version"]
        asked = (await own.post(f"{path}/ask_extension", json={"version": version, "days": 2, "reason": "缺件"})).json()
        [waiting] = (await boss.get("/api/handling/extensions")).json()
        granted = (await boss.post(f"{path}/extend", json={"version": waiting["version"]})).json()
    assert asked["asked_extension"] == waiting["days"] == 2
    assert datetime.fromisoformat(granted["deadline"]) == datetime.fromisoformat(waiting["until"])
    assert granted["first_deadline"] == ticket["deadline"] != granted["deadline"]


async def test_pictures_of_the_work_are_evidence_of_the_report(site: Site, ticket: dict[str, Any]) -> None:
    path, uploads = f"/api/tickets/{ticket['id']}", "/api/attachments/uploads"
    where = {"ticket": ticket["id"], "name": "修好了.jpg"}
    async with await site.signed_in("handler1") as own, await site.signed_in("handler2") as other:
        assert (await other.post(uploads, params=where, content=JPEG)).status_code == 403
        taken = (await own.post(uploads, params=where, content=JPEG)).json()["id"]
        assert (await own.get(f"/api/attachments?ticket={ticket['id']}")).json() == []
        version = (await own.get(path)).json()["version"]
        version = (await own.post(f"{path}/sign", json={"version": version})).json()["version"]
        version = (await own.post(f"{path}/start_handling", json={"version": version})).json()["version"]
        body = {"version": version, "result": "已换灯泡", "outcome": "solved", "files": [taken]}
        gone = await own.post(f"{path}/report", json=body | {"files": [taken, "no-such-file"]})
        assert (gone.status_code, (await own.get(path)).json()["state"]) == (422, "handling"), "nothing is half done"
        done = (await own.post(f"{path}/report", json=body)).json()
        [file] = (await own.get(f"/api/attachments?ticket={ticket['id']}")).json()
    assert (file["name"], file["step"]) == ("修好了.jpg", done["history"][-1]["id"])
    assert done["history"][-1]["command"] == "report"


async def test_a_file_is_evidence_only_of_who_brought_it(site: Site, ticket: dict[str, Any]) -> None:
    path = f"/api/tickets/{ticket['id']}"
    async with await site.signed_in("handler1") as own, await site.signed_in("boss1") as boss:
        where = {"ticket": ticket["id"], "name": "法条.jpg"}
        bosses = (await boss.post("/api/attachments/uploads", params=where, content=JPEG)).json()["id"]
        mine = (await own.post("/api/attachments/uploads", params=where, content=JPEG)).json()["id"]
        version = (await own.get(path)).json()["version"]
        units = (await own.get("/api/units")).json()
        unit = next(one["code"] for one in units if one["code"] != ticket["unit"]["code"])
        body = {"version": version, "reason": "不属本单位", "legal_basis": "《城市管理条例》", "suggested_unit": unit}
        objecting = f"/api/dispatching/tickets/{ticket['id']}/object"
        assert (await own.post(objecting, json=body | {"files": [bosses]})).status_code == 422
        assert (await own.post(objecting, json=body | {"files": [mine]})).status_code == 200
        last = (await own.get(path)).json()["history"][-1]
        [file] = (await own.get(f"/api/attachments?ticket={ticket['id']}")).json()
    assert (last["command"], file["step"]) == ("object", last["id"])


async def test_the_worklist_is_paged_by_deadline(site: Site, house: House, ticket: dict[str, Any]) -> None:
    async with await site.signed_in("handler1") as own:
        first = (await own.get("/api/handling/worklist", params={"limit": 1})).json()
        wrong = await own.get("/api/handling/worklist", params={"after": "x"})
    assert first["next"] is None
    assert wrong.status_code == 422


BODIES: dict[str, dict[str, Any]] = {
    "sign": {},
    "sign_leg": {},
    "start_handling": {},
    "start_leg": {},
    "contact": {"way": "phone", "when": "2026-03-04T12:00:00+08:00", "reached": True},
    "report": {"result": "x", "outcome": "solved"},
    "report_leg": {"result": "x"},
    "pass_review": {},
    "rework": {"reason": "x"},
    "archive": {},
    "ask_supplement": {"question": "x"},
    "supplement": {"answer": "x"},
    "resume": {"reason": "x"},
    "ask_extension": {"days": 1, "reason": "x"},
    "extend": {},
    "refuse_extension": {"reason": "x"},
    "suspend": {"reason": "x", "ground": "funds", "review_on": "2026-05-01"},
    "review_suspension": {"reason": "x", "review_on": "2026-05-01"},
    "ask_suspension": {"reason": "x", "ground": "funds", "review_on": "2026-05-01"},
    "refuse_suspension": {"reason": "x"},
    "flag": {"add": ["group"]},
}


async def test_every_command_is_refused_to_whom_the_table_does_not_name(site: Site, house: House, ticket: dict[str, Any]) -> None:
    state = Standing(state="dispatched", lead_unit=house.people["handler1"].unit, leg_units=frozenset())
    state = replace(state, leg_units=frozenset(filter(None, [state.lead_unit])))
    for username in ("agent1", "handler1", "handler2", "boss1", "root1"):
        actor = actor_of(house.people[username])
        async with await site.signed_in(username) as client:
            for command, body in BODIES.items():
                said = body | {"version": 10_000}  # stale for everybody: nothing is done
                answer = await client.post(f"/api/tickets/{ticket['id']}/{command}", json=said)
                reader = username != "root1"
                assert answer.status_code == (409 if reader else 403), (username, command)
                if reader and not may(actor, command, state):  # type: ignore[arg-type]
                    said = body | {"version": ticket["version"]}
                    refused = await client.post(f"/api/tickets/{ticket['id']}/{command}", json=said)
                    assert refused.status_code == 403, (username, command)
    assert (await detail_of(site, ticket))["version"] == ticket["version"]


async def detail_of(site: Site, ticket: dict[str, Any]) -> dict[str, Any]:
    async with await site.signed_in("boss1") as boss:
        read: dict[str, Any] = (await boss.get(f"/api/tickets/{ticket['id']}")).json()
        return read

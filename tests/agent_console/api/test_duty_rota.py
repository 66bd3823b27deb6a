"""The rota and the sheets over REST: who may, what is shown, and files that are printed."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import House, Site, call_id
from ticketing.duty import past_lines, rota_import
from ticketing.spreadsheets import write_csv

pytestmark = pytest.mark.anyio


def body(content: bytes, name: str = "file.csv") -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def session_of(house: House, **more: Any) -> dict[str, Any]:
    start = house.clock.now() + timedelta(minutes=5)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    return {"leader": house.person("leader1"), **times, **more}


async def test_the_assisting_agent_sees_the_session_writes_its_drafts_and_no_other_agent_does(site: Site, house: House) -> None:
    async with (
        await site.signed_in("boss1") as boss,
        await site.signed_in("agent1") as agent,
        await site.signed_in("agent2") as other,
    ):
        planned = await boss.post("/api/duty-sessions", json=session_of(house, assistant=house.person("agent1")))
        session = planned.json()["id"]
        checked = await agent.post(f"/api/duty-sessions/{session}/check-in")
        assert [one["role"] for one in checked.json()["present"]] == ["assistant"]
        await boss.post(f"/api/duty-sessions/{session}/open")
        call, queue = call_id(1), f"duty:{session}"
        house.record("call_arrived", call, caller_number="15400000001", caller_name="", dialled="1", trunk="t", sip_call_id=call)
        house.record("call_queued", call, queue=queue, position=1)
        house.record("call_answered", call, agent=house.person("leader1"), queue=queue, waited_s=1.0)
        house.draft(call, "leader1")
        draft = (await agent.get(f"/api/drafts/{call}")).json()
        written = await agent.patch(f"/api/drafts/{call}", json={"version": draft["version"], "changes": {"title": "路灯不亮"}})
        assert written.json()["title"] == "路灯不亮"
        assert (await agent.get(f"/api/calls/{call}")).status_code == 200
        assert [one["id"] for one in (await agent.get("/api/duty-sessions")).json()] == [session]
        for path in (f"/api/drafts/{call}", f"/api/calls/{call}", f"/api/duty-sessions/{session}"):
            assert (await other.get(path)).status_code == 403
        assert (await other.get("/api/duty-sessions")).json() == []
        assert (await agent.post(f"/api/duty-sessions/{session}/close")).status_code == 403


async def test_a_clash_is_said_and_a_session_is_moved_swapped_and_cancelled_with_a_reason(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss, await site.signed_in("leader1") as leader:
        session = (await boss.post("/api/duty-sessions", json=session_of(house, number="8001"))).json()["id"]
        clash = await boss.post("/api/duty-sessions", json=session_of(house))
        assert clash.status_code == 409
        assert "同一时间" in clash.json()["error"]["what"]
        assert (await boss.patch(f"/api/duty-sessions/{session}", json={"number": "8002"})).status_code == 422
        assert (await leader.patch(f"/api/duty-sessions/{session}", json={"reason": "x"})).status_code == 403
        moved = await boss.patch(f"/api/duty-sessions/{session}", json={"reason": "换号", "number": "8002"})
        assert moved.json()["number"] == "8002"
        gone = await leader.post(f"/api/duty-sessions/{session}/cancel", json={"reason": "防汛"})
        assert (gone.json()["state"], gone.json()["steps"][-1]["reason"]) == ("cancelled", "防汛")


async def test_a_plan_is_shown_kept_and_ended_by_supervisors_only(site: Site, house: House) -> None:
    today = house.clock.now().date()
    monday = today + timedelta(days=7 - today.weekday())
    new = {
        "turns": [{"leader": house.person("leader1")}], "weekdays": [1, 2, 3, 4, 5, 6, 7], "every_weeks": 8,
        "starts_on": str(monday), "begins": "09:00", "finishes": "11:00", "skip_rest_days": False,
    }  # fmt: skip
    async with await site.signed_in("boss1") as boss, await site.signed_in("leader1") as leader:
        shown = (await boss.post("/api/duty-rota/plans/preview", json=new)).json()
        assert (await leader.post("/api/duty-rota/plans", json=new)).status_code == 403
        made = (await boss.post("/api/duty-rota/plans", json=new)).json()
        planned = (await boss.get("/api/duty-sessions?state=planned&limit=200")).json()
        assert len(shown) == 7
        assert {one["starts_at"] for one in planned} == {one["starts_at"] for one in shown}
        assert all(one["problem"] == "" for one in shown)
        ended = await boss.post(f"/api/duty-rota/plans/{made['id']}/end", json={"reason": "调整"})
        assert ended.json()["state"] == "ended"
        assert [one["state"] for one in (await leader.get("/api/duty-rota/plans")).json()] == ["ended"]


async def test_files_are_shown_with_their_mistakes_and_taken_in_whole(site: Site, house: House) -> None:
    unit = next(iter(house.database.city.units)).name
    sheet = {"day": "2024-03-04", "begins": "09:00", "unit": unit, "leader": "老局长", "connected": 10, "on_the_spot": 7}
    rota = {"day": str(house.clock.now().date() + timedelta(days=9)), "begins": "09:00", "finishes": "11:00", "leader": "leader1"}
    good, wrong = body(write_csv(past_lines.COLUMNS, [sheet])), body(write_csv(past_lines.COLUMNS, [sheet | {"connected": "x"}]))
    async with await site.signed_in("boss1") as boss, await site.signed_in("leader1") as leader:
        assert (await boss.post("/api/duty-rota/past/preview", json=wrong)).json()["mistakes"] == [
            {"line": 2, "column": "接通", "what": "“x”不是通数，请写整数。"},
        ]  # fmt: skip
        assert (await boss.post("/api/duty-rota/past", json=wrong)).status_code == 422
        assert (await boss.post("/api/duty-rota/past", json={"name": "x", "content": "%%"})).status_code == 422
        assert (await leader.post("/api/duty-rota/past", json=good)).status_code == 403
        taken = (await boss.post("/api/duty-rota/past", json=good)).json()
        as_of = datetime.fromisoformat("2024-12-31T12:00:00+08:00").isoformat()
        year = (await leader.get("/api/duty-sessions/figures", params={"as_of": as_of})).json()
        assert (year["total"]["past"], year["total"]["rate"]["percent"]) == (1, 70.0)
        table = await leader.get("/api/duty-sessions/figures.csv", params={"as_of": as_of})
        assert "2024-03-04 09:00" in table.content.decode("utf-8-sig")
        [held] = (await boss.get(f"/api/duty-rota/past/{taken['id']}/sheets")).json()["items"]
        assert (held["leader_name"], held["calls"]) == ("老局长", 0)
        assert (await boss.get(f"/api/duty-rota/past/sheets/{held['id']}/calls")).json() == []
        gone = await boss.post(f"/api/duty-rota/past/{taken['id']}/withdraw", json={"reason": "重复"})
        assert gone.json()["reason"] == "重复"
        planned = await boss.post("/api/duty-rota/file", json=body(write_csv(rota_import.COLUMNS, [rota])))
        assert planned.json() == {"sessions": 1}
        for which in ("rota", "past", "calls"):
            for format in ("csv", "xlsx"):
                assert (await boss.get(f"/api/duty-rota/example/{which}.{format}")).status_code == 200


async def test_a_sheet_is_printed_issued_and_printed_again(site: Site, house: House) -> None:
    async with (
        await site.signed_in("boss1") as boss,
        await site.signed_in("leader1") as leader,
        await site.signed_in("agent1") as agent,
    ):
        session = (await boss.post("/api/duty-sessions", json=session_of(house))).json()["id"]
        proof = await leader.get(f"/api/duty-sessions/{session}/sheet.pdf")
        assert (proof.headers["content-type"], proof.content[:4]) == ("application/pdf", b"%PDF")
        assert (await leader.post(f"/api/duty-sessions/{session}/sheet")).status_code == 409
        await leader.post(f"/api/duty-sessions/{session}/open")
        await leader.post(f"/api/duty-sessions/{session}/close")
        issued = (await leader.post(f"/api/duty-sessions/{session}/sheet")).json()
        assert issued["number"].startswith("带班〔")
        for ending, start in (("pdf", b"%PDF"), ("docx", b"PK")):
            again = await leader.get(f"/api/documents/{issued['id']}.{ending}")
            assert again.content.startswith(start)
            assert "filename*=UTF-8''%E5%B8%A6" in again.headers["content-disposition"]
        assert (await agent.get(f"/api/documents/{issued['id']}.pdf")).status_code == 403
        assert [one["id"] for one in (await leader.get("/api/documents?kind=duty_sheet")).json()["items"]] == [issued["id"]]

"""Intake over REST: the clerk's way from a written matter to its ticket, files, sittings, and who may not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import Site

pytestmark = pytest.mark.anyio
MATTER = {"channel": "walk_in", "text": "小区门口路灯坏了三天没人修。", "caller_name": "李先生", "caller_number": "16412345678"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
NOW = datetime.now(UTC)


async def test_a_clerk_writes_a_matter_down_edits_its_draft_and_dispatches_it(site: Site) -> None:
    async with await site.signed_in("agent1") as clerk:
        made = (await clerk.post("/api/intake", json=MATTER)).json()
        draft = made["draft"]
        edited = await clerk.patch(
            f"/api/drafts/{made['id']}", json={"version": draft["version"], "changes": {"title": "路灯不亮"}}
        )
        assert edited.status_code == 200, edited.text
        units = (await clerk.get("/api/units?limit=1")).json()
        body = {"version": edited.json()["version"], "unit": draft["unit"]["code"] if draft["unit"] else units[0]["code"]}
        ticket = await clerk.post(f"/api/drafts/{made['id']}/dispatch", json=body)
        assert ticket.status_code == 200, ticket.text
        now = (await clerk.get(f"/api/intake/{made['id']}")).json()
    assert (ticket.json()["channel"], ticket.json()["intake_id"]) == ("walk_in", made["id"])
    assert (now["state"], now["ticket"]["number"], now["title"]) == ("dispatched", ticket.json()["number"], "路灯不亮")


async def test_what_is_left_for_others_is_accepted_by_one_and_the_other_reads_by_whom(site: Site) -> None:
    async with await site.signed_in("agent1") as first, await site.signed_in("agent2") as second:
        made = (await first.post("/api/intake", json=MATTER | {"accept": False})).json()
        listed = (await second.get("/api/intake/worklist")).json()
        assert [one["id"] for one in listed["items"]] == [made["id"]]
        assert (await second.post(f"/api/intake/{made['id']}/accept")).status_code == 200
        refused = await first.post(f"/api/intake/{made['id']}/accept")
        own_draft = await first.patch(f"/api/drafts/{made['id']}", json={"version": 1, "changes": {"title": "x"}})
    assert (refused.status_code, "agent2的姓名" in refused.json()["error"]["what"]) == (409, True)
    assert own_draft.status_code == 403


async def test_a_dispatcher_sends_what_a_clerk_has_accepted(site: Site) -> None:
    async with await site.signed_in("agent1") as clerk, await site.signed_in("dispatcher1") as dispatcher:
        made = (await clerk.post("/api/intake", json=MATTER)).json()
        units = (await dispatcher.get("/api/units?limit=1")).json()
        body = {"version": made["draft"]["version"], "unit": units[0]["code"]}
        ticket = await dispatcher.post(f"/api/drafts/{made['id']}/dispatch", json=body)
    assert ticket.status_code == 200, ticket.text


async def test_handlers_and_administrators_keep_out_of_the_intake(site: Site) -> None:
    for name in ("handler1", "root1"):
        async with await site.signed_in(name) as client:
            for path in ("/api/intake", "/api/intake/worklist", "/api/visit-sessions"):
                assert (await client.get(path)).status_code == 403, (name, path)


async def test_a_file_is_added_shown_in_parts_and_kept_from_strangers(site: Site) -> None:
    async with await site.signed_in("agent1") as clerk, await site.signed_in("handler1") as stranger:
        made = (await clerk.post("/api/intake", json=MATTER)).json()
        where = f"/api/attachments?intake={made['id']}"
        added = await clerk.post(f"{where}&name=路灯.png", content=PNG)
        assert added.status_code == 201, added.text
        refused = await clerk.post(f"{where}&name=路灯.png", content=b"MZ" + bytes(100))
        assert (refused.status_code, refused.json()["error"]["what"]) == (422, "不支持这种文件。")
        file = await clerk.get(f"/api/attachments/{added.json()['id']}", headers={"Range": "bytes=0-3"})
        assert (file.status_code, file.content, file.headers["content-type"]) == (206, PNG[:4], "image/png")
        assert "sandbox" in file.headers["content-security-policy"]
        assert [one["name"] for one in (await clerk.get(where)).json()] == ["路灯.png"]
        for path in (where, f"/api/attachments/{added.json()['id']}"):
            assert (await stranger.get(path)).status_code == 403
        ended = await clerk.post(
            f"/api/drafts/{made['id']}/answer", json={"version": made["draft"]["version"], "answer": "已派人修理"}
        )
        of_ticket = (await clerk.get(f"/api/attachments?ticket={ended.json()['id']}")).json()
    assert [one["id"] for one in of_ticket] == [added.json()["id"]]


async def test_a_sitting_counts_its_visitors_and_matters(site: Site) -> None:
    async with await site.signed_in("boss1") as clerk:
        unit = (await clerk.get("/api/units?limit=1")).json()[0]["code"]
        times = {"starts_at": NOW.isoformat(), "ends_at": (NOW + timedelta(hours=2)).isoformat()}
        plan: dict[str, Any] = {"kind": "evening", "unit": unit, "place": "社区会议室", "leader_name": "赵书记"} | times
        session = (await clerk.post("/api/visit-sessions", json=plan)).json()
        await clerk.post(f"/api/visit-sessions/{session['id']}/begin")
        came = (await clerk.post(f"/api/visit-sessions/{session['id']}/visits", json={"visitors": 3, "name": "孙大妈"})).json()
        visit = came["parties"][0]["id"]
        brought = await clerk.post(f"/api/visits/{visit}/matters", json={"text": "楼道堆物没人管", "answer": "今天清理。"})
        assert brought.status_code == 201, brought.text
        done = (await clerk.post(f"/api/visit-sessions/{session['id']}/end")).json()
        period = {"since": (NOW - timedelta(days=1)).isoformat(), "until": (NOW + timedelta(days=1)).isoformat()}
        figures = (await clerk.get("/api/visit-sessions/figures", params=period)).json()
        slot = {"unit": unit, "mediator": "钱调解员", "place": "驿站", "capacity": 1} | times
        made = (await clerk.post("/api/booking-slots", json=slot)).json()
        booking = {"name": "周先生", "number": "16412345678"}
        booked = await clerk.post(f"/api/booking-slots/{made['id']}/bookings", json=booking)
        full = await clerk.post(f"/api/booking-slots/{made['id']}/bookings", json=booking | {"number": "16412345679"})
    assert (done["state"], done["visitors"], done["answered"]) == ("closed", 3, 1)
    assert (figures["total"]["matters"], figures["total"]["answered_rate"]["percent"]) == (1, 100.0)
    assert (booked.json()["left"], full.status_code) == (0, 409)

"""A leader's duty session over REST: its queue opens and closes with it, and the rate has its base."""

from datetime import timedelta

import pytest

from tests.agent_console.conftest import House, Site, call_id

pytestmark = pytest.mark.anyio


def plan(house: House, leader: str = "leader1") -> dict[str, str]:
    now = house.clock.now()
    return {
        "leader": house.person(leader),
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=2)).isoformat(),
        "number": "12346",
    }


def connected(house: House, session: str, call: str) -> None:
    leader, queue = house.person("leader1"), f"duty:{session}"
    house.record("call_arrived", call, caller_number="154", caller_name="", dialled="12346", trunk="local", sip_call_id=call)
    house.record("call_queued", call, queue=queue, position=1)
    house.record("call_answered", call, agent=leader, queue=queue, waited_s=1.0)
    house.draft(call, "leader1")
    house.record(
        "call_ended", call, reason="completed", by="caller", queue=queue, agent=leader, waited_s=1.0, talked_s=5.0, detail=""
    )


async def test_two_of_three_on_the_spot_and_the_one_left_is_dispatched_at_closing(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss, await site.signed_in("leader1") as leader:
        session = (await boss.post("/api/duty-sessions", json=plan(house))).json()["id"]
        opened = await leader.post(f"/api/duty-sessions/{session}/open")
        assert opened.json()["state"] == "open"
        assert house.duty.open == {session: house.person("leader1")}
        for number in (1, 2, 3):
            connected(house, session, call_id(number))
        for number in (1, 2):
            judged = await leader.post(
                f"/api/duty-sessions/{session}/calls/{call_id(number)}", json={"verdict": "on_the_spot", "answer": "已答复"}
            )
            assert judged.status_code == 200, judged.text
        closed = (await leader.post(f"/api/duty-sessions/{session}/close")).json()
        figures = (await leader.get("/api/duty-sessions/figures")).json()
    assert (closed["numerator"], closed["denominator"], closed["rate"]) == (2, 3, 66.67)
    assert house.duty.open == {}
    left = next(call for call in closed["calls"] if call["call_id"] == call_id(3))
    assert left["ticket"]["state"] == "dispatched"
    assert figures["total"]["rate"]["percent"] == 66.67


async def test_a_session_is_not_anothers_to_open_or_read(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss, await site.signed_in("agent1") as agent:
        session = (await boss.post("/api/duty-sessions", json=plan(house))).json()["id"]
        assert (await agent.post(f"/api/duty-sessions/{session}/open")).status_code == 403
    assert house.duty.open == {}


async def test_a_leader_plans_only_for_themselves(site: Site, house: House) -> None:
    async with await site.signed_in("leader1") as leader:
        assert (await leader.post("/api/duty-sessions", json=plan(house, "boss1"))).status_code == 403
        assert (await leader.post("/api/duty-sessions", json=plan(house))).status_code == 201


async def test_opening_twice_is_refused_and_the_queue_is_opened_once(site: Site, house: House) -> None:
    async with await site.signed_in("leader1") as leader:
        session = (await leader.post("/api/duty-sessions", json=plan(house))).json()["id"]
        assert (await leader.post(f"/api/duty-sessions/{session}/open")).status_code == 200
        house.duty.open.clear()
        assert (await leader.post(f"/api/duty-sessions/{session}/open")).status_code == 409
    assert house.duty.open == {}


async def test_those_who_plan_see_the_leaders_and_nobody_else(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss, await site.signed_in("agent1") as agent:
        leaders = (await boss.get("/api/duty-sessions/leaders")).json()
        assert (await agent.get("/api/duty-sessions/leaders")).status_code == 403
    assert [(leader["id"], leader["unit"]) for leader in leaders] == [(house.person("leader1"), house.people["leader1"].unit)]

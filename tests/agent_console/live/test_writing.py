"""Two people in one draft: each hears where the other is, whoever comes beside hears of the call, strangers of nothing."""

from datetime import timedelta

import pytest

from agent_console.live.writing import FOLLOWS_S, WRITING_PER_MINUTE
from tests.agent_console.conftest import House, Site, call_id

pytestmark = pytest.mark.anyio
CALL = call_id(1)


async def in_session(site: Site, house: House) -> str:
    """A leader's live call, with agent1 as the assistant of its session."""
    now = house.clock.now()
    times = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=2)).isoformat()}
    people = {"leader": house.person("leader1"), "assistant": house.person("agent1")}
    async with await site.signed_in("boss1") as boss:
        session = str((await boss.post("/api/duty-sessions", json=people | times)).json()["id"])
    async with await site.signed_in("leader1") as leader:
        assert (await leader.post(f"/api/duty-sessions/{session}/open")).status_code == 200
    queue = f"duty:{session}"
    house.record("call_arrived", CALL, caller_number="154", caller_name="", dialled="12345", trunk="local", sip_call_id=CALL)
    house.record("call_queued", CALL, queue=queue, position=1)
    house.record("call_answered", CALL, agent=house.person("leader1"), queue=queue, waited_s=1.0)
    house.draft(CALL, "leader1")
    return session


async def test_leader_and_assistant_see_each_other_and_what_the_other_writes(site: Site, house: House) -> None:
    await in_session(site, house)
    leader, assistant = await site.desk("leader1"), await site.desk("agent1")
    assert (await assistant.ask("writing", call=CALL, field="matter"))["ok"]
    seen = await leader.event("writing", call=CALL)
    assert (seen["person"], seen["name"], seen["field"], seen["here"]) == (
        house.person("agent1"), "agent1的姓名", "matter", True,
    )  # fmt: skip
    assert (await leader.ask("writing", call=CALL, field="title"))["ok"]
    assert (await assistant.event("writing", person=house.person("leader1")))["field"] == "title"
    async with await site.signed_in("agent1") as client:
        version = (await client.get(f"/api/drafts/{CALL}")).json()["version"]
        edit = {"version": version, "changes": {"matter": "桥头的路灯不亮"}}
        assert (await client.patch(f"/api/drafts/{CALL}", json=edit)).status_code == 200
    assert (await leader.event("draft", call_id=CALL, matter="桥头的路灯不亮"))["edited"] == ["matter"]
    assert (await assistant.event("draft", call_id=CALL))["matter"] == "桥头的路灯不亮"


async def test_whoever_writes_beside_hears_what_is_said_until_they_leave_or_fall_silent(site: Site, house: House) -> None:
    await in_session(site, house)
    leader, assistant = await site.desk("leader1"), await site.desk("agent1")
    house.phone.calls[CALL] = {"agent": house.person("leader1")}
    house.phone.says(CALL, "caller", "没有人听到")
    assert (await leader.event("partial"))["text"] == "没有人听到"
    await assistant.ask("writing", call=CALL)
    house.phone.says(CALL, "caller", "你好")
    assert (await assistant.event("partial"))["text"] == "你好"
    house.clock.ahead += timedelta(seconds=FOLLOWS_S)
    house.phone.says(CALL, "caller", "太久没有说一声")
    house.phone.says(CALL, "caller", "还在")
    assert (await leader.event("partial", text="还在"))["call"] == CALL
    await assistant.ask("writing", call=CALL)
    await assistant.ask("writing", call=CALL, here=False)
    assert (await leader.event("writing", here=False))["field"] == ""
    house.phone.says(CALL, "caller", "走了以后")
    await leader.event("partial", text="走了以后")
    heard = [await assistant.numbered() for _ in range(2)]
    assert [message["event"] for message in heard] == ["writing", "writing"]
    assert (await assistant.ask("ping"))["ok"]
    assert assistant._pushed == []


async def test_a_stranger_hears_nothing_and_is_told_why(site: Site, house: House) -> None:
    await in_session(site, house)
    leader, stranger = await site.desk("leader1"), await site.desk("agent2")
    refused = await stranger.ask("writing", call=CALL, field="matter")
    assert (refused["ok"], refused["error"]["code"]) == (False, "NotAllowed")
    assert (await stranger.ask("writing", call=call_id(9)))["error"]["code"] == "NotFound"
    house.phone.calls[CALL] = {"agent": house.person("leader1")}
    house.phone.says(CALL, "caller", "秘密")
    await leader.event("partial", text="秘密")
    await stranger.ask("ping")
    assert {message["event"] for message in stranger._pushed} <= {"agent"}


async def test_a_supervisor_helps_an_agent_in_an_ordinary_call_from_a_page_of_news(site: Site, house: House) -> None:
    house.answered(CALL, "agent1")
    agent, boss = await site.desk("agent1"), await site.desk("boss1", news=True)
    assert (await boss.ask("writing", call=CALL, field="wish"))["ok"]
    assert (await agent.event("writing", call=CALL))["field"] == "wish"
    house.draft(CALL, "agent1")
    assert (await boss.event("draft", call_id=CALL))["agent"] == house.person("agent1")


async def test_saying_so_too_often_is_refused(site: Site, house: House) -> None:
    house.answered(CALL, "agent1")
    agent = await site.desk("agent1")
    replies = [await agent.ask("writing", call=CALL) for _ in range(WRITING_PER_MINUTE + 1)]
    assert [reply["ok"] for reply in replies] == [True] * WRITING_PER_MINUTE + [False]
    assert replies[-1]["error"]["code"] == "TooManyTries"

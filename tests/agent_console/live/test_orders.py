"""A supervisor's orders reach the phone, the ledger, and the desks concerned; nobody else may give any."""

from typing import Any

import anyio
import pytest

from agent_console.live.apply import apply
from agent_console.ports import Audience, DeskEvent
from config.errors import Conflict, Unavailable
from tests.agent_console.conftest import Desk, House, Site, call_id
from ticketing.floor import service as floor

pytestmark = pytest.mark.anyio
CALL = call_id(1)
WHY = "话务高峰，支援综合队列"


async def read(site: Site, path: str, username: str = "boss1") -> Any:
    async with await site.signed_in(username) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def talking(site: Site, house: House) -> Desk:
    desk = await site.desk("agent1")
    house.phone.ring(house.person("agent1"), CALL)
    await anyio.to_thread.run_sync(house.answered, CALL, "agent1")
    assert (await desk.ask("accept", call=CALL))["ok"]
    return desk


async def test_an_agent_is_moved_told_why_and_keeps_the_record(site: Site, house: House) -> None:
    agent, me = await site.desk("agent1"), house.person("agent1")
    boss = await site.desk("boss1", board=True)
    reply = await boss.ask("move_agent", agent=me, queues=["business"], levels={"business": 3}, why=WHY)
    assert reply["ok"], reply
    line = await agent.event("floor_line", act="move_agent")
    assert (line["why"], line["by"]["name"], line["after"]["queues"]) == (WHY, "boss1的姓名", ["business"])
    assert line["before"]["queues"] == ["general"]
    act = await boss.event("floor_act", act="move_agent")
    assert (act["person"]["id"], act["told"], act["read"], act["until"] is None) == (me, 1, 0, False)
    assert (await read(site, "/api/me", "agent1"))["queues"] == ["general"]
    assert [one["id"] for one in (await read(site, "/api/floor/acts"))["items"]] == [act["id"]]


async def test_a_move_for_good_changes_the_record_too(site: Site, house: House) -> None:
    await site.desk("agent1")
    boss = await site.desk("boss1", board=True)
    order = {"queues": ["business"], "levels": {"business": 2}, "lasting": True, "why": WHY}
    assert (await boss.ask("move_agent", agent=house.person("agent1"), **order))["ok"]
    me = await read(site, "/api/me", "agent1")
    assert (me["queues"], me["levels"]) == (["business"], {"business": 2})


async def test_a_line_survives_a_reload_until_it_is_confirmed(site: Site, house: House) -> None:
    await talking(site, house)
    boss = await site.desk("boss1", board=True)
    me = house.person("agent1")
    assert (await boss.ask("force_state", agent=me, state="paused", reason="meal", why="先去吃饭"))["ok"]
    agent = await site.desk("agent1")
    [line] = agent.data["lines"]
    assert (line["act"], line["after"]["next"], line["after"]["next_reason"]) == ("force_state", "paused", "meal")
    assert agent.data["agent"]["next_reason"] == "meal"
    assert (await agent.ask("confirm_line", line=line["id"]))["ok"]
    assert apply(agent.data, "floor_line_read", await agent.event("floor_line_read"))["lines"] == []
    told = await boss.event("floor_reading")
    assert (told["person"]["id"], told["told"], told["read"]) == (me, 1, 1)
    assert (await site.desk("agent1")).data["lines"] == []
    readers = (await read(site, f"/api/floor/acts/{told['act']}/readings"))["readers"]
    assert [(one["person"]["id"], one["at"] is not None) for one in readers] == [(me, True)]


async def test_the_former_agent_is_told_who_took_the_call_over_and_why(site: Site, house: House) -> None:
    agent = await talking(site, house)
    boss = await site.desk("boss1", board=True)
    assert (await boss.ask("take_over", call=CALL, why="市民要求值班长接听"))["ok"]
    line = await agent.event("floor_line", act="take_over")
    assert (line["call"], line["after"]["agent_name"]) == (CALL, "boss1的姓名")
    assert house.phone.done[-1] == ("take_over", house.person("boss1"), CALL)
    for command in ("hold", "resume", "hang_up"):
        assert (await boss.ask(command, call=CALL))["ok"], "a supervisor works the call that was taken over"


async def test_a_take_over_is_written_once_the_supervisors_phone_is_answered(site: Site, house: House) -> None:
    agent = await talking(site, house)
    boss = await site.desk("boss1", board=True)
    house.phone.rings_supervisors = True
    assert (await boss.ask("take_over", call=CALL, why="协助处理"))["ok"]
    assert (await read(site, "/api/floor/acts"))["items"] == []
    house.phone.supervisor_answers(house.person("boss1"), CALL)
    assert (await agent.event("floor_line", act="take_over"))["why"] == "协助处理"
    assert (await boss.event("floor_act", act="take_over"))["person"]["id"] == house.person("agent1")


async def test_calls_are_ended_and_moved_with_what_was_before_and_after(site: Site, house: House) -> None:
    await talking(site, house)
    boss = await site.desk("boss1", board=True)
    assert (await boss.ask("move_call", call=CALL, queue="business", why=WHY))["ok"]
    moved = await boss.event("floor_act", act="move_call")
    assert (moved["before"]["queue"], moved["after"]["queue"], moved["told"]) == ("general", "business", 0)
    assert (await boss.ask("move_call", call=CALL, agent=house.person("agent1"), why=WHY))["ok"]
    assert (await boss.event("floor_act", act="move_call"))["person"]["id"] == house.person("agent1")
    assert (await boss.ask("end_call", call=CALL, why="恶意占线"))["ok"]
    ended = await boss.event("floor_act", act="end_call")
    assert (ended["call"]["id"], ended["call"]["caller_number"], ended["why"]) == (CALL, "15412345678", "恶意占线")


async def test_a_broadcast_stands_on_the_desks_meant_and_says_who_read_it(site: Site, house: House) -> None:
    agent, leader = await site.desk("agent1"), await site.desk("leader1")
    boss = await site.desk("boss1", board=True)
    to = {"kind": "people", "names": [house.person("agent1"), house.person("agent2")]}
    assert (await boss.ask("broadcast", text="暴雨红色预警", to=to, priority="high", must_confirm=True, expires_s=600))["ok"]
    line = await agent.event("floor_line", act="broadcast")
    assert (line["text"], line["priority"], line["must_confirm"]) == ("暴雨红色预警", "high", True)
    later = await site.desk("agent2")
    assert [one["text"] for one in later.data["lines"]] == ["暴雨红色预警"], "also who sits down later"
    assert (await later.ask("confirm_line", line=later.data["lines"][0]["id"]))["ok"]
    assert (await boss.event("floor_reading"))["read"] == 1
    assert (await leader.ask("ping"))["ok"]
    assert not any(message["event"] == "floor_line" for message in leader._pushed)


@pytest.mark.parametrize(
    ("order", "fields"),
    [
        ("move_agent", {"agent": "x", "queues": ["general"], "why": WHY}),
        ("force_state", {"agent": "x", "state": "offline", "why": WHY}),
        ("take_over", {"call": CALL, "why": WHY}),
        ("end_call", {"call": CALL, "why": WHY}),
        ("move_call", {"call": CALL, "why": WHY}),
        ("broadcast", {"text": "通知"}),
        ("watch", {"call": CALL}),
    ],
)
async def test_nobody_but_a_supervisor_orders_or_reads_along(
    site: Site, house: House, order: str, fields: dict[str, Any]
) -> None:
    await talking(site, house)
    done = list(house.phone.done)
    other = await site.desk("agent2")
    reply = await other.ask(order, **fields)
    assert reply["error"]["code"] == "NotAllowed"
    assert [one for one in house.phone.done if one not in done] == [("sign_in", house.person("agent2"))]


async def test_what_the_phone_refuses_is_said_and_not_written(site: Site, house: House) -> None:
    await site.desk("agent1")
    boss = await site.desk("boss1", board=True)
    house.phone.fails = Conflict("这位坐席已经是该状态。", "无需再改。")
    reply = await boss.ask("force_state", agent=house.person("agent1"), state="paused", why=WHY)
    assert reply["error"]["what"] == "这位坐席已经是该状态。"
    assert (await read(site, "/api/floor/acts"))["items"] == []


async def test_an_order_without_a_reason_is_no_order(site: Site, house: House) -> None:
    boss = await site.desk("boss1", board=True)
    assert not (await boss.ask("end_call", call=CALL, why=""))["ok"]
    assert house.phone.done == []


async def test_who_was_signed_out_sits_down_again_by_choosing_a_presence(site: Site, house: House) -> None:
    agent, me = await site.desk("agent1"), house.person("agent1")
    boss = await site.desk("boss1", board=True)
    assert (await boss.ask("force_state", agent=me, state="offline", why="下班"))["ok"]
    house.phone.needs_seat = True
    assert (await agent.ask("presence", presence="available"))["ok"]
    assert house.phone.done[-2:] == [("sign_in", me), ("set_presence", me, "available", "")]


async def test_a_supervisor_without_a_seat_takes_no_calls(site: Site) -> None:
    boss = await site.desk("boss1", board=True)
    for command, fields in (("presence", {"presence": "available"}), ("dial", {"number": "110"})):
        assert (await boss.ask(command, **fields))["error"]["code"] == "NotAllowed"


async def test_a_call_is_read_along_from_its_beginning_by_those_who_ask(site: Site, house: House) -> None:
    await talking(site, house)
    first = await anyio.to_thread.run_sync(house.said, CALL, "caller", "着火了", 0.5)
    house.phone.says(CALL, "agent", "请问")
    reader, other = await site.desk("boss1", board=True), await site.desk("boss1", board=True)
    assert (await reader.ask("watch", call=CALL))["ok"]
    picture = apply(reader.data, "watch", await reader.event("watch"))
    watched = picture["watched"][CALL]
    assert ([line["segment"] for line in watched["segments"]], watched["partials"]) == ([first], {"agent": "请问"})
    assert watched["draft"]["call_id"] == CALL
    house.phone.says(CALL, "caller", "在三楼")
    said = await reader.event("partial")
    picture = apply(picture, "partial", said)
    assert picture["watched"][CALL]["partials"] == {"agent": "请问", "caller": "在三楼"}
    segment = await anyio.to_thread.run_sync(house.said, CALL, "caller", "在三楼", 2.0)
    house.events.publish(final(house, segment))
    picture = apply(picture, "final", await reader.event("final"))
    again = await site.desk("boss1", board=True)
    assert (await again.ask("watch", call=CALL))["ok"]
    fresh = apply(again.data, "watch", await again.event("watch"))
    assert texts(picture) == texts(fresh) == ["着火了", "在三楼"]
    assert (await other.ask("ping"))["ok"]
    assert not any(message["event"] in ("partial", "final") for message in other._pushed)
    assert (await reader.ask("unwatch", call=CALL))["ok"]
    picture = apply(picture, "watch_ended", await reader.event("watch_ended"))
    assert picture["watched"] == {}
    house.phone.says(CALL, "caller", "快来")
    assert (await reader.ask("ping"))["ok"]
    assert not any(message["event"] == "partial" for message in reader._pushed)


async def test_a_call_that_nobody_speaks_on_is_not_read_along_and_not_too_many_are(site: Site, house: House) -> None:
    boss = await site.desk("boss1", board=True)
    assert (await boss.ask("watch", call=CALL))["error"]["code"] == "NotFound"
    most = house.ports.settings.floor.watched
    for number in range(most + 1):
        call = call_id(10 + number)
        house.phone.ring(house.person("agent1"), call)
        house.phone.calls[call]["state"] = "answered"
        assert (await boss.ask("watch", call=call))["ok"] is (number < most)


async def test_who_reads_whose_call_along_stands_in_the_ledger_once_for_each_reader(site: Site, house: House) -> None:
    await talking(site, house)
    boss, again = await site.desk("boss1", board=True), await site.desk("boss1", board=True)
    for page in (boss, again):
        assert (await page.ask("watch", call=CALL))["ok"]
    assert (await boss.ask("unwatch", call=CALL))["ok"]
    assert (await boss.ask("watch", call=CALL))["ok"]
    [act] = (await read(site, "/api/floor/acts"))["items"]
    assert (act["act"], act["by"]["id"], act["call"]["id"]) == ("read_along", house.person("boss1"), CALL)
    assert (act["person"]["id"], act["told"]) == (house.person("agent1"), 0), "it stands on nobody's desk"
    assert (await boss.event("floor_act", act="read_along"))["id"] == act["id"]


async def test_a_call_is_not_read_along_while_that_cannot_be_written(
    site: Site, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise Unavailable("数据库暂时不可用。", "请稍后再试。")

    await talking(site, house)
    boss = await site.desk("boss1", board=True)
    monkeypatch.setattr(floor, "read_along", away)
    assert (await boss.ask("watch", call=CALL))["error"]["code"] == "Unavailable"
    house.phone.says(CALL, "caller", "着火了")
    assert (await boss.ask("ping"))["ok"]
    assert not any(message["event"] in ("watch", "partial") for message in boss._pushed)


async def test_the_limits_are_the_settings_own(site: Site, house: House) -> None:
    limits = await read(site, "/api/floor/limits")
    assert (limits["wrap_up_s"], limits["watched"]) == (house.ports.settings.floor.wrap_up_s, house.ports.settings.floor.watched)


def final(house: House, segment: str) -> DeskEvent:
    data = {
        "call": CALL, "channel": "caller", "text": "在三楼", "t0": 2.0, "t1": 3.0, "confidence": 0.9, "words": [],
        "engine": "vosk:test", "segment": segment,
    }  # fmt: skip
    return DeskEvent(type="final", data=data, audience=Audience(people=frozenset({house.person("agent1")})))


def texts(picture: Any) -> list[str]:
    return [line["text"] for line in picture["watched"][CALL]["segments"]]

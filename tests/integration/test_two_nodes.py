"""Two services over one PostgreSQL and one Redis are one house: what happens at one is known, and ordered about, at the other.

The agents sit at node A, where their calls are; the supervisor sits at node B. Recognition is off (`none`): the words of a call
come from the draft. `docs/operators/several-nodes.md` says what is told here.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config.settings import Folders, load
from hotline.demo.desk import Desk, Refused
from hotline.demo.instance import Instance
from hotline.demo.postgres import PostgresServer, why_not
from hotline.demo.redis_server import RedisServer, installed
from hotline.demo.speech import Speech
from hotline.demo.stage import Facts, Stage
from tests.integration.house import QUICK, House, answer, free, short_prompts, state_is, until

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.protocol,
    pytest.mark.skipif(why_not() is not None or not installed(), reason="PostgreSQL or Redis is not installed"),
    pytest.mark.timeout(240),
]
SOON_S = 5.0
"""Within so long the other node shows what happened."""
TAKEN_UP_S = 2.0
"""Sooner than a node looks by itself (`ticketing.operation.in_force.CHECK_S`)."""
WHY = "两个节点的调度"


@dataclass
class Nodes:
    """``a`` and ``b`` are the same house with the same people; ``redis`` is the bus."""

    a: House
    b: House
    redis: RedisServer


def _node(name: str, folder: Path, prompts: Path, **shared: str) -> Stage:
    recordings = folder / "recordings"
    ours = load(folders=Folders(recordings=str(recordings), models=str(load().models), prompts=str(prompts)))
    stage = Stage(ours, folder / name, Facts(), Speech(folder / "speech"))
    settings = {**QUICK, **shared, "HOTLINE_NODES__NAME": name, "HOTLINE_ALERTS__EVERY_S": "1.0"}
    stage.instance = Instance(
        ours, folder / name, rtp_from={"a": 38_000, "b": 39_000}[name], HOTLINE_FOLDERS__RECORDINGS=str(recordings), **settings
    )
    return stage


@asynccontextmanager
async def two_nodes(folder: Path, own: Path) -> AsyncIterator[Nodes]:
    """``own`` is a folder that the user of PostgreSQL may enter."""
    prompts = short_prompts(folder / "prompts")
    server, redis = PostgresServer(own), RedisServer(folder)
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(server.start)
        stack.callback(server.stop)
        stack.push_async_callback(redis.kill)
        await redis.start()
        shared = {"HOTLINE_DATABASE__URL": server.made("hotline"), "HOTLINE_NODES__BUS": redis.url}
        a, b = (_node(name, folder, prompts, **shared) for name in "ab")
        for node in (a, b):
            stack.push_async_callback(node.close)
        await a.open()
        await b.instance.start()
        b.accounts = a.accounts
        yield Nodes(House(a), House(b), redis)


@pytest.fixture(scope="module")
async def nodes(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[Nodes]:
    own = Path("/tmp") / f"hotline-two-nodes-{time.monotonic_ns()}"
    own.mkdir()
    try:
        async with two_nodes(tmp_path_factory.mktemp("nodes"), own) as started:
            yield started
    finally:
        shutil.rmtree(own, ignore_errors=True)


@pytest.fixture(autouse=True)
def _each_test_finds_a_running_service_and_leaves_no_fault() -> None:
    """The folder's own fixture is for its one instance."""


@asynccontextmanager
async def at(node: House, username: str) -> AsyncIterator[Desk]:
    """A desk at this node, of a supervisor too; nobody is signed out at the end."""
    async with node.stage.desk(username) as desk:
        yield desk


async def on_board(desk: Desk, number: str, state: str, bound_s: float = SOON_S) -> dict[str, Any]:
    def of(board: dict[str, Any]) -> list[dict[str, Any]]:
        return [call for call in board["calls"] if (call["caller_number"], call["state"]) == (number, state)]

    return of(await until(lambda: desk.get("/api/wallboard"), lambda board: bool(of(board)), bound_s))[0]


async def agent_on_board(desk: Desk, person: str, **wanted: str) -> dict[str, Any]:
    def of(board: dict[str, Any]) -> list[dict[str, Any]]:
        rows = [one for one in board["agents"] if one["agent"] == person]
        return [one for one in rows if all(one[key] == value for key, value in wanted.items())]

    return of(await until(lambda: desk.get("/api/wallboard"), lambda board: bool(of(board)), SOON_S))[0]


async def test_what_happens_at_a_is_seen_at_b_and_written_by_both(nodes: Nodes) -> None:
    number = nodes.a.fresh_number()
    me = nodes.a.person("agent1")
    async with nodes.a.desk("agent1") as agent, at(nodes.b, "boss1") as boss, nodes.a.caller(number) as caller:
        call, voice = await answer(agent, number)
        assert (await on_board(boss, number, "answered"))["agent"] == me
        assert (await agent_on_board(boss, me, state="talking"))["call"] == call
        told = await boss.event("call", SOON_S, lambda data: (data["call"], data["state"]) == (call, "answered"))
        assert told["data"]["caller_number"] == number
        states = [one["data"]["state"] for one in boss.events if one["event"] == "agent" and one["data"]["agent"] == me]
        assert states.count("talking") == 1, "told once, though two nodes tell it"

        await boss.command("watch", call=call)
        begun = await boss.event("watch", SOON_S, lambda data: data["call"] == call)
        assert begun["data"]["draft"]["call_id"] == call
        draft = await agent.get(f"/api/drafts/{call}")
        await agent.patch(f"/api/drafts/{call}", version=draft["version"], changes={"title": "路灯不亮"})
        seen = await boss.event("draft", SOON_S, lambda data: data["call_id"] == call and data["title"] == "路灯不亮")
        await boss.patch(f"/api/drafts/{call}", version=seen["data"]["version"], changes={"wish": "尽快修好"})
        await agent.event("draft", SOON_S, lambda data: data["call_id"] == call and data["wish"] == "尽快修好")
        await boss.command("writing", call=call, field="title", here=True)
        writing = await agent.event("writing", SOON_S, lambda data: data["call"] == call and data["here"])
        assert writing["data"]["field"] == "title"

        await agent.command("hang_up", call=call)
        assert await caller.ended(10)
        await voice.close()
        ended = await boss.event("call_ended", SOON_S, lambda data: data["call"] == call)
        assert ended["data"]["by"] == "agent"


async def test_orders_that_need_no_sound_are_carried_out_where_the_call_is_and_the_others_say_where_to_go(nodes: Nodes) -> None:
    number = nodes.a.fresh_number()
    me = nodes.a.person("agent1")
    async with nodes.a.desk("agent1") as agent, at(nodes.b, "boss1") as boss, nodes.a.caller(number) as caller:
        call, voice = await answer(agent, number)
        await on_board(boss, number, "answered")
        for order in (
            {"kind": "supervise", "mode": "monitor", "side": "both"},
            {"kind": "take_over", "why": WHY},
        ):
            kind = order.pop("kind")
            with pytest.raises(Refused) as refused:
                await boss.command(kind, call=call, **order)
            assert "节点“a”" in refused.value.what
            assert nodes.a.instance.url.rstrip("/") in refused.value.remedy
        await boss.command("force_state", agent=me, state="paused", reason="meal", why=WHY)
        line = await agent.event("floor_line", SOON_S, lambda data: data["act"] == "force_state")
        assert (line["data"]["by"]["name"], line["data"]["after"]["next"]) == ("周班长", "paused")
        await boss.command("move_agent", agent=me, queues=["general"], levels={"general": 2}, why=WHY)
        await agent_on_board(boss, me, call=call)
        await boss.command("end_call", call=call, why=WHY)
        assert await caller.ended(10)
        acts = (await boss.get("/api/floor/acts"))["items"]
        assert [one["act"] for one in acts if one["call"] and one["call"]["id"] == call].count("end_call") == 1
        with pytest.raises(Refused):
            await boss.command("end_call", call=call, why=WHY)
        await voice.close()


async def test_a_waiting_call_is_moved_and_no_agent_of_another_node_gets_it(nodes: Nodes) -> None:
    number = nodes.a.fresh_number()
    async with nodes.b.desk("agent2") as other, at(nodes.b, "boss1") as boss, nodes.a.caller(number) as caller:
        call = (await on_board(boss, number, "queued"))["call"]
        with pytest.raises(Refused, match="另一个节点"):
            await boss.command("move_call", call=call, agent=other.me["id"], why=WHY)
        await boss.command("move_call", call=call, queue="business", why=WHY)
        await until(lambda: boss.get("/api/wallboard"), lambda board: _queue_of(board, call) == "business", SOON_S)
        acts = (await boss.get("/api/floor/acts"))["items"]
        assert [(one["act"], one["call"]["id"]) for one in acts[:1]] == [("move_call", call)]
        await caller.hang_up()
        await boss.event("call_ended", SOON_S, lambda data: data["call"] == call)


async def test_a_broadcast_of_b_is_read_at_a_and_its_reading_counted_at_b(nodes: Nodes) -> None:
    async with nodes.a.desk("agent1") as agent, at(nodes.b, "boss1") as boss:
        to = {"kind": "people", "names": [agent.me["id"]]}
        await boss.command("broadcast", text="暴雨红色预警", to=to, priority="high", must_confirm=True)
        line = await agent.event("floor_line", SOON_S, lambda data: data["act"] == "broadcast")
        await agent.command("confirm_line", line=line["data"]["id"])
        told = await boss.event("floor_reading", SOON_S, lambda data: data["act"] == line["data"]["act_id"])
        assert (told["data"]["told"], told["data"]["read"]) == (1, 1)


async def test_an_alarm_of_a_is_on_the_pages_of_b_at_once_and_its_notice_counted(nodes: Nodes) -> None:
    number = nodes.a.fresh_number()
    rule = {
        "title": "有人在等",
        "kind": "queue_waiting",
        "scope": "general",
        "threshold": 0.5,
        "clear_at": 0,
        "roles": ["supervisor"],
    }
    async with at(nodes.b, "boss1") as boss:
        made = await boss.post("/api/alerts/rules", **rule)
        before = (await boss.get("/api/notices"))["unread"]
        async with nodes.a.caller(number) as caller:
            await on_board(boss, number, "queued")
            waiting = time.monotonic()
            event = await boss.event("alarm", SOON_S, lambda data: data["what"] == "raised" and data["title"] == "有人在等")
            assert event["at"] - waiting < SOON_S
            assert [one["rule"] for one in await boss.get("/api/alerts")] == [made["id"]]
            await boss.event("notice", SOON_S)
            notices = await until(lambda: boss.get("/api/notices"), lambda page: page["unread"] > before, SOON_S)
            assert notices["unread"] == before + 1, "one notice, though two nodes watch"
            await caller.hang_up()
        await boss.event("alarm", SOON_S, lambda data: data["what"] == "cleared" and data["title"] == "有人在等")


async def test_who_sits_down_at_b_leaves_a_and_who_is_shut_out_at_b_is_out_at_a(nodes: Nodes) -> None:
    async with at(nodes.a, "agent1") as first:
        await free(first)
        async with at(nodes.b, "agent1") as second:
            await until(_closed(first), bool, SOON_S)
            assert "4009" in first._closed
            board = await second.get("/api/wallboard")
            assert [one["agent"] for one in board["agents"]].count(first.me["id"]) == 1
            async with admin(nodes.a) as root:
                assert (await root.post(f"/api/operation/people/{first.me['id']}/sign-out"))["ended"] >= 1
            await until(_closed(second), bool, SOON_S)
            assert "4001" in second._closed


async def test_what_is_set_at_a_counts_at_b(nodes: Nodes) -> None:
    async with admin(nodes.a) as here, admin(nodes.b) as there:
        now = await here.get("/api/operation/settings")
        await here.post(
            "/api/operation/settings", changes={"acd.tell_agent_supervision": False}, base=now["version"], reason="两个节点"
        )

        async def running() -> Any:
            found = await there.get("/api/operation/settings")
            return next(one["running"] for one in found["settings"] if one["key"] == "acd.tell_agent_supervision")

        assert await until(running, lambda value: value is False, TAKEN_UP_S) is False


async def test_a_node_that_starts_again_ends_its_own_calls_and_leaves_the_others_in_peace(nodes: Nodes) -> None:
    number, lost = nodes.a.fresh_number(), nodes.b.fresh_number()
    async with nodes.a.desk("agent1") as agent, nodes.a.caller(number) as caller:
        call, voice = await answer(agent, number)
        async with nodes.b.caller("169" + lost[3:]) as other:
            async with nodes.a.watching() as boss:
                theirs = (await on_board(boss, "169" + lost[3:], "queued"))["call"]
                await nodes.b.instance.kill()
                await until(lambda: boss.get("/api/wallboard"), lambda board: theirs not in _calls(board), 15.0)
                await nodes.b.instance.start()
                assert (await nodes.a.ended(boss, theirs))["reason"] == "failed"
                assert (await boss.get(f"/api/calls/{call}"))["ended_at"] is None
                assert call in _calls(await boss.get("/api/wallboard"))
            with suppress(Exception):
                await other.hang_up()
        await agent.command("hang_up", call=call)
        assert await caller.ended(10)
        await voice.close()


async def test_without_redis_each_node_serves_its_own_desks_says_so_and_all_is_whole_again_after_it(nodes: Nodes) -> None:
    number, second = nodes.a.fresh_number(), nodes.a.fresh_number()
    async with nodes.a.desk("agent1") as agent, nodes.b.watching() as boss, admin(nodes.b) as root:
        assert (await lamp(root))["state"] == "ok"
        await nodes.redis.kill()
        await until(lambda: lamp(root), lambda fact: fact["state"] == "note", 15.0)
        assert "hotline_bus_up 0.0" in (await boss.http.get("/metrics")).text
        async with nodes.a.caller(number) as caller:
            call, voice = await answer(agent, number)
            await until(lambda: boss.get("/api/wallboard"), lambda board: call not in _calls(board), 10.0)
            with pytest.raises(Refused):
                async with at(nodes.b, "boss1") as seated:
                    await seated.command("end_call", call=call, why=WHY)
            await agent.command("hang_up", call=call)
            assert await caller.ended(10)
            await voice.close()
        await nodes.redis.start()
        await until(lambda: lamp(root), lambda fact: fact["state"] == "ok", 20.0)
        for node in (nodes.a, nodes.b):
            async with node.watching() as looking:
                await until(lambda looking=looking: figures(looking), lambda text: "hotline_bus_nodes 1.0" in text, 20.0)
                assert "hotline_bus_up 1.0" in await figures(looking)
    async with nodes.a.desk("agent1") as agent, at(nodes.b, "boss1") as seated, nodes.a.caller(second) as caller:
        found, voice = await answer(agent, second)
        await on_board(seated, second, "answered")
        rows = (await seated.get("/api/calls", number=number))["items"]
        assert [(row["id"], row["state"] in ("ended", "wrap_up")) for row in rows] == [(call, True)], "known once, and over"
        await agent.command("hang_up", call=found)
        await caller.ended(10)
        await voice.close()


async def test_what_was_missed_without_redis_comes_once_with_the_snapshot(nodes: Nodes) -> None:
    text = "停电期间的通知"
    async with at(nodes.a, "agent1") as agent, at(nodes.b, "boss1") as boss:
        await nodes.redis.kill()
        async with admin(nodes.a) as root:
            await until(lambda: lamp(root), lambda fact: fact["state"] == "note", 15.0)
            await boss.command("broadcast", text=text, to={"kind": "people", "names": [agent.me["id"]]})
            await free(agent)
            await agent.command("presence", presence="paused", reason="meal")
            await state_is(agent, "paused")
            assert said_to(agent, text) == 0, "nobody could tell node a"
            await nodes.redis.start()
            await until(_closed(agent), bool, 20.0)
            assert "4008" in agent._closed
            for node in (nodes.a, nodes.b):
                async with node.watching() as looking:
                    await until(lambda looking=looking: figures(looking), lambda found: "hotline_bus_nodes 1.0" in found, 20.0)
    async with at(nodes.a, "agent1") as again, at(nodes.b, "boss1") as boss:
        assert [line["text"] for line in again.snapshot["lines"]].count(text) == 1
        assert (again.snapshot["agent"]["state"], again.snapshot["agent"]["reason"]) == ("paused", "meal")
        await boss.command("broadcast", text="恢复后的通知", to={"kind": "people", "names": [again.me["id"]]})
        await again.event("floor_line", SOON_S, lambda data: data["text"] == "恢复后的通知")
        assert (said_to(again, "恢复后的通知"), said_to(again, text)) == (1, 0)


def said_to(desk: Desk, text: str) -> int:
    """How often this line was told to the desk as an event."""
    return sum(event["event"] == "floor_line" and event["data"].get("text") == text for event in desk.events)


def _queue_of(board: dict[str, Any], call: str) -> str | None:
    return next((one["queue"] for one in board["calls"] if one["call"] == call), None)


def _calls(board: dict[str, Any]) -> list[str]:
    return [one["call"] for one in board["calls"]]


def _closed(desk: Desk) -> Any:
    async def read() -> str:
        return desk._closed

    return read


async def figures(desk: Desk) -> str:
    return (await desk.http.get("/metrics")).text


async def lamp(root: Desk) -> dict[str, Any]:
    facts = (await root.get("/api/operation/state"))["facts"]
    return next(fact for fact in facts if fact["title"] == "节点间总线")


@asynccontextmanager
async def admin(node: House) -> AsyncIterator[Desk]:
    desk = Desk(node.instance.url)
    try:
        await desk.sign_in("admin", node.stage.accounts["admin"].password)
        yield desk
    finally:
        await desk.close()

"""Two nodes over a real Redis: each hears the other, and whoever may have missed something begins anew."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.ports import Audience, DeskEvent
from config.errors import BadInput, BadSetting, Conflict, Unavailable
from config.ids import PersonId
from hotline import shared_bus
from hotline.bus import Subscription
from hotline.demo.redis_server import RedisServer, installed
from hotline.shared_bus import CHANNEL, Numbers, SharedBus, read, written

WITHIN_S = 20.0


def event(number: int) -> DeskEvent:
    audience = Audience(people=frozenset({PersonId("li")}), roles=frozenset({"agent"}))
    return DeskEvent(type="notice", data={"n": number, "text": "路灯"}, audience=audience)


@asynccontextmanager
async def two_nodes(folder: Path) -> AsyncIterator[tuple[RedisServer, SharedBus, SharedBus]]:
    if not installed():
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    redis, loop = RedisServer(folder), asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(redis.kill)
        await redis.start()
        nodes = [await SharedBus.begun(loop, redis.url) for _ in range(2)]
        for node in nodes:
            stack.push_async_callback(node.stop)
            await asyncio.wait_for(node.listening.wait(), WITHIN_S)
        yield redis, nodes[0], nodes[1]


async def numbers(reader: Subscription, count: int) -> list[int]:
    return [(await asyncio.wait_for(anext(reader), WITHIN_S)).data["n"] for _ in range(count)]


async def ended(reader: Subscription) -> None:
    """Whatever still comes, the reader's events end."""

    async def drain() -> None:
        async for _ in reader:
            pass

    await asyncio.wait_for(drain(), WITHIN_S)


def test_each_node_hears_itself_once_and_the_other(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes(tmp_path) as (_, one, other):
            here, there = one.subscribe(), other.subscribe()
            one.publish(event(1))
            assert (await numbers(here, 1), await numbers(there, 1)) == ([1], [1])
            other.publish(event(2))
            assert (await numbers(here, 1), await numbers(there, 1)) == ([2], [2])

    asyncio.run(main())


def test_without_redis_a_node_serves_its_own_desks_and_all_begin_anew_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_bus, "PAUSE_S", 0.02)
    monkeypatch.setattr(shared_bus, "LONGEST_PAUSE_S", 0.2)

    async def main() -> None:
        async with two_nodes(tmp_path) as (redis, one, other):
            here, there = one.subscribe(), other.subscribe()
            await redis.kill()
            one.publish(event(1))
            assert await numbers(here, 1) == [1]
            await redis.start()
            await asyncio.gather(ended(here), ended(there))
            for node in (one, other):
                await asyncio.wait_for(node.listening.wait(), WITHIN_S)
            await _heard(one.publish, other.subscribe)

    asyncio.run(main())


async def _heard(publish: Callable[[DeskEvent], None], subscribe: Callable[[], Subscription]) -> None:
    """A word comes across again: a reader that is ended by the last signs of the loss is replaced, as a hub does."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            reader = subscribe()
            publish(event(9))
            with contextlib.suppress(StopAsyncIteration, TimeoutError):
                if (await asyncio.wait_for(anext(reader), 0.5)).data["n"] == 9:
                    return


def test_a_missing_number_ends_the_readers_and_junk_does_not(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes(tmp_path) as (_, one, other):
            reader = one.subscribe()
            await other._redis.publish(CHANNEL, b"junk")
            await other._redis.publish(CHANNEL, written(event(1), "third", 1))
            assert await numbers(reader, 1) == [1]
            await other._redis.publish(CHANNEL, written(event(3), "third", 3))
            await ended(reader)

    asyncio.run(main())


def test_an_event_that_cannot_be_written_silences_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_bus, "PAUSE_S", 0.02)

    async def main() -> None:
        async with two_nodes(tmp_path) as (_, one, other):
            there = other.subscribe()
            one.publish(event(1))
            assert await numbers(there, 1) == [1]
            one.publish(DeskEvent(type="notice", data={"n": object()}, audience=Audience()))
            await ended(there)
            await _heard(one.publish, other.subscribe)

    asyncio.run(main())


@pytest.mark.parametrize("url", ["http://:secret@here", "redis://here:port/0", "here"])
def test_a_wrong_url_is_said_by_its_settings_name_and_not_repeated(url: str) -> None:
    async def main() -> None:
        await SharedBus.begun(asyncio.get_running_loop(), url)

    with pytest.raises(BadSetting, match=r"nodes\.bus") as refused:
        asyncio.run(main())
    assert "secret" not in str(refused.value)


@given(lost=st.sets(st.integers(2, 20)), beats=st.sets(st.integers(1, 20)))
def test_a_loss_is_noticed_by_the_next_event_or_beat_and_only_then(lost: set[int], beats: set[int]) -> None:
    known, missing = Numbers(), False
    for seq in range(1, 21):
        if seq in lost:
            missing = True
        else:
            assert known.whole("node", seq, beat=False) is not missing
            missing = False
        if seq in beats and (seq not in lost or seq > 1):
            assert known.whole("node", seq, beat=True) is not missing
            missing = False


def test_an_event_crosses_the_wire_as_it_is() -> None:
    assert read(written(event(7), "node", 3)) == ("node", 3, event(7))


@pytest.mark.parametrize(
    "message", [b"", b"{}", b"[]", b'{"node":1,"seq":"x","type":"t","data":{},"people":[],"roles":[]}', b"\xff"]
)
def test_what_is_no_event_is_bad_input(message: bytes) -> None:
    with pytest.raises(BadInput):
        read(message)


def test_a_word_reaches_the_other_node_once_and_among_events_in_its_order(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes(tmp_path) as (_, one, other):
            heard: list[tuple[str, object]] = []
            came = asyncio.Event()

            def hearer(node: str, data: Mapping[str, Any]) -> None:
                heard.append((node, data["n"]))
                came.set()

            other.hear("count", hearer)
            there = other.subscribe()
            one.say("count", {"n": 1})
            one.publish(event(2))
            assert await numbers(there, 1) == [2]
            assert (came.is_set(), heard) == (True, [(one.node, 1)])

    asyncio.run(main())


def test_a_question_is_answered_and_a_refusal_arrives_as_what_it_was(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes(tmp_path) as (_, one, other):

            async def answerer(data: Mapping[str, Any]) -> Mapping[str, Any]:
                if data["n"] == 0:
                    raise Conflict("已经在这个状态。", "无须再试。")
                return {"twice": 2 * data["n"]}

            other.answer("double", answerer)
            assert await one.ask(other.node, "double", {"n": 21}, WITHIN_S) == {"twice": 42}
            with pytest.raises(Conflict, match="已经在这个状态") as refused:
                await one.ask(other.node, "double", {"n": 0}, WITHIN_S)
            assert refused.value.remedy == "无须再试。"
            with pytest.raises(Unavailable, match="版本"):
                await one.ask(other.node, "halve", {}, WITHIN_S)

    asyncio.run(main())


def test_an_answer_that_does_not_come_is_waited_for_no_longer_than_said(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes(tmp_path) as (_, one, other):

            async def never(_data: Mapping[str, Any]) -> Mapping[str, Any]:
                await asyncio.Event().wait()
                return {}

            other.answer("order", never)
            with pytest.raises(Unavailable, match="没有在 1 秒内答复"):
                await asyncio.wait_for(one.ask(other.node, "order", {}, 1.0), 3.0)

    asyncio.run(main())


def test_without_redis_nothing_is_asked_and_what_waited_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_bus, "PAUSE_S", 0.02)
    monkeypatch.setattr(shared_bus, "LONGEST_PAUSE_S", 0.2)

    async def main() -> None:
        async with two_nodes(tmp_path) as (redis, one, other):
            await redis.kill()
            async with asyncio.timeout(WITHIN_S):
                while one.listening.is_set():
                    await asyncio.sleep(0.01)
            state = one.state()
            assert state is not None
            assert not state.heard
            with pytest.raises(Unavailable, match="连接中断"):
                await asyncio.wait_for(one.ask(other.node, "order", {}, WITHIN_S), 1.0)
            for number in range(3):
                one.publish(event(number))
            heard: list[int] = []
            other.hear("old", lambda _node, data: heard.append(data["n"]))
            one.say("old", {"n": 1})
            there = other.subscribe()
            await redis.start()
            await ended(there)
            await _heard(one.publish, other.subscribe)
            assert heard == [], "an old word after a new beginning would be wrong"
            state = other.state()
            assert state is not None
            assert (state.heard, state.unsent) == (True, 0)

    asyncio.run(main())


def test_who_lost_events_before_its_first_connection_says_so_to_those_who_never_heard_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_bus, "PAUSE_S", 0.02)

    async def main() -> None:
        async with two_nodes(tmp_path) as (redis, one, _):
            late = SharedBus(asyncio.get_running_loop(), redis.url)
            late.publish(event(1))
            reader = one.subscribe()
            await late.start()
            try:
                await ended(reader)
            finally:
                await late.stop()

    asyncio.run(main())

"""What every bus keeps to, that of one process and that over Redis alike: the port's contract, tried on both."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from agent_console.ports import Audience, DeskEvent
from config.errors import Unavailable
from hotline import bus as bus_module
from hotline.bus import Bus, Subscription
from hotline.demo.redis_server import RedisServer, installed
from hotline.shared_bus import SharedBus

WITHIN_S = 20.0


def event(number: int) -> DeskEvent:
    return DeskEvent(type="notice", data={"n": number}, audience=Audience())


async def taken(reader: Subscription, count: int) -> list[int]:
    return [(await asyncio.wait_for(anext(reader), WITHIN_S)).data["n"] for _ in range(count)]


@asynccontextmanager
async def in_process(folder: Path) -> AsyncIterator[Bus]:
    yield Bus(asyncio.get_running_loop())


@asynccontextmanager
async def over_redis(folder: Path) -> AsyncIterator[Bus]:
    if not installed():
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    redis = RedisServer(folder)
    await redis.start()
    bus = await SharedBus.begun(asyncio.get_running_loop(), redis.url)
    try:
        await asyncio.wait_for(bus.listening.wait(), WITHIN_S)
        yield bus
    finally:
        await bus.stop()
        await redis.kill()


Try = Callable[[Callable[[Bus], Awaitable[None]]], None]


@pytest.fixture(params=[in_process, over_redis])
def on_bus(request: pytest.FixtureRequest, tmp_path: Path) -> Try:
    async def within(scenario: Callable[[Bus], Awaitable[None]]) -> None:
        async with request.param(tmp_path) as bus:
            await scenario(bus)

    return lambda scenario: asyncio.run(within(scenario))


def test_every_reader_gets_every_event_once_and_in_order(on_bus: Try) -> None:
    async def scenario(bus: Bus) -> None:
        readers = [bus.subscribe(), bus.subscribe()]
        for number in range(50):
            bus.publish(event(number))
        for reader in readers:
            assert await taken(reader, 50) == [*range(50)]
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(reader), 0.3)

    on_bus(scenario)


def test_who_subscribes_later_hears_nothing_of_before(on_bus: Try) -> None:
    async def scenario(bus: Bus) -> None:
        bus.publish(event(1))
        reader = bus.subscribe()
        bus.publish(event(2))
        assert await taken(reader, 1) == [2]

    on_bus(scenario)


def test_an_interruption_ends_all_readers_and_nobody_who_subscribes_after_it(on_bus: Try) -> None:
    async def scenario(bus: Bus) -> None:
        before = [bus.subscribe(), bus.subscribe()]
        bus.publish(event(1))
        bus.interrupt()
        after = bus.subscribe()
        bus.publish(event(2))
        for reader in before:
            assert await taken(reader, 1) == [1]
            with pytest.raises(StopAsyncIteration):
                await asyncio.wait_for(anext(reader), WITHIN_S)
        assert await taken(after, 1) == [2]

    on_bus(scenario)


def test_a_reader_too_slow_loses_the_oldest_and_nobody_else_waits(on_bus: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_module, "READER_BOUND", 2)

    async def scenario(bus: Bus) -> None:
        slow = bus.subscribe()
        for number in range(5):
            bus.publish(event(number))
        assert await taken(slow, 2) == [3, 4]

    on_bus(scenario)


def test_another_thread_may_publish(on_bus: Try) -> None:
    async def scenario(bus: Bus) -> None:
        reader = bus.subscribe()
        await asyncio.to_thread(bus.publish_soon, event(7))
        assert await taken(reader, 1) == [7]

    on_bus(scenario)


def test_words_for_other_nodes_are_heard_neither_here_nor_by_desks(on_bus: Try) -> None:
    async def scenario(bus: Bus) -> None:
        heard: list[Mapping[str, Any]] = []
        bus.hear("blocked", lambda _node, data: heard.append(data))
        reader = bus.subscribe()
        bus.say("blocked", {"numbers": {}})
        bus.publish(event(1))
        assert await taken(reader, 1) == [1]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(reader), 0.3)
        assert heard == []

    on_bus(scenario)


def test_a_node_that_is_not_there_answers_nothing_and_nobody_waits_for_it_for_ever(on_bus: Try) -> None:
    async def scenario(bus: Bus) -> None:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(bus.ask("nobody", "order", {}, 0.3), WITHIN_S)

    on_bus(scenario)

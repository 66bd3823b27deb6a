import asyncio
import gc

from agent_console.ports import Audience, DeskEvent
from hotline import bus as bus_module
from hotline.bus import Bus


def event(number: int) -> DeskEvent:
    return DeskEvent(type=f"e{number}", data={}, audience=Audience())


async def take(stream, count):
    return [(await asyncio.wait_for(anext(stream), 2)).type for _ in range(count)]


def test_every_reader_gets_every_event_in_order():
    async def main():
        bus = Bus(asyncio.get_running_loop())
        readers = [bus.subscribe(), bus.subscribe()]
        for number in range(3):
            bus.publish(event(number))
        return [await take(reader, 3) for reader in readers]

    assert asyncio.run(main()) == [["e0", "e1", "e2"]] * 2


def test_a_reader_too_slow_loses_the_oldest_and_nobody_else_waits(monkeypatch):
    monkeypatch.setattr(bus_module, "READER_BOUND", 2)

    async def main():
        bus = Bus(asyncio.get_running_loop())
        slow = bus.subscribe()
        for number in range(5):
            bus.publish(event(number))
        return await take(slow, 2)

    assert asyncio.run(main()) == ["e3", "e4"]


def test_another_thread_may_publish():
    async def main():
        bus = Bus(asyncio.get_running_loop())
        reader = bus.subscribe()
        await asyncio.to_thread(bus.publish_soon, event(7))
        return await take(reader, 1)

    assert asyncio.run(main()) == ["e7"]


def test_a_reader_that_is_gone_is_forgotten():
    async def main():
        bus = Bus(asyncio.get_running_loop())
        reader = bus.subscribe()
        assert len(bus._readers) == 1
        del reader
        gc.collect()
        return len(bus._readers)

    assert asyncio.run(main()) == 0

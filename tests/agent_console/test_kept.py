"""However many ask, what all see alike is made once within its time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent_console.kept import Kept

START = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.anyio


class Maker:
    def __init__(self) -> None:
        self.made = 0
        self.now = START
        self.fails = False
        self.gate = asyncio.Event()

    async def make(self) -> int:
        self.made += 1
        mine = self.made
        await self.gate.wait()
        if self.fails:
            raise ValueError("broken")
        return mine

    def kept(self, seconds: float = 1.0) -> Kept[int]:
        return Kept(self.make, seconds, lambda: self.now)


async def test_twenty_walls_at_once_cost_one_computation() -> None:
    maker = Maker()
    kept = maker.kept()
    asked = [asyncio.create_task(kept()) for _ in range(20)]
    await asyncio.sleep(0)
    maker.gate.set()
    assert set(await asyncio.gather(*asked)) == {1}
    assert (await kept(), maker.made) == (1, 1)


async def test_it_is_made_anew_once_it_is_old() -> None:
    maker = Maker()
    maker.gate.set()
    kept = maker.kept()
    await kept()
    maker.now += timedelta(seconds=0.9)
    assert await kept() == 1
    maker.now += timedelta(seconds=0.1)
    assert await kept() == 2
    maker.now -= timedelta(hours=1)
    assert await kept() == 3, "a clock that was set back keeps nothing for an hour"


async def test_who_goes_away_takes_nobodys_answer_along() -> None:
    maker = Maker()
    kept = maker.kept()
    first, second = asyncio.create_task(kept()), asyncio.create_task(kept())
    await asyncio.sleep(0)
    first.cancel()
    maker.gate.set()
    assert await second == 1


async def test_a_failure_is_told_to_all_and_not_kept() -> None:
    maker = Maker()
    maker.fails = True
    maker.gate.set()
    kept = maker.kept()
    asked = await asyncio.gather(kept(), kept(), return_exceptions=True)
    assert [type(one) for one in asked] == [ValueError, ValueError]
    maker.fails = False
    assert await kept() == 2

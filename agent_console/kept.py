"""What many pages ask for alike is made once within a time: one works, the others wait for the same answer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Call it for the value; ``make`` runs again once the last one is ``seconds`` old. Loop's thread only.

    A failure is told to all who waited for it and is not kept.
    """

    def __init__(self, make: Callable[[], Awaitable[T]], seconds: float, now: Callable[[], datetime]) -> None:
        self._make = make
        self._for = timedelta(seconds=seconds)
        self._now = now
        self._made: tuple[datetime, T] | None = None
        self._making: asyncio.Task[T] | None = None

    async def __call__(self) -> T:
        if self._made is not None and timedelta() <= self._now() - self._made[0] < self._for:
            return self._made[1]
        if self._making is None:
            self._making = asyncio.create_task(self._work())
        return await asyncio.shield(self._making)

    async def _work(self) -> T:
        began = self._now()
        try:
            value = await self._make()
            self._made = (began, value)
            return value
        finally:
            self._making = None

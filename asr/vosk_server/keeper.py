"""Keeps the farm's standing true: asks addresses when they are due, tells log and desks what changed."""

import asyncio
import contextlib
from collections.abc import Callable, Collection
from typing import Literal

from asr.port import Emit, Notice, Standing
from asr.vosk_server.dial import FAILURES, Dialer, in_words
from asr.vosk_server.farm import Farm

LOOK_EVERY_S = 0.25
# A connection that breaks and is there again is not worth a word to every desk.
GONE_FOR_S = 2.0
ALL_GONE = "语音识别服务器都连不上，正在重试；通话和录音照常，缺的文字恢复后补上。"


class Keeper:
    """Lives on the recogniser's event loop. ``log`` gets an English sentence for each change of an address."""

    def __init__(
        self,
        farm: Farm,
        dialer: Dialer,
        *,
        emit: Emit,
        log: Callable[[str], None],
        clock: Callable[[], float],
        gate: Literal["on", "off", "missing"] = "off",
    ) -> None:
        self._gate = gate
        self._standing: Standing | None = None
        self.farm, self._dialer, self._emit, self._log, self._clock = farm, dialer, emit, log, clock
        self._any_up = asyncio.Event()
        self._told_gone = False
        self._gone_since: float | None = None
        self._asked: dict[str, asyncio.Task[None]] = {}

    async def first_look(self) -> None:
        """Ask every address once."""
        await asyncio.gather(*(self._ask(url) for url in self.farm.due(self._clock())))
        self._stand()
        self._tell(gone=not self.farm.up)

    async def run(self) -> None:
        """Ask whoever is due, until cancelled."""
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY_S)
                if self._gone_since is not None and self._clock() - self._gone_since >= GONE_FOR_S:
                    self._tell(gone=True)
                for url in self.farm.due(self._clock()):
                    if url not in self._asked:
                        self._asked[url] = asyncio.create_task(self._ask_alone(url))
        finally:
            asked = tuple(self._asked.values())
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    async def choose(self, avoid: Collection[str], within_s: float) -> str | None:
        """Return the best address, waiting for one to come up for at most so long; None while all are gone."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._any_up.wait()
        return self.farm.choose(avoid)

    def answered(self, url: str, lag_s: float = 0.0) -> None:
        if self.farm.answered(url, self._clock(), lag_s):
            self._log(f"The vosk-server {url} answers.")
            self._stand()
            self._any_up.set()
            self._gone_since = None
            self._tell(gone=False)

    def failed(self, url: str, error: BaseException) -> None:
        why = in_words(error)
        if self.farm.failed(url, why, self._clock()):
            self._log(f"The vosk-server {url} {why}; it is asked again after a while.")
            self._stand()
        if not self.farm.up:
            self._any_up.clear()
            self._gone_since = self._clock() if self._gone_since is None else self._gone_since

    async def _ask_alone(self, url: str) -> None:
        try:
            await self._ask(url)
        finally:
            del self._asked[url]

    async def _ask(self, url: str) -> None:
        try:
            await self._dialer.ask(url)
        except FAILURES as error:
            self.failed(url, error)
        else:
            self.answered(url)

    def _stand(self) -> None:
        up, down = len(self.farm.up), len(self.farm.down)
        standing = Standing(of="servers", up=up, wanted=up + down, gate=self._gate)
        if standing != self._standing:
            self._standing = standing
            self._emit(standing)

    def _tell(self, *, gone: bool) -> None:
        """All desks hear when the last address is gone, and when the first is back."""
        if gone == self._told_gone:
            return
        self._told_gone = gone
        if gone:
            whys = "; ".join(f"{one.url} {one.why}" for one in self.farm.down)
            self._log(f"No vosk-server answers: {whys}. Speech is kept and heard when one is back.")
        self._emit(Notice(about="servers", text=ALL_GONE if gone else ""))

"""After the call: what the live pass lacks, and the second pass, one recording at a time while live calls leave room."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

import structlog

from asr.after_call.job import LIVE_ENGINE, EngineAway, Job
from asr.port import Channel, Final, Load
from config.errors import HotlineError
from config.ids import CallId
from config.settings import Asr
from ticketing.calls import gaps
from ticketing.calls.gaps import Work
from ticketing.calls.models import LIVE, SECOND
from ticketing.uow import UnitOfWork

log = structlog.get_logger(__name__)

READER = "hotline.recorded:mono"
LOOK_EVERY_S = 3.0
AGAIN_AFTER_S = 20.0
"""Pause after a try in vain, longer with each."""
NO_ENGINE_FIRST_S, NO_ENGINE_S = 15.0, 300.0
"""Where the engine itself cannot be had, its gaps wait and are not given up: so long, twice as long each time, at most …"""
MOST_REMEMBERED = 10_000
IN_TIME = ("normal", "fewer_interims")
NO_RECORDING = "这通电话没有录音，漏转的部分无法补上。"


class Decoder(Protocol):
    """`asr.after_call.client.RecordingDecoder`; a fake."""

    async def ready(self, engine: str) -> None: ...

    async def decode(self, job: Job) -> Sequence[Final]: ...

    def hold(self, on: bool) -> None: ...

    async def rest(self) -> None: ...


class Book(Protocol):
    """The part of the ledger that is written here."""

    def gap_decoded(self, gap: str, call: CallId, finals: Sequence[Final], at: datetime) -> None: ...

    def gap_vain(self, gap: str, call: CallId, what: str, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class AfterCallFigures:
    """For the metrics: what waited when it was last looked, and what was done and in vain since the start."""

    waiting: int = 0
    decoded: int = 0
    vain: int = 0


class AfterCall:
    """`run` until cancelled. ``reading`` opens a unit that only reads (used in a thread)."""

    def __init__(
        self,
        asr: Asr,
        *,
        reading: Callable[[], AbstractContextManager[UnitOfWork]],
        book: Book,
        decoder: Decoder,
        recordings: Path,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._asr, self._reading, self._book, self._decoder = asr, reading, book, decoder
        self._recordings, self._now, self._clock = recordings, now, clock
        self._load = Load()
        self._not_before: OrderedDict[str, float] = OrderedDict()
        self._engine_missing: dict[str, float] = {}
        self._in_vain: dict[str, int] = {}
        self.figures = AfterCallFigures()

    def stands(self, load: Load) -> None:
        """How the live recogniser stands: recordings rest while it is behind."""
        self._load = load
        self._decoder.hold(load.step not in IN_TIME)

    async def run(self) -> None:
        idle_since = self._clock()
        try:
            while True:
                if await self._step():
                    idle_since = self._clock()
                    continue
                if self._clock() - idle_since > self._asr.after_call_idle_s:
                    await self._decoder.rest()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._decoder.rest()

    async def _step(self) -> bool:
        """Do one piece of work; whether there was any."""
        if self._load.step != "normal":
            return False
        try:
            work = await asyncio.to_thread(self._look)
            if work is None:
                return False
            await self._do(work)
        except Exception:
            log.exception("what waits for a recording could not be looked up")
            return False
        return True

    def _look(self) -> Work | None:
        now = self._clock()
        engines = {LIVE: LIVE_ENGINE, SECOND: self._asr.second_pass}
        had = [version for version, engine in engines.items() if self._engine_missing.get(engine, float("-inf")) <= now]
        with self._reading() as uow:
            self.figures = AfterCallFigures(gaps.count_waiting(uow), self.figures.decoded, self.figures.vain)
            return gaps.next_work(
                uow,
                self._now(),
                rest_s=self._asr.after_call_rest_s,
                versions=had,
                may=lambda gap: self._not_before.get(gap, float("-inf")) <= now,
            )

    async def _do(self, work: Work) -> None:
        call, engine = CallId(work.call), LIVE_ENGINE if work.version == LIVE else self._asr.second_pass
        if not work.recording:
            self._vain(work, NO_RECORDING)
            return
        if work.version == SECOND and not engine:
            self._vain(work, "第二遍转写已关闭。")
            return
        finals: Sequence[Final] = ()
        try:
            if work.stretches:
                await self._decoder.ready(engine)
        except HotlineError as error:
            self._no_engine(engine, error)
            return
        try:
            if work.stretches:
                finals = await self._decoder.decode(self._job(work, engine))
        except EngineAway as error:
            self._no_engine(engine, error)
            return
        except HotlineError as error:
            self._vain(work, error.what)
            return
        self._in_vain.pop(engine, None)
        log.info("a recording was read", call=call, channel=work.channel, version=work.version, finals=len(finals))
        self._remember(work.gap, float("inf"))
        self.figures = AfterCallFigures(self.figures.waiting, self.figures.decoded + 1, self.figures.vain)
        self._book.gap_decoded(work.gap, call, finals, self._now())

    def _no_engine(self, engine: str, error: HotlineError) -> None:
        log.warning("recordings cannot be read now", engine=engine, what=error.what, remedy=error.remedy)
        times = self._in_vain[engine] = self._in_vain.get(engine, 0) + 1
        self._engine_missing[engine] = self._clock() + min(NO_ENGINE_S, NO_ENGINE_FIRST_S * 2 ** min(times - 1, 10))

    def _job(self, work: Work, engine: str) -> Job:
        return Job(
            name=work.call,
            path=str((self._recordings / work.recording).absolute()),
            channel=cast(Channel, work.channel),
            stretches=tuple((stretch.from_s, stretch.to_s) for stretch in work.stretches),
            engine=engine,
        )

    def _vain(self, work: Work, what: str) -> None:
        log.warning("a recording could not be read", call=work.call, channel=work.channel, version=work.version, what=what)
        self._remember(work.gap, self._clock() + AGAIN_AFTER_S * (work.tries + 1))
        self.figures = AfterCallFigures(self.figures.waiting, self.figures.decoded, self.figures.vain + 1)
        self._book.gap_vain(work.gap, CallId(work.call), what, self._now())

    def _remember(self, gap: str, not_before: float) -> None:
        self._not_before[gap] = not_before
        self._not_before.move_to_end(gap)
        while len(self._not_before) > MOST_REMEMBERED:
            self._not_before.popitem(last=False)

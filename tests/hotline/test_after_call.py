"""Recordings are read one at a time, only while live calls are in time, and what cannot be read is said and tried again."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from asr.after_call.job import EngineAway, Job
from asr.ladder import StepName
from asr.port import Final, Load
from config.errors import Unavailable
from config.ids import CallId
from config.settings import load
from hotline.after_call import AGAIN_AFTER_S, NO_ENGINE_FIRST_S, NO_ENGINE_S, NO_RECORDING, AfterCall
from ticketing.calls import gaps
from ticketing.calls.gaps import Work
from ticketing.calls.stretches import Stretch

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
FINAL = Final(call=CallId("c1"), channel="agent", text="好", t0=1, t1=2, confidence=1, words=(), engine="e")
WORK = Work(gap="g1", call="c1", version=1, channel="agent", recording="c1.wav", stretches=(Stretch(1.0, None),), tries=0)


@dataclass
class Reader:
    """The decoder, told what to say."""

    jobs: list[Job] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    trouble: str = ""
    away: str = ""

    async def ready(self, engine: str) -> None:
        if engine in self.missing:
            raise Unavailable("没有可用的语音识别模型。")

    async def decode(self, job: Job) -> Sequence[Final]:
        self.jobs.append(job)
        if self.away:
            raise EngineAway(self.away)
        if self.trouble:
            raise Unavailable(self.trouble)
        return [FINAL]

    def hold(self, on: bool) -> None:
        self.held.append(on)

    async def rest(self) -> None: ...


@dataclass
class House:
    works: list[Work]
    reader: Reader = field(default_factory=Reader)
    written: list[tuple[Any, ...]] = field(default_factory=list)
    now_s: float = 0.0

    def next_work(self, versions: Collection[int], may: Callable[[str], bool]) -> Work | None:
        return next((work for work in self.works if work.version in versions and may(work.gap)), None)

    def gap_decoded(self, gap: str, call: CallId, finals: Sequence[Final], at: datetime) -> None:
        self.written.append((gap, call, len(finals)))

    def gap_vain(self, gap: str, call: CallId, what: str, at: datetime) -> None:
        self.written.append((gap, call, what))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    made = House([WORK])
    monkeypatch.setattr(gaps, "next_work", lambda uow, now, rest_s, versions, may: made.next_work(versions, may))
    monkeypatch.setattr(gaps, "count_waiting", lambda uow: len(made.works))
    return made


def after_call(house: House, **asr: Any) -> AfterCall:
    @contextmanager
    def reading() -> Iterator[Any]:
        yield None

    return AfterCall(
        load().asr.model_copy(update=asr), reading=reading, book=house, decoder=house.reader, recordings=Path("/r"),
        now=lambda: NOON, clock=lambda: house.now_s,
    )  # fmt: skip


@pytest.mark.anyio
async def test_what_waits_is_read_once_and_handed_to_the_ledger(house: House) -> None:
    runner = after_call(house)
    assert await runner._step()
    assert house.written == [("g1", "c1", 1)]
    assert house.reader.jobs == [Job(name="c1", path="/r/c1.wav", channel="agent", stretches=((1.0, None),), engine="")]
    assert not await runner._step()
    assert (runner.figures.decoded, runner.figures.waiting) == (1, 1)


@pytest.mark.anyio
async def test_nothing_is_begun_while_live_calls_are_late_and_what_runs_rests_when_they_are_later(house: House) -> None:
    runner = after_call(house)
    steps: tuple[StepName, ...] = ("fewer_interims", "no_interims", "spooled")
    for step in steps:
        runner.stands(Load(step=step))
        assert not await runner._step()
    runner.stands(Load())
    assert house.reader.held == [False, True, True, False]
    assert await runner._step()


@pytest.mark.anyio
async def test_a_try_in_vain_is_told_and_made_again_later(house: House) -> None:
    runner, house.reader.trouble = after_call(house), "录音文件不存在。"
    assert await runner._step()
    assert house.written == [("g1", "c1", "录音文件不存在。")]
    assert not await runner._step()
    house.now_s, house.reader.trouble = AGAIN_AFTER_S, ""
    assert await runner._step()
    assert house.written[1:] == [("g1", "c1", 1)]


@pytest.mark.anyio
async def test_without_its_engine_a_gap_waits_and_is_not_given_up_and_others_go_on(house: House) -> None:
    second = WORK.model_copy(update={"gap": "g2", "version": 2})
    house.works, house.reader.missing = [second], {"whisper"}
    runner = after_call(house, second_pass="whisper")
    assert await runner._step()
    assert not await runner._step()
    house.works.append(WORK)
    assert await runner._step()
    assert house.written == [("g1", "c1", 1)]
    house.now_s, house.reader.missing = NO_ENGINE_S, set()
    assert await runner._step()
    assert house.reader.jobs[-1].engine == "whisper"


@pytest.mark.anyio
async def test_while_the_farm_is_away_no_try_is_spent_and_it_is_asked_after_pauses_that_grow(house: House) -> None:
    runner, house.reader.away = after_call(house), "都连不上"
    for pause in (NO_ENGINE_FIRST_S, 2 * NO_ENGINE_FIRST_S):
        assert await runner._step()
        house.now_s += pause - 0.1
        assert not await runner._step()
        house.now_s += 0.1
    house.reader.away = ""
    assert await runner._step()
    assert house.written == [("g1", "c1", 1)]


@pytest.mark.anyio
async def test_a_call_without_a_recording_is_said_in_words(house: House) -> None:
    house.works = [WORK.model_copy(update={"recording": ""})]
    await after_call(house)._step()
    assert house.written == [("g1", "c1", NO_RECORDING)]


@pytest.mark.anyio
async def test_a_gap_that_lies_in_a_pause_is_closed_without_a_word(house: House) -> None:
    house.works = [WORK.model_copy(update={"stretches": ()})]
    await after_call(house)._step()
    assert (house.written, house.reader.jobs) == ([("g1", "c1", 0)], [])

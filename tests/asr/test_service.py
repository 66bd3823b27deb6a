"""The recognition process for real, with a scripted recogniser in it."""

import asyncio
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asr.port import Event, Final, Gap, RecognizerInfo, StreamFailed, StreamFinished
from asr.service import RecognitionClient
from config.errors import Unavailable
from config.settings import Settings, load
from telephony.media.tap import TapFrame, TapKind

COMMAND = (sys.executable, "-m", "tests.fakes.recognition_child")
TENTH = b"\x01\x00" * 800


class Desk:
    """Gathers what the client tells, and waits for it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.infos: list[tuple[RecognizerInfo, str]] = []
        self.notices: list[str] = []
        self._changed = asyncio.Event()

    def event(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    def info(self, info: RecognizerInfo, what: str) -> None:
        self.infos.append((info, what))
        self._changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    def gaps(self) -> list[Gap]:
        return [event for event in self.events if isinstance(event, Gap)]

    def count(self, kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in self.events)


def settings(home: Path, **asr: Any) -> Settings:
    plain = load(home=home)
    return plain.model_copy(update={"asr": plain.asr.model_copy(update=asr)})


def client(desk: Desk, home: Path, **asr: Any) -> RecognitionClient:
    return RecognitionClient(
        settings(home, **asr), desk.event, on_info=desk.info, on_notice=desk.notices.append, command=COMMAND, tail_s=5.0
    )


def tap(path: str) -> socket.socket:
    link = socket.socket(socket.AF_UNIX)
    link.connect(path)
    return link


def frame(kind: TapKind, stream: str = "call-1/caller", time_ms: int = 0, pcm: bytes = b"") -> bytes:
    return TapFrame(kind, stream, time_ms, pcm).encode()


def test_speech_goes_in_by_the_tap_and_texts_come_out_on_the_loop(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk()
        service = client(desk, tmp_path)
        info = await service.start()
        assert (info.engine, info.model) == ("vosk", "scripted")
        assert len(service.tap_path) <= 107
        assert "Loading the script" in desk.notices
        with tap(service.tap_path) as link:
            link.sendall(frame(TapKind.OPEN))
            for at in range(12):
                link.sendall(frame(TapKind.AUDIO, time_ms=3000 + at * 100, pcm=TENTH))
            await desk.until(lambda: desk.count(Final) == 1)
            link.sendall(frame(TapKind.END))
            await desk.until(lambda: desk.count(StreamFinished) == 1)
        await service.stop()
        first, tail = (event for event in desk.events if isinstance(event, Final))
        assert (first.t0, first.t1) == (3.0, 4.0)
        assert tail.t1 == pytest.approx(4.2)

    asyncio.run(scenario())


def test_the_last_words_before_a_stop_are_not_lost(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk()
        service = client(desk, tmp_path)
        await service.start()
        with tap(service.tap_path) as link:
            link.sendall(frame(TapKind.OPEN) + frame(TapKind.AUDIO, pcm=TENTH))
            await service.stop()
        assert [type(event) for event in desk.events][-2:] == [Final, StreamFinished]
        with pytest.raises(Unavailable):
            service.tap_path  # noqa: B018

    asyncio.run(scenario())


def test_a_crash_leaves_a_gap_from_the_last_final_to_where_the_audio_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk()
        service = client(desk, tmp_path)
        await service.start()
        path = service.tap_path
        with tap(path) as link:
            for at in range(15):
                link.sendall(frame(TapKind.AUDIO, time_ms=3000 + at * 100, pcm=TENTH))
            await desk.until(lambda: desk.count(Final) == 1)
            link.sendall(frame(TapKind.AUDIO, time_ms=4500, pcm=b"\x7f" * 1600))
            await desk.until(lambda: desk.count(StreamFinished) == 1)
        await desk.until(lambda: len(desk.infos) == 3)
        assert [info.engine for info, _ in desk.infos] == ["vosk", "none", "vosk"]
        assert service.tap_path == path
        with tap(path) as link:
            link.sendall(frame(TapKind.OPEN) + frame(TapKind.AUDIO, time_ms=9000, pcm=TENTH) + frame(TapKind.END, time_ms=9100))
            await desk.until(lambda: desk.count(StreamFinished) == 2)
        assert [(gap.from_s, gap.to_s, gap.why) for gap in desk.gaps()] == [(4.0, None, "lost"), (4.0, 9.0, "lost")]
        assert (desk.count(Final), desk.count(StreamFailed)) == (2, 0)
        await service.stop()
        assert len(desk.gaps()) == 2

    asyncio.run(scenario())


def test_what_a_stop_leaves_undecoded_is_a_gap(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk()
        service = client(desk, tmp_path)
        await service.start()
        child = service._child
        assert child is not None
        with tap(service.tap_path) as link:
            for at in range(12):
                link.sendall(frame(TapKind.AUDIO, time_ms=2000 + at * 100, pcm=TENTH))
            await desk.until(lambda: desk.count(Final) == 1)
            child.kill()
            await service.stop()
        assert [(gap.from_s, gap.to_s, gap.why) for gap in desk.gaps()] == [(3.0, None, "interrupted")]
        assert desk.count(StreamFinished) == 1

    asyncio.run(scenario())


def test_a_model_that_cannot_be_loaded_is_the_callers_error(tmp_path: Path) -> None:
    async def scenario() -> None:
        service = client(Desk(), tmp_path, model="broken")
        with pytest.raises(Unavailable, match="not whole") as caught:
            await service.start()
        assert caught.value.remedy == "Install it again."
        await service.stop()

    asyncio.run(scenario())


def test_nonsense_on_the_tap_closes_it_and_the_process_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk()
        service = client(desk, tmp_path)
        await service.start()
        with tap(service.tap_path) as link:
            link.sendall(b"\xff" * 64)
            link.settimeout(5)
            assert await asyncio.to_thread(link.recv, 1) == b""
        with tap(service.tap_path) as link:
            link.sendall(frame(TapKind.AUDIO, pcm=TENTH) + frame(TapKind.END))
            await desk.until(lambda: desk.count(StreamFinished) == 1)
        assert any("tap was closed" in notice for notice in desk.notices)
        await service.stop()

    asyncio.run(scenario())


def test_the_process_ends_with_its_parent_and_leaves_no_folder(tmp_path: Path) -> None:
    async def scenario() -> None:
        service = client(Desk(), tmp_path)
        await service.start()
        path, child = Path(service.tap_path), service._child
        assert child is not None
        assert service._writer is not None
        service._stopping = True
        service._writer.close()
        assert await asyncio.wait_for(child.wait(), 10) == 0
        assert not path.parent.exists()
        await service.stop()

    asyncio.run(scenario())

"""One worker in this process, with a scripted recogniser: what it answers to which frame."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asr import wire
from asr.pool.frames import Frame, Kind
from asr.pool.worker import Worker
from asr.port import Emit, Recognizer, RecognizerInfo
from config.settings import Asr, load
from tests.fakes.recognizer import ScriptedRecognizer

INFO = RecognizerInfo(engine="vosk", model="m", language="zh", interims=True)
OPEN = Frame(Kind.OPEN, 7, None, b'{"rate": 8000}')


class Front:
    """The pool's end of the line. The model loads once it is ``let``."""

    def __init__(self) -> None:
        self.line, theirs = socket.socketpair()
        self.line.settimeout(10)
        self._said = self.line.makefile("rb")
        self.let = threading.Event()
        self._theirs = theirs
        self.thread = threading.Thread(target=Worker(theirs, self._open).run)
        self.thread.start()

    def _open(self, asr: Asr, folder: Path, info: RecognizerInfo, emit: Emit, anew: bool) -> Recognizer:
        self.let.wait(10)
        if folder.name == "odd":
            raise ZeroDivisionError("odd")
        return ScriptedRecognizer(emit, max_streams=1)

    def begin(self, home: Path, folder: str = "model") -> None:
        asr = load(home=home).asr.model_dump(mode="json")
        begin = {"asr": asr, "folder": folder, "info": wire.info_out(INFO), "anew": False}
        self.send(Frame(Kind.BEGIN, payload=json.dumps(begin).encode()))

    def send(self, *frames: Frame) -> None:
        self.line.sendall(b"".join(frame.encode() for frame in frames))

    def hears(self) -> dict[str, Any]:
        return wire.decode(self._said.readline())

    def hears_events(self, count: int) -> list[tuple[int, str]]:
        return [(line["stream"], line["event"]) for line in (self.hears() for _ in range(count))]

    def close(self) -> None:
        self.let.set()
        self._said.close()
        self.line.close()
        self.thread.join(10)
        self._theirs.close()
        assert not self.thread.is_alive()


@pytest.fixture
def front() -> Iterator[Front]:
    made = Front()
    yield made
    made.close()


def test_it_answers_pings_while_its_model_loads(front: Front, tmp_path: Path) -> None:
    front.begin(tmp_path)
    front.send(Frame(Kind.PING, 0, 5))
    assert front.hears() == {"pong": 5}
    front.let.set()
    assert "ready" in front.hears()


def test_a_stream_speaks_under_its_number(front: Front, tmp_path: Path) -> None:
    front.begin(tmp_path)
    front.let.set()
    front.hears()
    front.send(OPEN, Frame(Kind.AUDIO, 7, 0, bytes(1600)), Frame(Kind.FLUSH, 7), Frame(Kind.FINISH, 7))
    assert front.hears_events(3) == [(7, "Partial"), (7, "Final"), (7, "StreamFinished")]


def test_one_stream_too_many_fails_in_words_and_ends(front: Front, tmp_path: Path) -> None:
    front.begin(tmp_path)
    front.let.set()
    front.hears()
    front.send(OPEN, Frame(Kind.OPEN, 8, None, b'{"rate": 8000}'))
    assert front.hears_events(2) == [(8, "StreamFailed"), (8, "StreamFinished")]


def test_a_stream_before_the_model_fails_in_words_and_ends(front: Front) -> None:
    front.send(OPEN)
    assert front.hears_events(2) == [(7, "StreamFailed"), (7, "StreamFinished")]


def test_a_start_that_breaks_is_told(front: Front, tmp_path: Path) -> None:
    front.begin(tmp_path, "odd")
    front.let.set()
    assert "ZeroDivisionError" in front.hears()["failed"]["what"]


def test_nonsense_ends_it(front: Front) -> None:
    front.line.sendall(b"\xff" * 64)
    front.thread.join(10)
    assert not front.thread.is_alive()

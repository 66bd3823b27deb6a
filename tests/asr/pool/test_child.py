"""A worker's line from the pool's side, with a few lines of Python as the worker."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.pool.child import Child
from asr.pool.frames import Frame, Kind

ANSWERS = """
import os, socket, sys
line = socket.socket(fileno=int(sys.argv[sys.argv.index("--line") + 1]))
data = b""
while len(data) < int(os.environ["BYTES"]):
    data += line.recv(1 << 16)
line.sendall(b'{"bytes":%d}\\n' % len(data))
line.sendall(b'{"last":1}\\nnonsense without an end')
"""
AUDIO = Frame(Kind.AUDIO, 1, 0, bytes(1600))


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.setenv("BYTES", str(len(AUDIO.encode()) * 2000))
    script = tmp_path / "worker.py"
    script.write_text(ANSWERS)
    made = Child(1, (sys.executable, str(script)))
    yield made
    made.end()


def test_what_does_not_go_at_once_waits_and_goes_later_whole(child: Child) -> None:
    child.queue([AUDIO] * 2000)
    child.pump()
    assert child.unsent > 0
    child.line.settimeout(20)
    while child.unsent:
        child.pump()
    said = child.read()
    assert said is not None
    assert said[0] == {"bytes": len(AUDIO.encode()) * 2000}


def test_what_it_said_before_its_end_is_not_lost(child: Child) -> None:
    child.queue([AUDIO] * 2000)
    child.line.settimeout(20)
    child.pump()
    assert child.line.recv(1, socket.MSG_PEEK)
    child.line.setblocking(False)
    how, said = child.end()
    assert how.startswith(("exit", "signal"))
    assert {"bytes": len(AUDIO.encode()) * 2000} in said

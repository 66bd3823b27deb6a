"""The tap: frames on the wire, pieces on the time line, a socket that may go away."""

import itertools
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from telephony.media.tap import TapDecoder, TapFrame, TapKind
from telephony.media.tap_line import TapLine
from telephony.media.tap_link import RETRY_S, TapLink
from telephony.media.track import Track

FRAME = b"\x01\x02" * 160


@given(
    st.lists(
        st.builds(TapFrame, st.sampled_from(TapKind), st.text(max_size=20), st.integers(0, 1 << 31), st.binary(max_size=64))
    ),
    st.integers(1, 50),
)
def test_frames_survive_any_cutting_of_the_stream(frames: list[TapFrame], size: int) -> None:
    data = b"".join(frame.encode() for frame in frames)
    decoder = TapDecoder()
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    assert list(itertools.chain.from_iterable(decoder.feed(piece) for piece in pieces)) == frames


def test_a_frame_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(BadInput):
        list(TapDecoder().feed(b"\xff\xff\xff\xff\x01\x04name"))


def test_five_frames_make_one_piece_with_the_time_of_its_first_sample() -> None:
    line = TapLine("call/caller", 1_000, Track())
    pieces = []
    for n in range(10):
        line.track.frames.append(FRAME)
        pieces.append(line.piece(1_050 + n))
    audio = [piece for piece in pieces if piece is not None]
    assert [piece.time_ms for piece in audio] == [1_000, 1_100]
    assert [len(piece.pcm) for piece in audio] == [1_600, 1_600]


def test_flush_and_end_come_after_the_last_audio() -> None:
    line = TapLine("s", 0, Track())
    line.track.frames += [FRAME, FRAME]
    assert [(frame.kind, frame.time_ms, len(frame.pcm)) for frame in line.flush(2)] == [
        (TapKind.AUDIO, 0, 640),
        (TapKind.FLUSH, 40, 0),
    ]
    assert [frame.kind for frame in line.end(2)] == [TapKind.END]


class Listener:
    """The other end of the tap."""

    def __init__(self, path: str) -> None:
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(path)
        self._server.listen(1)
        self._server.settimeout(5)
        self.path = path
        self._link: socket.socket | None = None
        self._decoder = TapDecoder()

    def accept(self) -> None:
        self._link, _ = self._server.accept()
        self._link.setblocking(False)

    def frames(self) -> list[TapFrame]:
        assert self._link is not None
        data = b""
        try:
            while piece := self._link.recv(65_536):
                data += piece
        except BlockingIOError:
            pass
        return list(self._decoder.feed(data))

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
        self._server.close()
        os.unlink(self.path)


@pytest.fixture
def path() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="tap") as folder:
        yield str(Path(folder) / "s")


def _audio(number: int) -> TapFrame:
    return TapFrame(TapKind.AUDIO, "s", number * 100, bytes([number % 256]) * 1_600)


def test_what_was_put_before_the_listener_came_reaches_it(path: str) -> None:
    link = TapLink(path)
    link.put(TapFrame(TapKind.OPEN, "s", 0))
    link.put(_audio(1))
    link.pump(0.0)
    assert not link.connected
    listener = Listener(path)
    link.pump(RETRY_S / 2)
    assert not link.connected
    link.pump(RETRY_S)
    listener.accept()
    assert [frame.kind for frame in listener.frames()] == [TapKind.OPEN, TapKind.AUDIO]
    link.close()
    listener.close()


def test_a_full_buffer_drops_the_oldest_audio_and_counts(path: str) -> None:
    link = TapLink(path, max_bytes=10_000)
    link.put(TapFrame(TapKind.OPEN, "s", 0))
    for number in range(20):
        link.put(_audio(number))
    link.put(TapFrame(TapKind.END, "s", 2_000))
    assert link.pending_bytes <= 10_000
    listener = Listener(path)
    link.pump(1.0)
    listener.accept()
    frames = listener.frames()
    assert (frames[0].kind, frames[-1].kind) == (TapKind.OPEN, TapKind.END)
    assert [frame.time_ms for frame in frames[1:-1]] == [1_400, 1_500, 1_600, 1_700, 1_800, 1_900]
    assert link.dropped == 14
    link.close()
    listener.close()


def test_a_listener_that_stands_still_never_blocks_and_frames_stay_whole(path: str) -> None:
    listener = Listener(path)
    link = TapLink(path, max_bytes=100_000)
    for number in range(1_000):
        link.put(_audio(number))
        link.pump(1.0)
    listener.accept()
    assert link.dropped > 0
    frames = listener.frames()
    while link.pending_bytes:
        link.pump(2.0)
        frames += listener.frames()
    assert frames[-1] == _audio(999)
    assert all(frame == _audio(frame.time_ms // 100) for frame in frames)
    link.close()
    listener.close()


def test_a_listener_that_starts_again_is_told_what_is_open(path: str) -> None:
    first = Listener(path)
    link = TapLink(path)
    link.put(TapFrame(TapKind.OPEN, "gone", 0))
    link.put(TapFrame(TapKind.END, "gone", 0))
    link.put(TapFrame(TapKind.OPEN, "s", 0))
    link.pump(0.0)
    first.accept()
    assert len(first.frames()) == 3
    first.close()
    link.put(_audio(7))
    link.pump(1.0)
    assert not link.connected
    second = Listener(path)
    link.pump(2.0)
    second.accept()
    link.put(TapFrame(TapKind.OPEN, "new", 900))
    link.pump(2.1)
    frames = second.frames()
    assert [(frame.kind, frame.stream, frame.time_ms) for frame in frames] == [
        (TapKind.OPEN, "s", 700),
        (TapKind.AUDIO, "s", 700),
        (TapKind.OPEN, "new", 900),
    ]
    link.close()
    second.close()

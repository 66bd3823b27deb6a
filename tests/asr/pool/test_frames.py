import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.pool.frames import Frame, FrameReader, Kind
from config.errors import BadInput

FRAMES = st.builds(
    Frame,
    st.sampled_from(Kind),
    st.integers(0, 2**32 - 1),
    st.none() | st.integers(0, 2**40),
    st.binary(max_size=100),
)


@given(st.lists(FRAMES, max_size=8), st.integers(1, 40))
def test_what_is_sent_arrives_however_it_is_cut(frames: list[Frame], size: int) -> None:
    data = b"".join(frame.encode() for frame in frames)
    reader = FrameReader()
    assert [frame for at in range(0, len(data), size) for frame in reader.feed(data[at : at + size])] == frames


@pytest.mark.parametrize("data", [b"\xff" * 17, b"\x00" * 17, Frame(Kind.PING).encode()[:4] + b"\x63" + bytes(12)])
def test_nonsense_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        list(FrameReader().feed(data))

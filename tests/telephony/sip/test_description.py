"""What we say of our media: the same words keep their version, a change counts it up (RFC 3264 §8)."""

import pytest

from telephony.sip.description import Description
from telephony.sip.port import LocalMedia

LOCAL = LocalMedia(host="127.0.0.9", port=40010)
PEER = b"v=0\r\nc=IN IP4 127.0.0.5\r\nm=audio 5000 RTP/AVP 8\r\n"


def version(body: bytes) -> int:
    (line,) = (line for line in body.decode().splitlines() if line.startswith("o="))
    return int(line.split()[2])


def test_the_same_words_keep_their_version() -> None:
    own = Description(LOCAL)
    first = own.offer()
    assert own.offer() == first
    own.wanted = "sendonly"
    held = own.offer()
    assert (version(first), version(held)) == (1, 2)
    assert own.offer() == held


def test_an_answer_after_the_same_answer_is_the_same() -> None:
    own = Description(LOCAL)
    first, again = own.answer(PEER), own.answer(PEER)
    assert first
    assert first == again


@pytest.mark.parametrize("body", [b"", b"nonsense", PEER.replace(b"8\r", b"18\r")])
def test_what_fits_nothing_changes_nothing(body: bytes) -> None:
    own = Description(LOCAL)
    before = own.offer()
    assert own.answer(body) is None
    assert own.accepted(body) is None
    assert own.offer() == before


def test_without_an_engine_nothing_can_be_answered() -> None:
    assert Description().answer(PEER) is None

"""Offer and answer (RFC 3264) on values."""

from typing import Any

import pytest

from telephony.sip import sdp
from telephony.sip.port import Direction, LocalMedia

US = LocalMedia(host="127.0.0.9", port=40010)


def body(*media: str, session: str = "c=IN IP4 127.0.0.5") -> bytes:
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.5", "s=-", *([session] if session else []), "t=0 0", *media]
    return ("\r\n".join(lines) + "\r\n").encode()


def agree(*media: str, session: str = "c=IN IP4 127.0.0.5", **more: Any) -> tuple[Any, str]:
    answered = sdp.answer(sdp.parse(body(*media, session=session)), US, **more)
    assert answered
    return answered[0], answered[1].decode()


def test_pcma_is_preferred_whatever_the_order() -> None:
    media, text = agree("m=audio 5000 RTP/AVP 0 8 101", "a=rtpmap:101 telephone-event/8000")
    assert (media.codec, media.payload_type, media.dtmf_payload_type) == ("PCMA", 8, 101)
    assert "m=audio 40010 RTP/AVP 8 101\r\n" in text
    assert "c=IN IP4 127.0.0.9\r\n" in text


def test_pcmu_alone_is_taken_without_dtmf() -> None:
    media, text = agree("m=audio 5000 RTP/AVP 18 0", "a=rtpmap:18 G729/8000")
    assert (media.codec, media.payload_type, media.dtmf_payload_type) == ("PCMU", 0, None)
    assert "telephone-event" not in text


def test_a_dynamic_payload_type_of_pcma_is_kept() -> None:
    media, text = agree("m=audio 5000 RTP/AVP 97", "a=rtpmap:97 pcma/8000/1")
    assert (media.codec, media.payload_type) == ("PCMA", 97)
    assert "a=rtpmap:97 PCMA/8000" in text


def test_pcma_at_16_khz_is_not_our_codec() -> None:
    assert sdp.answer(sdp.parse(body("m=audio 5000 RTP/AVP 97", "a=rtpmap:97 PCMA/16000")), US) is None


@pytest.mark.parametrize(
    "line",
    ["m=audio 5000 RTP/AVP 18", "m=audio 0 RTP/AVP 8", "m=audio 5000 RTP/SAVP 8", "m=video 5000 RTP/AVP 31"],
)
def test_what_does_not_fit_is_refused(line: str) -> None:
    assert sdp.answer(sdp.parse(body(line)), US) is None


@pytest.mark.parametrize("number", ["-8", "72", "128", "300", "²"])
def test_a_payload_type_that_no_packet_can_carry_is_not_taken(number: str) -> None:
    offered = sdp.parse(body(f"m=audio 5000 RTP/AVP {number}", f"a=rtpmap:{number} PCMA/8000"))
    assert sdp.answer(offered, US) is None


@pytest.mark.parametrize("host", ["224.0.0.1", "239.7.7.7/127", "255.255.255.255", "240.0.0.1"])
def test_sound_is_sent_to_no_group_and_no_broadcast(host: str) -> None:
    assert sdp.answer(sdp.parse(body("m=audio 5000 RTP/AVP 8", session=f"c=IN IP4 {host}")), US) is None


def test_the_number_of_media_lines_is_bounded() -> None:
    lines = ["m=audio 5000 RTP/AVP 8"] * sdp.MAX_STREAMS
    assert len(sdp.parse(body(*lines)).streams) == sdp.MAX_STREAMS
    with pytest.raises(ValueError):
        sdp.parse(body(*lines, lines[0]))


def test_the_address_of_the_media_line_wins_over_the_session() -> None:
    media, _ = agree("m=audio 5000 RTP/AVP 8", "c=IN IP4 127.0.0.77")
    assert media.remote_host == "127.0.0.77"
    media, _ = agree("m=audio 5000 RTP/AVP 8", "c=IN IP4 127.0.0.78", session="")
    assert media.remote_host == "127.0.0.78"


def test_ipv6_and_no_address_are_refused() -> None:
    assert sdp.answer(sdp.parse(body("m=audio 5000 RTP/AVP 8", session="c=IN IP6 ::1")), US) is None
    assert sdp.answer(sdp.parse(body("m=audio 5000 RTP/AVP 8", session="")), US) is None


def test_other_media_are_refused_in_their_places() -> None:
    _, text = agree("m=video 6000 RTP/AVP 31", "m=audio 5000 RTP/AVP 8", "m=audio 5002 RTP/AVP 8")
    kinds = [line for line in text.splitlines() if line.startswith("m=")]
    assert kinds == ["m=video 0 RTP/AVP 31", "m=audio 40010 RTP/AVP 8", "m=audio 0 RTP/AVP 8"]


DIRECTIONS: list[tuple[str, Direction, Direction]] = [
    ("sendrecv", "sendrecv", "sendrecv"), ("sendonly", "sendrecv", "recvonly"), ("recvonly", "sendrecv", "sendonly"),
    ("inactive", "sendrecv", "inactive"), ("sendrecv", "sendonly", "sendonly"), ("sendonly", "sendonly", "inactive"),
    ("recvonly", "sendonly", "sendonly"),
]  # fmt: skip


@pytest.mark.parametrize(("theirs", "wanted", "ours"), DIRECTIONS)
def test_a_direction_is_mirrored_and_never_wider_than_wanted(theirs: str, wanted: Direction, ours: Direction) -> None:
    media, text = agree("m=audio 5000 RTP/AVP 8", f"a={theirs}", wanted=wanted)
    assert media.direction == ours
    assert f"a={ours}\r\n" in text


def test_the_direction_may_stand_at_session_level() -> None:
    media, _ = agree("m=audio 5000 RTP/AVP 8", session="c=IN IP4 127.0.0.5\r\na=sendonly")
    assert media.direction == "recvonly"


def test_the_old_hold_by_a_zero_address_sends_nothing() -> None:
    media, _ = agree("m=audio 5000 RTP/AVP 8", session="c=IN IP4 0.0.0.0")
    assert media.direction == "recvonly"


def test_our_offer_is_answered_by_ourselves() -> None:
    offered = sdp.parse(sdp.offer(US, version=3, direction="sendonly"))
    agreed = sdp.answer(offered, LocalMedia(host="127.0.0.1", port=41000))
    assert agreed
    settled = sdp.accepted(sdp.parse(agreed[1]), wanted="sendonly")
    assert settled
    assert (agreed[0].direction, settled.direction, settled.remote_port) == ("recvonly", "sendonly", 41000)


@pytest.mark.parametrize("junk", [b"", b"hello", b"v=0\r\nm=audio x RTP/AVP 8\r\n", b"v=0\r\nm=audio\r\n"])
def test_junk_is_a_value_error(junk: bytes) -> None:
    with pytest.raises(ValueError):
        sdp.parse(junk)


def test_ptime_is_bounded() -> None:
    assert agree("m=audio 5000 RTP/AVP 8", "a=ptime:30")[0].ptime_ms == 30
    assert agree("m=audio 5000 RTP/AVP 8", "a=ptime:200")[0].ptime_ms == 60


@pytest.mark.parametrize("port", ["70000", "-2", "²", "1" * 5000])
def test_a_port_that_is_none_is_a_value_error(port: str) -> None:
    with pytest.raises(ValueError):
        sdp.parse(body(f"m=audio {port} RTP/AVP 8"))


@pytest.mark.parametrize("host", ["example.org", "1.2.3", "1.2.3.999", "1.2.3.²"])
def test_only_a_dotted_address_is_sent_to(host: str) -> None:
    assert sdp.parse(body("m=audio 5000 RTP/AVP 8", session=f"c=IN IP4 {host}")).audio is None

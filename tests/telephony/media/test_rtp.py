"""RTP packets: what is one, what is not, and where its payload lies."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.media import rtp

PAYLOAD = bytes(range(160))


def test_a_built_packet_is_parsed_back() -> None:
    packet = rtp.parse(rtp.build(8, True, 65_535, 0xFFFF_FFFF, 0xDEAD_BEEF, PAYLOAD))
    assert packet == rtp.RtpPacket(8, True, 65_535, 0xFFFF_FFFF, 0xDEAD_BEEF, PAYLOAD)


def test_sequence_and_timestamp_wrap() -> None:
    packet = rtp.parse(rtp.build(0, False, 65_536 + 7, (1 << 32) + 9, 1, PAYLOAD))
    assert packet is not None
    assert (packet.sequence, packet.timestamp) == (7, 9)


def test_csrc_extension_and_padding_are_not_played() -> None:
    head = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 2, 8, 1, 160, 7)
    csrc = struct.pack("!II", 1, 2)
    extension = struct.pack("!HH", 0xBEDE, 2) + b"\xff" * 8
    packet = rtp.parse(head + csrc + extension + PAYLOAD + b"\0\0\0\x04")
    assert packet is not None
    assert packet.payload == PAYLOAD


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\x80",
        rtp.build(8, False, 1, 1, 1, b""),
        b"\x40" + rtp.build(8, False, 1, 1, 1, PAYLOAD)[1:],
        struct.pack("!BBHII", 0x90, 8, 1, 160, 7),
        struct.pack("!BBHIIHH", 0x90, 8, 1, 160, 7, 0, 9_999) + PAYLOAD,
        struct.pack("!BBHII", 0x8F, 8, 1, 160, 7),
        struct.pack("!BBHII", 0xA0, 8, 1, 160, 7) + b"\xff" * 4,
        struct.pack("!BBHII", 0xA0, 8, 1, 160, 7) + b"\x01\x00",
        struct.pack("!BBHII", 0x80, 200, 1, 160, 7) + PAYLOAD,
    ],
    ids=[
        "empty",
        "short",
        "no-payload",
        "version-1",
        "cut-extension",
        "long-extension",
        "cut-csrc",
        "padding-too-long",
        "padding-zero",
        "rtcp",
    ],
)
def test_what_is_no_rtp_is_refused(datagram: bytes) -> None:
    assert rtp.parse(datagram) is None


@given(st.binary(max_size=200))
def test_no_datagram_raises(datagram: bytes) -> None:
    packet = rtp.parse(datagram)
    assert packet is None or packet.payload

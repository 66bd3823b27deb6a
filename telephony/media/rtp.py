"""RTP packets on the wire (RFC 3550 §5.1): bytes in, values out; what is no RTP packet gives None."""

import struct
from typing import NamedTuple

_HEAD = struct.Struct("!BBHII")
_EXTENSION = struct.Struct("!HH")
_VERSION = 2
# RFC 5761 §4: a second byte in this range is RTCP that a peer sends to the RTP port.
_RTCP_LOW, _RTCP_HIGH = 192, 223
_RTCP_HEAD = 4


class RtpPacket(NamedTuple):
    """``timestamp`` counts samples (8,000 a second for G.711); ``payload`` is never empty."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse(datagram: bytes) -> RtpPacket | None:
    """Take one datagram apart; CSRC list, header extension and padding are skipped, never played.

    None for anything that is not RTP version 2 with a payload, so that a stray datagram cannot hurt a call.
    """
    if len(datagram) < _HEAD.size:
        return None
    first, second, sequence, timestamp, ssrc = _HEAD.unpack_from(datagram)
    if first >> 6 != _VERSION or _RTCP_LOW <= second <= _RTCP_HIGH:
        return None
    start = _payload_start(datagram, first)
    end = len(datagram) - (datagram[-1] if first & 0x20 else 0)
    if start >= end or (first & 0x20 and datagram[-1] == 0):
        return None
    return RtpPacket(second & 0x7F, second > 0x7F, sequence, timestamp, ssrc, datagram[start:end])


def is_rtcp(datagram: bytes) -> bool:
    """Whether a peer has sent RTCP to the RTP port (RFC 5761 §4), asked or not."""
    return len(datagram) >= _RTCP_HEAD and datagram[0] >> 6 == _VERSION and _RTCP_LOW <= datagram[1] <= _RTCP_HIGH


def _payload_start(datagram: bytes, first: int) -> int:
    start = _HEAD.size + 4 * (first & 0x0F)
    if not first & 0x10:
        return start
    if start + _EXTENSION.size > len(datagram):
        return len(datagram)
    return start + _EXTENSION.size + 4 * int(_EXTENSION.unpack_from(datagram, start)[1])


def build(payload_type: int, marker: bool, sequence: int, timestamp: int, ssrc: int, payload: bytes) -> bytes:
    """One packet without CSRC, extension and padding; sequence and timestamp are taken modulo their width."""
    head = _HEAD.pack(0x80, payload_type | marker << 7, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return head + payload

"""RTCP sender and receiver reports (RFC 3550 §6.4) with SDES CNAME and BYE: bytes in, values out.

Times on the wire: ``ntp`` is the 64-bit NTP time stamp, its middle 32 bits (1/65,536 s) are what LSR and DLSR use.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from telephony.media.reception import ReportBlock

_HEAD = struct.Struct("!BBH")
_SENDER = struct.Struct("!QIII")
_BLOCK = struct.Struct("!IIIIII")
_SSRC = struct.Struct("!I")
_SR, _RR, _SDES, _BYE = 200, 201, 202, 203
_CNAME = 1
_NTP_EPOCH_S = 2_208_988_800
COMPACT_PER_S = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderInfo:
    """What a sender says about itself; ``ntp`` ties its RTP ``timestamp`` to wall time."""

    ntp: int
    timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One SR (with ``sender``) or RR."""

    ssrc: int
    sender: SenderInfo | None
    blocks: tuple[ReportBlock, ...]


def ntp_time(unix_s: float) -> int:
    """Unix seconds as a 64-bit NTP time stamp."""
    return round((unix_s + _NTP_EPOCH_S) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF


def compact(ntp: int) -> int:
    """The middle 32 bits, as LSR carries them."""
    return ntp >> 16 & 0xFFFF_FFFF


def round_trip_ms(arrival_ntp: int, block: ReportBlock) -> float | None:
    """Round trip from a peer's block about us (§6.4.1); None while the peer has not seen a report of ours."""
    if block.last_sr == 0:
        return None
    ticks = (compact(arrival_ntp) - block.last_sr - block.delay_since_sr) & 0xFFFF_FFFF
    if ticks >= 1 << 31:
        return 0.0
    return ticks * 1000.0 / COMPACT_PER_S


def build(report: Report, cname: str) -> bytes:
    """A compound packet: the report, then SDES with our CNAME (§6.1)."""
    body = _SSRC.pack(report.ssrc)
    if report.sender is not None:
        sender = report.sender
        body += _SENDER.pack(
            sender.ntp, sender.timestamp & 0xFFFF_FFFF, sender.packets & 0xFFFF_FFFF, sender.octets & 0xFFFF_FFFF
        )
    body += b"".join(_pack_block(block) for block in report.blocks)
    return _packet(_RR if report.sender is None else _SR, len(report.blocks), body) + _sdes(report.ssrc, cname)


def build_bye(ssrc: int, cname: str) -> bytes:
    """An empty RR, SDES and BYE: the leg leaves (§6.6)."""
    empty = Report(ssrc=ssrc, sender=None, blocks=())
    return build(empty, cname) + _packet(_BYE, 1, _SSRC.pack(ssrc))


def parse(datagram: bytes) -> tuple[Report, ...]:
    """All SR and RR of a compound packet; what is malformed is skipped, other kinds too."""
    return tuple(report for kind, count, body in _packets(datagram) if (report := _report(kind, count, body)))


def _packets(datagram: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + _HEAD.size <= len(datagram):
        first, kind, words = _HEAD.unpack_from(datagram, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(datagram):
            return
        yield kind, first & 0x1F, datagram[at + _HEAD.size : end]
        at = end


def _report(kind: int, count: int, body: bytes) -> Report | None:
    start = {_SR: _SSRC.size + _SENDER.size, _RR: _SSRC.size}.get(kind)
    if start is None or len(body) < start + count * _BLOCK.size:
        return None
    sender = None
    if kind == _SR:
        ntp, timestamp, packets, octets = _SENDER.unpack_from(body, _SSRC.size)
        sender = SenderInfo(ntp=ntp, timestamp=timestamp, packets=packets, octets=octets)
    blocks = tuple(_unpack_block(body, start + index * _BLOCK.size) for index in range(count))
    return Report(ssrc=_SSRC.unpack_from(body)[0], sender=sender, blocks=blocks)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return _HEAD.pack(0x80 | count, kind, len(body) // 4) + body


def _sdes(ssrc: int, cname: str) -> bytes:
    name = cname.encode()[:255]
    item = bytes((_CNAME, len(name))) + name
    return _packet(_SDES, 1, _SSRC.pack(ssrc) + item + bytes(4 - len(item) % 4))


def _pack_block(block: ReportBlock) -> bytes:
    losses = block.fraction_lost << 24 | block.lost & 0xFFFFFF
    return _BLOCK.pack(
        block.ssrc,
        losses,
        block.highest_sequence,
        block.jitter & 0xFFFF_FFFF,
        block.last_sr,
        block.delay_since_sr & 0xFFFF_FFFF,
    )


def _unpack_block(body: bytes, at: int) -> ReportBlock:
    ssrc, losses, highest, jitter, last_sr, delay = _BLOCK.unpack_from(body, at)
    lost = losses & 0xFFFFFF
    return ReportBlock(
        ssrc=ssrc,
        fraction_lost=losses >> 24,
        lost=lost - (1 << 24) if lost & 0x800000 else lost,
        highest_sequence=highest,
        jitter=jitter,
        last_sr=last_sr,
        delay_since_sr=delay,
    )

"""Hostile RTCP within a live conversation, on the RTCP port and on the RTP port. Our own."""

import random
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress

from tests.torture.sound_case import SoundCase, reports
from tests.torture.talk import Talk

VALID, REPORT, LEAVING = "RFC 3550 §6.1, A.2", "RFC 3550 §6.4", "RFC 3550 §6.6"
SR, RR, SDES, BYE, APP, RTPFB, PSFB, XR = range(200, 208)
DICE = random.Random(54321)


def packet(kind: int, body: bytes, *, count: int = 0, version: int = 2, words: int | None = None, padding: bool = False) -> bytes:
    """One packet; ``words`` says a length that is not the true one."""
    length = len(body) // 4 if words is None else words
    return bytes((version << 6 | padding << 5 | count, kind)) + (length & 0xFFFF).to_bytes(2, "big") + body


def number(value: int, width: int = 4) -> bytes:
    return (value % (1 << 8 * width)).to_bytes(width, "big")


def sender(talk: Talk, blocks: bytes = b"", *, count: int = 0, ntp: int = 0xE8 << 56) -> bytes:
    return packet(
        SR, number(talk.ssrc) + number(ntp, 8) + number(talk.timestamp) + number(talk.sent) + number(7) + blocks, count=count
    )


def block(about: int, *, lost: int = 0, highest: int = 0, jitter: int = 0, lsr: int = 0, dlsr: int = 0) -> bytes:
    return b"".join(map(number, (about, lost, highest, jitter, lsr, dlsr)))


def fixed(*datagrams: bytes) -> Callable[[Talk], Iterable[bytes]]:
    return lambda talk: datagrams


def about_us(talk: Talk, **figures: int) -> bytes:
    """A receiver report about the service's own stream."""
    return packet(RR, number(talk.ssrc) + block(talk.theirs, **figures), count=1)


def by_a_stranger(talk: Talk) -> None:
    """BYE for both sides and a flood of reports from elsewhere."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.8", 0))
        where = talk.to[0], talk.to[1] + 1
        for _ in range(500):
            with suppress(OSError):
                stranger.sendto(packet(BYE, number(talk.ssrc) + number(talk.theirs), count=2), where)
                stranger.sendto(about_us(talk, lost=0xFF7FFFFF, jitter=2**32 - 1), where)


def compound(talk: Talk) -> bytes:
    """What a phone sends: a sender report with a block about us, and a name."""
    name = packet(SDES, number(talk.ssrc) + b"\1\4lamp\0\0", count=1)
    return sender(talk, block(talk.theirs), count=1) + name


def cut(whole: bytes) -> Iterable[bytes]:
    return (whole[:size] for size in range(len(whole)))


CASES: tuple[SoundCase, ...] = (
    reports("no bytes", VALID, fixed(b"")),
    reports("one to seven bytes", VALID, fixed(*[b"\x81\xc9\0\1abc"[:n] for n in range(1, 8)])),
    reports("versions 0, 1 and 3", VALID, lambda t: [packet(RR, number(t.ssrc), version=v) for v in (0, 1, 3)]),
    reports("length beyond the datagram", VALID, lambda t: [packet(SR, number(t.ssrc), words=65_535)]),
    reports("length of zero", VALID, lambda t: [packet(RR, number(t.ssrc), words=0)]),
    reports("length shorter than the report", VALID, lambda t: [packet(SR, number(t.ssrc) + bytes(20), words=1)]),
    reports("length that hides a second packet", VALID,
            lambda t: [packet(RR, number(t.ssrc), words=3) + packet(BYE, number(t.ssrc), count=1)]),
    reports("odd number of bytes", VALID, lambda t: [sender(t) + b"\0"]),
    reports("31 blocks that are not there", REPORT, lambda t: [packet(RR, number(t.ssrc), count=31), sender(t, count=31)]),
    reports("31 blocks about strangers", REPORT, lambda t: [packet(RR, number(t.ssrc) + block(7) * 31, count=31)]),
    reports("a block about ourselves as seen by ourselves", REPORT,
            lambda t: [packet(RR, number(t.theirs) + block(t.theirs), count=1)]),
    reports("loss and jitter of the greatest size", REPORT,
            lambda t: [about_us(t, lost=0xFF7FFFFF, highest=2**32 - 1, jitter=2**32 - 1)]),
    reports("negative loss", REPORT, lambda t: [about_us(t, lost=0x00800000)]),
    reports("last report of the future", REPORT, lambda t: [about_us(t, lsr=2**32 - 1)]),
    reports("last report of long ago", REPORT, lambda t: [about_us(t, lsr=1)]),
    reports("delay since then of the greatest size", REPORT, lambda t: [about_us(t, lsr=0x12345678, dlsr=2**32 - 1)]),
    reports("wall time 0 and of the greatest size", REPORT, lambda t: [sender(t, ntp=0), sender(t, ntp=2**64 - 1)]),
    reports("sender report of a stranger's source", REPORT, lambda t: [packet(SR, number(t.ssrc ^ 1) + bytes(20))]),
    reports("BYE of our own source", LEAVING, lambda t: [packet(RR, number(t.ssrc)) + packet(BYE, number(t.ssrc), count=1)]),
    reports("BYE of the service's source", LEAVING, lambda t: [packet(BYE, number(t.theirs), count=1)]),
    reports("BYE of a stranger", LEAVING, lambda t: [packet(BYE, number(7), count=1)]),
    reports("BYE of 31 that are not there", LEAVING, fixed(packet(BYE, b"", count=31))),
    reports("BYE with a reason longer than the packet", LEAVING, lambda t: [packet(BYE, number(t.ssrc) + b"\xffaaa", count=1)]),
    reports("names without end", "RFC 3550 §6.5", lambda t: [packet(SDES, number(t.ssrc) + b"\1\xff" + b"n" * 30, count=1)]),
    reports("names of control characters", "RFC 3550 §6.5",
            lambda t: [packet(SDES, number(t.ssrc) + b"\1\4\0\x1b\r\n\0\0", count=1)]),
    reports("names for 31 that are not there", "RFC 3550 §6.5", fixed(packet(SDES, b"", count=31))),
    reports("application packet", "RFC 3550 §6.7", lambda t: [packet(APP, number(t.ssrc) + b"LAMP" + bytes(400), count=3)]),
    reports("feedback about every packet", "RFC 4585 §6",
            lambda t: [packet(RTPFB, number(t.ssrc) + number(t.theirs) + b"\xff" * 1_200, count=1)]),
    reports("picture lost", "RFC 4585 §6.3", lambda t: [packet(PSFB, number(t.ssrc) + number(t.theirs), count=1)]),
    reports("extended report of wrong blocks", "RFC 3611", lambda t: [packet(XR, number(t.ssrc) + b"\7\0\xff\xff" + bytes(40))]),
    reports("unknown kinds", VALID, lambda t: [packet(kind, number(t.ssrc), count=1) for kind in (192, 195, 199, 208, 223)]),
    reports("300 packets in one", VALID, lambda t: [packet(RR, number(t.ssrc)) * 180]),
    reports("padding in the first packet", "RFC 3550 §6.4.1", lambda t: [packet(RR, number(t.ssrc) + b"\0\0\0\4", padding=True)]),
    reports("encrypted report", "RFC 3711 §3.4",
            lambda t: [packet(SR, number(t.ssrc) + DICE.randbytes(60)) + b"\x80\0\0\1" + DICE.randbytes(10)]),
    reports("2,000 datagrams of noise", VALID, lambda t: [b"\x80" + DICE.randbytes(DICE.randrange(80)) for _ in range(1_000)]),
    reports("a right report cut at each byte", VALID, lambda t: cut(compound(t))),
    reports("a right report, each byte of it turned over", VALID,
            lambda t: [(w := compound(t))[:n] + bytes((w[n] ^ 0xFF,)) + w[n + 1 :] for n in range(len(compound(t)))]),
    reports("a name, a BYE or an application packet first", "RFC 3550 §6.1: a report comes first",
            lambda t: [compound(t)[-16:], packet(BYE, number(7), count=1) + compound(t), packet(APP, number(7) + b"LAMP")]),
    reports("a report between two BYEs", LEAVING,
            lambda t: [packet(BYE, number(7), count=1) + compound(t) + packet(BYE, number(7), count=1)]),
    reports("2,000 right reports at once", "RFC 3550 §6.2: a twentieth of the sound", lambda t: [compound(t)] * 1_000),
    reports("2,000 reports that we are not heard", REPORT, lambda t: [about_us(t, lost=0xFF000000 | n) for n in range(1_000)]),
    SoundCase("reports and BYE of a stranger", "RFC 3550 §9: only from the call's peer", by_a_stranger),
)  # fmt: skip

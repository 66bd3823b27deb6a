"""Hostile RTP within a live conversation. Our own."""

import random
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from tests.torture.sound_case import SoundCase, beside, dressed, moved
from tests.torture.talk import EVENTS, FRAME, HOSTILE_HZ, Packet, Talk, alaw, bent, pair, tone

HEADER, EXTENSION, PADDING = "RFC 3550 §5.1, A.1", "RFC 3550 §5.3.1, RFC 8285", "RFC 3550 §5.1: padding"
LOCK = "RFC 4961; the source is locked"
ORDER, RESTART = "RFC 3550 §6.4.1, A.1", "RFC 3550 §8.2, A.1"
DICE = random.Random(12345)
MAX_UDP = 65_507


def several(count: int, make: Callable[[Packet, int], bytes]) -> Callable[[Packet], Sequence[bytes]]:
    return lambda packet: [make(packet, n) for n in range(count)]


def one(make: Callable[[Packet], bytes]) -> Callable[[Packet], Sequence[bytes]]:
    return lambda packet: (make(packet),)


def raw_bytes(*datagrams: bytes) -> Callable[[Packet], Sequence[bytes]]:
    return lambda packet: datagrams


SHAPES = (
    beside("empty datagram on the RTP port", HEADER, raw_bytes(b"")),
    beside("eleven bytes", HEADER, one(lambda p: p.build()[:11])),
    beside("header without payload", HEADER, one(lambda p: p.build()[:12])),
    beside("version 0", HEADER, one(lambda p: bent(p, first=0x00))),
    beside("version 1", HEADER, one(lambda p: bent(p, first=0x40))),
    beside("version 3", HEADER, one(lambda p: bent(p, first=0xC0))),
    beside("fifteen sources that are not there", HEADER, one(lambda p: bent(p, first=0x8F, payload=b"\xd5" * 20))),
    beside("extension without its head", EXTENSION, one(lambda p: bent(p, first=0x90, payload=b"\xbe"))),
    beside("extension longer than the packet", EXTENSION, one(lambda p: bent(p, first=0x90, middle=b"\xbe\xde\xff\xff"))),
    beside("extension and nothing behind it", EXTENSION,
           one(lambda p: bent(p, first=0x90, middle=b"\xbe\xde\0\1abcd", payload=b""))),
    beside("padding longer than the packet", PADDING, one(lambda p: bent(p, first=0xA0, payload=p.payload[:-1] + b"\xff"))),
    beside("padding of zero bytes", PADDING, one(lambda p: bent(p, first=0xA0, payload=p.payload[:-1] + b"\0"))),
    beside("padding of all there is", PADDING, one(lambda p: bent(p, first=0xA0, payload=bytes(159) + b"\xa0"))),
    beside("all flags at once", HEADER, one(lambda p: bent(p, first=0xBF, marker=True))),
    beside("payload type 31", "RFC 3551 §6: not agreed",
           several(20, lambda p, n: bent(p, payload_type=31, sequence=p.sequence + n))),
    beside("payload type 96", "RFC 3264 §6.1: not agreed",
           several(20, lambda p, n: bent(p, payload_type=96, sequence=p.sequence + n))),
    beside("payload types of RTCP", "RFC 5761 §4", several(32, lambda p, n: bent(p, payload_type=64 + n, marker=True))),
    beside("64 kB of sound under another type", HEADER, one(lambda p: bent(p, payload_type=9, payload=p.payload * 400))),
    beside("datagram of the greatest size", HEADER, raw_bytes(b"\x80\x1f" + bytes(MAX_UDP - 2))),
    beside("STUN", "RFC 5389 §6", raw_bytes(b"\0\1\0\0\x21\x12\xa4\x42" + b"lantern-0072")),
    beside("DTLS", "RFC 5764 §5.1.2", raw_bytes(b"\x16\xfe\xfd" + bytes(60))),
    beside("ZRTP", "RFC 6189 §5", raw_bytes(b"\x10\0\0\1ZRTP" + bytes(40))),
    beside("SIP", HEADER, raw_bytes(b"OPTIONS sip:a@127.0.0.1 SIP/2.0\r\n\r\n")),
    beside("500 datagrams of noise", HEADER, lambda p: [DICE.randbytes(DICE.randrange(200)) for _ in range(500)]),
    beside("2,000 datagrams at once", "bounded work in a tick", lambda p: [bent(p, payload_type=77)] * 2_000),
    beside("events of no length", "RFC 4733 §2.3", one(lambda p: bent(p, payload_type=EVENTS, payload=b""))),
    beside("2,000 keys at once", "RFC 4733 §2.5: bounded work in a tick",
           several(1_000, lambda p, n: bent(p, payload_type=EVENTS, timestamp=p.timestamp + n, sequence=p.sequence + 500 + n,
                                            payload=bytes((n % 16, 0x8A, 3, 0x20))))),
    beside("one key without end", "RFC 4733 §2.5.1.3",
           several(1_000, lambda p, n: bent(p, payload_type=EVENTS, payload=b"\5\n" + (n * 60).to_bytes(2, "big")))),
    beside("keys of the future and the past", "RFC 4733 §2.3",
           several(200, lambda p, n: bent(p, payload_type=EVENTS, timestamp=p.timestamp + (-1) ** n * n * 10_000_000,
                                          payload=b"\1\x8a\3\x20"))),
    beside("comfort noise", "RFC 3389", several(5, lambda p, n: bent(p, payload_type=13, payload=b"\x40"))),
)  # fmt: skip


def foreign(host: str, count: int, *, ahead: int = 0) -> Callable[[Talk], None]:
    """Packets of the same stream, right in everything but where they come from."""

    def act(talk: Talk) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind((host, 0))
            packet = talk.packet(HOSTILE_HZ)
            for n in range(count):
                later = replace(packet, sequence=packet.sequence + ahead + n, timestamp=packet.timestamp + (ahead + n) * FRAME)
                with suppress(OSError):
                    stranger.sendto(later.build(), talk.to)

    return act


def speaks_first(to: tuple[str, int]) -> None:
    """A stranger's stream at a port where nobody has spoken yet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.5", 0))
        for n in range(50):
            stranger.sendto(Packet(n, n * FRAME, 7, alaw(tone(HOSTILE_HZ))).build(), to)


def moved_port(talk: Talk) -> None:
    """A stranger's RTCP and RTP from a fresh pair of ports, as if the caller had moved without saying so."""
    rtp, rtcp = pair("127.0.0.4")
    with rtp, rtcp:
        for n in range(40):
            rtp.sendto(bent(talk.packet(HOSTILE_HZ), sequence=talk.sequence + n), talk.to)
        rtcp.sendto(b"\x80\xcb\0\1" + talk.ssrc.to_bytes(4, "big"), (talk.to[0], talk.to[1] + 1))


STRANGERS = (
    SoundCase("another port of the same host", LOCK, foreign("127.0.0.1", 50)),
    SoundCase("another host", LOCK, foreign("127.0.0.5", 50)),
    SoundCase("another host, a second ahead", LOCK, foreign("127.0.0.6", 200, ahead=50)),
    SoundCase("another host, 2,000 packets", LOCK, foreign("127.0.0.7", 2_000)),
    SoundCase("another pair of ports with its BYE", LOCK, moved_port),
)


def halves(packet: Packet) -> Sequence[bytes]:
    """10 ms in each packet; two numbers are used for one frame, so the sequence counts on by itself."""
    half = FRAME // 2
    first = replace(packet, sequence=packet.sequence * 2, payload=packet.payload[:half])
    second = replace(packet, sequence=packet.sequence * 2 + 1, timestamp=packet.timestamp + half, payload=packet.payload[half:])
    return first.build(), second.build()


def gathered(frames: int) -> Callable[[Packet], Sequence[bytes]]:
    """``frames`` of 20 ms in one packet, or half-frames more where it is odd: a shape with a memory of what is to come."""
    kept: list[Packet] = []

    def dress(packet: Packet) -> Sequence[bytes]:
        kept.append(packet)
        if len(kept) < frames:
            return ()
        whole = replace(kept[0], payload=b"".join(part.payload for part in kept))
        kept.clear()
        return (whole.build(),)

    return dress


def swapped() -> Callable[[Packet], Sequence[bytes]]:
    kept: list[Packet] = []

    def dress(packet: Packet) -> Sequence[bytes]:
        kept.append(packet)
        if len(kept) < 2:
            return ()
        pairs = [part.build() for part in reversed(kept)]
        kept.clear()
        return pairs

    return dress


def bursts(size: int) -> Callable[[Packet], Sequence[bytes]]:
    kept: list[bytes] = []

    def dress(packet: Packet) -> Sequence[bytes]:
        kept.append(packet.build())
        if len(kept) < size:
            return ()
        burst = tuple(kept)
        kept.clear()
        return burst

    return dress


DRESSES = (
    dressed("list of three sources", "RFC 3550 §5.1", lambda p: (bent(p, first=0x83, middle=bytes(12)),)),
    dressed("list of fifteen sources", "RFC 3550 §5.1", lambda p: (bent(p, first=0x8F, middle=bytes(60)),)),
    dressed("one-byte extension", EXTENSION, lambda p: (bent(p, first=0x90, middle=b"\xbe\xde\0\1\x10\xff\0\0"),)),
    dressed("extension of no length", EXTENSION, lambda p: (bent(p, first=0x90, middle=b"\x10\0\0\0"),)),
    dressed("extension of 1,000 bytes", EXTENSION, lambda p: (bent(p, first=0x90, middle=b"\x10\0\0\xfa" + bytes(1_000)),)),
    dressed("four bytes of padding", PADDING, lambda p: (bent(p, first=0xA0, payload=p.payload + b"\0\0\0\4"),)),
    dressed("sources, extension and padding", HEADER,
            lambda p: (bent(p, first=0xB1, middle=b"abcd\xbe\xde\0\1\x10\xff\0\0", payload=p.payload + b"\1"),)),
    dressed("marker on every packet", "RFC 3551 §4.1", lambda p: (bent(p, marker=True),)),
    dressed("each packet twice", ORDER, lambda p: (p.build(), p.build())),
    dressed("each packet five times", ORDER, lambda p: [p.build()] * 5),
    dressed("pairs in the wrong order", ORDER, swapped()),
    dressed("three packets at once", ORDER, bursts(3)),
    dressed("packets of 40 ms", "RFC 3551 §4.2", gathered(2)),
    dressed("packets of 60 ms", "RFC 3551 §4.2", gathered(3)),
    dressed("packets of 10 ms", "RFC 3551 §4.2", halves),
    dressed("a second source between the frames", RESTART, lambda p: (p.build(), bent(p, ssrc=p.ssrc ^ 1, payload_type=31))),
    dressed("no packet at all", "silence is no end", lambda p: ()),
)  # fmt: skip


def jumps(**steps: int) -> Callable[[Talk], None]:
    def act(talk: Talk) -> None:
        talk.ssrc = (talk.ssrc + steps.get("ssrc", 0)) & 0xFFFFFFFF
        talk.sequence += steps.get("sequence", 0)
        talk.timestamp += steps.get("timestamp", 0)

    return act


def no_source(talk: Talk) -> None:
    talk.ssrc = 0


JUMPS = (
    moved("another source id", RESTART, jumps(ssrc=77)),
    moved("source id 0", RESTART, no_source),
    moved("source id of all ones", RESTART, jumps(ssrc=0xFFFFFFFF)),
    moved("sequence 5,000 ahead", RESTART, jumps(sequence=5_000)),
    moved("sequence 5,000 back", RESTART, jumps(sequence=-5_000)),
    moved("sequence half the circle ahead", RESTART, jumps(sequence=32_768)),
    moved("time stamp an hour ahead", ORDER, jumps(timestamp=8_000 * 3_600)),
    moved("time stamp an hour back", ORDER, jumps(timestamp=-8_000 * 3_600)),
    moved("time stamp half the circle ahead", ORDER, jumps(timestamp=2**31)),
    moved("time stamp one sample ahead", ORDER, jumps(timestamp=1)),
    moved("everything anew", RESTART, jumps(ssrc=99, sequence=12_345, timestamp=2**30)),
)
CASES: tuple[SoundCase, ...] = (*SHAPES, *STRANGERS, *DRESSES, *JUMPS)

"""Hostile key presses of RFC 4733 and SIP INFO in the welcome, where a key chooses the queue. Our own.

What the house understood is seen in which queue the call waits: 1 leads to `business`, 2 to `grid`, no key to `general`.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

from tests.integration.house import House, until
from tests.torture.answer import Answer
from tests.torture.pen import Address
from tests.torture.talk import EVENTS, Packet, media_of, pair
from tests.torture.uac import Uac, follow_up, uac

NO_KEY, ONE, TWO = "general", "business", "grid"
WELCOME_S, QUEUED_S = 5.0, 20.0
EVENT, SEGMENTS = "RFC 4733 §2.3", "RFC 4733 §2.5.1"


@dataclass
class Keys:
    """A caller in the welcome: presses keys by hand-made packets."""

    phone: Uac
    ok: Answer
    rtp: socket.socket
    to: Address
    sequence: int = 100
    info_cseq: int = field(default=10)

    def packet(
        self, payload: bytes, *, timestamp: int = 8_000, kind: int = EVENTS, marker: bool = False, first: int = 0x80
    ) -> bytes:
        self.sequence += 1
        return Packet(self.sequence, timestamp, 0x4B455953, payload, kind, first, marker).build()

    def press(self, *datagrams: bytes) -> None:
        for data in datagrams:
            with suppress(OSError):
                self.rtp.sendto(data, self.to)

    def event(
        self, key: int, *, duration: int = 800, end: bool = False, volume: int = 10, reserved: bool = False,
        timestamp: int = 8_000, marker: bool = False, kind: int = EVENTS, first: int = 0x80,
    ) -> bytes:  # fmt: skip
        payload = bytes((key & 255, end << 7 | reserved << 6 | volume)) + (duration & 0xFFFF).to_bytes(2, "big")
        return self.packet(payload, timestamp=timestamp, marker=marker, kind=kind, first=first)

    def info(self, body: str, kind: str = "application/dtmf-relay") -> None:
        self.info_cseq += 1
        more = f"Content-Type: {kind}\r\n"
        self.phone.send(follow_up("INFO", self.ok, self.phone.address, cseq=self.info_cseq, more=more, body=body))


@dataclass(frozen=True, slots=True)
class KeyCase:
    """``want``: the queues in which the call may wait after ``act``."""

    name: str
    source: str
    act: Callable[[Keys], None]
    want: tuple[str, ...]

    def verdict(self, queue: str) -> str:
        return "" if queue in self.want else f"expected {' or '.join(self.want)}, got {queue or 'no queue'}"


def right(keys: Keys, key: int = 1, timestamp: int = 8_000) -> None:
    """One key as a phone sends it: six packets, three of them its end (§2.5.1.4)."""
    durations = [(160 * n, False) for n in range(1, 4)] + [(480, True)] * 3
    keys.press(*[keys.event(key, duration=d, end=e, marker=n == 0, timestamp=timestamp) for n, (d, e) in enumerate(durations)])


def sent(make: Callable[[Keys], Sequence[bytes]]) -> Callable[[Keys], None]:
    return lambda keys: keys.press(*make(keys))


def from_elsewhere(host: str) -> Callable[[Keys], None]:
    def act(keys: Keys) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind((host, 0))
            stranger.sendto(keys.event(1, end=True), keys.to)

    return act


def both(*acts: Callable[[Keys], None]) -> Callable[[Keys], None]:
    def act(keys: Keys) -> None:
        for one in acts:
            one(keys)

    return act


def then_right(make: Callable[[Keys], Sequence[bytes]]) -> Callable[[Keys], None]:
    """Nonsense first, then a key as it should be: the nonsense must not hide it."""
    return both(sent(make), lambda keys: right(keys, timestamp=16_000))


def spell_by_info(keys: Keys) -> None:
    for body in ("Signal=", "Signal=11x", "=1", "Signal=1"):
        keys.info(body)


def keys_by_info(keys: Keys) -> None:
    for _ in range(150):
        keys.info("Signal=9\r\n")


CASES: tuple[KeyCase, ...] = (
    KeyCase("no key", "the dialled number's queue", lambda keys: None, (NO_KEY,)),
    KeyCase("a key as phones send it", EVENT, right, (ONE,)),
    KeyCase("packets of the end alone", "RFC 4733 §2.5.1.4: the first were lost", sent(lambda k: [k.event(1, end=True)] * 3),
            (ONE,)),
    KeyCase("no packet of the end", "RFC 4733 §2.5.1.4: the last were lost", sent(lambda k: [k.event(1), k.event(1)]), (ONE,)),
    KeyCase("one event a hundred times", SEGMENTS, sent(lambda k: [k.event(1, end=True) for _ in range(100)]), (ONE,)),
    KeyCase("duration 0", "RFC 4733 §2.3.5", sent(lambda k: [k.event(1, duration=0, end=True)]), (ONE, NO_KEY)),
    KeyCase("duration 65535 in every packet", "RFC 4733 §2.5.1.3",
            sent(lambda k: [k.event(1, duration=65_535) for _ in range(5)]), (ONE,)),
    KeyCase("duration that shrinks", EVENT, sent(lambda k: [k.event(1, duration=d) for d in (900, 500, 1)]), (ONE,)),
    KeyCase("no volume", EVENT, sent(lambda k: [k.event(1, volume=63, end=True)]), (ONE,)),
    KeyCase("reserved bit", "RFC 4733 §2.3.4: ignored", sent(lambda k: [k.event(1, reserved=True, end=True)]), (ONE,)),
    KeyCase("time stamp of all ones", EVENT, sent(lambda k: [k.event(1, timestamp=2**32 - 1, end=True)]), (ONE,)),
    KeyCase("more bytes behind the event", EVENT, sent(lambda k: [k.packet(b"\1\x8a\3\x20" + bytes(1_300))]), (ONE, NO_KEY)),
    KeyCase("flash", "RFC 4733 §3.2: 16 is no key", sent(lambda k: [k.event(16, end=True)]), (NO_KEY,)),
    KeyCase("events from 16 to 252", "RFC 4733 §3.2, §2.4.1: not agreed",
            sent(lambda k: [k.event(n, timestamp=160 * n) for n in range(16, 256, 4)]), (NO_KEY,)),
    KeyCase("events from 16 to 252, then a key", "RFC 4733 §2.4.1",
            then_right(lambda k: [k.event(n, timestamp=160 * n) for n in range(16, 256, 4)]), (ONE,)),
    KeyCase("keys that lead nowhere", "the menu has no such key",
            sent(lambda k: [k.event(n, timestamp=160 * n) for n in range(10, 16)]), (NO_KEY,)),
    KeyCase("events of 0 to 3 bytes", EVENT, sent(lambda k: [k.packet(b"\1\x8a\3"[:n]) for n in range(4)]), (NO_KEY,)),
    KeyCase("events of 0 to 3 bytes, then a key", EVENT, then_right(lambda k: [k.packet(b"\1\x8a\3"[:n]) for n in range(4)]),
            (ONE,)),
    KeyCase("another payload type", "RFC 3264 §6.1: not agreed", sent(lambda k: [k.event(1, kind=102, end=True)] * 3), (NO_KEY,)),
    KeyCase("RTP version 1", "RFC 3550 §5.1", sent(lambda k: [k.event(1, first=0x40, end=True)]), (NO_KEY,)),
    KeyCase("padding longer than the event", "RFC 3550 §5.1", sent(lambda k: [k.packet(b"\1\x8a\3\xff", first=0xA0)]), (NO_KEY,)),
    KeyCase("one key from another host", "RFC 4961; three packets make a source known", from_elsewhere("127.0.0.5"), (NO_KEY,)),
    KeyCase("two keys mixed under one time stamp", "RFC 4733 §2.5.1.1: one event has one time stamp",
            sent(lambda k: [k.event(n) for n in (1, 2, 1, 2)]), (ONE,)),
    KeyCase("two keys, the first counts", "the first key with a queue", both(right, lambda k: right(k, 2, 16_000)), (ONE,)),
    KeyCase("an old key comes late", EVENT, both(lambda k: right(k, 2, 16_000), right), (TWO,)),
    KeyCase("5,000 keys", "bounded: 32 are kept", sent(lambda k: [k.event(9, timestamp=160 * n) for n in range(5_000)]),
            (NO_KEY,)),
    KeyCase("a key, then 3,000 others", "bounded: the first key with a queue counts",
            both(lambda k: right(k, 2), sent(lambda k: [k.event(n % 16, timestamp=16_000 + n) for n in range(3_000)])), (TWO,)),
    KeyCase("150 keys by INFO", "bounded: 32 are kept", keys_by_info, (NO_KEY,)),
    KeyCase("key by INFO", "dtmf-relay", lambda k: k.info("Signal=1\r\nDuration=160\r\n"), (ONE,)),
    KeyCase("key by INFO with spaces", "dtmf-relay", lambda k: k.info("Signal = 1\r\nDuration = 160\r\n"), (ONE,)),
    KeyCase("key by INFO, plain", "application/dtmf", lambda k: k.info("1", "application/dtmf"), (ONE,)),
    KeyCase("INFO of nonsense, then a key", "dtmf-relay", spell_by_info, (ONE,)),
    KeyCase("INFO that names two keys", "dtmf-relay: one key", lambda k: k.info("Signal=12\r\n"), (NO_KEY,)),
    KeyCase("INFO of an unknown kind in the welcome", "RFC 6086 §4.2.2", lambda k: k.info("Signal=1\r\n", "application/x-lamp"),
            (NO_KEY,)),
)  # fmt: skip


async def run_keys(house: House, cases: Sequence[KeyCase]) -> dict[str, str]:
    """All cases at once, each in a call of its own; the verdict of each by name."""
    waiting: dict[str, KeyCase] = {}
    async with house.watching() as boss, AsyncExitStack() as stack:
        for case in cases:
            phone = await stack.enter_async_context(uac(house.sip_address))
            rtp, rtcp = pair()
            stack.callback(rtp.close)
            stack.callback(rtcp.close)
            pen = phone.pen()
            phone.send(pen.invite(body=pen.offer(port=rtp.getsockname()[1])))
            ok = await phone.final(pen.call_id)
            if ok and ok.status == 200:
                phone.send(follow_up("ACK", ok, phone.address))
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.get_running_loop().sock_recv(rtp, 2_048), WELCOME_S)
                case.act(Keys(phone, ok, rtp, media_of(ok)))
            waiting[pen.number] = case

        async def queues() -> dict[str, str]:
            calls = (await boss.get("/api/wallboard"))["calls"]
            return {one["caller_number"]: one["queue"] for one in calls if one["state"] == "queued"}

        with suppress(AssertionError):
            await until(queues, lambda found: waiting.keys() <= found.keys(), QUEUED_S)
        found = await queues()
        return {case.name: case.verdict(found.get(number, "")) for number, case in waiting.items()}

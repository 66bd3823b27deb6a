"""Cases of one live conversation: packets beside the good stream, the good stream in another dress, or a stream that jumps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.torture.talk import HOSTILE_HZ, Dress, Packet, Talk, plain

DRESSED_PACKETS = 15


@dataclass(frozen=True, slots=True)
class SoundCase:
    """``act`` does the harm; the conversation must go on, and the hostile tone must not be heard."""

    name: str
    source: str
    act: Callable[[Talk], None]
    dressed: bool = False

    async def run(self, talk: Talk) -> str:
        since = talk.marks()
        self.act(talk)
        if self.dressed:
            await talk.spoken(DRESSED_PACKETS)
            talk.dress = plain
        return await talk.survives(since)


def beside(name: str, source: str, make: Callable[[Packet], Iterable[bytes]]) -> SoundCase:
    """Further packets from the caller's own address, made from the last and the next good one with the hostile tone in them.

    So it would be heard whether a buffer keeps the first or the second of two packets of one time.
    """

    def act(talk: Talk) -> None:
        for packet in (talk.last(HOSTILE_HZ), talk.packet(HOSTILE_HZ)):
            for data in make(packet):
                talk.send(data)

    return SoundCase(name, source, act)


def dressed(name: str, source: str, dress: Dress) -> SoundCase:
    """The good stream itself, shaped otherwise for `DRESSED_PACKETS` packets: it must be heard all the same."""

    def act(talk: Talk) -> None:
        talk.dress = dress

    return SoundCase(name, source, act, dressed=True)


def moved(name: str, source: str, change: Callable[[Talk], None]) -> SoundCase:
    """The good stream jumps for good: it must be heard again."""
    return SoundCase(name, source, change)


def reports(name: str, source: str, make: Callable[[Talk], Iterable[bytes]]) -> SoundCase:
    """RTCP from the caller's own RTCP port, and the same on the RTP port as a peer with one port sends it (RFC 5761)."""

    def act(talk: Talk) -> None:
        for data in make(talk):
            talk.report(data)
            talk.send(data)

    return SoundCase(name, source, act)

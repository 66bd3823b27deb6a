"""One live call on a real endpoint in a network of virtual time; what a peer sends in it, and what must be left when all is over.

In the pieces (`tests.fuzz.conversation.pieces`) `OURTAG`, `HOUSE` and `PEER` stand for what the endpoint chose.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from telephony.sip.message import Message
from telephony.sip.port import IncomingCall, SipLeg
from tests.fuzz.conversation import FROM_STRANGER, pieces
from tests.telephony.sip.ends import LOCAL
from tests.telephony.sip.wire import World, play

STRANGER = ("127.0.0.6", 5062)
CALL_ID, THEIR_TAG = "lamp", "theirs"
WAITS_S = (0.01, 0.6, 6.0, 40.0)
"""Virtual seconds after a piece, by the lowest bits of its flags."""
MAX_PIECES = 24
ALL_OVER_S = 400.0
"""Longer than any timer of a transaction, a transfer or a dialog that nobody keeps alive (RFC 3261 §17, 64·T1 and more)."""
SESSIONS = {"session_expires_s": 120}
OFFER = "v=0\r\no=lamp 7 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8 101\r\n"


class _Strict:
    """A log for which what the endpoint survives is a fault all the same."""

    def exception(self, event: str, **fields: Any) -> None:
        raise  # what the caller is just handling

    def error(self, event: str, **fields: Any) -> None:
        raise AssertionError((event, fields))

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


@contextmanager
def strict() -> Iterator[None]:
    """Nothing that goes wrong in signalling is only written down meanwhile."""
    found = [module for name, module in list(sys.modules.items()) if name.startswith("telephony.sip.") and hasattr(module, "log")]
    logs = [module.__dict__["log"] for module in found]
    for module in found:
        module.__dict__["log"] = _Strict()
    try:
        yield
    finally:
        for module, log in zip(found, logs, strict=True):
            module.__dict__["log"] = log


def request(method: str, cseq: int, *lines: str, body: str = "", kind: str = "application/sdp", to: str = ";tag=OURTAG") -> bytes:
    """A request of the live call."""
    head = [
        f"{method} sip:12345@HOUSE SIP/2.0", f"Via: SIP/2.0/UDP PEER;branch=z9hG4bK{method}{cseq};rport", "Max-Forwards: 70",
        f"From: <sip:110@127.0.0.1>;tag={THEIR_TAG}", f"To: <sip:12345@127.0.0.1>{to}", f"Call-ID: {CALL_ID}",
        f"CSeq: {cseq} {method}", "Contact: <sip:110@PEER>", *lines, *([f"Content-Type: {kind}"] if body else []),
    ]  # fmt: skip
    return ("\r\n".join([*head, f"Content-Length: {len(body)}"]) + "\r\n\r\n" + body).encode()


def _answer(leg: SipLeg, call: IncomingCall) -> None:
    leg.ring()
    leg.answer(LOCAL)


def live_call(data: bytes) -> None:
    """A call is set up, the pieces come, all is hung up: nothing may be raised, and nothing may be left."""

    async def scene(world: World) -> None:
        faults: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
        house = f"{world.us.address[0]}:{world.us.address[1]}"
        words = {b"HOUSE": house.encode(), b"PEER": f"127.0.0.1:{world.them.port}".encode()}
        _deliver(world, request("INVITE", 1, body=OFFER, to=""), words)
        ok: Message = await world.them.next_of(200)
        words[b"OURTAG"] = ok.to.tag.encode()
        _deliver(world, request("ACK", 1), words)
        for flags, datagram in list(pieces(data))[:MAX_PIECES]:
            _deliver(world, datagram, words, stranger=bool(flags & FROM_STRANGER))
            await asyncio.sleep(WAITS_S[flags & 3])
        for leg, _ in world.told.calls:
            leg.hang_up("over")
        await asyncio.sleep(ALL_OVER_S)
        assert not faults, faults
        assert world.us.live_legs() == 0, "a leg is left"
        assert world.us.layer.live() == 0, "a transaction is left"

    with strict():
        play(scene, _answer, **SESSIONS)


def _deliver(world: World, datagram: bytes, words: dict[bytes, bytes], *, stranger: bool = False) -> None:
    for word, value in words.items():
        datagram = datagram.replace(word, value)
    world.us.received(datagram, STRANGER if stranger else ("127.0.0.1", world.them.port))

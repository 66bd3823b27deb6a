"""Hostile answers to a request of the service: its own BYE, called out by a delayed offer that is never answered. Our own.

A final answer of the right transaction ends the repetition of the BYE (RFC 3261 §17.1.2); anything else must not.
"""

from collections.abc import Callable

from tests.torture.answer import Answer
from tests.torture.case import Scene
from tests.torture.pen import raw
from tests.torture.uac import KEPT, Uac, follow_up

TWICE_S = 1.3
"""Longer than until the first repetition (T1, 500 ms)."""
ENDS, GOES_ON = "RFC 3261 §17.1.2.2", "RFC 3261 §17.1.3: not this transaction"


def response(request: Answer, start: str, *more: str, end: str = "\r\n", **changes: str) -> bytes:
    """A response to ``request``; ``changes`` replaces header values, with ``_`` for ``-``."""
    new = {name.replace("_", "-"): value for name, value in changes.items()}
    kept = [f"{name}: {new.get(name, value)}" for name, value in request.headers if name in KEPT]
    return (end.join([start, *kept, *more, "Content-Length: 0", "", ""])).encode("utf-8", "surrogateescape")


def answers(name: str, source: str, make: Callable[[Answer], bytes], *, ends: bool) -> Scene:
    """The service hangs up and gets this for an answer: its BYE is over (``ends``), or comes once more and is answered then."""

    async def play(phone: Uac) -> str:
        byes = await _called_out(phone, make)
        if not byes:
            return "expected a BYE to answer, got none"
        again = await phone.until(lambda: _byes(phone) > 1, TWICE_S)
        if ends and again:
            return "expected the BYE to be over, got it once more"
        return "" if ends or again else "expected the BYE once more, got nothing"

    return Scene(name, source, play)


def _byes(phone: Uac) -> int:
    return sum(one.method == "BYE" for one in phone.asked)


async def _called_out(phone: Uac, make: Callable[[Answer], bytes]) -> int:
    """Make the service send BYE, answered by ``make`` once and by a plain 200 from then on."""
    plain = phone.respond

    def respond(request: Answer) -> bytes:
        phone.respond = plain
        return make(request)

    phone.respond = respond
    pen = phone.pen()
    phone.send(pen.invite(body=""))
    ok = await phone.final(pen.call_id)
    if ok is None or ok.status != 200:
        return 0
    phone.send(follow_up("ACK", ok, phone.address))
    await phone.until(lambda: _byes(phone) > 0)
    return _byes(phone)


CASES: tuple[Scene, ...] = (
    answers("reason phrase of all kinds of letters", "RFC 4475 §3.1.1.12",
            lambda r: response(r, "SIP/2.0 200 = 2**3 办好了 " + raw(b"\xff\xfe")), ends=True),
    answers("no reason phrase", "RFC 4475 §3.1.1.13", lambda r: response(r, "SIP/2.0 200 "), ends=True),
    answers("no space behind the code", "RFC 3261 §7.2, read liberally", lambda r: response(r, "SIP/2.0 200"), ends=True),
    answers("unknown code of a known class", "RFC 3261 §8.1.3.2", lambda r: response(r, "SIP/2.0 299 Lamp"), ends=True),
    answers("481", "RFC 3261 §15.1.1", lambda r: response(r, "SIP/2.0 481 Gone"), ends=True),
    answers("a challenge nobody here can answer", "RFC 3261 §22.2",
            lambda r: response(r, "SIP/2.0 401 Who", 'WWW-Authenticate: Digest realm="lamp", nonce="n"'), ends=True),
    answers("302 to somebody else", "RFC 3261 §8.1.3.4: a BYE follows nobody",
            lambda r: response(r, "SIP/2.0 302 There", "Contact: <sip:1@127.0.0.9>"), ends=True),
    answers("answer with LF line ends", "RFC 3261 §7.5, read liberally", lambda r: response(r, "SIP/2.0 200 OK", end="\n"),
            ends=True),
    answers("5,000 further headers", "RFC 3261 §7.3", lambda r: response(r, "SIP/2.0 200 OK", *["X: y"] * 5_000), ends=True),
    answers("a name in the To that turns the line", "Unicode TR 36 §2",
            lambda r: response(r, "SIP/2.0 200 \u202eOK", To=f'"\u202e\u2066" {r.get("To")}'), ends=True),
    answers("another branch", GOES_ON, lambda r: response(r, "SIP/2.0 200 OK", Via="SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKno"),
            ends=False),
    answers("another method in CSeq", GOES_ON, lambda r: response(r, "SIP/2.0 200 OK", CSeq="1 INVITE"), ends=False),
    answers("version of the future", "RFC 3261 §7.2", lambda r: response(r, "SIP/9.0 200 OK"), ends=False),
    answers("code above all", "RFC 4475 §3.1.2.19", lambda r: response(r, "SIP/2.0 4294967496 OK"), ends=False),
    answers("code 0200", "RFC 3261 §25.1: three digits", lambda r: response(r, "SIP/2.0 0200 OK"), ends=False),
)  # fmt: skip

"""What is fuzzed: bytes in, no result; anything but the documented refusals is a fault, and so is an input that takes long.

No socket of the system and no clock is behind it: pure functions, and for a live call an event loop of virtual time.
"""

import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from telephony.sip import dialogs, sdp
from telephony.sip.identity import incoming
from telephony.sip.incoming_leg import acceptable
from telephony.sip.message import Message, NameAddr, Uri, Via, quoted, reply
from telephony.sip.normaliser import Reject, normalise
from telephony.sip.port import LocalMedia
from telephony.sip.pyvoip_adapter import STATUSES, Unreadable, as_library_message
from telephony.sip.screening import digits_of, screen
from tests.fuzz.conversation import converse
from tests.fuzz.dialog import live_call

SOURCE = ("127.0.0.5", 5062)
US = LocalMedia(host="127.0.0.9", port=40_000)
MAX_PORT = 65_535
BASE_S, PER_BYTE_S = 0.2, 10e-6
"""An input may take so long, and so much more for each of its bytes: what grows with the square is above it at 64 kB."""


class TooSlow(AssertionError):
    """The input took longer than its size allows."""


def sip(data: bytes) -> None:
    """One datagram: read, and all that is made of it before a call exists."""
    found = normalise(data, statuses=STATUSES)
    if found is None:
        return
    if isinstance(found, Reject):
        assert 400 <= found.status < 700, found
        _answered(found.request, found.status)
    elif found.is_request:
        _request(found)
    else:
        _response(found)


def _request(request: Message) -> None:
    _answered(request, 200)
    _again(request)
    screen(request)
    digits_of(request)
    dialogs.key_of(request)
    if request.method != "INVITE":
        return
    acceptable(request)
    incoming(request, trunk="lamp", source=SOURCE)
    with suppress(Unreadable):
        as_library_message(request)
    _spoken(dialogs.as_callee(request, "ours"))


def _response(response: Message) -> None:
    assert 100 <= response.status <= 699
    assert response.cseq >= 0
    response.via.branch  # noqa: B018  # what its transaction is looked up by
    _again(response)
    if response.method == "INVITE" and 200 <= response.status < 300:
        _spoken(dialogs.as_caller(_OURS, response))


def _spoken(dialog: dialogs.Dialog) -> None:
    """A request inside a new dialog can be written and has somewhere to go."""
    _, bye = dialogs.request(dialog, "BYE")
    _one_message(bye.encode())
    host, port = dialogs.next_hop(bye)
    assert host, dialog
    assert 0 < port <= MAX_PORT, dialog


def _answered(request: Message, status: int) -> None:
    """A refusal can be written, is one message to whoever reads it, and has somewhere to go."""
    seen = request.via.received(SOURCE)
    answer = reply(request.having("Via", str(seen), *request.all("Via")[1:]), status, tag="ours")
    _one_message(answer.encode())
    host, port = seen.reply_to
    assert host, seen
    assert port >= 0, seen


def _one_message(written: bytes) -> None:
    """No line of what we write can end early: each is a header."""
    head, _, _ = written.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n")[1:]:
        assert b":" in line, line
        assert b"\n" not in line, line
        assert b"\r" not in line, line


def _again(message: Message) -> None:
    """What we write we read as the same message."""
    same = normalise(message.encode(), statuses=STATUSES)
    assert isinstance(same, Message), message
    assert (same.method, same.status, same.call_id, same.cseq, same.body) == (
        message.method, message.status, message.call_id, message.cseq, message.body,
    ), message  # fmt: skip


def description(data: bytes) -> None:
    """One SDP body as an offer to us and as an answer to ours."""
    try:
        session = sdp.parse(data)
    except ValueError:
        return
    sdp.accepted(session)
    agreed = sdp.answer(session, US)
    if agreed is None:
        return
    media, text = agreed
    assert 0 <= media.payload_type < 128, media
    assert 0 < media.remote_port <= MAX_PORT, media
    assert 10 <= media.ptime_ms <= 60, media
    answered = sdp.parse(text)
    assert len(answered.streams) == len(session.streams), text
    assert sum(bool(stream.port) for stream in answered.streams) == 1, text


def grammar(data: bytes) -> None:
    """The small grammars inside headers."""
    text = data.decode("utf-8", "replace")
    for parse in (Uri.parse, NameAddr.parse, Via.parse):
        try:
            found = parse(text)
        except ValueError:
            continue
        if isinstance(found, Uri):
            assert found.port is None or 0 < found.port <= MAX_PORT, found
            assert found.number.isprintable() or not found.user.isprintable(), found
        elif isinstance(found, Via):
            assert Via.parse(str(found)).host == found.host, found
    shown = quoted(text)
    assert "\r" not in shown, shown
    assert "\n" not in shown, shown
    assert shown.replace("\\\\", "").replace('\\"', "").count('"') == 2, shown


def media(data: bytes) -> None:
    """Datagrams of one leg, each with its length before it: RTP, RTCP and keys by the engine's own way."""
    quality = converse(data)
    assert quality.packets_lost >= 0, quality
    assert quality.packets_received >= 0, quality
    assert math.isfinite(quality.jitter_ms), quality
    assert quality.jitter_ms >= 0, quality
    assert quality.round_trip_ms is None or 0 <= quality.round_trip_ms < 2**32, quality
    assert quality.mos is None or 1.0 <= quality.mos <= 4.5, quality


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "sip": sip,
    "sdp": description,
    "media": media,
    "grammar": grammar,
    "dialog": live_call,
}
_OURS = Message(
    method="INVITE", uri="sip:110@127.0.0.1",
    headers=(("From", "<sip:12345@127.0.0.9>;tag=ours"), ("To", "<sip:110@127.0.0.1>"), ("Call-ID", "a"), ("CSeq", "1 INVITE")),
)  # fmt: skip


def timed(target: Callable[[bytes], None], data: bytes) -> None:
    """Run; raises TooSlow when the processor time is above the bound of this size, thrice in a row."""
    bound = BASE_S + PER_BYTE_S * len(data)
    for _ in range(3):
        began = time.process_time()
        target(data)
        if time.process_time() - began <= bound:
            return
    raise TooSlow(f"{len(data)} bytes took more than {bound:.2f} s of the processor, thrice")

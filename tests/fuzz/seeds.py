"""Writes the seeds anew: a few whole and a few odd inputs of each target, from the torture's own tables.

``python -m tests.fuzz.seeds``; names are digests, so equal inputs stay equal files; files of other names, once crashes, are left.
"""

import hashlib
import re
from collections.abc import Iterable
from unittest.mock import patch

from tests.fuzz.__main__ import SEEDS
from tests.fuzz.dialog import OFFER, request
from tests.torture.case import Single
from tests.torture.pen import Pen
from tests.torture.run import HOSTILE, RFC4475

MAX_SEED = 1_500
DIGEST = re.compile("[0-9a-f]{16}")
ME, HOUSE = ("127.0.0.1", 5062), ("127.0.0.1", 5060)


class _Number:
    hex = "0123456789abcdef0123456789abcdef"


def messages() -> Iterable[bytes]:
    """Every message of the tables that is small, with ids that are the same each time."""
    for case in (*RFC4475, *HOSTILE):
        if isinstance(case, Single):
            with patch("tests.torture.pen.uuid4", _Number), patch("tests.torture.pen._numbers", iter([16_800_000_000] * 9)):
                made = case.build(Pen(ME, HOUSE))
            yield from (made,) if isinstance(made, bytes) else made


def bodies(made: Iterable[bytes]) -> Iterable[bytes]:
    return (body for body in (one.partition(b"\r\n\r\n")[2] for one in made) if body[:2] == b"v=")


def pieces(*datagrams: tuple[int, bytes]) -> bytes:
    return b"".join(bytes((flags,)) + len(data).to_bytes(2, "big") + data for flags, data in datagrams)


def conversations() -> Iterable[bytes]:
    """Sound, a key, reports and a stranger, in the form of `tests.fuzz.conversation.pieces`."""
    heads = [b"\x80\x08" + n.to_bytes(2, "big") + (n * 160).to_bytes(4, "big") for n in range(12)]
    sound = [head + b"LAMP" + b"\xd5" * 160 for head in heads]
    key = [b"\x80\x65" + n.to_bytes(2, "big") + b"\0\0\x40\0LAMP" + b"\1\x8a\3\x20" for n in range(20, 23)]
    report = b"\x81\xc8\0\x0cLAMP" + bytes(20) + b"LAMP" + bytes(20) + b"\x81\xca\0\2LAMP\1\0\0\0"
    receiver = b"\x81\xc9\0\7LAMP" + bytes(24)
    bye = b"\x81\xcb\0\1LAMP"
    extended = b"\xb1\x08\0\x30\0\0\x20\0LAMPabcd\xbe\xde\0\1\x10\xff\0\0" + b"\xd5" * 160 + b"\1"
    yield pieces(*[(0, one) for one in sound])
    yield pieces(*[(0, one) for one in (*sound, *key)])
    yield pieces(*[(0, one) for one in sound[:4]], (0x80, report), (0x80, receiver), (0x80, bye), (0, extended))
    yield pieces(*[(0x40, one) for one in sound[:4]], *[(0x10, one) for one in sound])


def calls() -> Iterable[bytes]:
    """What a peer may do in a live call, in the form of `tests.fuzz.dialog`."""
    refer = ("Refer-To: <sip:119@127.0.0.1?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>", "Referred-By: <sip:110@127.0.0.1>")
    holding = OFFER + "a=sendonly\r\n"
    again = request("INVITE", 2, "Session-Expires: 120;refresher=uac", "Supported: timer", body=holding)
    update = request("UPDATE", 3, "Session-Expires: 90;refresher=uas", "Min-SE: 90", "Supported: timer, 100rel", body=OFFER)
    replacing = request("INVITE", 1, "Replaces: lamp;to-tag=OURTAG;from-tag=theirs", body=OFFER, to="").replace(
        b"Call-ID: ", b"Call-ID: x"
    )
    notify = request(
        "NOTIFY",
        4,
        "Event: refer;id=1",
        "Subscription-State: active;expires=60",
        body="SIP/2.0 200 OK\r\n",
        kind="message/sipfrag",
    )
    early = request("INVITE", 1, "Require: 100rel", "Supported: 100rel", body=OFFER, to="").replace(b"Call-ID: ", b"Call-ID: y")
    info = request("INFO", 5, body="Signal=1\r\nDuration=160\r\n", kind="application/dtmf-relay")
    bye = request("BYE", 9, 'Reason: Q.850;cause=16;text="over"')
    ok = b"SIP/2.0 200 OK\r\n" + request("BYE", 1).partition(b"\r\n")[2]
    yield pieces((0, again), (0, request("ACK", 2)), (1, update), (0, bye))
    yield pieces((2, request("REFER", 2, *refer)), (0, notify), (3, info), (0, bye))
    yield pieces((0, replacing), (0, request("ACK", 1)), (1, request("OPTIONS", 3)), (0, ok))
    yield pieces((1, early), (0, request("PRACK", 2, "RAck: 1 1 INVITE").replace(b"Call-ID: ", b"Call-ID: y")))
    yield pieces((0, request("INVITE", 2)), (0, request("ACK", 2, body=OFFER)), (3, request("CANCEL", 2)), (0, bye))
    yield pieces((0x40, bye), (0, request("BYE", 1)), (0, request("MESSAGE", 4, body="lamp", kind="text/plain")), (0, info))
    yield pieces((0, request("SUBSCRIBE", 2, "Event: dialog")), (0, request("PUBLISH", 3)), (0, request("REGISTER", 4)))


def grammars() -> Iterable[bytes]:
    texts = (
        "sip:12345@127.0.0.1:5070;lr?Subject=a", "tel:+86-25-12345;ext=1", "sip:a@[::1]:5060", '"Lin \\"Q\\"" <sip:a@h>;tag=t',
        "SIP / 2.0 / UDP 127.0.0.1:5062;branch=z9hG4bKa;rport", "<sip:%31@h;a=b>;c=d",
    )  # fmt: skip
    return (text.encode() for text in texts)


WORDS = (
    "INVITE ", "ACK ", "BYE ", "CANCEL ", "OPTIONS ", "INFO ", "UPDATE ", "REFER ", "PRACK ", "NOTIFY ", " SIP/2.0\\x0d\\x0a",
    "SIP/2.0 200 OK\\x0d\\x0a", "\\x0d\\x0a", "\\x0d\\x0a\\x0d\\x0a", "Via: SIP/2.0/UDP ", ";branch=z9hG4bK", ";rport", ";tag=",
    ";received=", ";maddr=", "From: ", "To: ", "Call-ID: ", "CSeq: ", "Contact: ", "Content-Length: ", "Content-Type: ",
    "Record-Route: ", "Route: ", "Max-Forwards: ", "Replaces: ", "Refer-To: ", "Diversion: ", "History-Info: ", "Privacy: id",
    "P-Asserted-Identity: ", "Session-Expires: ", "Require: ", "RAck: ", "Accept: ", "application/sdp",
    "multipart/mixed;boundary=",
    "application/dtmf-relay", "message/sipfrag", "Signal=", "OURTAG", "HOUSE", "PEER", "lamp", "theirs", "Event: refer",
    "Subscription-State: terminated;reason=noresource", "Referred-By: ", "Min-SE: ", "Supported: timer, 100rel, replaces",
    "RSeq: ", "sip:", "tel:", "sips:", "<sip:", ";lr>", "%00", "%0a", "@", "[::1]", "v=0\\x0d\\x0a",
    "o=- 1 1 IN IP4 ", "c=IN IP4 ", "c=IN IP6 ::1", "m=audio ", "m=video ", " RTP/AVP ", " RTP/SAVP ", "a=rtpmap:",
    "telephone-event/8000", "PCMA/8000", "a=fmtp:", "a=ptime:", "a=sendonly", "a=inactive", "0.0.0.0", "127.0.0.1",
)  # fmt: skip


def main() -> None:
    made = [one for one in messages() if len(one) <= MAX_SEED]
    kinds = {"sip": made, "sdp": bodies(made), "media": conversations(), "grammar": grammars(), "dialog": calls()}
    for kind, inputs in kinds.items():
        folder = SEEDS / kind
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if DIGEST.fullmatch(old.name):
                old.unlink()
        for data in inputs:
            (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    (SEEDS / "words.dict").write_text("".join(f'"{word}"\n' for word in WORDS))


if __name__ == "__main__":
    main()

"""Valid but unusual messages are read, hopeless ones refused with the right status, the rest met with silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.sip.message import Message
from telephony.sip.normaliser import Reject, canonical, normalise
from telephony.sip.pyvoip_adapter import STATUSES, as_library_message
from telephony.sip.sdp import parse
from tests.telephony.sip.scripts import OFFER, Script

PLAIN = Script(5062).invite()


def read(data: str | bytes) -> Message:
    message = normalise(data.encode() if isinstance(data, str) else data)
    assert isinstance(message, Message), message
    return message


def refused(data: str | bytes) -> int:
    rejected = normalise(data.encode() if isinstance(data, str) else data)
    assert isinstance(rejected, Reject), rejected
    return rejected.status


def swapped(old: str, new: str, text: str = PLAIN) -> str:
    assert old in text
    return text.replace(old, new, 1)


COMPACT = (
    "INVITE sip:12345@127.0.0.1 SIP/2.0\r\n"
    "v:SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKa,SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKb\r\n"
    "f:<sip:100@127.0.0.1>;tag=x\r\nt :sip:12345@127.0.0.1\r\ni: abc\r\nCSEQ:  7   INVITE\r\nm:<sip:100@127.0.0.1>\r\n\r\n"
)
TOLERATED = {
    "compact": COMPACT,
    "lower-case": swapped("Call-ID", "call-id"),
    "no From tag, as before RFC 3261": PLAIN.replace(";tag=", ";gat=", 1),
    "white space around the slashes of Via": swapped("Via: SIP/2.0/UDP", "Via: SIP  /  2.0 /\r\n UDP"),
    "Request-URI of IPv6": swapped("sip:12345@127.0.0.1 SIP", "sip:12345@[::1]:5060 SIP"),
    "folded": swapped("Contact: ", "Subject: one\r\n\t two: three\r\nContact: "),
    "bare newlines": Script(5062).invite("").replace("\r\n", "\n"),
    "leading newlines": "\r\n\r\n" + PLAIN,
    "spaces in the request line": swapped("INVITE sip", "INVITE  sip"),
    "space in Via": swapped("SIP/2.0/UDP 127", "SIP / 2.0 / UDP 127"),
    "tel From": swapped("From: <sip:100@127.0.0.1:5062>", 'From: "a;b, <c>" <tel:+86-161-0000>'),
    "tel Request-URI": swapped("INVITE sip:12345@127.0.0.1", "INVITE tel:12345"),
    "bare From": swapped("From: <sip:100@127.0.0.1:5062>", "From: sip:100@127.0.0.1"),
    "no Content-Length": PLAIN.replace(f"Content-Length: {len(OFFER)}\r\n", ""),
    "bytes after the body": PLAIN + "garbage",
    "escaped quotes": swapped("From: <", r'From: "a \"b\" \\ c" <'),
    "colon in a value": swapped("Contact: ", "Subject: a: b: c\r\nContact: "),
    "line without colon": swapped("Contact: ", "nonsense\r\nContact: "),
    "unknown method": PLAIN.replace("INVITE", "PRACK"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLERATED)
def test_unusual_but_valid_is_read_by_us_and_by_the_library(name: str) -> None:
    message = read(TOLERATED[name])
    assert bool(message.from_.tag) == ("no From tag" not in name)
    assert message.cseq > 0
    library = as_library_message(message)
    assert library.method == message.method
    assert library.headers["Call-ID"] == message.call_id
    assert library.headers["From"]["tag"] == message.from_.tag


def test_compact_lists_are_taken_apart() -> None:
    message = read(COMPACT)
    assert [via.split("=")[1] for via in message.all("Via")] == ["z9hG4bKa", "z9hG4bKb"]
    assert (message.get("CSeq"), message.to.uri) == ("7 INVITE", "sip:12345@127.0.0.1")


def test_a_folded_value_is_one_line() -> None:
    assert read(TOLERATED["folded"]).get("Subject") == "one two: three"


def test_quotes_and_brackets_protect_separators() -> None:
    assert read(TOLERATED["tel From"]).from_.display == "a;b, <c>"
    assert read(TOLERATED["escaped quotes"]).from_.display == r'a "b" \ c'


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_chinese_name_is_read_in_both_charsets(charset: str) -> None:
    text = swapped("From: <", 'From: "张伟市民" <')
    assert read(text.encode(charset)).from_.display == "张伟市民"


def test_the_body_ends_where_content_length_says() -> None:
    assert read(TOLERATED["bytes after the body"]).body.decode() == OFFER
    assert read(TOLERATED["no Content-Length"]).body.decode() == OFFER


def test_sdp_is_taken_out_of_multipart() -> None:
    parts = f"--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x\r\nc: application/sdp\r\n\r\n{OFFER}\r\n--x--\r\n"
    message = read(Script(5062).invite(parts, kind='multipart/mixed;boundary="x"'))
    assert message.content_type == "application/sdp"
    assert parse(message.body).audio


REFUSED = {
    "no CSeq": (swapped("CSeq: 1 INVITE\r\n", ""), 400),
    "two From": (swapped("To: ", "From: <sip:b@127.0.0.1>;tag=2\r\nTo: "), 400),
    "CSeq too high": (swapped("CSeq: 1", "CSeq: 4294967296"), 400),
    "CSeq of another method": (swapped("CSeq: 1 INVITE", "CSeq: 1 BYE"), 400),
    "Content-Length beyond the datagram": (swapped(f"Length: {len(OFFER)}", "Length: 9999"), 400),
    "negative Content-Length": (swapped(f"Length: {len(OFFER)}", "Length: -1"), 400),
    "Max-Forwards": (swapped("Max-Forwards: 70", "Max-Forwards: 300"), 400),
    "two Content-Length that differ": (swapped("Content-Length", "l: 3\r\nContent-Length"), 400),
    "From with an open bracket": (swapped("From: <", "From: <<"), 400),
    "Contact with an open bracket": (swapped("Contact: <sip:100@127.0.0.1:5062>", "Contact: <sip:100@127.0.0.1"), 400),
    "Contact of brackets in brackets": (swapped("Contact: <sip:100@127.0.0.1:5062>", "Contact: <<<sip:100@127.0.0.1>>>"), 400),
    "broken To": (swapped("To: <sip:12345@127.0.0.1>", "To: \"open"), 400),
    "broken Contact": (swapped("Contact: <sip:100@127.0.0.1:5062>", "Contact: <sip:>"), 400),
    "spaces in the URI": (swapped("sip:12345@127.0.0.1 SIP", "sip:12345 @127.0.0.1 SIP"), 400),
    "version": (swapped(" SIP/2.0", " SIP/3.0"), 505),
    "scheme": (swapped("INVITE sip:", "INVITE soap:"), 416),
    "content type": (swapped("application/sdp", "text/html"), 415),
    "encoded": (swapped("Content-Type", "Content-Encoding: gzip\r\nContent-Type"), 415),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_hopeless_is_refused_with_its_status(name: str) -> None:
    text, status = REFUSED[name]
    assert refused(text) == status


SILENT = [
    b"", b"   \r\nVia: SIP/2.0/UDP h\r\n\r\n",
    b"\r\n\r\n", b"\0\0\0\0", b"\x16\x03\x01", b"INVITE", PLAIN.replace("Via: ", "Viaduct: ").encode(),
    swapped("CSeq: 1 INVITE", "CSeq: 1 BYE").replace("INVITE sip", "ACK sip").encode(), b"SIP/2.0 abc\r\n\r\n",
    b"SIP/2.0 0200 OK\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@h>\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 BYE\r\n\r\n",
    b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\n\r\n",
]  # fmt: skip


@pytest.mark.parametrize("data", SILENT)
def test_what_cannot_be_answered_meets_silence(data: bytes) -> None:
    assert normalise(data) is None


@pytest.mark.parametrize(("status", "known"), [(299, 200), (199, 199), (198, 183), (499, 400), (699, 600), (486, 486)])
def test_an_unknown_status_counts_as_its_class(status: int, known: int) -> None:
    head = PLAIN.partition("\r\n")[2].replace(OFFER, "").replace(f"Length: {len(OFFER)}", "Length: 0")
    message = normalise(f"SIP/2.0 {status} Odd\r\n{head}".encode(), statuses=STATUSES)
    assert isinstance(message, Message)
    assert (message.status, message.method) == (known, "INVITE")
    assert int(as_library_message(message).status.value) == known


def test_what_we_write_we_read_unchanged() -> None:
    message = read(PLAIN)
    assert normalise(message.encode()) == message


def test_header_names_have_one_spelling() -> None:
    assert [canonical(name) for name in ("v", "VIA", "call-id", "I", "cseq", "www-authenticate", "x-my-header")] == [
        "Via", "Via", "Call-ID", "Call-ID", "CSeq", "WWW-Authenticate", "X-My-Header",
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.binary(max_size=6), st.integers(0, 8))
def test_no_damage_raises(at: int, put: bytes, cut: int) -> None:
    raw = PLAIN.encode()
    result = normalise(raw[:at] + put + raw[at + cut :])
    if isinstance(result, Message):
        assert result.via
        assert result.from_
        assert result.encode()

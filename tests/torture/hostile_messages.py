"""Hostile datagrams: sizes, line ends, start lines, methods outside a dialog, responses to nothing. Our own."""

from collections.abc import Callable

from tests.torture.case import Single, case, silence
from tests.torture.pen import Pen, octets, raw

SYNTAX, BODY, UAS = "RFC 3261 §7, §25", "RFC 3261 §18.3", "RFC 3261 §8.2"
PARTIAL = "RFC 3261 §18.3: what cannot be answered is dropped"
MAX_UDP = 65_507


def exactly(data: bytes) -> Callable[[Pen], bytes]:
    return lambda pen: data


def changed(old: bytes, new: bytes) -> Callable[[Pen], bytes]:
    """A right INVITE with the first ``old`` replaced."""
    return lambda pen: pen.invite().replace(old, new, 1)


def line_ends(end: bytes) -> Callable[[Pen], bytes]:
    def build(pen: Pen) -> bytes:
        head, _, body = pen.invite().partition(b"\r\n\r\n")
        return head.replace(b"\r\n", end) + end + end + body

    return build


def grown(pen: Pen, size: int) -> bytes:
    """An INVITE of ``size`` bytes: one header is made long."""
    short = pen.invite({"Subject": ""})
    return pen.invite({"Subject": "x" * (size - len(short))})


def outside(method: str, **more: str) -> Callable[[Pen], bytes]:
    """A request without To tag for which no call exists."""
    return lambda pen: pen.request(method, {name.replace("_", "-"): value for name, value in more.items()})


def in_no_dialog(method: str, **more: str) -> Callable[[Pen], bytes]:
    """A request that claims a dialog that never was."""

    def build(pen: Pen) -> bytes:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        return pen.request(method, {"To": f"<sip:12345@{pen.house}>;tag=never", **headers})

    return build


NOISE = (
    silence("empty datagram", PARTIAL, exactly(b"")),
    silence("one zero byte", PARTIAL, exactly(b"\0")),
    silence("keep-alive of two line ends", "RFC 5626 §3.5.1, over UDP no pong", exactly(b"\r\n\r\n")),
    silence("STUN binding request", "RFC 5389 §6", exactly(b"\0\1\0\0\x21\x12\xa4\x42" + b"lantern-0071")),
    silence("10,000 line ends", PARTIAL, exactly(b"\r\n" * 10_000)),
    silence("64 kB of zeros", PARTIAL, exactly(bytes(MAX_UDP))),
    silence("64 kB of one letter", PARTIAL, exactly(b"A" * MAX_UDP)),
    silence("all byte values", PARTIAL, exactly(bytes(range(256)) * 8)),
    silence("an HTTP request", PARTIAL, exactly(b"GET / HTTP/1.1\r\nHost: yard.invalid\r\n\r\n")),
    silence("RTP on the SIP port", PARTIAL, exactly(b"\x80\x08\0\1\0\0\0\xa0\0\0\0\7" + b"\xd5" * 160)),
    silence("start line alone", PARTIAL, exactly(b"INVITE sip:12345@127.0.0.1 SIP/2.0")),
    silence("start line and no Via", PARTIAL, lambda pen: pen.request("OPTIONS", {"Via": None})),
    silence("UTF-16 text", PARTIAL, lambda pen: pen.request("OPTIONS").decode().encode("utf-16")),
    silence("message cut within its Via", PARTIAL, lambda pen: pen.invite()[:60]),
)
LINE_ENDS = (
    case("LF alone ends each line", f"{SYNTAX}, read liberally", line_ends(b"\n"), 200, 400),
    silence("CR alone ends each line", SYNTAX, line_ends(b"\r")),
    case("CRLF before the start line", "RFC 3261 §7.5", lambda pen: b"\r\n\r\n\r\n" + pen.invite(), 200),
    case("zero bytes before the start line", SYNTAX, lambda pen: b"\0\0" + pen.invite(), 200, 400),
    case("lone CR inside a header", SYNTAX, lambda pen: pen.invite({"Subject": "a\rVia: SIP/2.0/UDP 127.0.9.9"}), 200, 400),
    case("zero byte inside a header", SYNTAX, lambda pen: pen.invite({"Subject": "a\0b"}), 200, 400),
    case("zero byte inside the number", SYNTAX, lambda pen: pen.invite({"From": f"<sip:1\x0023@{pen.host}>;tag=a"}), 200, 400),
    case("escape sequences of a terminal in the name", SYNTAX,
         lambda pen: pen.invite({"From": f'"\x1b[2J\x1b]0;x\x07" <sip:{pen.number}@{pen.host}>;tag=a'}), 200, 400),
    case("body cut in its middle", BODY, lambda pen: pen.invite()[:-20], 400),
    case("cut before the empty line", BODY, lambda pen: pen.invite().partition(b"\r\n\r\n")[0], 400),
    case("header without colon", SYNTAX, changed(b"Max-Forwards: 70", b"Max-Forwards 70"), 200, 400),
    case("header without name", SYNTAX, changed(b"Max-Forwards: 70", b": 70"), 200, 400),
    case("header name with a space", SYNTAX, changed(b"Max-Forwards:", b"Max Forwards:"), 200, 400),
    case("folded start line", SYNTAX, changed(b" SIP/2.0\r\n", b"\r\n SIP/2.0\r\n"), 200, 400),
)  # fmt: skip
SIZES = (
    case("INVITE of 4 kB", UAS, lambda pen: grown(pen, 4_000), 200),
    case("INVITE of 16 kB", "RFC 3261 §21.5.7", lambda pen: grown(pen, 16_000), 200, 513),
    case("INVITE of 65,507 bytes", "RFC 3261 §21.5.7", lambda pen: grown(pen, MAX_UDP), 200, 400, 513),
    case("2,000 unknown headers", UAS, lambda pen: pen.invite({f"X-Lamp-{n}": "on" for n in range(2_000)}), 200, 400, 513),
    case("5,000 repeated Via", UAS, lambda pen: pen.invite({"Via": [pen.via, *["SIP/2.0/UDP 127.0.9.1"] * 1_800]}), 200, 400,
         513),
    case("1,000 commas in Via", UAS, lambda pen: pen.invite({"Via": pen.via + "," * 1_000}), 200, 400),
    case("10,000 semicolons behind From", UAS,
         lambda pen: pen.invite({"From": f"<sip:{pen.number}@{pen.host}>;tag=a" + ";" * 10_000}), 200, 400),
    case("20,000 nested brackets in Contact", UAS,
         lambda pen: pen.invite({"Contact": "<" * 20_000 + "sip:a@127.0.0.1" + ">" * 20_000}), 400),
    case("20,000 quotes in From", UAS, lambda pen: pen.invite({"From": '"' * 20_000 + f"<sip:{pen.number}@{pen.host}>;tag=a"}),
         200, 400),
    case("20,000 backslashes in a quoted name", UAS,
         lambda pen: pen.invite({"From": '"' + "\\" * 20_001 + f'" <sip:{pen.number}@{pen.host}>;tag=a'}), 200, 400),
    case("12,000 folded lines", UAS, lambda pen: pen.invite({"Subject": "a" + "\n b" * 12_000}), 200, 400, 513),
    case("user part of 30,000 digits", UAS, lambda pen: pen.invite(uri=f"sip:{'7' * 30_000}@{pen.house}"), 200, 400, 404, 414,
         513),
    case("20,000 parameters in the Request-URI", UAS, lambda pen: pen.invite(uri=f"sip:12345@{pen.house}" + ";a" * 20_000), 200,
         400, 414, 513),
    case("Call-ID of 20,000 letters", UAS, lambda pen: pen.invite({"Call-ID": "c" * 20_000 + pen.call_id}), 200, 400, 513),
    case("From tag of 20,000 letters", UAS, lambda pen: pen.invite({"From": f"<sip:1@{pen.host}>;tag=" + "t" * 20_000}), 200,
         400, 513),
    case("branch of 20,000 letters", UAS, lambda pen: pen.invite({"Via": pen.via + "b" * 20_000}), 200, 400, 513),
)  # fmt: skip
START_LINES = (
    case("lower-case method", "RFC 3261 §7.1: methods are case-sensitive", lambda pen: pen.request("invite"), 405, 501),
    case("version in lower case", "RFC 3261 §7.1: versions are not", lambda pen: pen.request("OPTIONS", version="sip/2.0"), 200,
         400),
    case("version 1.0", "RFC 3261 §21.5.6", lambda pen: pen.request("OPTIONS", version="SIP/1.0"), 505),
    case("version without number", SYNTAX, lambda pen: pen.request("OPTIONS", version="SIP/"), 400, 505),
    case("no Request-URI", SYNTAX, changed(b"INVITE sip:", b"INVITE SIP/2.0\r\nX: "), 400),
    case("Request-URI without host", SYNTAX, lambda pen: pen.invite(uri="sip:"), 400, 416),
    case("Request-URI with port 0", SYNTAX, lambda pen: pen.invite(uri="sip:12345@127.0.0.1:0"), 200, 400, 404),
    case("Request-URI with port 65536", SYNTAX, lambda pen: pen.invite(uri="sip:12345@127.0.0.1:65536"), 400),
    case("Request-URI with a port of letters", SYNTAX, lambda pen: pen.invite(uri="sip:12345@127.0.0.1:lamp"), 400),
    case("Request-URI in GB18030", SYNTAX, lambda pen: pen.invite(uri="sip:" + raw("灯".encode("gb18030")) + f"@{pen.house}"),
         200, 400, 404),
    case("Request-URI of IPv6", "RFC 3261 §25.1", lambda pen: pen.invite(uri="sip:12345@[::1]:5060"), 200, 404),
    case("Request-URI of an open IPv6 bracket", SYNTAX, lambda pen: pen.invite(uri="sip:12345@[::1"), 400),
    case("tel: Request-URI", "RFC 3966", lambda pen: pen.invite(uri="tel:12345;phone-context=+86-25"), 200, 404, 416),
    case("sips: Request-URI over UDP", "RFC 3261 §26.2.2", lambda pen: pen.invite(uri=f"sips:12345@{pen.house}"), 200, 400, 403,
         416, 480),
    case("javascript: Request-URI", "RFC 3261 §21.4.14", lambda pen: pen.invite(uri="javascript:alert(1)"), 416),
    case("number of path steps", "RFC 3261 §21.4.5", lambda pen: pen.invite(uri=f"sip:..%2f..%2fyard@{pen.house}"), 200, 400,
         404),
    case("method of 10,000 letters", SYNTAX, lambda pen: pen.request("L" * 10_000), 400, 501, 405, 513),
    case("method with a slash", SYNTAX, lambda pen: pen.request("IN/VITE"), 400),
)  # fmt: skip
METHODS = (
    case("REGISTER at who is no registrar", "RFC 3261 §8.2.1", outside("REGISTER"), 405, Allow="INVITE"),
    case("REGISTER with Contact *", "RFC 3261 §8.2.1", outside("REGISTER", Contact="*", Expires="0"), 405),
    silence("ACK to nothing", "RFC 3261 §17.2: ACK is never answered", outside("ACK")),
    silence("ACK with a tag of no dialog", "RFC 3261 §17.2", in_no_dialog("ACK")),
    silence("ACK that is broken", "RFC 3261 §17.2", outside("ACK", Content_Length="-1")),
    case("CANCEL of nothing", "RFC 3261 §9.2", outside("CANCEL"), 481),
    case("CANCEL with a tag of no dialog", "RFC 3261 §9.2", in_no_dialog("CANCEL"), 481),
    case("BYE outside a dialog", "RFC 3261 §15.1.2", outside("BYE"), 481, 400),
    case("BYE of no dialog", "RFC 3261 §15.1.2", in_no_dialog("BYE"), 481),
    case("UPDATE outside a dialog", "RFC 3311 §5.2", outside("UPDATE"), 481, 400),
    case("UPDATE of no dialog", "RFC 3311 §5.2", in_no_dialog("UPDATE"), 481),
    case("INFO outside a dialog", "RFC 6086 §4.2.2", outside("INFO"), 481),
    case("INFO of no dialog", "RFC 6086 §4.2.2", in_no_dialog("INFO"), 481),
    case("PRACK outside a dialog", "RFC 3262 §3", outside("PRACK", RAck="1 1 INVITE"), 481, 405),
    case("PRACK of no dialog", "RFC 3262 §3", in_no_dialog("PRACK", RAck="1 1 INVITE"), 481, 405),
    case("REFER outside a dialog", "RFC 3515 §2.4.2", outside("REFER", Refer_To="<sip:110@127.0.0.1>"), 481, 403, 405, 603),
    case("REFER of no dialog", "RFC 3261 §12.2.2", in_no_dialog("REFER", Refer_To="<sip:110@127.0.0.1>"), 481, 405),
    case("NOTIFY that nobody asked for", "RFC 6665 §4.1.3", outside("NOTIFY", Event="refer", Subscription_State="active"), 481,
         405, 489),
    case("NOTIFY of no dialog", "RFC 6665 §4.1.3", in_no_dialog("NOTIFY", Event="refer", Subscription_State="active"), 481, 405),
    case("SUBSCRIBE", "RFC 6665 §4.2.1", outside("SUBSCRIBE", Event="presence"), 405, 489, 481),
    case("SUBSCRIBE of no dialog", "RFC 3261 §12.2.2", in_no_dialog("SUBSCRIBE", Event="dialog"), 405, 481),
    case("MESSAGE", "RFC 3428 §7", outside("MESSAGE"), 405, 481),
    case("PUBLISH", "RFC 3903 §6", outside("PUBLISH", Event="presence"), 405, 481, 489),
    case("INVITE of no dialog", "RFC 3261 §12.2.2", lambda pen: pen.invite({"To": f"<sip:12345@{pen.house}>;tag=never"}), 481),
    case("OPTIONS of no dialog", "RFC 3261 §12.2.2", in_no_dialog("OPTIONS"), 481, 200),
)  # fmt: skip
RESPONSES = (
    silence("200 to no INVITE", "RFC 3261 §18.1.2", lambda pen: pen.response("200 OK", {"CSeq": "1 INVITE"})),
    silence("487 to no INVITE", "RFC 3261 §18.1.2", lambda pen: pen.response("487 Gone", {"CSeq": "1 INVITE"})),
    silence("401 with a challenge", "RFC 3261 §18.1.2",
            lambda pen: pen.response("401 Who", {"WWW-Authenticate": 'Digest realm="a"'})),
    silence("code 0", SYNTAX, lambda pen: pen.response("0 Nothing")),
    silence("code 99", SYNTAX, lambda pen: pen.response("99 Early")),
    silence("code 700", SYNTAX, lambda pen: pen.response("700 Late")),
    silence("code of letters", SYNTAX, lambda pen: pen.response("OK 200")),
    silence("code in full-width digits", SYNTAX,
            lambda pen: octets("SIP/2.0 ２００ OK\r\n") + pen.request().partition(b"\r\n")[2]),
    silence("response with a body of 60 kB", SYNTAX, lambda pen: pen.response("200 OK") + b"b" * 60_000),
)  # fmt: skip
CASES: tuple[Single, ...] = (*NOISE, *LINE_ENDS, *SIZES, *START_LINES, *METHODS, *RESPONSES)

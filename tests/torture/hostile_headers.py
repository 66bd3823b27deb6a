"""Hostile header fields of requests whose frame is right. Our own."""

from collections.abc import Callable, Mapping

from tests.torture.case import Single, case, silence
from tests.torture.pen import Pen, Value, raw

STRANGER = "127.0.0.2"
NUMBERS = "RFC 3261 §20, §25.1"


def invite(**headers: Value) -> Callable[[Pen], bytes]:
    """An INVITE with these headers; ``{me}``, ``{host}``, ``{house}``, ``{number}``, ``{via}`` and ``{id}`` are filled in."""
    return lambda pen: pen.invite(filled(pen, headers))


def options(**headers: Value) -> Callable[[Pen], bytes]:
    return lambda pen: pen.request("OPTIONS", filled(pen, headers))


def filled(pen: Pen, headers: Mapping[str, Value]) -> dict[str, Value]:
    words = {"me": pen.me, "host": pen.host, "house": pen.house, "number": pen.number, "via": pen.via, "id": pen.call_id}

    def one(value: str) -> str:
        for name, word in words.items():
            value = value.replace("{" + name + "}", word)
        return value

    return {
        name.replace("_", "-"): value
        if value is None
        else one(value)
        if isinstance(value, str)
        else [one(part) for part in value]
        for name, value in headers.items()
    }


CALLER = "<sip:{number}@{host}>;tag=a"
LENGTHS = (
    case("Content-Length 0 beside a body", "RFC 3261 §18.3: the rest is no part of it", invite(Content_Length="0"), 200),
    case("Content-Length shorter than the body", "RFC 3261 §18.3", invite(Content_Length="10"), 400, 488),
    case("Content-Length of 2**64", NUMBERS, invite(Content_Length=str(2**64)), 400),
    case("Content-Length of words", NUMBERS, invite(Content_Length="many"), 400),
    case("Content-Length with a sign", NUMBERS, invite(Content_Length="+7"), 400),
    case("Content-Length in hexadecimal", NUMBERS, invite(Content_Length="0x10"), 400),
    case("Content-Length in Arabic digits", NUMBERS, invite(Content_Length="١٢"), 400),
    case("Content-Length of 10**9", "RFC 3261 §18.3", invite(Content_Length=str(10**9)), 400),
    case("Content-Length of 40,000 digits", NUMBERS, invite(Content_Length="9" * 40_000), 400, 513),
    case("no Content-Length", "RFC 3261 §18.3: over UDP the body ends with the datagram", invite(Content_Length=None), 200),
    case("compact and long Content-Length that differ", "RFC 4475 §3.3.9", invite(l="3"), 400),
)
COUNTERS = (
    case("CSeq of 2**31", "RFC 3261 §8.1.1.5: below 2**31", invite(CSeq=f"{2**31} INVITE"), 400),
    case("CSeq of 2**31 - 2", "RFC 3261 §8.1.1.5", invite(CSeq=f"{2**31 - 2} INVITE"), 200),
    case("negative CSeq", NUMBERS, invite(CSeq="-1 INVITE"), 400),
    case("CSeq without method", NUMBERS, invite(CSeq="1"), 400),
    case("CSeq without number", NUMBERS, invite(CSeq="INVITE"), 400),
    case("CSeq of three words", NUMBERS, invite(CSeq="1 INVITE BYE"), 400),
    case("empty CSeq", NUMBERS, invite(CSeq=""), 400),
    case("CSeq in full-width digits", NUMBERS, invite(CSeq="１ INVITE"), 400),
    case("CSeq method in lower case", NUMBERS, invite(CSeq="1 invite"), 400),
    case("Max-Forwards 0 on an INVITE", "RFC 3261 §16.3; an end point may take it", invite(Max_Forwards="0"), 483, 200),
    case("Max-Forwards 0 on OPTIONS", "RFC 3261 §11.2: the one asked may answer", options(Max_Forwards="0"), 200, 483),
    case("Max-Forwards 0 on a CANCEL of nothing", "RFC 3261 §9.2", lambda pen: pen.request("CANCEL", {"Max-Forwards": "0"}), 481),
    case("Max-Forwards 256", NUMBERS, invite(Max_Forwards="256"), 400),
    case("negative Max-Forwards", NUMBERS, invite(Max_Forwards="-1"), 400),
    case("Max-Forwards of words", NUMBERS, invite(Max_Forwards="some"), 400),
    case("no Max-Forwards", "RFC 3261 §16.3: optional for older senders", invite(Max_Forwards=None), 200),
    case("Expires of 2**80", "RFC 3261 §20.19", invite(Expires=str(2**80)), 200, 400),
    case("Session-Expires of words", "RFC 4028 §4", invite(Session_Expires="long"), 200, 400),
    case(
        "Session-Expires of one second", "RFC 4028 §9: below our Min-SE", invite(Session_Expires="1", Supported="timer"), 422, 200
    ),
    case("Min-SE of 2**40", "RFC 4028 §5", invite(Min_SE=str(2**40), Supported="timer"), 200, 400),
)
VIAS = (
    case("rport with a value", "RFC 3581 §4", invite(Via="SIP/2.0/UDP {me};rport=1;branch=z9hG4bKa1"), 200, 400),
    case(
        "received of the sender's own",
        "RFC 3261 §18.2.1",
        invite(Via="SIP/2.0/UDP {me};received=127.0.9.9;branch=z9hG4bKa2;rport"),
        200,
    ),
    case("rport of words", "RFC 3581 §4", invite(Via="SIP/2.0/UDP {me};rport=lamp;branch=z9hG4bKa3"), 200, 400),
    case(
        "maddr of a multicast group",
        "RFC 3261 §18.2.2",
        invite(Via="SIP/2.0/UDP {me};maddr=239.9.9.9;branch=z9hG4bKa4;rport"),
        200,
        400,
    ),
    silence("Via with port 0", "RFC 3261 §18.2.2: no way back", options(Via="SIP/2.0/UDP 127.0.0.1:0;branch=z9hG4bKa5")),
    silence("Via with port 99999", "RFC 3261 §18.2.2: no way back", options(Via="SIP/2.0/UDP 127.0.0.1:99999;branch=z9hG4bKa6")),
    silence("Via without host", "RFC 3261 §18.2.2: no way back", options(Via="SIP/2.0/UDP ;branch=z9hG4bKa7")),
    silence("Via of two words", "RFC 3261 §25.1", options(Via="SIP/2.0 UDP")),
    silence("Via of another protocol's shape", "RFC 3261 §25.1", options(Via="HTTP 1.1 {me}")),
    case(
        "Via of TCP over UDP",
        "RFC 3261 §18.2.2: the way it came",
        options(Via="SIP/2.0/TCP {me};branch=z9hG4bKa8;rport"),
        200,
        400,
    ),
    case(
        "Via that names another host", "RFC 3261 §18.2.1", options(Via="SIP/2.0/UDP yard.invalid:9;branch=z9hG4bKa9;rport"), 200
    ),
    case("no branch", "RFC 3261 §17.2.3, older senders", invite(Via="SIP/2.0/UDP {me};rport"), 200),
    case("empty branch", "RFC 3261 §17.2.3", invite(Via="SIP/2.0/UDP {me};rport;branch="), 200, 400),
    case(
        "a Via of the service itself",
        "RFC 3261 §16.3: a loop is a proxy's business",
        invite(Via=["{via}", "SIP/2.0/UDP {house};branch=z9hG4bKloop"]),
        200,
        482,
    ),
    case(
        "70 Vias of the service itself",
        "RFC 3261 §16.3",
        invite(Via=["{via}", *[f"SIP/2.0/UDP {{house}};branch=z9hG4bKloop{n}" for n in range(70)]]),
        200,
        482,
    ),
    silence(
        "the answer would go to the service itself", "RFC 3261 §18.2.2", options(Via="SIP/2.0/UDP {house};branch=z9hG4bKself")
    ),
    case("broken second Via", "RFC 3261 §25.1", invite(Via=["{via}", "yard"]), 400),
    case(
        "branch with line noise",
        "RFC 3261 §25.1",
        invite(Via=raw(b"SIP/2.0/UDP {me};rport;branch=z9hG4bK\x01\xff\xfe")),
        200,
        400,
    ),
)
PEOPLE = (
    case("no From", "RFC 3261 §8.1.1", invite(From=None), 400),
    case("no To", "RFC 3261 §8.1.1", invite(To=None), 400),
    case("no Call-ID", "RFC 3261 §8.1.1", invite(Call_ID=None), 400),
    case("no CSeq", "RFC 3261 §8.1.1", invite(CSeq=None), 400),
    case("empty From", "RFC 3261 §20.20", invite(From=""), 400),
    case("empty To", "RFC 3261 §20.39", invite(To=""), 400),
    case("From without URI", "RFC 3261 §20.20", invite(From='"Lantern"'), 400),
    case("From without tag", "RFC 3261 §12.1.1: null where it is absent", invite(From="<sip:{number}@{host}>"), 200),
    case(
        "GB18030 name", "GB/T 28181's networks; shown as it is meant", invite(From=raw('"灯笼" '.encode("gb18030")) + CALLER), 200
    ),
    case("UTF-8 name", "RFC 3261 §25.1", invite(From='"灯笼" ' + CALLER), 200),
    case("name of broken UTF-8", "RFC 3261 §25.1", invite(From=raw(b'"\xe7\x81\xff\xc0\x80" ') + CALLER), 200, 400),
    case("name of surrogates and marks of direction", "RFC 3261 §25.1", invite(From='"\u202e\ufeff\u2028" ' + CALLER), 200, 400),
    *[
        case(f"name with {what}", "Unicode TR 36 §2, TR 39 §5: shown without it", invite(From=f'"{name}" ' + CALLER), 200)
        for what, name in (
            ("the override of direction", "\u202e54321\u202c"),
            ("isolates that never end", "\u2066" * 40 + "110"),
            ("letters of no width", "张\u200b\u200c\u200d\u2060三"),
            ("60 marks on a letter", "a" + "\u0301" * 60),
            ("letters that look like others", "Аgеnt 12З45"),
            ("letters of tags", "\U000e0031\U000e007f"),
            ("private letters", "\ue000\U0010fffd"),
            ("no letters", "\ufffe\uffff"),
            ("line separators", "a\u2028b\x85c"),
        )
    ],
    *[
        case(f"name in GB18030 with {what}", "GB 18030-2022 §6", invite(From=raw(b'"' + name + b'" ') + CALLER), *want)
        for what, name, want in (
            ("a second byte of a backslash", "誠".encode("gbk") + b"\\\\", (200, 400)),
            ("a letter of four bytes", "㐀𠀀".encode("gb18030"), (200,)),
            ("a letter cut in its middle", b"\xb5\xc6\xc1", (200, 400)),
            ("a second byte of a quote", b"\xb5\x22", (200, 400)),
            ("the greatest four bytes", b"\xfe\x39\xfe\x39", (200, 400)),
            ("UTF-8 beside it", "灯".encode() + "灯".encode("gb18030"), (200, 400)),
        )
    ],
    case(
        "number in full-width digits",
        "RFC 3261 §25.1; counted as the same number",
        invite(From="<sip:１６９@{host}>;tag=a"),
        200,
        400,
    ),
    case("number with an escaped override", "RFC 3261 §19.1.2", invite(From="<sip:%E2%80%AE169@{host}>;tag=a"), 200, 400),
    case("number with 20,000 escapes", "RFC 3261 §19.1.2", invite(From=f"<sip:{'%31' * 15_000}@{{host}}>;tag=a"), 200, 400, 513),
    case("number with SQL", "RFC 3261 §25.1", invite(From="<sip:1';DROP TABLE calls;--@{host}>;tag=a"), 200, 400),
    case("name with markup", "RFC 3261 §25.1", invite(From='"<script>alert(1)</script>" ' + CALLER), 200, 400),
    case("two tags in From", "RFC 3261 §7.3.1", invite(From=CALLER + ";tag=b"), 200, 400),
    case("From with open bracket", "RFC 3261 §25.1", invite(From="<sip:{number}@{host};tag=a"), 400),
    case("From of a password and an escape", "RFC 3261 §19.1.1", invite(From="<sip:{number}:p%00w@{host}>;tag=a"), 200, 400),
    case("anonymous caller", "RFC 3323", invite(From='"Anonymous" <sip:anonymous@anonymous.invalid>;tag=a', Privacy="id"), 200),
    case("asserted identity that is broken", "RFC 3325 §9.1", invite(P_Asserted_Identity="<<>>"), 200, 400),
    case(
        "200 asserted identities",
        "RFC 3325 §9.1: at most two",
        invite(P_Asserted_Identity=["<sip:{number}@{host}>"] * 150),
        200,
        400,
    ),
    case("diversion that is broken", "RFC 5806", invite(Diversion='";;;=<sip'), 200, 400),
    case(
        "history of 100 steps",
        "RFC 7044",
        invite(History_Info=[f"<sip:{n}@yard.invalid>;index=1.{n}" for n in range(100)]),
        200,
        400,
    ),
)
ROUTES = (
    case("Contact *", "RFC 3261 §8.1.1.8: only in REGISTER", invite(Contact="*"), 200, 400),
    case("no Contact", "RFC 3261 §8.1.1.8", invite(Contact=None), 200, 400),
    case("ten Contacts", "RFC 3261 §8.1.1.8: exactly one", invite(Contact=["<sip:{number}@{me}>"] * 10), 200, 400),
    case("Contact of a web page", "RFC 3261 §8.1.1.8", invite(Contact="<https://yard.invalid/>"), 400),
    case("Contact at the service itself", "a call that would talk to itself", invite(Contact="<sip:12345@{house}>"), 200, 400),
    case("Contact at a multicast group", "RFC 3261 §8.1.1.8", invite(Contact="<sip:1@239.1.2.3:5060>"), 200, 400),
    case("Contact at the broadcast address", "RFC 3261 §8.1.1.8", invite(Contact="<sip:1@255.255.255.255>"), 200, 400),
    case("Contact of a name that is nowhere", "RFC 3261 §8.1.1.8", invite(Contact="<sip:1@lamp.yard.invalid>"), 200, 400),
    case("Contact with an open bracket", "RFC 3261 §25.1", invite(Contact="<sip:1@{me}"), 400),
    case("Route to the service a hundred times", "RFC 3261 §16.4", invite(Route=["<sip:{house};lr>"] * 100), 200, 400, 482, 483),
    case("Route without bracket end", "RFC 3261 §25.1", invite(Route="<sip:127.0.0.1;lr"), 400),
    case(
        "Record-Route of a hundred hops",
        "RFC 3261 §12.1.1",
        invite(Record_Route=[f"<sip:127.0.8.{n};lr>" for n in range(100)]),
        200,
        400,
    ),
    case("Record-Route of letters", "RFC 3261 §25.1", invite(Record_Route="yard"), 400),
    case("strict Record-Route", "RFC 3261 §12.2.1.1", invite(Record_Route="<sip:127.0.8.7>"), 200),
    case("Record-Route through the service itself", "RFC 3261 §16.3", invite(Record_Route="<sip:{house};lr>"), 200, 400, 482),
)
WISHES = (
    case("Require of an unknown option", "RFC 3261 §8.2.2.3", invite(Require="lamplight"), 420, Unsupported="lamplight"),
    case("Require of 500 options", "RFC 3261 §8.2.2.3", invite(Require=", ".join(f"lamp{n}" for n in range(500))), 420),
    case("Proxy-Require for an end point", "RFC 3261 §20.29: for proxies alone", invite(Proxy_Require="lamplight"), 200, 420),
    case("Supported of 500 options", "RFC 3261 §20.37", invite(Supported=", ".join(f"lamp{n}" for n in range(500))), 200),
    case("Content-Encoding gzip", "RFC 3261 §21.4.13", invite(Content_Encoding="gzip"), 415, Accept_Encoding="identity"),
    case("Content-Type missing", "RFC 3261 §20.15", invite(Content_Type=None), 400, 415),
    case("Content-Type of half a word", "RFC 3261 §20.15", invite(Content_Type="application"), 415, 400),
    case("Content-Type with parameters", "RFC 3261 §20.15", invite(Content_Type='application/sdp;charset="utf-8"'), 200),
    case("Content-Type in capitals", "RFC 3261 §20.15", invite(Content_Type="APPLICATION/SDP"), 200),
    case("multipart without boundary", "RFC 2046 §5.1.1", invite(Content_Type="multipart/mixed"), 400, 415),
    case("multipart whose parts never come", "RFC 2046 §5.1.1", invite(Content_Type="multipart/mixed;boundary=edge"), 400, 415,
         488),
    case("Content-Disposition of an unknown kind", "RFC 3261 §20.11", invite(Content_Disposition="lamp;handling=required"), 200,
         415),
    case("Replaces of no dialog", "RFC 3891 §3", invite(Replaces="never;to-tag=a;from-tag=b"), 200, 481),
    case("Replaces that is broken", "RFC 3891 §3", invite(Replaces=";;to-tag"), 200, 400, 481),
    case("Replaces twice", "RFC 3891 §3", invite(Replaces=["a;to-tag=b;from-tag=c", "d;to-tag=e;from-tag=f"]), 200, 400),
    case("Join of no dialog", "RFC 3911 §4", invite(Join="never;to-tag=a;from-tag=b", Require="join"), 420, 481),
    case("Authorization that is broken", "RFC 3261 §22", invite(Authorization='Digest username="lamp, realm='), 200, 400),
    case("Alert-Info with a web address", "RFC 3261 §20.4: nothing is fetched",
         invite(Alert_Info="<http://127.0.0.9/ring.wav>"), 200),
    case("Identity of 10,000 letters", "RFC 8224 §4", invite(Identity="e" * 10_000), 200, 400, 438, 513),
    case("compact forms only", "RFC 3261 §7.3.3",
         lambda pen: pen.invite({"Via": None, "v": pen.via, "From": None, "f": f"<sip:1@{pen.host}>;tag=a", "To": None,
                                 "t": f"<sip:12345@{pen.house}>", "Call-ID": None, "i": pen.call_id, "Contact": None,
                                 "m": f"<sip:1@{pen.me}>", "Content-Type": None, "c": "application/sdp"}), 200),
    case("header names in changing case", "RFC 3261 §7.3.1",
         lambda pen: pen.invite().replace(b"Call-ID", b"cALL-iD").replace(b"CSeq", b"cSEQ"), 200),
)  # fmt: skip
STRANGERS = (
    case("a stranger's INVITE", "trunk mode: allowed peers by address", invite(), 403, host=STRANGER),
    case("a stranger's OPTIONS", "trunk mode", options(), 403, host=STRANGER),
    case("a stranger's REGISTER", "trunk mode", lambda pen: pen.request("REGISTER"), 403, host=STRANGER),
    case("a stranger who names a trunk in Via", "trunk mode: the packet's source counts",
         invite(Via="SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKs1;rport"), 403, host=STRANGER),
    case("a stranger with an asserted identity", "RFC 3325 §5: only of trusted peers",
         invite(P_Asserted_Identity="<sip:110@127.0.0.1>"), 403, host=STRANGER),
)  # fmt: skip
CASES: tuple[Single, ...] = (*LENGTHS, *COUNTERS, *VIAS, *PEOPLE, *ROUTES, *WISHES, *STRANGERS)

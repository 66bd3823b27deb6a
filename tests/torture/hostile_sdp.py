"""Hostile session descriptions in an INVITE whose frame is right. Our own.

488 is refused before anyone rings; 200 has an answer whose m= lines match the offer's one for one (RFC 3264 §6).
"""

from collections.abc import Callable

from tests.torture.case import Single, case
from tests.torture.pen import Pen, raw, sdp

OFFER, GRAMMAR = "RFC 3264 §5, §6", "RFC 4566 §5"
NO = (488, 400, 415, 606)
HEAD = "v=0\no=lamp 7 1 IN IP4 127.0.0.1\ns=-\n"
HERE, NOW = "c=IN IP4 127.0.0.1\n", "t=0 0\n"
AUDIO = "m=audio 9000 RTP/AVP 8 0\n"


def described(text: str) -> Callable[[Pen], bytes]:
    return lambda pen: pen.invite(body=sdp(text))


def with_lines(*lines: str, formats: str = "8 0 101") -> Callable[[Pen], bytes]:
    """A plain offer and further lines behind its audio line."""
    return lambda pen: pen.invite(body=pen.offer(*lines, formats=formats))


def media(*lines: str) -> Callable[[Pen], bytes]:
    """The session part and these m= (and further) lines."""
    return described(HEAD + HERE + NOW + "".join(line + "\n" for line in lines))


def at(connection: str) -> Callable[[Pen], bytes]:
    return described(HEAD + connection + "\n" + NOW + AUDIO)


SHAPES = (
    case("delayed offer: no body", "RFC 3264 §5, RFC 3261 §13.2.1", lambda pen: pen.invite(body=""), 200),
    case("body of one line end", GRAMMAR, described("\n"), *NO),
    case("version line alone", GRAMMAR, described("v=0\n"), *NO),
    case("no version line", GRAMMAR, described(HEAD[4:] + HERE + NOW + AUDIO), *NO),
    case("version 9", GRAMMAR, described("v=9" + HEAD[3:] + HERE + NOW + AUDIO), 200, *NO),
    case("no origin, no session name", GRAMMAR, described("v=0\n" + HERE + NOW + AUDIO), 200, *NO),
    case("no time line", GRAMMAR, described(HEAD + HERE + AUDIO), 200, *NO),
    case(
        "lines in a wrong order",
        GRAMMAR,
        described("v=0\n" + NOW + HERE + AUDIO + "s=-\no=lamp 7 1 IN IP4 127.0.0.1\n"),
        200,
        *NO,
    ),
    case("LF line ends", GRAMMAR, lambda pen: pen.invite(body=HEAD + HERE + NOW + AUDIO), 200, *NO),
    case("spaces around the equal signs", GRAMMAR, described((HEAD + HERE + NOW + AUDIO).replace("=", " = ")), *NO),
    case("JSON instead", GRAMMAR, described('{"v": 0, "audio": 9000}'), *NO),
    case("binary instead", GRAMMAR, described(raw(bytes(range(256)))), *NO),
    case(
        "GB18030 session name",
        GRAMMAR,
        lambda pen: pen.invite(body=sdp(HEAD.replace("s=-", "s=" + raw("灯".encode("gb18030"))) + HERE + NOW + AUDIO)),
        200,
    ),
    case("zero byte in the origin", GRAMMAR, described(HEAD.replace("lamp", "la\0mp") + HERE + NOW + AUDIO), 200, *NO),
    case("two descriptions behind one another", GRAMMAR, described((HEAD + HERE + NOW + AUDIO) * 2), 200, *NO),
    case("session id of 2**200", GRAMMAR, described(HEAD.replace(" 7 ", f" {2**200} ") + HERE + NOW + AUDIO), 200, *NO),
)
PLACES = (
    case("no connection line", GRAMMAR, described(HEAD + NOW + AUDIO), *NO),
    case("connection in the media part alone", GRAMMAR, described(HEAD + NOW + AUDIO + HERE), 200),
    case("both connection lines", GRAMMAR, described(HEAD + "c=IN IP4 127.0.0.3\n" + NOW + AUDIO + HERE), 200),
    case("IPv6 connection", OFFER, at("c=IN IP6 ::1"), *NO),
    case("IPv6 at the session, IPv4 at the audio line", OFFER, described(HEAD + "c=IN IP6 ::1\n" + NOW + AUDIO + HERE), 200),
    case("connection of a host name", GRAMMAR, at("c=IN IP4 yard.invalid"), 200, *NO),
    case("connection of the hold of RFC 2543", "RFC 3264 §8.4", at("c=IN IP4 0.0.0.0"), 200),
    case("multicast connection", "RFC 4566 §5.7; sound for many is not for us", at("c=IN IP4 239.7.7.7/127"), *NO),
    case("broadcast connection", "no party has this address", at("c=IN IP4 255.255.255.255"), *NO),
    case("connection of a stranger's address", "symmetric RTP: we send where sound comes from", at("c=IN IP4 127.9.9.9"), 200),
    case("connection of five numbers", GRAMMAR, at("c=IN IP4 127.0.0.0.1"), *NO),
    case("connection of numbers above 255", GRAMMAR, at("c=IN IP4 999.999.999.999"), *NO),
    case("connection in octal and hexadecimal", GRAMMAR, at("c=IN IP4 0x7f.0.0.01"), *NO),
    case("connection without address", GRAMMAR, at("c=IN IP4"), *NO),
    case("connection with a command in it", GRAMMAR, at("c=IN IP4 127.0.0.1;reboot"), *NO),
    case("connection of 60,000 letters", GRAMMAR, at("c=IN IP4 " + "1" * 55_000), *NO),
    case("connection in another network", GRAMMAR, at("c=ATM NSAP 47.0091"), *NO),
)
LINES = (
    case("no audio line", OFFER, media(), *NO),
    case("video alone", OFFER, media("m=video 9000 RTP/AVP 96", "a=rtpmap:96 H264/90000"), *NO),
    case("video beside audio", OFFER, media("m=audio 9000 RTP/AVP 8", "m=video 9002 RTP/AVP 96", "a=rtpmap:96 H264/90000"), 200),
    case("video before audio", OFFER, media("m=video 9002 RTP/AVP 96", "a=rtpmap:96 H264/90000", "m=audio 9000 RTP/AVP 8"), 200),
    case("a hundred audio lines", OFFER, media(*["m=audio 9000 RTP/AVP 8"] * 100), 200, *NO),
    case("3,000 audio lines", OFFER, media(*["m=audio 9 RTP/AVP 8"] * 2_500), 200, *NO),
    case("audio line refused with port 0", OFFER, media("m=audio 0 RTP/AVP 8"), *NO),
    case("port 0, then a second audio line", OFFER, media("m=audio 0 RTP/AVP 8", "m=audio 9000 RTP/AVP 8"), 200),
    case("port 65536", GRAMMAR, media("m=audio 65536 RTP/AVP 8"), *NO),
    case("negative port", GRAMMAR, media("m=audio -1 RTP/AVP 8"), *NO),
    case("port of words", GRAMMAR, media("m=audio lamp RTP/AVP 8"), *NO),
    case("port with a count", "RFC 4566 §5.14", media("m=audio 9000/2 RTP/AVP 8"), 200, *NO),
    case("odd port", "RFC 3550 §11: even, yet used as said", media("m=audio 9001 RTP/AVP 8"), 200),
    case(
        "our own signalling port as media",
        "sound goes where SDP says until sound comes",
        lambda pen: pen.invite(body=sdp(HEAD + HERE + NOW + f"m=audio {pen.house.partition(':')[2]} RTP/AVP 8\n")),
        200,
    ),
    case("audio line without formats", GRAMMAR, media("m=audio 9000 RTP/AVP"), *NO),
    case("audio line of one word", GRAMMAR, media("m=audio"), *NO),
    case(
        "encrypted audio alone",
        "RFC 3711; we offer none",
        media("m=audio 9000 RTP/SAVP 8", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:bGFtcA=="),
        *NO,
    ),
    case("encrypted and plain audio", OFFER, media("m=audio 9000 RTP/SAVP 8", "m=audio 9002 RTP/AVP 8"), 200),
    case(
        "crypto lines on plain audio",
        "RFC 4568",
        with_lines("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:bGFtcA==", "a=crypto:x"),
        200,
    ),
    case("profile with feedback", "RFC 4585", media("m=audio 9000 RTP/AVPF 8"), 200, *NO),
    case(
        "DTLS profile of browsers",
        "RFC 5764; we offer none",
        media("m=audio 9000 UDP/TLS/RTP/SAVPF 8", "a=fingerprint:sha-256 00"),
        *NO,
    ),
    case("image line of a fax", "RFC 3362", media("m=image 9000 udptl t38"), *NO),
    case("application over TCP beside audio", OFFER, media("m=audio 9000 RTP/AVP 8", "m=application 9002 TCP/BFCP *"), 200),
)
FORMATS = (
    case("G.729 alone", OFFER, media("m=audio 9000 RTP/AVP 18"), *NO),
    case("G.729 first, A-law second", OFFER, media("m=audio 9000 RTP/AVP 18 8"), 200),
    case("A-law under a dynamic number", OFFER, media("m=audio 9000 RTP/AVP 96", "a=rtpmap:96 PCMA/8000"), 200),
    case(
        "number 8 renamed to another codec",
        "RFC 3551 §6: rtpmap counts",
        media("m=audio 9000 RTP/AVP 8", "a=rtpmap:8 opus/48000/2"),
        *NO,
    ),
    case("A-law of 16 kHz", OFFER, media("m=audio 9000 RTP/AVP 96", "a=rtpmap:96 PCMA/16000"), *NO),
    case("A-law of two channels", OFFER, media("m=audio 9000 RTP/AVP 96", "a=rtpmap:96 PCMA/8000/2"), *NO),
    case("payload type 300", GRAMMAR, media("m=audio 9000 RTP/AVP 300", "a=rtpmap:300 PCMA/8000"), *NO),
    case(
        "payload type 72, which RTCP has",
        "RFC 3551 §3, RFC 5761 §4",
        media("m=audio 9000 RTP/AVP 72", "a=rtpmap:72 PCMA/8000"),
        *NO,
    ),
    case("negative payload type", GRAMMAR, media("m=audio 9000 RTP/AVP -8"), *NO),
    case("5,000 payload types", GRAMMAR, media("m=audio 9000 RTP/AVP " + " ".join(map(str, range(5_000)))), 200, *NO),
    case("the same type a thousand times", GRAMMAR, media("m=audio 9000 RTP/AVP" + " 8" * 1_000), 200),
    case(
        "two names for one type",
        GRAMMAR,
        media("m=audio 9000 RTP/AVP 96", "a=rtpmap:96 PCMA/8000", "a=rtpmap:96 opus/48000"),
        200,
        *NO,
    ),
    case("telephone events alone", OFFER, media("m=audio 9000 RTP/AVP 101", "a=rtpmap:101 telephone-event/8000"), *NO),
    case(
        "telephone events under the number of A-law",
        "RFC 4733 §2",
        media("m=audio 9000 RTP/AVP 8 0", "a=rtpmap:8 telephone-event/8000"),
        200,
        *NO,
    ),
    case(
        "telephone events of 48 kHz",
        "RFC 4733 §2.1",
        media("m=audio 9000 RTP/AVP 8 97", "a=rtpmap:97 telephone-event/48000"),
        200,
    ),
    case("event list of 10**9", "RFC 4733 §2.4.1", with_lines("a=fmtp:101 0-1000000000"), 200),
    case("event list backwards", "RFC 4733 §2.4.1", with_lines("a=fmtp:101 15-0,,,-"), 200),
    case("rtpmap without name", GRAMMAR, with_lines("a=rtpmap:8", "a=rtpmap:", "a=rtpmap"), 200),
    case("comfort noise offered", "RFC 3389", media("m=audio 9000 RTP/AVP 8 13"), 200),
)
ATTRIBUTES = (
    case("ptime 0", "RFC 4566 §6", with_lines("a=ptime:0"), 200),
    case("ptime 1000", "RFC 4566 §6", with_lines("a=ptime:1000"), 200),
    case("ptime of words", "RFC 4566 §6", with_lines("a=ptime:soon", "a=maxptime:-1"), 200),
    case("ptime of 10**30", "RFC 4566 §6", with_lines(f"a=ptime:{10**30}"), 200),
    case("all four directions at once", "RFC 3264 §5.1", with_lines("a=sendonly", "a=recvonly", "a=inactive", "a=sendrecv"),
         200, *NO),
    case("inactive from the beginning", "RFC 3264 §5.1", with_lines("a=inactive"), 200),
    case("bandwidth of 10**40", "RFC 4566 §5.8", with_lines(f"b=AS:{10**40}", "b=TIAS:-1", "b="), 200),
    case("RTCP at another place", "RFC 3605", with_lines("a=rtcp:53 IN IP4 127.0.0.9"), 200),
    case("RTCP on the same port", "RFC 5761", with_lines("a=rtcp-mux"), 200),
    case("ICE candidates", "RFC 8839", with_lines("a=ice-ufrag:lamp", "a=ice-pwd:" + "p" * 22,
         *[f"a=candidate:{n} 1 UDP {n} 127.0.0.{n} 9 typ host" for n in range(1, 60)]), 200),
    case("bundle of lines that are not there", "RFC 9143", with_lines("a=group:BUNDLE 0 1 2 3", "a=mid:7"), 200),
    case("attribute of 40,000 letters", GRAMMAR, with_lines("a=" + "x" * 40_000), 200),
    case("3,000 attributes", GRAMMAR, with_lines(*["a=lamp:on"] * 3_000), 200),
    case("attributes without name", GRAMMAR, with_lines("a=", "a=:", "a"), 200),
    case("key line", "RFC 4566 §5.12", with_lines("k=clear:lamp"), 200),
)  # fmt: skip


def parts(count: int, *, nested: bool = False) -> Callable[[Pen], bytes]:
    """A multipart body of so many parts, beside one another or each within the one before; the SDP comes last."""
    inner = "Content-Type: application/sdp\n\n" + HEAD + HERE + NOW + AUDIO
    for number in range(count if nested else 0):
        inner = f"Content-Type: multipart/mixed;boundary=b{number}\n\n--b{number}\n{inner}\n--b{number}--\n"
    before = "" if nested else "--edge\nContent-Type: text/plain\n\nlamp\n" * count
    body = sdp(f"{before}--edge\n{inner}--edge--\n")
    return lambda pen: pen.invite(body=body, kind="multipart/mixed;boundary=edge")


BOMBS = (
    case("multipart of 900 parts", "RFC 2046 §5.1", parts(900), 200, 400, 415, 488, 513),
    case("multipart 300 deep", "RFC 2046 §5.1", parts(300, nested=True), 200, 400, 415, 488, 513),
    case("boundary of 20,000 letters", "RFC 2046 §5.1.1: at most 70",
         lambda pen: pen.invite(kind="multipart/mixed;boundary=" + "b" * 20_000), 400, 415, 488, 513),
    case("boundary that is an expression", "RFC 2046 §5.1.1", lambda pen: pen.invite(kind='multipart/mixed;boundary="(a+)+$"'),
         400, 415, 488),
    case("one line of 55,000 letters", GRAMMAR, described(HEAD.replace("s=-", "s=" + "x" * 55_000) + HERE + NOW + AUDIO), 200,
         *NO, 513),
    case("1,500 names for one type", GRAMMAR, with_lines(*["a=rtpmap:8 PCMA/8000"] * 1_500), 200, *NO),
    case("event list of 15,000 commas", "RFC 4733 §2.4.1", with_lines("a=fmtp:101 " + "0," * 15_000), 200, *NO),
    case("1,000 connection lines", GRAMMAR, described(HEAD + HERE * 1_000 + NOW + AUDIO), 200, *NO),
    case("200 lines of video and one of audio", OFFER, media(*["m=video 9002 RTP/AVP 96"] * 200, "m=audio 9000 RTP/AVP 8"),
         200, *NO),
    case("port of 40,000 digits", GRAMMAR, media(f"m=audio {'9' * 40_000} RTP/AVP 8"), *NO, 513),
    case("session version of 30,000 digits", GRAMMAR,
         described(HEAD.replace(" 1 IN", f" {'1' * 30_000} IN") + HERE + NOW + AUDIO), 200, *NO, 513),
)  # fmt: skip
CASES: tuple[Single, ...] = (*SHAPES, *PLACES, *LINES, *FORMATS, *ATTRIBUTES, *BOMBS)

"""RFC 4475 §3.2 to §3.4: messages whose grammar is right and whose meaning is the trouble. Our own for each of the seventeen."""

from tests.torture.case import case, silence
from tests.torture.pen import Pen

RFC = "RFC 4475 §"


def branch_of_the_cookie_alone(pen: Pen) -> bytes:
    return pen.request("OPTIONS", {"Via": f"SIP/2.0/UDP {pen.me};rport;branch=z9hG4bK"})


def missing_headers(pen: Pen) -> bytes:
    return pen.invite({"Call-ID": None, "From": None, "To": None})


def scheme_of_nobody(pen: Pen) -> bytes:
    return pen.request("OPTIONS", uri="lanternfestival:east")


def scheme_of_others(pen: Pen) -> bytes:
    return pen.request("OPTIONS", uri="h323.gate://127.0.7.1/3")


def schemes_of_nobody_in_headers(pen: Pen) -> bytes:
    return pen.request(
        "REGISTER",
        {"To": "lamp:0-7204-2083-5", "From": f"<https://127.0.7.2/home>;tag={pen.tag}", "Contact": "<ship:harbour=7>"},
    )


def extensions_of_nobody(pen: Pen) -> bytes:
    return pen.request("OPTIONS", {"Require": "lamplight, moonlight", "Proxy-Require": "nobody-relays-this, nor-this"})


def body_of_unknown_kind(pen: Pen) -> bytes:
    return pen.invite(body="<yard lamps='7'/>", kind="application/x-yard-plan")


def authorization_of_unknown_kind(pen: Pen) -> bytes:
    return pen.request("REGISTER", {"Authorization": "PaperLantern glow=dim, colour=red"})


def values_doubled(pen: Pen) -> bytes:
    return pen.invite(
        {
            "CSeq": ["5 INVITE", "59 INVITE"],
            "Call-ID": [pen.call_id, "second." + pen.call_id],
            "From": [f"<sip:{pen.number}@{pen.host}>;tag={pen.tag}", f"<sip:other@{pen.host}>;tag=2"],
            "To": [f"<sip:12345@{pen.house}>", f"<sip:110@{pen.house}>"],
            "Max-Forwards": ["70", "5"],
        }
    )


def two_lengths(pen: Pen) -> bytes:
    body = "There is no telling where this body ends."
    return pen.request("OPTIONS", {"Content-Length": ["7", str(len(body))]}, body=body, kind="text/plain")


def response_for_everybody(pen: Pen) -> bytes:
    return pen.response("200 OK", {"Via": [f"SIP/2.0/UDP 255.255.255.255;branch={pen.branch}", pen.via]})


def no_hop_left(pen: Pen) -> bytes:
    return pen.request("OPTIONS", {"Max-Forwards": "0"})


def contact_with_a_parameter(pen: Pen) -> bytes:
    return pen.request("REGISTER", {"Contact": f"sip:{pen.number}@{pen.me};yard"})


def contact_with_a_uri_parameter(pen: Pen) -> bytes:
    return pen.request("REGISTER", {"Contact": f"<sip:{pen.number}@{pen.me};yard>"})


def contact_with_an_escaped_header(pen: Pen) -> bytes:
    return pen.request("REGISTER", {"Contact": f"<sip:{pen.number}@{pen.me}?Route=%3Csip:127.0.7.3%3Blr%3E>"})


def accepts_nothing_we_make(pen: Pen) -> bytes:
    return pen.invite({"Accept": "text/x-yard-talk"})


def as_before_2002(pen: Pen) -> bytes:
    body = pen.offer()
    head = f"""
INVITE sip:12345@{pen.house} SIP/2.0
Via: SIP/2.0/UDP {pen.me}
From: <sip:{pen.number}@{pen.host}>
Record-Route: <sip:12345@{pen.house};maddr={pen.host}>
To: sip:12345@{pen.house}
Call-ID: {pen.call_id}
CSeq: 1 INVITE
Contact: <sip:{pen.number}@{pen.me}>
Content-Type: application/sdp
"""
    return pen.wire(head, body)


CASES = (
    case("branch that is the cookie alone", RFC + "3.2.1", branch_of_the_cookie_alone, 200, 400),
    case("required header fields missing", RFC + "3.3.1", missing_headers, 400),
    case("Request-URI of an unknown scheme", RFC + "3.3.2", scheme_of_nobody, 416),
    case("Request-URI of a known scheme of others", RFC + "3.3.3", scheme_of_others, 416),
    case("unknown schemes in header fields", RFC + "3.3.4", schemes_of_nobody_in_headers, 400, 405),
    case("Require and Proxy-Require", RFC + "3.3.5", extensions_of_nobody, 420, Unsupported="moonlight"),
    case("unknown Content-Type", RFC + "3.3.6", body_of_unknown_kind, 415, Accept="application/sdp"),
    case("unknown authorization scheme", RFC + "3.3.7", authorization_of_unknown_kind, 405),
    case("several values where one is required", RFC + "3.3.8", values_doubled, 400),
    case("several Content-Length values", RFC + "3.3.9", two_lengths, 400),
    silence("200 with a broadcast Via", RFC + "3.3.10", response_for_everybody),
    case("Max-Forwards of zero", RFC + "3.3.11", no_hop_left, 200, 483),
    case("REGISTER with a Contact parameter", RFC + "3.3.12", contact_with_a_parameter, 405),
    case("REGISTER with a URI parameter", RFC + "3.3.13", contact_with_a_uri_parameter, 405),
    case("REGISTER with a header in its Contact", RFC + "3.3.14", contact_with_an_escaped_header, 400, 405),
    case("Accept of nothing that we make", RFC + "3.3.15", accepts_nothing_we_make, 406),
    case("INVITE of RFC 2543", RFC + "3.4.1", as_before_2002, 200),
)

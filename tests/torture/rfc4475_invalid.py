"""RFC 4475 §3.1.2, invalid messages: our own for each of its nineteen.

Where the section lets a receiver be liberal, both 400 and what the mended message would get are right.
"""

from tests.torture.case import case, silence
from tests.torture.pen import Pen

RFC = "RFC 4475 §3.1.2."


def extra_separators(pen: Pen) -> bytes:
    return pen.invite({"Via": f"{pen.via};;,;,,", "Contact": f'"Yard" <sip:{pen.number}@{pen.me}>;;;;'})


def length_beyond_the_end(pen: Pen) -> bytes:
    return pen.invite({"Content-Length": "9999"})


def negative_length(pen: Pen) -> bytes:
    return pen.invite({"Content-Length": "-417"})


def huge_scalars(pen: Pen) -> bytes:
    return pen.request(
        "REGISTER",
        {
            "CSeq": "73786976294838206464 REGISTER",
            "Max-Forwards": "299",
            "Expires": "1" + "0" * 60,
            "Contact": f"<sip:{pen.number}@{pen.me}>;expires=560595193265630",
        },
    )


def huge_scalars_in_a_response(pen: Pen) -> bytes:
    return pen.response(
        "503 Service Unavailable",
        {"CSeq": "18446744073709551617 OPTIONS", "Retry-After": "1844674407370955161", "Warning": '1812 lantern "long ago"'},
    )


def open_quote(pen: Pen) -> bytes:
    return pen.invite({"To": f'"Mrs Lantern <sip:12345@{pen.house}>'})


def bracketed_target(pen: Pen) -> bytes:
    return pen.invite(uri=f"<sip:12345@{pen.house}>")


def space_in_target(pen: Pen) -> bytes:
    return pen.invite(uri=f"sip:12345@{pen.house}; lr")


def many_spaces_in_start_line(pen: Pen) -> bytes:
    return pen.invite().replace(b"INVITE sip:", b"INVITE  sip:", 1).replace(b" SIP/2.0\r\n", b"  SIP/2.0\r\n", 1)


def spaces_behind_start_line(pen: Pen) -> bytes:
    return pen.request("OPTIONS").replace(b" SIP/2.0\r\n", b" SIP/2.0  \r\n", 1)


def headers_in_target(pen: Pen) -> bytes:
    return pen.invite(uri=f"sip:12345@{pen.house}?Route=%3Csip:127.0.6.6%3Blr%3E")


def date_of_another_zone(pen: Pen) -> bytes:
    return pen.invite({"Date": "Tue, 03 Feb 2026 09:30:00 CST"})


def contact_without_brackets(pen: Pen) -> bytes:
    return pen.request("REGISTER", {"Contact": f"sip:{pen.number}@{pen.me}?Route=%3Csip:127.0.6.7%3E", "l": "0"})


def spaces_in_address(pen: Pen) -> bytes:
    return pen.request("OPTIONS", {"To": f'"Yard, East" < sip:12345@{pen.house} >'})


def comma_in_bare_name(pen: Pen) -> bytes:
    return pen.request("OPTIONS", {"From": f"Lantern, Paper <sip:{pen.number}@{pen.host}>;tag={pen.tag}"})


def version_seven(pen: Pen) -> bytes:
    return pen.request("OPTIONS", {"Via": pen.via.replace("SIP/2.0", "SIP/8.1", 1)}, version="SIP/8.1")


def another_method_in_cseq(pen: Pen) -> bytes:
    return pen.request("OPTIONS", {"CSeq": "8 INVITE"})


def unknown_method_and_another_in_cseq(pen: Pen) -> bytes:
    return pen.request("LANTERN", {"CSeq": "8 INVITE"})


def code_beyond_all(pen: Pen) -> bytes:
    return pen.response("8589934792 Far Too Much")


CASES = (
    case("extraneous separators", RFC + "1", extra_separators, 400),
    case("Content-Length larger than the message", RFC + "2", length_beyond_the_end, 400),
    case("negative Content-Length", RFC + "3", negative_length, 400),
    case("request scalars with overlarge values", RFC + "4", huge_scalars, 400),
    silence("response scalars with overlarge values", RFC + "5", huge_scalars_in_a_response),
    case("unterminated quoted display name", RFC + "6", open_quote, 400),
    case("<> around the Request-URI", RFC + "7", bracketed_target, 400, 200),
    case("white space inside the Request-URI", RFC + "8", space_in_target, 400, 200),
    case("several spaces in the request line", RFC + "9", many_spaces_in_start_line, 400, 200),
    case("spaces at the end of the request line", RFC + "10", spaces_behind_start_line, 400, 200),
    case("escaped headers in the Request-URI", RFC + "11", headers_in_target, 400, 200),
    case("time zone that Date does not know", RFC + "12", date_of_another_zone, 400, 200),
    case("Contact that needs brackets", RFC + "13", contact_without_brackets, 400, 405),
    case("spaces within an address", RFC + "14", spaces_in_address, 400, 200),
    case("display name of no tokens", RFC + "15", comma_in_bare_name, 400, 200),
    case("unknown protocol version", RFC + "16", version_seven, 505),
    case("CSeq names another method", RFC + "17", another_method_in_cseq, 400),
    case("unknown method, CSeq names another", RFC + "18", unknown_method_and_another_in_cseq, 400, 501),
    silence("response code beyond all", RFC + "19", code_beyond_all),
)

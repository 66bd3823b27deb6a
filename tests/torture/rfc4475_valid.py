"""RFC 4475 §3.1.1, valid messages: our own for each of its thirteen, with the answer that the section asks for.

We are no registrar, so a well-formed REGISTER is a method that we do not offer: 405 with Allow.
"""

from tests.torture.case import case, silence
from tests.torture.pen import Pen, raw

RFC = "RFC 4475 §3.1.1."


def tortuous(pen: Pen) -> bytes:
    body = pen.offer("a=sendrecv")
    head = f"""
INVITE sip:12345@{pen.house};lamp=paper SIP/2.0
TO :
 <sip:12345@{pen.house}>  ;  colour = vermilion
from   : "Lin \\"Moon\\" Qiao" <sip:{pen.number}@{pen.host}>
  ;
  tag = {pen.tag}
MaX-fOrWaRdS: 0069
Call-ID: {pen.call_id}
Content-Length: {len(body)}
cseq: 0007
  INVITE
v  : SIP  / 2.0  / UDP
   {pen.me} ; rport ; branch = {pen.branch} , SIP / 2.0/UDP 127.0.3.9:5098 ; branch= z9hG4bKlower;weather="grey, ;wet"
s :
Unheard-Of-Header: one \\; two, "three
  four";; ;=
Unheard-Too: t;;,,;;,;
c: application/sdp
m:"Quoted <yard> \\"" <sip:{pen.number}@{pen.me};what="";moved=yes>
   ; q = 0.31 ; unheard = "of it"
rOUTe:
 <sip:127.0.3.7;lr;more=of-it>
"""
    return pen.wire(head, body)


def every_character(pen: Pen) -> bytes:
    method = "!Odd-Method.0369%*_+`'~"
    user = "1_!~*'();&=+$,/?;-.a%5B%7e"
    return pen.request(
        method,
        {
            "To": f'"\x02\x01 BEL:\x07 DEL:\x7f \\"" <sip:{user}@{pen.house}>',
            "From": f"<sip:{user}:pa&=+$,ss@{pen.host};part~!*()=w%20x>;unknown'~token=a\"q\";tag=_{pen.tag}.!%*+`'~",
            "Unheard!-.*_+`'~": raw(b"\x7e\x21 \xc3\xa9 \xe2\x98\x82"),
        },
        uri=f"sip:{user}@{pen.house};unknown'(-_.)=!~*",
    )


def escapes(pen: Pen) -> bytes:
    return pen.invite(
        {
            "To": f"<sip:%31%32%33%345@{pen.house}>",
            "From": f'"%Z%45" <sip:L%69n%25@{pen.host}>;tag={pen.tag}',
            "Contact": f"<sip:cal%6Cer%20yard@{pen.me};%6C%72;n%61me=v%61lue%25%34%31>",
        },
        uri=f"sip:%31234%35@{pen.house}",
    )


def escaped_nulls(pen: Pen) -> bytes:
    address = f"<sip:null-%00-yard@{pen.host}>"
    contacts = [f"<sip:%00@{pen.me}>", f"<sip:%00%00@{pen.me}>"]
    return pen.request("REGISTER", {"To": address, "From": f"{address};tag={pen.tag}", "Contact": contacts})


def percent_in_a_method(pen: Pen) -> bytes:
    return pen.request(
        "OPT%49ONS", {"From": f"%%lamp <sip:{pen.number}@{pen.host}>;tag={pen.tag}", "Call-ID": f"p%%%ZZ{pen.call_id}"}
    )


def name_against_bracket(pen: Pen) -> bytes:
    return pen.request(
        "OPTIONS", {"From": f"paperlamp<sip:{pen.number}@{pen.host}>;tag={pen.tag}", "To": f'"12345"<sip:12345@{pen.house}>'}
    )


def long_values(pen: Pen) -> bytes:
    long = "lantern" * 40
    via = [pen.via + f";{long}={long}", *(f"SIP/2.0/UDP 127.0.4.{n}:50{n:02d};branch=z9hG4bK{n}{long}" for n in range(1, 21))]
    return pen.invite(
        {
            "Via": via,
            "To": f'"{long} 12345" <sip:12345@{pen.house}:5060;p{long}=v{long}>',
            "From": f"sip:{long}{pen.number}@{pen.host};tag={pen.tag}{long}",
            "Call-ID": long + pen.call_id,
            "Unheard-" + long: f"some {long}; other {long}",
            "Contact": f"<sip:{long}@{pen.me};u{long}=v>;k{long}=w",
        },
        uri=f"sip:12345@{pen.house};{long}={long}",
    )


def a_second_request_behind_the_first(pen: Pen) -> bytes:
    extra = Pen((pen.host, pen.port), ("127.0.0.1", 5060))
    return pen.request("REGISTER") + extra.invite(uri=f"sip:12345@{pen.house}")


def semicolons_in_the_user(pen: Pen) -> bytes:
    uri = f"sip:line;gate=n%6Frth;floor=2@{pen.house}"
    return pen.request("OPTIONS", {"To": f"<{uri}>"}, uri=uri)


def many_transports(pen: Pen) -> bytes:
    below = [f"SIP/2.0/{name} 127.0.5.{n};branch=z9hG4bKt{n}{pen.tag}" for n, name in enumerate(("SCTP", "TLS", "PIGEON", "TCP"))]
    return pen.request("OPTIONS", {"Via": [pen.via, *below]})


def parcel_with_binary(pen: Pen) -> bytes:
    mark = "paper-edge-77"
    secret = raw(bytes(range(128, 256)) + b"\0\1\2\r\n")
    parts = (
        f"--{mark}\r\nContent-Type: text/plain\r\n\r\nlamp 7 is out\r\n--{mark}\r\nContent-Type: application/pkcs7-signature\r\n"
    )
    body = f"{parts}Content-Transfer-Encoding: binary\r\n\r\n{secret}\r\n--{mark}--\r\n"
    return pen.request("MESSAGE", body=body, kind=f"multipart/signed;boundary={mark};micalg=sha1")


def unusual_phrase(pen: Pen) -> bytes:
    return pen.response("200 = 2**3 * 5**2 " + raw("办好了 нет проблем ✓".encode()))


def empty_phrase(pen: Pen) -> bytes:
    return pen.response("100 ")


CASES = (
    case("short tortuous INVITE", RFC + "1", tortuous, 200),
    case("wide range of valid characters", RFC + "2", every_character, 405, 501, Allow="INVITE"),
    case("valid use of % escaping", RFC + "3", escapes, 200),
    case("escaped nulls in URIs", RFC + "4", escaped_nulls, 405, Allow="INVITE"),
    case("% where it is no escape", RFC + "5", percent_in_a_method, 405, 501, Allow="INVITE"),
    case("no white space between display name and <", RFC + "6", name_against_bracket, 200),
    case("long values in header fields", RFC + "7", long_values, 200),
    case("extra octets behind the message", RFC + "8", a_second_request_behind_the_first, 405),
    case("semicolons in the user part", RFC + "9", semicolons_in_the_user, 200),
    case("varied and unknown transports", RFC + "10", many_transports, 200),
    case("multipart MIME with binary parts", RFC + "11", parcel_with_binary, 405, 501, Allow="INVITE"),
    silence("unusual reason phrase, for no request of ours", RFC + "12", unusual_phrase),
    silence("empty reason phrase, for no request of ours", RFC + "13", empty_phrase),
)

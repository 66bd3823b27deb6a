"""From any valid (and many a sloppy) datagram to one clean `Message`, or to the status that refuses it.

pyVoIP's parser needs canonical names, one space after the colon, CRLF and an SDP it knows; the world sends compact,
folded and lower-case headers, GB18030 names and multipart bodies (RFC 3261 §7.3, RFC 4475). Pure: bytes in, value out.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from telephony.sip.message import PHRASES, TOKEN, Message, NameAddr, Uri, Via, split_outside

COMPACT = {
    "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition", "e": "Content-Encoding",
    "f": "From", "i": "Call-ID", "k": "Supported", "l": "Content-Length", "m": "Contact", "o": "Event", "r": "Refer-To",
    "s": "Subject", "t": "To", "u": "Allow-Events", "v": "Via", "x": "Session-Expires", "y": "Identity",
}  # fmt: skip
IRREGULAR = {
    "call-id": "Call-ID", "cseq": "CSeq", "mime-version": "MIME-Version", "www-authenticate": "WWW-Authenticate",
    "min-se": "Min-SE", "rseq": "RSeq", "rack": "RAck",
}  # fmt: skip
LISTS = frozenset({
    "Via", "Route", "Record-Route", "Contact", "Path", "Allow", "Supported", "Require", "Proxy-Require", "Unsupported",
    "P-Asserted-Identity", "Accept", "Diversion", "History-Info",
})  # fmt: skip
SINGLE = ("From", "To", "Call-ID", "CSeq")
MAX_HEADERS = 200
MAX_CSEQ = 2**31


@dataclass(frozen=True, slots=True)
class Reject:
    """A request that cannot be taken: answer it with ``status``; ``request`` has what a response needs."""

    status: int
    reason: str
    request: Message
    headers: tuple[tuple[str, str], ...] = ()


class _Refused(Exception):
    def __init__(self, status: int, reason: str, *headers: tuple[str, str]) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers


def normalise(data: bytes, *, statuses: Collection[int] | None = None) -> Message | Reject | None:
    """Read one datagram; None is what must or can only be met with silence (keep-alives, broken responses, bad ACKs).

    ``statuses``: codes that the reader behind knows; any other response code becomes its class's ``x00`` (§8.1.3.2).
    """
    head, body = _split(data)
    lines = _unfold(head)
    if not lines:
        return None
    headers = tuple(_headers(lines[1:]))
    if _is_response(lines[0]):
        return _response(lines[0], headers, body, statuses)
    return _request(lines[0], headers, body)


def is_number(text: str) -> bool:
    """ASCII digits, few enough for what SIP counts."""
    return text.isascii() and text.isdigit() and len(text) <= 10


def _is_response(start: str) -> bool:
    return start[:4].upper() == "SIP/"


def _split(data: bytes) -> tuple[bytes, bytes]:
    data = data.lstrip(b"\r\n\0")
    found = re.search(rb"\r\n\r\n|\n\n", data)
    return (data[: found.start()], data[found.end() :]) if found else (data, b"")


def _unfold(head: bytes) -> list[str]:
    if not head or head[0] < 0x20 or head[0] > 0x7E:
        return []
    lines: list[bytes] = []
    for raw in head.split(b"\n"):
        line = raw.rstrip(b"\r")
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += b" " + line.strip()
        elif line:
            lines.append(line)
    return [_text(line) for line in lines]


def _text(line: bytes) -> str:
    for charset in ("utf-8", "gb18030"):
        try:
            return _printable(line.decode(charset))
        except UnicodeDecodeError:
            continue
    return _printable(line.decode("latin-1"))


def _printable(text: str) -> str:
    """No control character goes on from here: a lone CR would be a line end to some peers."""
    if text.isprintable():
        return text
    return "".join(one if one == "\t" or (one >= " " and one != "\x7f") else " " for one in text.replace("\0", ""))


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in lines[:MAX_HEADERS]:
        raw, colon, value = line.partition(":")
        if not colon:
            continue
        name = canonical(raw)
        values = split_outside(value, ",") if name in LISTS else [value.strip()]
        found += [(name, " ".join(part.split()) if name == "CSeq" else part) for part in values if part or name not in LISTS]
    return found


def canonical(name: str) -> str:
    """``v`` and ``VIA`` and ``via `` are all ``Via`` (RFC 3261 §7.3.1, §7.3.3)."""
    low = name.strip().lower()
    return COMPACT.get(low) or IRREGULAR.get(low) or "-".join(part.capitalize() for part in low.split("-"))


def _response(start: str, headers: tuple[tuple[str, str], ...], body: bytes, statuses: Collection[int] | None) -> Message | None:
    version, _, rest = start.partition(" ")
    code, _, reason = rest.strip().partition(" ")
    if version.upper() != "SIP/2.0" or not (is_number(code) and len(code) == 3 and 100 <= int(code) <= 699):
        return None
    status = int(code)
    if statuses is not None and status not in statuses:
        status = 183 if status < 200 else status // 100 * 100
    usable = tuple(pair for pair in headers if pair[0] not in ("Contact", "Record-Route") or _reachable(pair[1]))
    shell = Message(method="?", status=status, reason=reason.strip(), headers=usable)
    if not _answerable(shell):
        return None
    try:
        _check_common(shell)
        return _with_body(shell, shell.get("CSeq").split()[1].upper(), body)
    except _Refused:
        return None


def _request(start: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Message | Reject | None:
    words = start.split()
    if not words:
        return None
    method = words[0]
    shell = Message(method=method, uri=" ".join(words[1:-1]).strip("<>"), headers=headers)
    if not _answerable(shell):
        return None
    try:
        _check_start(words)
        _check_common(shell)
        _check_request(shell)
        return _with_body(shell, method, body)
    except _Refused as refused:
        return None if method == "ACK" else Reject(refused.status, refused.reason, shell, refused.headers)


def _answerable(message: Message) -> bool:
    try:
        return bool(message.via)
    except ValueError:
        return False


def _check_start(words: list[str]) -> None:
    if len(words) >= 2 and _is_response(words[-1]) and words[-1].upper() != "SIP/2.0":
        raise _Refused(505, PHRASES[505])
    if len(words) != 3 or words[-1].upper() != "SIP/2.0" or not TOKEN.fullmatch(words[0]):
        raise _Refused(400, "Bad request line")


def _check_common(message: Message) -> None:
    for name in SINGLE:
        if len(message.all(name)) != 1:
            raise _Refused(400, f"Needs one {name}")
    parts = message.get("CSeq").split()
    if len(parts) != 2 or not is_number(parts[0]) or int(parts[0]) >= MAX_CSEQ:
        raise _Refused(400, "Bad CSeq")
    try:
        for via in message.all("Via"):
            Via.parse(via)
        for name in ("From", "To"):
            NameAddr.parse(message.get(name))
    except ValueError:
        raise _Refused(400, "Bad address header") from None


def _check_request(message: Message) -> None:
    if message.get("CSeq").split()[1] != message.method:
        raise _Refused(400, "CSeq names another method")
    hops = message.get("Max-Forwards", "70")
    if not is_number(hops) or int(hops) > 255:
        raise _Refused(400, "Bad Max-Forwards")
    scheme = message.uri.partition(":")[0].lower()
    if scheme not in ("sip", "sips", "tel"):
        raise _Refused(416, PHRASES[416])
    try:
        Uri.parse(message.uri)
    except ValueError:
        raise _Refused(400, "Bad URI") from None
    if not all(_reachable(value) for name in ("Contact", "Record-Route", "Route") for value in message.all(name)):
        raise _Refused(400, "Bad URI in Contact or Route")


def _reachable(value: str) -> bool:
    """Whether a later request can be sent to this address (or it is the ``*`` of REGISTER)."""
    try:
        return value == "*" or bool(Uri.parse(NameAddr.parse(value).uri).host)
    except ValueError:
        return False


def _with_body(shell: Message, method: str, body: bytes) -> Message:
    length = shell.get("Content-Length")
    if length:
        others = shell.all("Content-Length")
        if not is_number(length) or int(length) > len(body) or any(other != length for other in others):
            raise _Refused(400, "Bad Content-Length")
        body = body[: int(length)]
    clean = Message(
        method=method, uri=shell.uri, status=shell.status, reason=shell.reason, headers=shell.headers, body=body
    ).having("Content-Length")
    if not body:
        return clean
    if shell.get("Content-Encoding", "identity").lower() != "identity":
        raise _Refused(415, PHRASES[415], ("Accept-Encoding", "identity"))
    return _unpacked(clean) if method in ("INVITE", "ACK", "UPDATE", "PRACK") else clean


def _unpacked(message: Message) -> Message:
    """The message with plain SDP as its body: taken out of multipart, 415 for a request with anything else."""
    if message.content_type == "application/sdp":
        return message
    if message.content_type.startswith("multipart/") and (part := _sdp_part(message)):
        return Message(
            method=message.method, uri=message.uri, status=message.status, reason=message.reason,
            headers=message.having("Content-Type", "application/sdp").headers, body=part,
        )  # fmt: skip
    if message.is_request:
        raise _Refused(415, PHRASES[415], ("Accept", "application/sdp"))
    return message


def _sdp_part(message: Message) -> bytes:
    found = re.search(r'boundary="?([^";]+)"?', message.get("Content-Type"), re.IGNORECASE)
    if not found:
        return b""
    for part in message.body.split(b"--" + found[1].encode()):
        head, body = _split(part)
        kind = dict(_headers(_unfold(head))).get("Content-Type", "")
        if kind.partition(";")[0].strip().lower() == "application/sdp":
            return body.removesuffix(b"\r\n")
    return b""

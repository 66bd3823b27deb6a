"""A SIP message as an immutable value, and the few grammars inside its headers (RFC 3261 §7, §20, §25).

Header names are canonical (`Call-ID`), list headers stand one value an entry, text is already decoded. The normaliser
makes such values from bytes; everything behind it reads only these.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote

VERSION = "SIP/2.0"
MAGIC = "z9hG4bK"
HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+")
Params = tuple[tuple[str, str], ...]

PHRASES = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 400: "Bad Request", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout", 415: "Unsupported Media Type",
    416: "Unsupported URI Scheme", 420: "Bad Extension", 421: "Extension Required", 422: "Session Interval Too Small",
    480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 483: "Too Many Hops",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 489: "Bad Event", 491: "Request Pending",
    500: "Server Internal Error", 501: "Not Implemented", 503: "Service Unavailable", 504: "Server Time-out",
    505: "Version Not Supported", 513: "Message Too Large", 600: "Busy Everywhere", 603: "Decline",
}  # fmt: skip


def split_outside(text: str, separator: str) -> list[str]:
    """Split at a separator that stands neither in quotes nor in angle brackets; parts are stripped, empty ones kept."""
    if separator not in text:
        return [text.strip()]
    if '"' not in text and "<" not in text:
        return [part.strip() for part in text.split(separator)]
    parts, start, quoted, angle, escaped = [], 0, False, False, False
    for index, char in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = char == "\\", char != '"'
        elif char == '"':
            quoted = True
        elif char == separator and not angle:
            parts.append(text[start:index].strip())
            start = index + 1
        elif char in "<>":
            angle = char == "<"
    return [*parts, text[start:].strip()]


def _params(parts: Iterable[str]) -> Params:
    pairs = (part.partition("=") for part in parts if part)
    return tuple((name.strip().lower(), value.strip().strip('"')) for name, _, value in pairs)


@dataclass(frozen=True, slots=True)
class Uri:
    """``sip:user@host:port;params?headers``. ``port`` None means the default 5060; a ``tel:`` number is the user, host empty.

    ``headers`` are decoded (RFC 3261 §19.1.1): a Refer-To may carry a Replaces there, a History-Info a Reason.
    """

    scheme: str
    user: str
    host: str
    port: int | None = None
    params: Params = ()
    headers: Params = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError with the sentence why the text is no URI."""
        scheme, _, rest = text.strip().partition(":")
        if not rest or not SCHEME.fullmatch(scheme) or any(char.isspace() for char in rest):
            raise ValueError(f"{text!r} is no URI")
        user, at, place = rest.rpartition("@")
        place, _, asked = place.partition("?")
        first, *params = place.split(";")
        headers = _uri_headers(asked)
        if scheme.lower() == "tel":
            return cls("tel", f"{user}{at}{first}", "", None, _params(params), headers)
        host, port = _host_and_port(first)
        if not HOST.fullmatch(host) or not _is_port(port):
            raise ValueError(f"{text!r} has no host or a bad port")
        return cls(scheme.lower(), user.partition(":")[0], host, int(port) if port else None, _params(params), headers)

    @property
    def number(self) -> str:
        """The user part without escapes, the parameters of a telephone subscriber and visual separators (RFC 3966 §5.1.1)."""
        unescaped = unquote(self.user)
        plain = (unescaped if unescaped.isprintable() else self.user).partition(";")[0]
        return plain.translate(_SEPARATORS) if plain.lstrip("+")[:1].isdigit() else plain

    @property
    def loose(self) -> bool:
        return any(name == "lr" for name, _ in self.params)

    @property
    def address(self) -> tuple[str, int]:
        return self.host, self.port or 5060


def _is_port(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65_536)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _host_and_port(text: str) -> tuple[str, str]:
    """``host:port`` apart, the host of IPv6 in its brackets; what is neither comes back as a host that nothing matches."""
    if not text.startswith("["):
        host, _, port = text.partition(":")
        return host, port
    inner, close, rest = text.partition("]")
    return (f"{inner}{close}", rest[1:]) if rest[:1] in ("", ":") else (text, "")


_SEPARATORS = str.maketrans("", "", "-.()")


def _uri_headers(text: str) -> Params:
    pairs = (part.partition("=") for part in text.split("&") if part)
    return tuple((unquote(name).strip().lower(), unquote(value).strip()) for name, _, value in pairs)


@dataclass(frozen=True, slots=True)
class NameAddr:
    """``"Display" <uri>;params`` of From, To, Contact, Route and P-Asserted-Identity (RFC 3261 §20.10)."""

    display: str
    uri: str
    params: Params = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError when there is no URI."""
        text = text.strip()
        if "<" in text and (found := _bracketed(text)):
            display, uri, rest = found
            return cls(_unquoted(display), uri.strip(), _params(split_outside(rest, ";")))
        uri, *params = split_outside(text, ";")
        if ":" not in uri or any(mark in uri for mark in '"<>'):
            raise ValueError(f"{text!r} has no URI")
        return cls("", uri, _params(params))

    @property
    def tag(self) -> str:
        return dict(self.params).get("tag", "")


def _bracketed(text: str) -> tuple[str, str, str] | None:
    end = 0
    if text[0] == '"':
        end = 1
        while end < len(text) and text[end] != '"':
            end += 2 if text[end] == "\\" else 1
    start = text.find("<", end)
    close = text.find(">", start)
    if not 0 <= start < close or "<" in text[start + 1 : close]:
        return None
    return text[:start], text[start + 1 : close], text[close + 1 :]


def _unquoted(display: str) -> str:
    display = display.strip()
    if len(display) < 2 or display[0] != '"' or display[-1] != '"':
        return display
    inner = iter(display[1:-1])
    return "".join(next(inner, "") if char == "\\" else char for char in inner)


def quoted(display: str) -> str:
    """A display name as a quoted string; control characters go (they could end the header)."""
    clean = "".join(char for char in display if char.isprintable())
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class Via:
    """One hop (RFC 3261 §20.42). ``rport`` as a parameter without value reads as the empty string."""

    transport: str
    host: str
    port: int | None
    params: Params = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError when it is no ``SIP/2.0/UDP host``."""
        hop, *params = split_outside(text, ";")
        protocol, _, sent_by = "/".join(part.strip() for part in hop.split("/")).partition(" ")
        host, port = _host_and_port(sent_by.strip().replace(" ", ""))
        parts = protocol.split("/")
        if len(parts) != 3 or not TOKEN.fullmatch(parts[2]) or not HOST.fullmatch(host) or not _is_port(port):
            raise ValueError(f"{text!r} is no Via")
        return cls(parts[2].upper(), host, int(port) if port else None, _params(params))

    @property
    def branch(self) -> str:
        return dict(self.params).get("branch", "")

    def received(self, source: tuple[str, int]) -> Self:
        """The hop with ``received`` and ``rport`` filled in from the packet's source (RFC 3581 §4)."""
        params = {name: value for name, value in self.params if name != "received"}  # the sender's word does not count
        if "rport" in params:
            params["rport"] = str(source[1])
        if "rport" in params or self.host != source[0]:
            params["received"] = source[0]
        return replace(self, params=tuple(params.items()))

    @property
    def reply_to(self) -> tuple[str, int]:
        """Where a response to this hop goes (RFC 3261 §18.2.2, RFC 3581 §4)."""
        params = dict(self.params)
        received, port = params.get("received", ""), params.get("rport", "")
        host = received if _is_address(received) else self.host
        return host, int(port) if port and _is_port(port) else self.port or 5060

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        params = "".join(f";{name}={value}" if value else f";{name}" for name, value in self.params)
        return f"{VERSION}/{self.transport} {self.host}{port}{params}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request (``status`` 0) or a response (``method`` is that of its CSeq)."""

    method: str
    uri: str = ""
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def is_request(self) -> bool:
        return self.status == 0

    def get(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.headers if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.headers if key == name)

    def having(self, name: str, *values: str) -> Self:
        """The message with all entries of ``name`` replaced (in the place of the first, else at the end)."""
        place = next((i for i, (key, _) in enumerate(self.headers) if key == name), len(self.headers))
        before = tuple(pair for pair in self.headers[:place] if pair[0] != name)
        after = tuple(pair for pair in self.headers[place:] if pair[0] != name)
        return replace(self, headers=(*before, *((name, value) for value in values), *after))

    @property
    def call_id(self) -> str:
        return self.get("Call-ID")

    @property
    def cseq(self) -> int:
        return int(self.get("CSeq").split()[0])

    @property
    def via(self) -> Via:
        return Via.parse(self.get("Via"))

    @property
    def from_(self) -> NameAddr:
        return NameAddr.parse(self.get("From"))

    @property
    def to(self) -> NameAddr:
        return NameAddr.parse(self.get("To"))

    @property
    def content_type(self) -> str:
        return self.get("Content-Type").partition(";")[0].strip().lower()

    def encode(self) -> bytes:
        """The bytes on the wire, UTF-8, with a right Content-Length."""
        start = f"{self.method} {self.uri} {VERSION}" if self.is_request else f"{VERSION} {self.status} {self.reason}"
        lines = [start, *(f"{name}: {value}" for name, value in self.headers if name != "Content-Length")]
        return ("\r\n".join([*lines, f"Content-Length: {len(self.body)}"]) + "\r\n\r\n").encode() + self.body


def reply(
    request: Message,
    status: int,
    *,
    tag: str = "",
    reason: str = "",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
) -> Message:
    """A response to a request (RFC 3261 §8.2.6): Via, From, To (with our tag), Call-ID and CSeq copied in order."""
    kept = [(name, value) for name, value in request.headers if name in ("Via", "From", "Call-ID", "CSeq")]
    to = request.get("To")
    if tag and status > 100 and not _tagged(to):
        to = f"{to};tag={tag}"
    if 100 < status < 300 and request.method == "INVITE":
        kept += [("Record-Route", value) for value in request.all("Record-Route")]
    return Message(
        method=request.method, status=status, reason=reason or PHRASES.get(status, "Unknown"),
        headers=(*kept, ("To", to), *headers), body=body,
    )  # fmt: skip


def _tagged(value: str) -> bool:
    try:
        return bool(NameAddr.parse(value).tag)
    except ValueError:
        return False

"""Writes the messages of one case: an identity of its own, each line open to be replaced, doubled, left out or bent."""

from collections.abc import Mapping, Sequence
from itertools import count
from uuid import uuid4

Address = tuple[str, int]
Value = str | Sequence[str] | None
MAGIC = "z9hG4bK"
_numbers = count(16_800_000_001)


class Pen:
    """``me`` and ``house`` are ``host:port`` of the sending socket and of the service; ``number`` is the caller's."""

    def __init__(self, me: Address, house: Address) -> None:
        self.host, self.port = me
        self.me, self.house = f"{me[0]}:{me[1]}", f"{house[0]}:{house[1]}"
        self.number = str(next(_numbers))
        self.call_id = f"{uuid4().hex[:16]}@lantern.invalid"
        self.branch = MAGIC + uuid4().hex[:12]
        self.tag = uuid4().hex[:8]

    @property
    def via(self) -> str:
        return f"SIP/2.0/UDP {self.me};rport;branch={self.branch}"

    def offer(self, *lines: str, port: int = 9, formats: str = "8 0 101") -> str:
        """A plain description with one audio line; ``lines`` come behind it."""
        head = (
            f"v=0\no=lamp 71 1 IN IP4 {self.host}\ns=-\nc=IN IP4 {self.host}\nt=0 0\n"
            f"m=audio {port} RTP/AVP {formats}\na=rtpmap:101 telephone-event/8000\n"
        )
        return sdp(head + "".join(line + "\n" for line in lines))

    def wire(self, head: str, body: str = "") -> bytes:
        """The lines as they stand with CRLF at each end, then an empty line and the body."""
        return octets(head.strip("\n").replace("\n", "\r\n") + "\r\n\r\n" + body)

    def request(
        self,
        method: str = "OPTIONS",
        headers: Mapping[str, Value] | None = None,
        *,
        uri: str = "",
        body: str = "",
        kind: str = "application/sdp",
        version: str = "SIP/2.0",
    ) -> bytes:
        """A right request; ``headers`` replaces lines by name (None leaves it out, a sequence repeats it) or adds them."""
        lines: dict[str, Value] = {
            "Via": self.via,
            "Max-Forwards": "70",
            "From": f"<sip:{self.number}@{self.host}>;tag={self.tag}",
            "To": f"<sip:12345@{self.house}>",
            "Call-ID": self.call_id,
            "CSeq": f"1 {method}",
            "Contact": f"<sip:{self.number}@{self.me}>",
            "Content-Type": kind if body else None,
            "Content-Length": str(len(octets(body))),
            **(headers or {}),
        }
        target = uri or f"sip:12345@{self.house}"
        return self.wire("\n".join([f"{method} {target} {version}", *_lines(lines)]), body)

    def invite(self, headers: Mapping[str, Value] | None = None, *, body: str | None = None, uri: str = "", **more: str) -> bytes:
        return self.request("INVITE", headers, body=self.offer() if body is None else body, uri=uri, **more)

    def response(self, status: str, headers: Mapping[str, Value] | None = None, *, version: str = "SIP/2.0") -> bytes:
        """A response that nobody asked for."""
        plain = self.request("OPTIONS", headers)
        return octets(f"{version} {status}\r\n") + plain.partition(b"\r\n")[2]


def _lines(headers: Mapping[str, Value]) -> list[str]:
    found: list[str] = []
    for name, value in headers.items():
        values = () if value is None else (value,) if isinstance(value, str) else value
        found += [f"{name}: {one}" for one in values]
    return found


def sdp(text: str) -> str:
    return text.replace("\n", "\r\n")


def octets(text: str) -> bytes:
    """UTF-8; a byte that is none stands in the text as its surrogate (`raw`)."""
    return text.encode("utf-8", "surrogateescape")


def raw(data: bytes) -> str:
    """Any bytes as text that `octets` turns back."""
    return data.decode("utf-8", "surrogateescape")

"""SDP offer and answer as pure functions (RFC 3264, RFC 4566): G.711 and telephone-event over RTP/AVP, IPv4.

PCMA is preferred (China's networks speak A-law), PCMU taken. `Session` is what we need of a peer's description; its
other media lines are refused with port 0, in their places, as RFC 3264 §6 wants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from telephony.sip.port import Codec, Direction, LocalMedia, Negotiated

STATIC: dict[int, Codec] = {8: "PCMA", 0: "PCMU"}
PREFERRED: tuple[Codec, ...] = ("PCMA", "PCMU")
OUR_TYPES: dict[Codec, int] = {"PCMA": 8, "PCMU": 0}
OUR_EVENTS = 101
RTCP_TYPES = range(64, 96)
FIRST_GROUP = 224
MAX_STREAMS = 32
"""Media lines of one description: each is answered by a line of its own."""
MIRROR: dict[Direction, Direction] = {
    "sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One ``m=`` line. ``codecs`` maps payload types that we could use; ``host`` of its own or the session's ``c=``."""

    kind: str
    port: int
    protocol: str
    formats: tuple[str, ...]
    host: str
    direction: Direction
    names: dict[int, str]
    ptime_ms: int = 20

    def codec_types(self) -> dict[Codec, int]:
        """The payload type of each G.711 codec, in the peer's order; only 8,000 Hz mono counts."""
        found: dict[Codec, int] = {}
        for number in (int(text) for text in self.formats if _is_payload_type(text)):
            name = self.names.get(number, "").upper().removesuffix("/1")
            codec = next((codec for codec in PREFERRED if name == f"{codec}/8000"), None) or (
                STATIC.get(number) if not name else None
            )
            if codec:
                found.setdefault(codec, number)
        return found

    @property
    def events_type(self) -> int | None:
        numbers = [int(text) for text in self.formats if _is_payload_type(text)]
        return next((n for n in numbers if self.names.get(n, "").lower() == "telephone-event/8000"), None)


@dataclass(frozen=True, slots=True)
class Session:
    streams: tuple[Stream, ...]

    @property
    def audio(self) -> Stream | None:
        """The first audio line that we can take: plain RTP, a port, an IPv4 address, PCMA or PCMU."""
        usable = (s for s in self.streams if s.kind == "audio" and s.port and s.protocol in ("RTP/AVP", "RTP/AVPF"))
        return next((stream for stream in usable if stream.host and stream.codec_types()), None)


def parse(body: bytes) -> Session:
    """Read a description tolerantly. Raises ValueError when a line that we need makes no sense."""
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines() if line[1:2] == "="]
    if not lines or not lines[0].startswith("v="):
        raise ValueError("no SDP")
    starts = [index for index, line in enumerate(lines) if line.startswith("m=")] + [len(lines)]
    if len(starts) > MAX_STREAMS + 1:
        raise ValueError(f"more than {MAX_STREAMS} media lines")
    session = lines[: starts[0]]
    host, direction = _host(session, ""), _direction(session, "sendrecv")
    return Session(tuple(_stream(lines[a:b], host, direction) for a, b in pairwise(starts)))


def _is_short_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def _is_payload_type(text: str) -> bool:
    """Seven bits, and not what would read as RTCP on the wire (RFC 3551 §6, RFC 5761 §4)."""
    return _is_short_number(text) and int(text) < 128 and int(text) not in RTCP_TYPES


def _is_one_host(host: str) -> bool:
    """A dotted IPv4 address of one party: sound is sent to no group and to no broadcast (RFC 5771, RFC 919)."""
    parts = host.split(".")
    if len(parts) != 4 or not all(_is_short_number(part) and int(part) < 256 for part in parts):
        return False
    return int(parts[0]) < FIRST_GROUP


def _host(lines: Sequence[str], default: str) -> str:
    for line in lines:
        if line.startswith("c="):
            words = line[2:].split()
            if len(words) == 3 and words[1].upper() == "IP4":
                host = words[2].partition("/")[0]
                return host if _is_one_host(host) else ""
            return ""
    return default


def _direction(lines: Sequence[str], default: Direction) -> Direction:
    found = (name for line in lines for name in get_args(Direction) if line.lower() == f"a={name}")
    return next(found, default)


def _stream(lines: Sequence[str], host: str, direction: Direction) -> Stream:
    words = lines[0][2:].split()
    port = words[1].partition("/")[0] if len(words) > 3 else ""
    if not (port.isascii() and port.isdigit() and len(port) < 6 and int(port) < 65_536):
        raise ValueError(f"bad media line {lines[0]!r}")
    return Stream(
        kind=words[0].lower(), port=int(port), protocol=words[2].upper(), formats=tuple(words[3:]),
        host=_host(lines, host), direction=_direction(lines, direction), names=_names(lines), ptime_ms=_ptime(lines),
    )  # fmt: skip


def _names(lines: Sequence[str]) -> dict[int, str]:
    maps = (line[9:].split() for line in lines if line.lower().startswith("a=rtpmap:"))
    return {int(words[0]): words[1] for words in maps if len(words) == 2 and _is_payload_type(words[0])}


def _ptime(lines: Sequence[str]) -> int:
    for line in lines:
        if line.lower().startswith("a=ptime:") and _is_short_number(line[8:].strip()):
            return min(max(int(line[8:]), 10), 60)
    return 20


def _chosen(stream: Stream, direction: Direction) -> Negotiated:
    types = stream.codec_types()
    codec = next(codec for codec in PREFERRED if codec in types)
    if stream.host == "0.0.0.0":  # hold of RFC 2543: nothing can be sent there
        direction = "inactive" if direction in ("sendonly", "inactive") else "recvonly"
    return Negotiated(
        codec=codec, payload_type=types[codec], dtmf_payload_type=stream.events_type, remote_host=stream.host,
        remote_port=stream.port, direction=direction, ptime_ms=stream.ptime_ms,
    )  # fmt: skip


def _both(peer_allows: Direction, we_want: Direction) -> Direction:
    sends = "send" in peer_allows and "send" in we_want
    hears = ("recv" in peer_allows) and ("recv" in we_want)
    return "sendrecv" if sends and hears else "sendonly" if sends else "recvonly" if hears else "inactive"


def _text(local: LocalMedia, version: int, media: Sequence[str]) -> bytes:
    lines = [
        "v=0", f"o=hotline {local.port} {version} IN IP4 {local.host}", "s=hotline", f"c=IN IP4 {local.host}",
        "t=0 0", *media,
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode()


def _audio_lines(local: LocalMedia, types: dict[Codec, int], events: int | None, direction: Direction, ptime: int) -> list[str]:
    formats = [*types.values(), *([events] if events is not None else [])]
    lines = [f"m=audio {local.port} RTP/AVP {' '.join(map(str, formats))}"]
    lines += [f"a=rtpmap:{number} {codec}/8000" for codec, number in types.items()]
    if events is not None:
        lines += [f"a=rtpmap:{events} telephone-event/8000", f"a=fmtp:{events} 0-15"]
    return [*lines, f"a=ptime:{ptime}", f"a={direction}"]


def offer(
    local: LocalMedia, *, version: int = 1, direction: Direction = "sendrecv", events: int = OUR_EVENTS
) -> bytes:  # fmt: skip
    """Our offer: PCMA, PCMU, telephone-event. ``version`` counts up with each change (RFC 3264 §8)."""
    return _text(local, version, _audio_lines(local, OUR_TYPES, events, direction, 20))


def answer(
    offered: Session, local: LocalMedia, *, version: int = 1, wanted: Direction = "sendrecv"
) -> tuple[Negotiated, bytes] | None:
    """What an offer becomes and the answer's bytes; None when nothing fits (488). ``wanted`` is our own direction."""
    audio = offered.audio
    if audio is None:
        return None
    direction = _both(MIRROR[audio.direction], wanted)
    agreed = _chosen(audio, direction)
    lines: list[str] = []
    for stream in offered.streams:
        if stream is audio:
            ours = {agreed.codec: agreed.payload_type}
            lines += _audio_lines(local, ours, agreed.dtmf_payload_type, agreed.direction, agreed.ptime_ms)
        else:
            lines.append(f"m={stream.kind} 0 {stream.protocol} {' '.join(stream.formats)}")
    return agreed, _text(local, version, lines)


def accepted(answered: Session, *, wanted: Direction = "sendrecv") -> Negotiated | None:
    """What the peer's answer to our offer settles; None when it took nothing that we can speak."""
    audio = answered.audio
    return _chosen(audio, _both(MIRROR[audio.direction], wanted)) if audio else None

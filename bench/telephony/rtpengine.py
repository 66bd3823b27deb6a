"""rtpengine's control protocol (ng): a cookie, a space and one bencoded dictionary over UDP each way."""

import socket
from itertools import count
from typing import Any

Value = bytes | str | int | list[Any] | dict[str, Any]
ANSWER_S = 3.0


def encode(value: Value) -> bytes:
    """Bencode: integers ``i…e``, strings ``length:…``, lists ``l…e``, dictionaries ``d…e`` sorted by key."""
    match value:
        case int():
            return b"i%de" % value
        case str():
            return encode(value.encode())
        case bytes():
            return b"%d:%s" % (len(value), value)
        case list():
            return b"l" + b"".join(encode(one) for one in value) + b"e"
        case dict():
            return b"d" + b"".join(encode(key) + encode(value[key]) for key in sorted(value)) + b"e"


def decode(data: bytes) -> Any:
    """The value of a whole bencoded text; ValueError where it is none."""
    value, end = _decode(data, 0)
    if end != len(data):
        raise ValueError("more than one bencoded value")
    return value


def _decode(data: bytes, at: int) -> tuple[Any, int]:
    kind = data[at : at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if kind in (b"l", b"d"):
        values, at = [], at + 1
        while data[at : at + 1] != b"e":
            value, at = _decode(data, at)
            values.append(value)
        if kind == b"l":
            return values, at + 1
        return dict(zip((key.decode() for key in values[::2]), values[1::2], strict=True)), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1 : end], end


def offer_of(port: int) -> str:
    """A one-line session of A-law sound at our port."""
    return (
        f"v=0\r\no=bench {port} 1 IN IP4 127.0.0.1\r\ns=bench\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n"
    )


def port_of(sdp: bytes) -> int:
    return int(next(line for line in sdp.split(b"\r\n") if line.startswith(b"m=audio ")).split()[1])


class Control:
    """Opens calls at a daemon that listens for ng on ``port``."""

    def __init__(self, port: int) -> None:
        self._wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._wire.settimeout(ANSWER_S)
        self._wire.connect(("127.0.0.1", port))
        self._cookies = count(1)

    def ask(self, **fields: Value) -> dict[str, Any]:
        cookie = b"bench%d" % next(self._cookies)
        self._wire.send(cookie + b" " + encode(fields))
        while True:
            came, _, body = self._wire.recv(65_535).partition(b" ")
            if came == cookie:
                answer: dict[str, Any] = decode(body)
                return answer

    def join(self, left: int, right: int) -> tuple[int, int]:
        """Relay between two of our ports; the ports that the left and the right one must send to."""
        both: dict[str, Value] = {"call-id": f"bench-{left}-{right}", "from-tag": "left", "ICE": "remove"}
        for_right = self.ask(command="offer", sdp=offer_of(left), **both)
        for_left = self.ask(command="answer", sdp=offer_of(right), **{**both, "to-tag": "right"})
        return port_of(for_left["sdp"]), port_of(for_right["sdp"])

    def close(self) -> None:
        self._wire.close()

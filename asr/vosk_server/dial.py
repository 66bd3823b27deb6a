"""The one place where a vosk-server is connected to: bounds, certificates, the question whether it still recognises."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from asr.vosk_server import protocol
from asr.vosk_server.protocol import BadReply, Heard
from config.errors import BadSetting

PING_EVERY_S = 10.0
CLOSE_S = 0.5
CHECK_RATE = 8000


class Silent(Exception):
    """The server took audio and owes an answer for too long."""


# What the far side or the way to it can do to us; anything else is our own fault and is not caught with these.
FAILURES = (OSError, TimeoutError, WebSocketException, BadReply, Silent)


class Dialer:
    """Opens connections. ``connect_s`` bounds the opening, ``silent_s`` each answer; ``ca`` is a PEM file or None.

    Raises BadSetting when the authority cannot be read.
    """

    def __init__(self, *, ca: Path | None, connect_s: float, silent_s: float) -> None:
        self._connect_s, self.silent_s = connect_s, silent_s
        self._trust = _trust(ca)

    async def open(self, url: str) -> ClientConnection:
        """Connect; no compression (speech does not shrink), no proxy of the environment (addresses are private)."""
        async with asyncio.timeout(self._connect_s):
            return await connect(
                url,
                ssl=self._trust if url.startswith("wss:") else None,
                open_timeout=None,
                close_timeout=CLOSE_S,
                ping_interval=PING_EVERY_S,
                ping_timeout=self.silent_s,
                max_size=protocol.MAX_MESSAGE_BYTES,
                compression=None,
                proxy=None,
            )

    async def ask(self, url: str) -> float:
        """Let the server finish a stream without audio; return the seconds it took. Raises one of `FAILURES`.

        This goes through its recogniser and model, which a mere connection does not.
        """
        began = time.monotonic()
        socket = await self.open(url)
        async with hung_up(socket), asyncio.timeout(self.silent_s):
            await socket.send(protocol.begin(CHECK_RATE))
            await socket.send(protocol.END)
            reply = protocol.read(await socket.recv())
        if not isinstance(reply, Heard):
            raise BadReply("the end of a stream is answered by an interim text")
        return time.monotonic() - began


@asynccontextmanager
async def hung_up(socket: ClientConnection) -> AsyncIterator[None]:
    """Close afterwards within `CLOSE_S`, however the far side behaves; at once when what was done with it failed."""
    try:
        yield
    except BaseException:
        socket.transport.abort()
        raise
    finally:
        await socket.close()


def in_words(error: BaseException) -> str:
    """What failed, short, for the log."""
    match error:
        case ConnectionClosed():
            frame = error.rcvd or error.sent
            return f"closed the connection ({frame.code if frame else 'without a word'})"
        case InvalidStatus():
            return f"answered HTTP {error.response.status_code} instead of a WebSocket"
        case ssl.SSLCertVerificationError():
            return f"has a certificate that is not trusted ({error.verify_message})"
        case Silent() | BadReply():
            return str(error)
        case TimeoutError():
            return "did not answer in time"
        case ConnectionRefusedError():
            return "refuses connections: nothing listens there"
        case OSError():
            return f"cannot be reached ({error.strerror or error})"
        case _:
            return str(error) or type(error).__name__


def closed_as_too_big(error: BaseException) -> bool:
    return isinstance(error, ConnectionClosed) and error.rcvd is not None and error.rcvd.code == protocol.TOO_BIG


def _trust(ca: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        raise BadSetting("asr.server_ca", f"the authority {ca} cannot be read: {error}.", "Name a PEM file.") from error

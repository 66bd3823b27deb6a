"""The engine's end of the two sockets between it and its parent."""

import contextlib
import socket
from collections import deque

from telephony.media import wire

_MAX_UNSENT = 10_000


class Control:
    """The engine's end of both socket pairs. Never blocks; what the parent does not read is kept up to a bound."""

    def __init__(self, control: socket.socket, audio: socket.socket) -> None:
        self._control = control
        self._audio = audio
        self._unsent: deque[bytes] = deque(maxlen=_MAX_UNSENT)
        self.closed = False

    def send(self, message: wire.Message) -> None:
        self._unsent.append(wire.pack(message))
        self.pump()

    def pump(self) -> None:
        try:
            while self._unsent:
                self._control.send(self._unsent[0])
                self._unsent.popleft()
        except BlockingIOError:
            return
        except OSError:
            self.closed = True

    def receive(self) -> wire.Message | None:
        """The next command, None when there is none now or the parent is gone (then ``closed``)."""
        try:
            data = self._control.recv(wire.MAX_MESSAGE)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        self.closed = self.closed or not data
        return wire.unpack(data) if data else None

    def send_audio(self, data: bytes) -> None:
        """Best effort: a parent that does not read loses frames, nothing waits."""
        with contextlib.suppress(OSError):
            self._audio.send(data)

    def receive_audio(self) -> bytes:
        try:
            return self._audio.recv(wire.AUDIO_MESSAGE)
        except OSError:
            return b""

"""What we say of our media in one dialog: its words stay the same, with the same version, until something changes."""

from collections.abc import Callable

from telephony.sip import sdp
from telephony.sip.port import Direction, LocalMedia, Negotiated


class Description:
    """``wanted`` is the direction that we want now, ``local`` where our engine listens; None before that is known."""

    def __init__(self, local: LocalMedia | None = None) -> None:
        self.local = local
        self.wanted: Direction = "sendrecv"
        self.said = b""
        self._version = 0

    def offer(self, events: int | None = None) -> bytes:
        """Our offer; ``events`` is the telephone-event payload type in use, which may not change (RFC 3264 §8.3.2)."""
        local = self._where()
        number = sdp.OUR_EVENTS if events is None else events
        return self._worded(lambda version: sdp.offer(local, version=version, direction=self.wanted, events=number))

    def answer(self, body: bytes) -> tuple[Negotiated, bytes] | None:
        """What the peer's offer becomes, and our answer; None where nothing fits (488), with nothing changed."""
        try:
            offered, local = sdp.parse(body), self._where()
        except ValueError:
            return None
        agreed = sdp.answer(offered, local, version=self._version, wanted=self.wanted)
        if agreed is None:
            return None

        def words(version: int) -> bytes:
            again = sdp.answer(offered, local, version=version, wanted=self.wanted)
            return again[1] if again else b""

        return agreed[0], self._worded(words)

    def accepted(self, body: bytes) -> Negotiated | None:
        """What the peer's answer to our offer settles; None when it fits nothing."""
        try:
            return sdp.accepted(sdp.parse(body), wanted=self.wanted)
        except ValueError:
            return None

    def _where(self) -> LocalMedia:
        if self.local is None:
            raise ValueError("no media yet")
        return self.local

    def _worded(self, words: Callable[[int], bytes]) -> bytes:
        if not self.said or words(self._version) != self.said:
            self._version += 1
            self.said = words(self._version)
        return self.said

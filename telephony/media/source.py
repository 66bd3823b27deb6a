"""Which source address a leg listens to: symmetric RTP (RFC 4961) with a lock against strangers.

A peer behind NAT sends from another address than its SDP names, so the first valid packets teach the real one. After
that no other source is heard, and our own packets go where the locked ones come from.
"""

Address = tuple[str, int]
# A source that SDP did not name must send so many packets in a row before it is believed.
PROBATION = 3


class SourceLock:
    """Pure state; fed with the source of each packet that parsed as RTP of the agreed codec."""

    def __init__(self, announced: Address) -> None:
        self._trusted = {announced}
        self._announced = announced
        self._locked: Address | None = None
        self._candidate: Address | None = None
        self._streak = 0
        self._moving = False

    @property
    def target(self) -> Address:
        """Where to send: the learnt source, else what SDP announced."""
        return self._locked or self._announced

    @property
    def locked(self) -> Address | None:
        return self._locked

    def admits(self, source: Address) -> bool:
        """Whether a packet from ``source`` is to be heard; learns while nothing is locked."""
        if self._locked is not None and not (self._moving and source == self._announced):
            return source == self._locked
        if source in self._trusted or self._proved(source):
            self._moving = self._moving and source != self._announced
            self._locked = source
            return True
        return False

    def _proved(self, source: Address) -> bool:
        self._streak = self._streak + 1 if source == self._candidate else 1
        self._candidate = source
        return self._streak >= PROBATION

    def relearn(self, announced: Address) -> None:
        """A new offer or answer came: learn again. The source heard till now needs no second probation.

        Its last packets may still come after a move: they are heard, and give way to the first from the new address.
        """
        self._moving = announced != self._announced
        self._trusted = {announced} | ({self._locked} if self._locked else set())
        self._announced = announced
        self._locked = self._candidate = None
        self._streak = 0

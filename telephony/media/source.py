"""Which source address a leg listens to: symmetric RTP (RFC 4961) with a lock against strangers.

A peer behind NAT sends from another address than its SDP names, so the first valid packets teach the real one. After
that no other source is heard, and our own packets go where the locked ones come from. Each negotiation lets the leg learn
once more, and only once; but who sends from the very address that SDP names is believed also after somebody else, so that a
stranger who speaks first cannot take the peer's place.
"""

Address = tuple[str, int]
# A source that SDP did not name must send so many packets in a row before it is believed.
PROBATION = 3
# Packets (three seconds of them) from the old address after which a peer that announced another one has not moved after all.
_STAYS = 150


class SourceLock:
    """Pure state; fed with the source of each packet that parsed as RTP of the agreed codec."""

    def __init__(self, announced: Address) -> None:
        self._trusted = {announced}
        self._announced = announced
        self._target = announced
        self._locked: Address | None = None
        self._old: Address | None = None
        self._candidate: Address | None = None
        self._streak = self._stays = 0
        self._moving = False

    @property
    def target(self) -> Address:
        """Where to send: the learnt source, else what SDP announced."""
        return self._target

    @property
    def locked(self) -> Address | None:
        return self._locked

    @property
    def announced(self) -> bool:
        """Whether the source that is heard is the one that SDP named."""
        return self._locked == self._announced

    @property
    def moving(self) -> bool:
        """The peer said that it goes to another address, and has been heard only at the old one since."""
        return self._moving

    def admits(self, source: Address) -> bool:
        """Whether a packet from ``source`` is to be heard; learns while nothing is locked."""
        if source == self._locked:
            self._stays += 1
            self._moving = self._moving and self._stays < _STAYS
            return True
        if self._locked is not None and not self._moving:
            if source != self._announced or not self._proved(source):
                return False
        elif source not in self._trusted and not self._proved(source):
            return False
        self._moving = self._moving and source == self._old
        self._locked = self._target = source
        return True

    def _proved(self, source: Address) -> bool:
        self._streak = self._streak + 1 if source == self._candidate else 1
        self._candidate = source
        return self._streak >= PROBATION

    def relearn(self, announced: Address) -> None:
        """A new offer or answer came: learn again. The source heard till now needs no second probation.

        Its last packets may still come after a move: they are heard, and give way to the new address, or, behind NAT, to the
        first that proves itself. A peer whose announced address is the old one is still sent to where it really is.
        """
        self._moving = announced != self._announced
        self._old = self._locked
        self._trusted = {announced} | ({self._locked} if self._locked else set())
        if self._moving or self._locked is None:
            self._target = announced
        self._announced = announced
        self._locked = self._candidate = None
        self._streak = self._stays = 0

"""Who hears whom: the one table of all conversations. Pure; the legs keep their own sources."""

from collections.abc import Iterable, Mapping, Sequence

from config.ids import LegId
from telephony.media.leg import Leg


class Hearing:
    """``legs`` is the switch's own table. Each change returns the legs that were cut short (their taps get a FLUSH)."""

    def __init__(self, legs: Mapping[LegId, Leg]) -> None:
        self._legs = legs

    def hear(self, leg: LegId, sources: Sequence[LegId]) -> list[Leg]:
        """``leg`` hears these and nothing else, each once, itself never; those that are gone are left out."""
        hearer = self._legs.get(leg)
        if hearer is None:
            return []
        chosen = dict.fromkeys(self._legs[source] for source in sources if source in self._legs and source != leg)
        hearer.playlist = None
        return self._set({hearer: tuple(chosen)})

    def bridge(self, a: LegId, b: LegId) -> list[Leg]:
        """Each hears the other alone; who was in a conversation with them is out of it, who only listens goes on."""
        if a not in self._legs or b not in self._legs or a == b:
            return []
        one, other = self._legs[a], self._legs[b]
        changes = {hearer: self._without(hearer, (one, other)) for hearer in self._partners(one, other)}
        one.playlist = other.playlist = None
        return self._set({**changes, one: (other,), other: (one,)})

    def unbridge(self, leg: LegId) -> list[Leg]:
        """``leg`` hears nobody, and nobody hears it."""
        gone = self._legs.get(leg)
        if gone is None:
            return []
        changes = {hearer: self._without(hearer, (gone,)) for hearer in self._legs.values() if gone in hearer.sources}
        return self._set({**changes, gone: ()})

    def _partners(self, one: Leg, other: Leg) -> Iterable[Leg]:
        """Those who hear one of both and are heard by it."""
        spoken = {*one.sources, *other.sources} - {one, other}
        return [leg for leg in spoken if one in leg.sources or other in leg.sources]

    def _without(self, hearer: Leg, gone: tuple[Leg, ...]) -> tuple[Leg, ...]:
        return tuple(source for source in hearer.sources if source not in gone)

    def _set(self, changes: Mapping[Leg, tuple[Leg, ...]]) -> list[Leg]:
        """Cut short is whom a partner no longer hears, or nobody at all: an eavesdropper who leaves interrupts no one."""
        audience = self._audience()
        lost = {gone for hearer in changes if hearer in audience for gone in set(hearer.sources) - set(changes[hearer])}
        alone = {source for hearer in changes for source in hearer.sources}
        for hearer, sources in changes.items():
            hearer.sources = sources
        return list(lost | (alone - self._audience()))

    def _audience(self) -> set[Leg]:
        """All who are heard by anybody."""
        return {source for leg in self._legs.values() for source in leg.sources}

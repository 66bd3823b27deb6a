"""Lets the media engine do what the table of `telephony.conversation.hearing` says, asking only for what changes."""

from collections.abc import Iterable, Mapping

from config.ids import LegId
from telephony.conversation import hearing as table
from telephony.conversation.hearing import Phase, Place, Sound, Watch
from telephony.media.port import MediaEngine


class Arrangement:
    """What was last asked of the engine for one call."""

    def __init__(self, media: MediaEngine) -> None:
        self._media = media
        self._heard: dict[LegId, frozenset[LegId]] = {}
        self._sounds: dict[LegId, Sound] = {}

    def arrange(self, phase: Phase, legs: Mapping[Place, LegId], watches: Iterable[Watch]) -> Mapping[LegId, Sound]:
        """Everybody in ``legs`` hears what the phase gives them; the result names who must hear which sound from now on."""
        heard = {
            legs[place]: frozenset(legs[source] for source in sources if source in legs)
            for place, sources in table.hearing(phase, watches).items()
            if place in legs
        }
        sounds = {legs[role]: sound for role, sound in table.SCENES[phase].sounds.items() if role in legs}
        sounds = {leg: sound for leg, sound in sounds.items() if not heard[leg]}
        for leg in self._heard.keys() - heard.keys():
            self._hear(leg, frozenset())
        for leg, sources in heard.items():
            if self._heard.get(leg) != sources or (leg in self._sounds and self._sounds[leg] != sounds.get(leg)):
                self._hear(leg, sources)
        begin = {leg: sound for leg, sound in sounds.items() if self._sounds.get(leg) != sound}
        self._heard, self._sounds = heard, sounds
        return begin

    def forget(self, leg: LegId) -> None:
        """The leg is closed."""
        self._heard.pop(leg, None)
        self._sounds.pop(leg, None)

    def _hear(self, leg: LegId, sources: frozenset[LegId]) -> None:
        self._media.hear(leg, sorted(sources))

"""Readable text with the names of this city: the streets, estates, communities and units that the recogniser misspells."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from asr.port import Final, Word
from asr.text import Lexicon, Readable, readable
from config.ids import CallId
from ticketing.gazetteer.place import PlaceKind
from ticketing.units.tree import short_place_name

if TYPE_CHECKING:
    from ticketing.directory import City

log = structlog.get_logger(__name__)

IN_FIGURES: tuple[PlaceKind, ...] = ("busline",)
"""Officials write 23路公交 whatever the gazetteer says."""
REHEARSAL = Final(
    call=CallId(""), channel="caller", text="您好我是三号楼二单元的陆灯坏了三天了什么时候修", t0=0.0, t1=2.0, confidence=1.0,
    words=(Word(text="您好", t0=0.0, t1=0.5, confidence=1.0),), engine="",
)  # fmt: skip


def readable_final(final: Final, city: "City") -> Readable:
    """What people are shown of an utterance. One that cannot be rewritten is shown as it was heard and reported."""
    try:
        return readable(final.text, final.words, lexicon=lexicon_of(city))
    except Exception:
        log.exception("an utterance could not be made readable", call=final.call, characters=len(final.text))
        return Readable(final.text, ())


@lru_cache(maxsize=2)
def lexicon_of(city: "City") -> Lexicon:
    return Lexicon(_names(city))


def warm(city: "City") -> None:
    """Load dictionaries before the first call: within a call it would hold up whoever shares the process."""
    readable_final(REHEARSAL, city)


def _names(city: "City") -> Iterator[str]:
    yield from (place.name for place in city.places if place.kind not in IN_FIGURES)
    for unit in city.units:
        yield unit.name
        yield short_place_name(unit.name)

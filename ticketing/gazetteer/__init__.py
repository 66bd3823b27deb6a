"""Where things are: the city's own list of places (地名库) and how a heard name finds its entry."""

from ticketing.gazetteer.names import Named, PlaceNames
from ticketing.gazetteer.place import KINDS, Place, PlaceEntry, PlaceKind

__all__ = ["KINDS", "Named", "Place", "PlaceEntry", "PlaceKind", "PlaceNames"]

"""A stored place as the directory asks for it."""

from collections.abc import Mapping
from typing import Any

from ticketing.directory import Place

PARTS = ("text", "district", "street_code", "gazetteer", "detail")


def place_of(stored: Mapping[str, Any] | None) -> Place | None:
    """None where nobody said where."""
    if not stored:
        return None
    parts: dict[str, Any] = {part: stored.get(part) for part in PARTS}
    return Place(**parts | {"text": parts["text"] or ""})

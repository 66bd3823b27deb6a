"""Where in the call a phrase stands: the offsets that let a desk mark the words behind a field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ticketing.drafting.facts import Evidence
from ticketing.drafting.spoken import Said

LEAST = 2


def anchored(evidence: Evidence, said: Mapping[int, Said]) -> Evidence:
    """The evidence with its offsets in the turn as it came in; as it is when the turn does not hold its words."""
    one = said.get(evidence.turn) if evidence.turn is not None else None
    found = _find(one.text, evidence.phrase) if one else None
    if one is None or found is None:
        return evidence
    start, end = one.span(*found)
    return replace(evidence, start=start, end=end)


def by_index(said: Sequence[Said]) -> dict[int, Said]:
    return {one.index: one for one in said}


def _find(text: str, phrase: str) -> tuple[int, int] | None:
    """Letter by letter, else from the first to the last run of the phrase that the text holds (fillers were left out)."""
    if not phrase:
        return None
    at = text.find(phrase)
    if at >= 0:
        return at, at + len(phrase)
    blocks = SequenceMatcher(None, text, phrase, autojunk=False).get_matching_blocks()
    runs = [block for block in blocks if block.size >= LEAST]
    return (runs[0].a, runs[-1].a + runs[-1].size) if runs else None

"""All rules over one text, the surest first."""

import re
from collections.abc import Iterable, Sequence

from asr.text.aligned import Edit
from asr.text.numbers import address, calendar, clock, codes, halfway, money, quantity, shares
from asr.text.numbers.frozen import frozen
from asr.text.numbers.rule import Rule
from asr.text.phrases import idioms

RULES: tuple[Rule, ...] = (
    *calendar.RULES,
    *clock.RULES,
    *shares.RULES,
    *money.RULES,
    *address.RULES,
    *codes.RULES,
    *quantity.RULES,
    *halfway.RULES,
)
_ANY = re.compile("[零〇○幺一二两三四五六七八九十百千万亿半0-9]")


def rewrite(text: str, kept: Iterable[tuple[int, int]] = ()) -> list[Edit]:
    """The edits that write numbers in figures, in order; ``kept`` are ranges that stay as they are (names)."""
    if not _ANY.search(text):
        return []
    taken = [*kept, *frozen(text), *idioms(text)]
    edits: list[Edit] = []
    for rule in RULES:
        for edit in rule.edits(text):
            if _free(edit, taken):
                edits.append(edit)
                taken.append((edit.start, edit.end))
    return sorted(edits)


def _free(edit: Edit, taken: Sequence[tuple[int, int]]) -> bool:
    return all(edit.end <= start or edit.start >= end for start, end in taken)

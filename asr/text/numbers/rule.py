"""One rule of the table: where it applies, what it writes, and the examples that tests read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from asr.text.aligned import Edit

Write = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``write`` gives what stands for the whole match, None where the match is no such thing after all.

    ``pattern`` is compiled when it is first needed: who imports this need not wait for all of them. ``examples`` are pairs of
    what was heard and what is to be read, both as whole sentences.
    """

    name: str
    pattern: str
    write: Write
    examples: tuple[tuple[str, str], ...]

    def edits(self, text: str) -> Iterator[Edit]:
        for found in _compiled(self.pattern).finditer(text):
            new = self.write(found)
            if new is not None:
                yield Edit(found.start(), found.end(), new)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """As many as there are rules."""
    return re.compile(pattern)

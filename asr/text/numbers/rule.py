"""One rule of the table: where it applies, what it writes, and the examples that tests read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from asr.text.aligned import Edit

Write = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``write`` gives what stands for the whole match, None where the match is no such thing after all.

    ``examples`` are pairs of what was heard and what is to be read, both as whole sentences.
    """

    name: str
    pattern: re.Pattern[str]
    write: Write
    examples: tuple[tuple[str, str], ...]

    def edits(self, text: str) -> Iterator[Edit]:
        for found in self.pattern.finditer(text):
            new = self.write(found)
            if new is not None:
                yield Edit(found.start(), found.end(), new)

"""Letters that were spelt one by one: 四 s 店 is 4S店, 临 a t 三五七二 临AT3572. Words of Latin letters stay as they are."""

import re
from collections.abc import Iterator

from asr.text.aligned import Edit
from asr.text.script import HAN

_SPELT = re.compile(
    rf"(?<![A-Za-z])(?P<before>(?<=[{HAN}]) ?|^)(?P<letters>[a-z](?: [a-z])*)(?P<after> ?(?=[{HAN}]))(?![A-Za-z])"
)


def letters(text: str) -> list[Edit]:
    """In capitals and without the spaces between them and Chinese."""
    return list(_edits(text))


def _edits(text: str) -> Iterator[Edit]:
    for found in _SPELT.finditer(text):
        for at in range(found.start(), found.end()):
            character = text[at]
            if character == " ":
                yield Edit(at, at + 1, "")
            elif character.islower():
                yield Edit(at, at + 1, character.upper())

"""How a name sounds, one syllable a character, without tones."""

import re
from functools import lru_cache

Syllables = tuple[str, ...]


@lru_cache(maxsize=20_000)
def syllable(character: str) -> str:
    """The commonest reading of one character (``shuo``); what is not Chinese is its own syllable."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0] if "\u3400" <= character <= "\u9fff" else character


def by_character(text: str) -> Syllables:
    return tuple(map(syllable, text))


def by_phrase(text: str) -> Syllables:
    """As the whole is read (长乐 is chang le, though 长 alone may be zhang); by character where that does not fit."""
    from pypinyin import lazy_pinyin

    read = tuple(lazy_pinyin(text))
    return read if len(read) == len(text) else by_character(text)


@lru_cache(maxsize=2_000)
def blurred(plain: str) -> str:
    """What many speakers do not tell apart becomes one: zh/z, ch/c, sh/s, n/l at the start, n/ng at the end."""
    plain = re.sub(r"^([zcs])h", r"\1", plain)
    plain = re.sub(r"^n(?=[aeiouv])", "l", plain)
    return re.sub(r"(?<=[aei])ng$", "n", plain)

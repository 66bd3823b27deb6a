"""How a phrase sounds: one private character a syllable, so that plain string search finds homophones.

A recogniser writes 五业 for 物业 and 港成路 for 港城路: the sound is right and the character is not. Tones are dropped;
``zh/z``, ``ch/c``, ``sh/s``, initial ``n/l/r`` and final ``n/ng``, which many speakers do not tell apart, are merged.
"""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

_FIRST = 0xE000  # Unicode's private use area: 6,400 places, of which initials times finals need 880
_INITIALS = ("", *"bpmfdtnlgkhjqxzcsryw")
_LISTED = "a o e i u v ai ei ui ao ou iu ie ve ue er an en in un vn ang eng ong ia ian iang iao iong ua uai uan uang uo io n m"
_FINALS = tuple(_LISTED.split())
_SYLLABLE = re.compile(rf"([{''.join(_INITIALS)}]?)(.+)")


def sound(text: str) -> str:
    """As many characters as ``text``; what is not a Chinese character stays as it is."""
    return "".join(map(_character, text))


@lru_cache(maxsize=20_000)
def syllable(character: str) -> str:
    """The plain syllable of one character (``shuo``), or the character when it is not Chinese. Homographs: first reading."""
    return lazy_pinyin(character)[0] if "\u3400" <= character <= "\u9fff" else character


@lru_cache(maxsize=20_000)
def _character(character: str) -> str:
    plain = syllable(character)
    return character if plain == character else _private(_merge(plain)) or character


def _merge(plain: str) -> str:
    plain = re.sub(r"^([zcs])h", r"\1", plain.replace("ü", "v"))
    plain = re.sub(r"^[rn](?=[^v]*[aeiou])", "l", plain)
    return re.sub(r"(?<=[aei])ng$", "n", plain)


def _private(plain: str) -> str | None:
    parts = _SYLLABLE.fullmatch(plain)
    if parts is None or parts[2] not in _FINALS:
        return None
    return chr(_FIRST + _INITIALS.index(parts[1]) * len(_FINALS) + _FINALS.index(parts[2]))

"""How far a transcript is from what was said: character error rate, the field's measure for Chinese and Korean."""

import itertools
import re
import unicodedata

from rapidfuzz.distance import Levenshtein

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_BIG = ("", "万", "亿", "万亿")
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
_MOST_NUMBERS = 6


def character_error_rate(said: str, read: str) -> float:
    """Return edits divided by the characters of ``said`` (0 is perfect; can exceed 1).

    Punctuation, spaces, case and width do not count. A figure may be read digit by digit or as a number,
    whichever is nearer, since 「134号」 and 「一百三十四号」 say the same. Of an empty ``said`` it is 0 or 1.
    """
    wanted, heard = _readings(said), _readings(read)
    return min(_rate(a, b) for a in wanted for b in heard)


def _rate(said: str, read: str) -> float:
    if not said:
        return float(bool(read))
    return Levenshtein.distance(said, read) / len(said)


def _readings(text: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", text).lower()
    numbers = _NUMBER.findall(folded)
    ways = [(_one_by_one(n), _as_number(n)) for n in numbers]
    choices = itertools.product(*ways) if len(ways) <= _MOST_NUMBERS else zip(*ways, strict=True)
    return {_bare(_put(folded, choice)) for choice in choices}


def _put(text: str, spoken: tuple[str, ...]) -> str:
    following = iter(spoken)
    return _NUMBER.sub(lambda _: next(following), text)


def _bare(text: str) -> str:
    kept = (c for c in text if unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace("幺", "一").replace("〇", "零").replace("两", "二")


def _one_by_one(number: str) -> str:
    return "".join(_DIGITS[int(c)] if c.isdigit() else "点" if c == "." else "" for c in number)


def _as_number(number: str) -> str:
    whole, _, fraction = number.rstrip("%").partition(".")
    spoken = _whole(whole) + ("点" + _one_by_one(fraction) if fraction else "")
    return ("百分之" if number.endswith("%") else "") + spoken


def _whole(digits: str) -> str:
    digits = digits.lstrip("0")
    if not digits:
        return "零"
    if len(digits) > 4 * len(_BIG):
        return _one_by_one(digits)
    groups = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    parts = [_group(g, leading=i == len(groups) - 1) + (_BIG[i] if g.strip("0") else "") for i, g in enumerate(groups)]
    spoken = re.sub("零+", "零", "".join(reversed(parts))).rstrip("零")
    return spoken[1:] if spoken.startswith("一十") else spoken


def _group(digits: str, *, leading: bool) -> str:
    padded = digits if leading else digits.zfill(4)
    size = len(padded)
    spoken = "".join(_DIGITS[int(d)] + (_UNITS[size - 1 - i] if d != "0" else "") for i, d in enumerate(padded))
    return re.sub("零+", "零", spoken).rstrip("零")

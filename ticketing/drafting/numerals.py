"""Numbers as people say them: 幺三四号 is 134号, 一百三十四号 as well; 一起 stays 一起."""

import re

import cn2an

_DIGIT = {
    **{c: str(i) for i, c in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "○": "0",
    "幺": "1",
    "两": "2",
    "洞": "0",
    "拐": "7",
    "勾": "9",
}
_DIGIT |= {str(i): str(i) for i in range(10)}
SPOKEN = "零〇○幺一二两三四五六七八九洞0-9"
DICTATED = f"{SPOKEN}拐勾"
"""Digits of a number that is dictated: 拐 is 7 and 勾 is 9, which mean other things elsewhere."""
_BY_DIGIT = re.compile(rf"[{SPOKEN}]{{3,}}")
_HOUSE = re.compile(rf"([{SPOKEN}十百千]{{2,}})(?=号)")


def digits(text: str) -> str:
    """幺五四零四 → 15404; characters that are no spoken digit are left out."""
    return "".join(_DIGIT.get(character, "") for character in text)


def in_figures(text: str) -> str:
    """Write house numbers and what is said digit by digit (three and more) in figures; all else stays as said."""
    return _BY_DIGIT.sub(lambda m: digits(m[0]), _HOUSE.sub(_house, text))


def _house(match: re.Match[str]) -> str:
    said = match[1]
    if not set(said) & set("十百千"):
        return digits(said) if len(said) >= 3 else said
    if "百" not in said and "千" not in said:
        return said
    try:
        return str(cn2an.cn2an(said.replace("幺", "一"), "smart"))
    except ValueError:
        return said

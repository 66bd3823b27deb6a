"""Single numbers: from the characters that were spoken to figures. None where they are no one number (七八, 十几, 三四十)."""

import re
from functools import lru_cache

DIGIT = {"零": "0", "〇": "0", "○": "0", "幺": "1", **{c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}}
ANY = "零〇○一二两三四五六七八九十百千万亿"
"""Every character of a number; `幺` is said only digit by digit."""
BEFORE = rf"(?<![{ANY}幺几数第0-9点.])"
"""A number does not begin within a number, after 几 数 第, or after a figure."""
_NEW_WORD = (
    "(?:一[共起直下样般旦定些切路边]"
    "|(?:(?<=[百千万])|(?<=[百千万][二三四五六七八九]))一[个辆天次晚月年位名条家张斤平吨度人户桌套间小米])"
)
"""一 that belongs to what follows: 八千六一共 is 8600 and 一共, 两千一个月 2000 and 一个月."""
AFTER = rf"(?!(?!{_NEW_WORD})[{ANY}幺几0-9])"
NUMBER = rf"(?!{_NEW_WORD})[一二两三四五六七八九十](?:(?!{_NEW_WORD})[{ANY}])*"
"""What may be a cardinal number; `cardinal` says whether it is one. Used between `BEFORE` and `AFTER`."""
DIGITS = "[零〇○幺一二三四五六七八九]"

_TWO_DIGITS = re.compile("[一二两三四五六七八九]{2}")
_BY_DIGIT = re.compile(f"{DIGITS}+")
_LAST_OF_YI = re.compile("亿[一二三四五六七八九]$")
WAN, YI = 10**4, 10**8
LONGEST = 16


@lru_cache(maxsize=4_096)
def cardinal(said: str) -> int | None:
    """三百五 is 350, 两万八 28,000, 一百零五 105."""
    if len(said) > LONGEST or _TWO_DIGITS.search(said) or (len(said) > 1 and said.endswith("两")):
        return None
    if said[0] in "百千万亿零〇○" or (not set(said) & set("十百千万亿") and len(said) > 1):
        return None
    if _LAST_OF_YI.search(said):  # the library makes 10,000,000 of 一亿二
        said += "千万"
    try:
        return int(_library(said))
    except (ValueError, ArithmeticError, LookupError, TypeError):  # it has its own ways to refuse 十十一
        return None


def _library(said: str) -> float:
    import cn2an

    return float(cn2an.cn2an(said.replace("〇", "零").replace("○", "零"), "normal"))


def by_digit(said: str) -> str | None:
    """幺三八 is 138; None where a character is no digit."""
    return "".join(DIGIT[character] for character in said) if _BY_DIGIT.fullmatch(said) else None


def decimal(whole: str, fraction: str) -> str | None:
    """一 and 八 is 1.8, 零 and 五 0.5."""
    number, behind = (0 if whole in ("零", "〇") else cardinal(whole)), by_digit(fraction)
    return None if number is None or behind is None else f"{number}.{behind}"


def figures(number: int) -> str:
    """As officials write it: 350, 9600, 18万, 2.8万, 12345, 2.23亿."""
    if number >= YI and number % WAN == 0:
        return f"{number / YI:.10g}亿"
    if number >= WAN and number % (WAN // 10) == 0:
        return f"{number / WAN:.10g}万"
    return str(number)


def written(said: str) -> str | None:
    """The cardinal in figures."""
    number = cardinal(said)
    return None if number is None else figures(number)

"""Shares, degrees and decimals: 百分之三十 is 30%, 三十九度八 39.8度, 一点八公里 1.8公里."""

import re

from asr.text.numbers.quantity import MEASURED
from asr.text.numbers.rule import Rule
from asr.text.numbers.spoken import AFTER, ANY, BEFORE, DIGITS, NUMBER, cardinal, decimal, written

_COUNTS_FROM = 3
"""一度 is once."""
_HOURS = 24
"""Up to here a number and a digit after 点 may be a time."""


def _share(found: re.Match[str]) -> str | None:
    number = decimal(found["share"], found["fraction"]) if found["fraction"] else written(found["share"])
    return None if number is None else f"{number}{'%' if found['of'] == '百' else '‰'}"


def _fraction(found: re.Match[str]) -> str | None:
    below, above = cardinal(found["below"]), cardinal(found["above"])
    return None if below is None or above is None or below <= above else f"{above}/{below}"


def _decimal(found: re.Match[str]) -> str | None:
    number = decimal(found["whole"], found["fraction"])
    return None if number is None else number + re.sub("块钱?", "元", found["unit"])


def _degrees(found: re.Match[str]) -> str | None:
    number = cardinal(found["number"])
    if number is None or number < _COUNTS_FROM:
        return None
    tenth = cardinal(found["tenth"]) if found["tenth"] else None
    return f"{number}.{tenth}度" if tenth else f"{number}度"


RULES = (
    Rule(
        name="percent",
        pattern=rf"(?P<of>[百千])分之(?P<share>零(?=点)|{NUMBER})(?:点(?P<fraction>{DIGITS}+))?{AFTER}",
        write=_share,
        examples=(
            ("只能退百分之三十", "只能退30%。"),
            ("百分之三点五", "3.5%。"),
            ("百分之零点五", "0.5%。"),
            ("千分之三", "3‰。"),
            ("百分之百", "百分之百。"),
            ("百分之七八十", "百分之七八十。"),
        ),
    ),
    Rule(
        name="fraction",
        pattern=rf"{BEFORE}(?P<below>{NUMBER})分之(?P<above>{NUMBER}){AFTER}",
        write=_fraction,
        examples=(("三分之一", "1/3。"), ("五分之三的业主", "3/5的业主。"), ("万分之一", "万分之一。")),
    ),
    Rule(
        name="degrees",
        pattern=(
            rf"{BEFORE}(?P<number>{NUMBER})度(?P<tenth>[一二三四五六七八九](?:(?![{ANY}点个次天度])|(?=[{ANY}]{{1,2}}点)))?(?![假过日蜜量])"
        ),
        write=_degrees,
        examples=(
            ("发烧三十九度八", "发烧39.8度。"),
            ("三十九度八七点半到的", "39.8度7点30分到的。"),
            ("家里就十四度", "家里就14度。"),
            ("零下五度", "零下5度。"),
            ("一度断电", "一度断电。"),
            ("十八九度", "十八九度。"),
        ),
    ),
    Rule(
        name="decimal with its unit",
        pattern=(
            rf"{BEFORE}(?P<whole>{NUMBER}|零)点(?P<fraction>{DIGITS}+)(?P<unit>{MEASURED}|[万亿](?:元|块钱?)?|度|个|折|块钱)"
        ),
        write=_decimal,
        examples=(
            ("一点八公里", "1.8公里。"),
            ("三十七点八度", "37.8度。"),
            ("三点五米深", "3.5米深。"),
            ("一点二万", "1.2万。"),
            ("一共一点三万块钱", "一共1.3万元。"),
            ("八点五折", "8.5折。"),
        ),
    ),
    Rule(
        name="decimal below one",
        pattern=rf"{BEFORE}(?P<whole>零)点(?P<fraction>{DIGITS}+)(?P<unit>){AFTER}(?!分)",
        write=_decimal,
        examples=(("零点五", "0.5。"), ("零点三十分", "0点30分。")),
    ),
    Rule(
        name="decimal without a unit",
        pattern=rf"{BEFORE}(?P<whole>{NUMBER})点(?P<fraction>{DIGITS}+)(?P<unit>){AFTER}(?!分|刻)",
        write=lambda found: _decimal(found) if len(found["fraction"]) > 1 or (cardinal(found["whole"]) or 0) > _HOURS else None,
        examples=(
            ("三百二十八点四八", "328.48。"),
            ("圆周率三点一四", "圆周率3.14。"),
            ("血压一百三十点五", "血压130.5。"),
            ("三点五", "三点五。"),
        ),
    ),
)

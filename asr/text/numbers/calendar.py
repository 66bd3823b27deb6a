"""Dates: 二零二六年十一月三号 is 2026年11月3日; 五一 and 正月十五 stay, as does the house number in 三号楼."""

import re

from asr.text.numbers.rule import Rule
from asr.text.numbers.spoken import ANY, BEFORE, DIGITS, by_digit, cardinal

_MONTH = "十[一二]?|[一二三四五六七八九]"
_DAY = "三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九]"
NO_DAY = "(?!楼|院|线|门|库|房|厂|店|铺|桥|机|车|窗|桌|地块|码|子)"
"""What follows 号 where it is the number of a house and no day."""
_DAY_FOLLOWS = f"(?:号|日){NO_DAY}"
_LUNAR = "(?<!农历)(?<!阴历)(?<!旧历)"
_OF_MONTH = "上个月|这个月|下个月|上月|本月|这月|下月|当月|每月|每个月|月的|昨天|今天|明天|后天|前天|昨日|今日|明日"


def after_month() -> str:
    """A pattern for: what stands before names the month or the day, and not by its number."""
    return f"(?:{'|'.join(f'(?<={one})' for one in _OF_MONTH.split('|'))})"


def _year(said: str) -> str | None:
    digits = by_digit(said)
    if digits is not None and ((len(digits) == 4 and digits[:2] in ("19", "20")) or len(digits) == 2):
        return None if len(digits) == 2 and int(digits[0]) + 1 == int(digits[1]) else digits
    number = cardinal(said)
    return str(number) if number is not None and 1900 <= number <= 2100 else None


def _whole(found: re.Match[str]) -> str | None:
    year = _year(found["year"]) if found["year"] else ""
    month, day = cardinal(found["month"]), cardinal(found["day"]) if found["day"] else None
    if year is None or month is None:
        return None
    return (f"{year}年" if year else "") + f"{month}月" + (f"{day}日" if day else "")


def _from_to(found: re.Match[str]) -> str:
    month, first, last = (cardinal(found[name]) for name in ("month", "first", "last"))
    return f"{month}月{first}日{found['to']}{last}日"


def _year_alone(found: re.Match[str]) -> str | None:
    year = _year(found["year"])
    return f"{year}年" if year else None


RULES = (
    Rule(
        name="from day to day",
        pattern=(
            rf"{BEFORE}{_LUNAR}(?P<month>{_MONTH})月(?P<first>{_DAY})[号日](?P<to>到|至|和|跟)(?P<last>{_DAY}){_DAY_FOLLOWS}"
        ),
        write=_from_to,
        examples=(
            ("从十月一号到七号", "从10月1日到7日。"),
            ("二零二六年三月五号至八号", "2026年3月5日至8日。"),
            ("二十三号和二十四号停水", "23号和24号停水。"),
        ),
    ),
    Rule(
        name="date",
        pattern=(
            rf"{BEFORE}{_LUNAR}(?:(?P<year>{DIGITS}{{4}}|{DIGITS}{{2}}|两千[{ANY}]{{1,4}})年)?(?<![{ANY}])(?P<month>{_MONTH})月"
            rf"(?:(?P<day>{_DAY}){_DAY_FOLLOWS}|(?!十五|初|半|[一二三]+十?[^号日{ANY}]?号?[楼院]|[{ANY}]+))"
        ),
        write=_whole,
        examples=(
            ("二零二六年十一月三号", "2026年11月3日。"),
            ("从十月一号开始", "从10月1日开始。"),
            ("三月份到五月份", "3月份到5月份。"),
            ("今年六月三十号交房", "今年6月30日交房。"),
            ("两千零八年八月八号", "2008年8月8日。"),
            ("一月八号吧", "1月8日吧。"),
            ("到十二月底", "到12月底。"),
            ("农历八月十五", "农历八月十五。"),
            ("八月十五那天", "八月十五那天。"),
            ("正月十五", "正月十五。"),
            ("三月三号是三月三", "3月3日是三月三。"),
            ("七八月份", "七八月份。"),
            ("住了三个月", "住了3个月。"),
            ("二零一九年三月", "2019年3月。"),
        ),
    ),
    Rule(
        name="day of a month that is named otherwise",
        pattern=rf"{after_month()}(?P<day>{_DAY}){_DAY_FOLLOWS}(?!.?单元)",
        write=lambda found: f"{cardinal(found['day'])}日",
        examples=(
            ("上个月二十号换的", "上个月20日换的。"),
            ("这个月五号", "这个月5日。"),
            ("昨天三号", "昨天3日。"),
            ("三号楼五单元", "3号楼5单元。"),
        ),
    ),
    Rule(
        name="year",
        pattern=rf"{BEFORE}(?P<year>{DIGITS}{{4}}|{DIGITS}{{2}}|两千零?[{ANY}]{{1,3}})年(?!级|来|了|前|后|以)",
        write=_year_alone,
        examples=(
            ("二零一八年买的", "2018年买的。"),
            ("九八年建的小区", "98年建的小区。"),
            ("零九年入住", "09年入住。"),
            ("两千零八年的房子", "2008年的房子。"),
            ("住了七八年", "住了七八年。"),
        ),
    ),
)

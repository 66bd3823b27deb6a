"""When a phrase of time was or is, against the day of the call: 昨天晚上十点 → 2026-03-05T22:00.

Dates are ISO 8601 and as exact as the phrase (2026, 2026-02, 2026-02-03, 2026-02-03T22:00); spans have a slash; what happens
each day is ``daily 23:00-02:00``. Nothing is added: an evening without an hour stays a day. Pure; the time of the call comes in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

NUMBER = "[零〇一二两三四五六七八九十\\d]"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PARTS = "凌晨|清早|清晨|早上|早晨|今早|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜|夜间|后半夜|昨晚|前晚|今晚"
_AFTERNOON = ("下午", "傍晚", "晚上", "昨晚", "前晚", "今晚")
_NIGHT = ("夜里", "半夜", "深夜", "夜间", "后半夜")
FEASTS = {
    "元旦": (1, 1), "春节": (2, 1), "妇女节": (3, 8), "清明": (4, 5), "五一": (5, 1), "劳动节": (5, 1), "儿童节": (6, 1),
    "六一": (6, 1), "七一": (7, 1), "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一长假": (10, 1), "双十一": (11, 11),
}  # fmt: skip
LONGEST_YEARS = 60
_MOVING = ("春节", "清明")
"""Feasts of the moon's calendar: known to the month."""
_YEAR = re.compile(r"([零〇一二三四五六七八九\d]{4})年|(大前年|前年|去年|今年|明年)")
_MONTH = re.compile(rf"(上上个?月|上个?月|这个?月|本月|下个?月)|({NUMBER}{{1,3}})月份?")
_DAY = re.compile(rf"({NUMBER}{{1,3}})[号日](?!楼|线|口|门|院|摊|店|车|单元|栋)")
_NEAR = {"大前天": 3, "前天": 2, "前晚": 2, "昨天": 1, "昨晚": 1, "今天": 0, "今早": 0, "今晚": 0}
_NEAR_DAY = re.compile("|".join(_NEAR))
_WEEK = re.compile(r"(上上|上|这|本)个?(?:礼拜|星期|周)([一二三四五六日天])?")
_CLOCK = re.compile(rf"({PARTS})?[^点]{{0,2}}?({NUMBER}{{1,3}})点(?:钟)?(半|{NUMBER}{{1,3}}分?)?")
_SPAN = re.compile(rf"(半|{NUMBER}{{1,3}})(?:来|多|几)?(个)?(?:来|多|半)*(天|礼拜|星期|周|月|年)(半)?")
_DAILY = re.compile("每天|天天|每晚|每日")
_TO = re.compile("到|至")


@dataclass(frozen=True, slots=True)
class _Date:
    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        return f"{self.year:04d}" + "".join(f"-{part:02d}" for part in (self.month, self.day) if part)


def normalized(phrase: str, called: date) -> str:
    """The phrase in ISO 8601 as far as it says; empty when it names no time that a calendar knows."""
    clocks = list(_clocks(phrase))
    if _DAILY.search(phrase) or (clocks and _dates(phrase, called) is None and _span(phrase, called) is None):
        return _daily(phrase, clocks)
    found = _range(phrase, called) or _dates(phrase, called)
    if isinstance(found, str):
        return found
    if found is None:
        begin = _span(phrase, called)
        return f"{begin}/{called.isoformat()}" if begin else ""
    if re.search("开始|以来|从", phrase) and not clocks:
        return f"{found}/{called.isoformat()}"
    if clocks and found.day:
        return f"{found}T{clocks[0]}"
    return f"{found}T12:00" if found.day and "中午" in phrase else str(found)


def number(said: str) -> int | None:
    """十五 → 15, 二十 → 20, 二零一八 → 2018; of two neighbouring guesses (三四天) the larger."""
    if said.isdigit():
        return int(said)
    if "十" in said:
        tens, _, ones = said.partition("十")
        values = [_DIGITS.get(part) if part else default for part, default in ((tens, 1), (ones, 0))]
        return values[0] * 10 + values[1] if values[0] is not None and values[1] is not None else None
    values = [_DIGITS.get(character) for character in said]
    if not values or None in values:
        return None
    plain = [value for value in values if value is not None]
    if len(plain) == 2 and plain[1] == plain[0] + 1:
        return plain[1]
    return int("".join(map(str, plain)))


def _clocks(phrase: str) -> Iterator[str]:
    part = ""
    for found in _CLOCK.finditer(phrase):
        part = found[1] or part or next((p for p in PARTS.split("|") if p in phrase[: found.start(2)]), "")
        hour = number(found[2])
        if hour is None or hour > 24:
            continue
        if (part in _AFTERNOON and hour < 12) or (part in _NIGHT and 6 < hour < 12) or (part == "中午" and hour < 4):
            hour += 12
        minute = 30 if found[3] == "半" else number((found[3] or "零").rstrip("分")) or 0
        if minute < 60:
            yield f"{hour % 24:02d}:{minute:02d}"


def _daily(phrase: str, clocks: list[str]) -> str:
    if not clocks:
        return "daily" if _DAILY.search(phrase) else ""
    if len(clocks) == 1:
        return f"daily {clocks[0]}" + ("-" if re.search("以后|之后|开始|过后", phrase) else "")
    joined = "-" if _TO.search(phrase) else ","
    return f"daily {clocks[0]}{joined}{clocks[1]}"


def _range(phrase: str, called: date) -> str | None:
    """十月一号到七号, 三月份到五月份."""
    first, to, last = phrase.partition("到" if "到" in phrase else "至")
    begin = _dates(first, called) if to else None
    if begin is None or not (_MONTH.search(last) or _DAY.search(last)):
        return None
    month, day = _MONTH.search(last), _DAY.search(last)
    end = _Date(begin.year, (number(month[2]) if month and month[2] else None) or begin.month, number(day[1]) if day else None)
    return f"{begin}/{end}"


def _dates(phrase: str, called: date) -> _Date | None:
    near, week = _NEAR_DAY.search(phrase), _WEEK.search(phrase)
    if near:
        return _of(called - timedelta(days=_NEAR[near[0]]))
    if week:
        return _week_day(week, called)
    for name, (month, day) in FEASTS.items():
        if name in phrase:
            return _last(month, None if name in _MOVING else day, _year(phrase, called), called)
    if "开学" in phrase:
        return _last(9 if called.month >= 9 or called.month < 2 else 2, None, _year(phrase, called), called)
    return _by_numbers(phrase, called)


def _by_numbers(phrase: str, called: date) -> _Date | None:
    year, month, day = _year(phrase, called), _MONTH.search(phrase), _DAY.search(phrase)
    on = number(day[1]) if day else None
    if on is not None and not 1 <= on <= 31:
        return None
    if month is None:
        named = _named_month(phrase, year, called)
        if named or on is None:
            return named
        return _of_month(called, 0 if on <= called.day else 1, on)
    if month[1]:
        back = {"上上": 2, "上": 1, "下": -1}.get(month[1].replace("个", "").removesuffix("月"), 0)
        return _of_month(called, back, on)
    which = number(month[2])
    return _last(which, on, year, called) if which and 1 <= which <= 12 else None


def _named_month(phrase: str, year: int | None, called: date) -> _Date | None:
    months = {"腊月": 12, "年底": 12, "年初": 1, "正月": 2}
    for name, month in months.items():
        if name in phrase and (year or name in ("腊月", "正月")):
            return _last(month, None, year, called)
    return _Date(year) if year and "今年" not in phrase else None


def _year(phrase: str, called: date) -> int | None:
    found = _YEAR.search(phrase)
    if found is None:
        return None
    if found[1]:
        return number(found[1])
    return called.year + {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1}[found[2]]


def _last(month: int, day: int | None, year: int | None, called: date) -> _Date:
    """In the year said, else the last time that this month or day came before the call."""
    if year is None:
        year = called.year - ((month, day or 1) > (called.month, called.day))
    return _Date(year, month, day)


def _of_month(called: date, back: int, day: int | None) -> _Date:
    year, month = divmod(called.year * 12 + called.month - 1 - back, 12)
    return _Date(year, month + 1, day)


def _week_day(found: re.Match[str], called: date) -> _Date:
    monday = called - timedelta(days=called.weekday() + 7 * {"上上": 2, "上": 1}.get(found[1], 0))
    return _of(monday + timedelta(days="一二三四五六日".index(found[2].replace("天", "日"))) if found[2] else monday)


def _span(phrase: str, called: date) -> _Date | None:
    """What has lasted so long began then: days to the day, months and years to the month."""
    found = _SPAN.search(phrase)
    if found is None:
        return None
    count, unit, half = number(found[1]) if found[1] != "半" else 0, found[3], "半" in found[0]
    if count is None or (count == 0 and not half) or (unit == "年" and count > LONGEST_YEARS):
        return None
    if unit in ("天", "礼拜", "星期", "周"):
        return _of(called - timedelta(days=count if unit == "天" else 7 * count + ("多" in found[0])))
    if unit == "年":
        return _of_month(called, 12 * count + 6 * half, None)
    if found[2] is None:
        return None
    return _of_month(called, count, None) if count else _of(called - timedelta(days=15))


def _of(day: date) -> _Date:
    return _Date(day.year, day.month, day.day)

"""When it happened, in the caller's words."""

import re
from collections.abc import Sequence

from ticketing.drafting.facts import Evidence
from ticketing.drafting.spoken import Said, callers

_N = "[一二两三四五六七八九十几半\\d]{1,3}"
_PART = "(?:凌晨|清早|早上|上午|中午|下午|傍晚|晚上|夜里|半夜)"
_CLOCK = f"(?:{_N}点(?:钟|半|{_N}分?)?)"
_WEEK = "(?:上|这)个?(?:礼拜|星期|周)[一二三四五六日天]?"
_DAY = f"(?:大前天|前天|昨天|今天|昨晚|前晚|今早|{_WEEK}|上个?月|这个月)"
_DATE = f"(?:{_N}月份?(?:{_N}[号日])?)"
_SPAN = f"(?:{_N}来?(?:多)?个?(?:多)?(?:小时|钟头|天|礼拜|星期|月|年|来月))"
_PATTERNS = (
    (
        re.compile(f"(?:(?:去|前|今)年(?:{_N}月份?|年?[初底]|[春夏秋冬]天)?|[零一二三四五六七八九]{{4}}年)(?:{_N}月份?)?"),
        0.75,
    ),
    (re.compile(f"(?:每天|天天){_PART}?{_CLOCK}(?:.?[到至].{{0,3}}?{_CLOCK})?"), 0.9),
    (re.compile(f"(?:每天|天天)(?:{_PART})?{_CLOCK}?(?:[跳到至搞吵干]*{_CLOCK})?"), 0.5),
    (re.compile(f"{_DATE}(?:到|至){_DATE}"), 0.9),
    (re.compile(f"{_DAY}{_PART}?(?:大概)?{_CLOCK}?"), 0.8),
    (re.compile("从.{1,8}(?:开始|起|以后|以来)"), 0.7),
    (re.compile(f"连着{_SPAN}"), 0.8),
    (re.compile(f"(?:都|有|已经|快|大概|这|刚.{{0,2}}了)?(?:{_SPAN}|半个?[年月])了?"), 0.65),
    (re.compile(f"(?:{_DATE}){_PART}?"), 0.6),
    (re.compile(f"{_PART}{_CLOCK}"), 0.6),
    (re.compile(f"{_PART}"), 0.3),
)


def time_phrase(said: Sequence[Said]) -> tuple[str, Evidence | None]:
    """The clearest phrase of time the caller used; the earlier of two equals."""
    best: tuple[float, str, Evidence] | None = None
    for one in callers(said):
        for pattern, confidence in _PATTERNS:
            found = pattern.search(one.text)
            if found and (best is None or confidence > best[0]):
                best = (confidence, found[0], Evidence(one.index, found[0], confidence))
    return (best[1], best[2]) if best else ("", None)

"""When it happened or happens, in the caller's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.drafting.calendar_words import FEASTS, NUMBER, PARTS
from ticketing.drafting.facts import Evidence
from ticketing.drafting.spoken import Said

_N = f"(?:{NUMBER}|几|半){{1,3}}"
_PART = f"(?:{PARTS})"
_CLOCK = f"(?:{_N}点(?:多|来)?(?:钟|半|{_N}分)?(?:多|左右)?)"
_WEEK = "(?:上上|上|这)个?(?:礼拜|星期|周)[一二三四五六日天]?"
_DAY = f"(?:大前天|前天|昨天|今天|昨晚|前晚|今早|{_WEEK})"
_MONTH = f"(?:上个?月|这个月|{_N}月份?)"
_DATE_END = "[号日](?!楼|线|口|门|院|摊|店|车|单元|栋|下(?!午)|路|公寓|商|码)"
_DATE = f"(?:(?:去年|前年|今年)?{_MONTH}{_N}{_DATE_END}|(?<![{NUMBER[1:-1]}月]){NUMBER}{{1,3}}{_DATE_END}(?={_PART}))"
_SPAN = f"(?:{_N}(?:来|多|几)?个?(?:多|来|半)?(?:天|礼拜|星期|月|年)|半个多?月|半年多?)"
_ASKED = re.compile("什么时[候侯]|多长时间|多久|几点|哪[一]?天|从什么|时间|几号|多少天|何时|开始")
_BONUS, _LATER, _LONGER = 0.25, 0.012, 0.01
_PATTERNS = (
    (re.compile(f"{_DATE}(?:到|至){_N}?[月份]*(?:{_N}{_DATE_END})?{_PART}?"), 0.95),
    (re.compile(f"(?:去年|今年)?{_MONTH}(?:到|至){_MONTH}"), 0.9),
    (
        re.compile(
            f"(?:每天|天天|每晚|每个(?:礼拜|星期|周).)[^，]{{0,3}}?{_PART}?{_CLOCK}"
            f"(?:.?[跳到至搞吵干]{{1,3}}.{{0,2}}?{_CLOCK})?"
        ),
        0.9,
    ),
    (re.compile(f"(?:连着|连续|接连){_SPAN}"), 0.9),
    (re.compile(f"{_DATE}{_PART}?{_CLOCK}?"), 0.85),
    (re.compile(f"{_DAY}(?:的)?{_PART}?(?:大概)?{_CLOCK}?(?:放学|下班|上班)?"), 0.8),
    (re.compile(f"(?:打?从|自从)(?:{'|'.join(FEASTS)}|开学|[^，]{{1,6}})(?:开始|起|以后|以来)"), 0.75),
    (re.compile("(?:这学期|这个学期|今年)?开学(?:以后|以来|开始)?"), 0.6),
    (re.compile(f"(?:这|最近|近)(?:{_SPAN})"), 0.75),
    (re.compile(f"(?<![住干交开用入])(?<!入住)(?:都|有|已经|快|大概|将近|刚.{{0,2}}了)?{_SPAN}了(?!才|就|还)"), 0.72),
    (re.compile(f"刚[^，]{{1,3}}了?{_SPAN}"), 0.74),
    (re.compile(f"(?:去年|前年)(?:{_N}月份?|年?[初底]|腊月|[春夏秋冬]天)"), 0.8),
    (re.compile("[零一二三四五六七八九]{4}年"), 0.72),
    (re.compile(f"今年{_N}月份?"), 0.75),
    (re.compile(f"{_PART}{_CLOCK}(?:[^，]{{0,2}}?{_PART}{_CLOCK}|到.{{0,4}}?{_PART}?{_CLOCK}|以后|之后|开始)?"), 0.66),
    (re.compile(f"上个?月|{NUMBER}{{1,3}}月份"), 0.55),
    (re.compile("去年|前年"), 0.5),
    (re.compile(f"(?:大概|有|差不多|才){_SPAN}(?:吧|左右)?$|^{_SPAN}(?:吧|左右|多)?(?:$|我|跟|呃)"), 0.5),
    (re.compile(f"(?:每天|天天){_PART}?"), 0.35),
    (re.compile(f"{_PART}"), 0.3),
)  # fmt: skip
_NOT_THE_MATTER = re.compile("保修|质保|保质|有效期|截止|截至|退休|入职|毕业|结婚|年龄|今年[^，]{0,2}[岁了]")


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    phrase: str
    evidence: Evidence


def time_phrase(said: Sequence[Said]) -> tuple[str, Evidence | None]:
    """The clearest phrase of time the caller used: an answer to the agent's question counts more, a later one less."""
    best: _Found | None = None
    order = 0
    for before, one in zip((None, *said), said, strict=False):
        if one.channel != "caller":
            continue
        asked = before is not None and before.channel == "agent" and _asks(before.text)
        for found in _in_turn(one, (_BONUS if asked else 0.0) - order * _LATER):
            if best is None or found.score > best.score:
                best = found
        order += 1
    return (best.phrase, best.evidence) if best else ("", None)


def _asks(text: str) -> bool:
    return bool(_ASKED.search(text)) and "工单" not in text


def _in_turn(one: Said, extra: float) -> list[_Found]:
    found = []
    for pattern, confidence in _PATTERNS:
        for match in pattern.finditer(one.text):
            if not _NOT_THE_MATTER.search(one.text[max(0, match.start() - 4) : match.end() + 4]):
                score = confidence + extra + _LONGER * len(match[0])
                found.append(_Found(score, match[0], Evidence(one.index, match[0], round(min(0.95, confidence), 2))))
    return found

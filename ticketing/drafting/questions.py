"""What a consultation asks for, as a form names it (办理流程, 所需材料), each with the words of the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ticketing.drafting.facts import Evidence
from ticketing.drafting.spoken import Said

_LISTED = (
    (
        "办理流程",
        r"怎么(?:个)?(?:办|弄|搞|申[请领]|走|操作|预约|登记|报名|报销|转|迁|开|换|备案|打)|如何(?:办|申|操作)|咋(?:办|弄|搞|申)|"
        r"(?:什么|哪些|啥)(?:手续|流程|程序)|手机上(?:能|可以|弄|办)|网上(?:能|可以|办)|流程",
    ),
    ("缴费方式", r"怎么(?:交钱|交费|缴|交(?!通|代))|帮着交"),
    ("申领办法", r"怎么(?:领|取|提取|拿钱)"),
    (
        "所需材料",
        r"(?:带|要|需要|准备|交)(?:些)?(?:什么|哪些|啥)(?:材料|证件|手续|东西|资料|证明)|(?:什么|哪些|啥)(?:材料|证件|资料|证明)|"
        r"要不?要?[^，]{0,3}(?:带|合同|户口本|身份证|照片|证明|盖章|材料)|需要[^，]{0,4}(?:盖章|证明|材料|合同|户口本)",
    ),
    ("标准", r"多少钱|好多钱|几多钱|多少[块元]|怎么收费|收费标准|(?:提|领|拿|补|报|发)多少|能(?:提|"
r"领|拿|报|补)几|什么标准|要钱|免费"),
    (
        "时间",
        r"什么时候|啥时候|几[号点]|哪[一]?天|几时|何时|截止|多久|多长时间|几天|几个(?:月|工作日|礼拜)|周末[^，]{0,3}(?:办|开|上)|"
        r"(?:周六|周日|中午|节假日)[^，]{0,4}(?:办|开|上班)|(?:开|关)门[^，]{0,3}[吗嘛]",
    ),
    ("地点", r"(?:在|到|去|上|往)(?:哪里?|哪儿|那里|啥地方|什么地方|哪个)|哪里(?:能|可以|办|弄|有|"
r"打)|附近有没有|要不要跑|用不用跑|是不是要跑"),
    (
        "条件",
        r"能不能|可不可以|能否|行不行|可以不可以|还能|算不算|够不够|符不符合|符合条件|有没有资格|什么条件|哪些条件|"
        r"(?:可以|能|行|算)[^，]{0,8}[吗嘛麻妈]|停不停|补不补|影响[^，]{0,4}吗",
    ),
    ("是否属实", r"真的假的|是不是真的|真的吗|属不属实|是不是谣言"),
    ("是否必须", r"必须的?吗|是必须|非[要得]|强制(?:的|性)?吗|一定要[^，]{1,6}吗"),
    ("电话", r"(?:电话|号码)(?:是)?多少|打(?:哪个|什么|啥)电话"),
)  # fmt: skip
_ASKED = tuple((name, re.compile(pattern)) for name, pattern in _LISTED)
NAMES = tuple(name for name, _ in _ASKED)
SHOWN = 2
_BARE = ("时间", "地点", "条件")


@dataclass(frozen=True, slots=True)
class Asked:
    """``name`` as a form has it, with the words of the question."""

    name: str
    evidence: Evidence


def asked(said: Sequence[Said]) -> list[Asked]:
    """Each thing once, in the order in which the caller asked."""
    found: dict[str, Asked] = {}
    for one in said:
        for each in _asked_in(one) if one.channel == "caller" else ():
            found.setdefault(each.name, each)
    return list(found.values())


@lru_cache(maxsize=4_096)
def _asked_in(one: Said) -> tuple[Asked, ...]:
    hits = [(match.start(), name, match[0]) for name, pattern in _ASKED if (match := pattern.search(one.text))]
    return tuple(Asked(name, Evidence(one.index, words, 0.6)) for _, name, words in sorted(hits))


def wanted(found: Sequence[Asked]) -> str:
    """告知 办理条件、时间."""
    names = [one.name for one in found[:SHOWN]]
    if names and names[0] in _BARE:
        names[0] = f"办理{names[0]}"
    return "告知" + "、".join(names) if names else ""


def asks(text: str) -> bool:
    """Whether a sentence asks for something that a form has a name for."""
    return any(pattern.search(text) for _, pattern in _ASKED)

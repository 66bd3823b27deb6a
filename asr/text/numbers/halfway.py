"""What an engine that writes figures itself (Whisper) leaves halfway: 1月8号, 3点半, 350块钱."""

import re

from asr.text.numbers.calendar import NO_DAY
from asr.text.numbers.money import THINGS
from asr.text.numbers.rule import Rule

_ALONE = r"(?<![0-9.])"
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_MOST_PIECES = 10


def _yuan(found: re.Match[str]) -> str | None:
    small = float(found["number"]) < _MOST_PIECES and "." not in found["number"] and not found["unit"]
    return None if small and not found["money"] else f"{found['number']}{found['unit'] or ''}{found['about'] or ''}元"


RULES = (
    Rule(
        name="date half in figures",
        pattern=rf"{_ALONE}(?P<month>1[0-2]|[1-9])月(?P<day>3[01]|[12]?[0-9])号{NO_DAY}",
        write=lambda found: f"{found['month']}月{found['day']}日",
        examples=(("1月8号吧", "1月8日吧。"), ("3月5号楼", "3月5号楼。")),
    ),
    Rule(
        name="time half in figures",
        pattern=rf"{_ALONE}(?P<hour>2[0-4]|1[0-9]|[0-9])点钟?(?P<rest>半(?!点|个|天(?!天))|[一三]刻)(?!钟)",
        write=lambda found: f"{found['hour']}点{_QUARTERS[found['rest']]}分",
        examples=(("下午3点半", "下午3点30分。"), ("9点一刻", "9点15分。"), ("3点半个小时", "3点半个小时。")),
    ),
    Rule(
        name="money half in figures",
        pattern=(
            rf"{_ALONE}(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[百千万亿])?(?P<about>[多来])?块(?P<money>钱)?(?!{THINGS}|[一二三四五六七八九0-9])"
        ),
        write=_yuan,
        examples=(
            ("350块钱", "350元。"),
            ("扣了200块了", "扣了200元了。"),
            ("3块砖", "3块砖。"),
            ("12.5块", "12.5元。"),
            ("2万多块", "2万多元。"),
        ),
    ),
    Rule(
        name="percent half in figures",
        pattern=r"百分之(?P<number>[0-9]+(?:\.[0-9]+)?)(?![0-9.])",
        write=lambda found: f"{found['number']}%",
        examples=(("百分之30", "30%。"), ("百分之12.5", "12.5%。")),
    ),
)

"""What an engine that writes figures itself (Whisper) leaves halfway: 1月8号, 3点半, 6块8, 2米4."""

import re

from asr.text.numbers.calendar import NO_DAY, after_month
from asr.text.numbers.money import THINGS
from asr.text.numbers.quantity import HALVED
from asr.text.numbers.rule import Rule

_ALONE = r"(?<![0-9.])"
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_MOST_PIECES = 10


def _yuan(found: re.Match[str]) -> str | None:
    small = float(found["number"]) < _MOST_PIECES and "." not in found["number"] and not found["unit"]
    return None if small and not found["money"] else f"{found['number']}{found['unit'] or ''}{found['about'] or ''}元"


def _change(found: re.Match[str]) -> str:
    tenth, hundredth = found["tenth"] or found["mao"], found["hundredth"] or found["cent"] or ""
    return f"{found['whole'] or 0}.{tenth}{hundredth}元"


RULES = (
    Rule(
        name="date half in figures",
        pattern=rf"{_ALONE}(?P<month>1[0-2]|[1-9])月(?P<day>3[01]|[12]?[0-9])号{NO_DAY}",
        write=lambda found: f"{found['month']}月{found['day']}日",
        examples=(("1月8号吧", "1月8日吧。"), ("3月5号楼", "3月5号楼。")),
    ),
    Rule(
        name="day of a month half in figures",
        pattern=rf"{after_month()}(?P<day>3[01]|[12]?[0-9])号{NO_DAY}(?!.?单元)",
        write=lambda found: f"{found['day']}日",
        examples=(("上个月20号报修的", "上个月20日报修的。"), ("今天3号楼停水", "今天3号楼停水。")),
    ),
    Rule(
        name="time half in figures",
        pattern=rf"{_ALONE}(?P<hour>2[0-4]|1[0-9]|[0-9])点钟?(?P<rest>半(?!点|个|天(?!天))|[一三]刻)(?!钟)",
        write=lambda found: f"{found['hour']}点{_QUARTERS[found['rest']]}分",
        examples=(("下午3点半", "下午3点30分。"), ("9点一刻", "9点15分。"), ("3点半个小时", "3点半个小时。")),
    ),
    Rule(
        name="minutes half in figures",
        pattern=rf"{_ALONE}(?P<hour>2[0-4]|1[0-9]|[0-9])点(?P<minute>[0-5][0-9])(?![0-9.分度元块米个])",
        write=lambda found: f"{found['hour']}点{found['minute']}分",
        examples=(("早上7点40就停电了", "早上7点40分就停电了。"), ("3点50个人", "3点50个人。")),
    ),
    Rule(
        name="change half in figures",
        pattern=(
            rf"{_ALONE}(?:(?P<whole>[0-9]+)[块元](?P<tenth>[1-9])(?:[毛角](?P<hundredth>[1-9])?)?(?P<fen>分)?|(?P<mao>[2-9])[毛角](?P<cent>[1-9])?)钱?"
            r"(?![0-9.个张次天点斤吨米度升])"
        ),
        write=_change,
        examples=(
            ("6块8一斤", "6.8元一斤。"),
            ("每平方米2块3毛", "每平方米2.3元。"),
            ("3块2毛5", "3.25元。"),
            ("一度5毛6", "一度0.56元。"),
        ),
    ),
    Rule(
        name="measures half in figures",
        pattern=rf"{_ALONE}(?P<number>[0-9]+)(?:米(?P<part>[1-9]{{1,2}})(?![0-9.个辆次张条度块元米斤])|(?P<unit>{HALVED})半)",
        write=lambda found: f"{found['number']}.{found['part'] or 5}{found['unit'] or '米'}",
        examples=(("宽2米4", "宽2.4米。"), ("2吨半沙子", "2.5吨沙子。"), ("2米40斤", "2米40斤。")),
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

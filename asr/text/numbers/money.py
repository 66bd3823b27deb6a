"""Money: 三百五十块钱 is 350元, 三块五毛 3.5元; 加一块 and 三块砖 are no money."""

import re
from decimal import Decimal

from asr.text.numbers.rule import Rule
from asr.text.numbers.spoken import ANY, BEFORE, NUMBER, cardinal, written

_DIGIT = "[一二三四五六七八九]"
THINGS = "[砖石地玻木铁钢牌板布糖瓷肉田广表屏区瓦面豆]"
_EACH = "一[斤个度次吨小晚天人米升袋瓶份张月平]"
_MOST_PIECES = 10
_PAID = "[收交花付扣罚退补赔涨卖时斤度次天月平吨米]"


def _with_change(found: re.Match[str]) -> str | None:
    whole = cardinal(found["whole"])
    if whole is None:
        return None
    tenth, hundredth = cardinal(found["tenth"]), cardinal(found["hundredth"]) if found["hundredth"] else 0
    return f"{whole + Decimal(tenth or 0) / 10 + Decimal(hundredth or 0) / 100}元"


def _yuan(found: re.Match[str]) -> str | None:
    number = cardinal(found["whole"])
    if number is None:
        return None
    if number < _MOST_PIECES and not found["money"] and found["paid"] is None:
        return None
    return f"{written(found['whole'])}{found['about'] or ''}元"


def _mao(found: re.Match[str]) -> str | None:
    tenth, hundredth = cardinal(found["tenth"]), cardinal(found["hundredth"]) if found["hundredth"] else 0
    if tenth is None or (tenth == 1 and not found["hundredth"]):
        return None
    return f"{Decimal(tenth) / 10 + Decimal(hundredth or 0) / 100}元"


RULES = (
    Rule(
        name="money with change",
        pattern=(
            rf"{BEFORE}(?P<whole>{NUMBER})[块元](?P<tenth>{_DIGIT})(?:(?![{ANY}])|(?={_EACH}))(?:[毛角](?P<hundredth>{_DIGIT}(?![{ANY}]))?分?)?钱?(?![个张次天])"
        ),
        write=_with_change,
        examples=(
            ("三块五一斤", "3.5元一斤。"),
            ("停一小时收三块五毛钱", "停1小时收3.5元。"),
            ("十二块八", "12.8元。"),
            ("三块二毛五", "3.25元。"),
        ),
    ),
    Rule(
        name="money",
        pattern=(
            rf"(?P<paid>(?<={_PAID})|(?<={_PAID}[了我他]))?{BEFORE}(?P<whole>{NUMBER})(?P<about>[多来])?(?:块(?P<money>钱)?|元钱)(?!{THINGS})"
        ),
        write=lambda found: None if found["whole"] == "一" and not found["money"] else _yuan(found),
        examples=(
            ("三百五十块钱", "350元。"),
            ("扣了两百块了", "扣了200元了。"),
            ("一个月五百多块钱", "一个月500多元。"),
            ("收三块", "收3元。"),
            ("一小时五块", "1小时5元。"),
            ("花了两万八千块", "花了2.8万元。"),
            ("一千二百块", "1200元。"),
            ("三块砖", "3块砖。"),
            ("三十块砖", "30块砖。"),
            ("俺们加一块十八万多", "俺们加一块18万多。"),
            ("一块石头滚下来", "一块石头滚下来。"),
            ("我们一块去的", "我们一块去的。"),
            ("几百块钱", "几百块钱。"),
            ("五六十块钱", "五六十块钱。"),
        ),
    ),
    Rule(
        name="less than a yuan",
        pattern=(
            rf"{BEFORE}(?P<tenth>{_DIGIT}|两)毛(?P<hundredth>{_DIGIT}(?:(?![{ANY}个张次天])|(?={_EACH})))?(?:钱)?(?![线衣巾病毯笔发坯利])"
        ),
        write=_mao,
        examples=(
            ("涨了五毛钱", "涨了0.5元。"),
            ("每度八毛五", "每度0.85元。"),
            ("电费五毛六一度", "电费0.56元一度。"),
            ("一毛钱没给", "一毛钱没给。"),
            ("三毛线衣店", "三毛线衣店。"),
        ),
    ),
)

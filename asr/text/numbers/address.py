"""Where: 三号楼二单元五零一室 is 3号楼2单元501室, 二十三路 23路; 工业二路 and 第一中学 keep their names."""

import re

from asr.text.numbers.rule import Rule
from asr.text.numbers.spoken import ANY, BEFORE, DIGITS, NUMBER, by_digit, written

_NO_NAME = "(?<![东西南北中经纬横竖环纵业])"
_RIDE = "(?<=[坐乘等搭])"


def _number(said: str) -> str | None:
    return by_digit(said) if len(said) > 1 and not set(said) & set("十百千万亿两") else written(said)


def _with(unit: str) -> "re.Pattern[str]":
    return re.compile(rf"{BEFORE}(?P<number>{DIGITS}{{3,5}}|{NUMBER}){unit}")


def _label(found: re.Match[str]) -> str | None:
    """一 and 两 before a building count it (盖了一栋楼) and do not name it, unless something that is named stands before."""
    number = _number(found["number"])
    return None if number is None else number + found[0][len(found["number"]) :]


RULES = (
    Rule(
        name="number of a house",
        pattern=rf"{BEFORE}(?P<number>{DIGITS}{{3,5}}|(?!两号){NUMBER})号(?!称|召|令|叫|码头|主)",
        write=_label,
        examples=(
            ("人民路一百三十四号", "人民路134号。"),
            ("幺三四号", "134号。"),
            ("三号楼二单元五零一室", "3号楼2单元501室。"),
            ("地铁三号线", "地铁3号线。"),
            ("七号楼四零一", "7号楼401。"),
            ("二十一号", "21号。"),
            ("第三号文件", "第三号文件。"),
            ("十几号人", "十几号人。"),
        ),
    ),
    Rule(
        name="building, unit, floor, room",
        pattern=(
            rf"{BEFORE}(?<![哪这那每同另某整前后上下])(?:(?P<number>{DIGITS}{{3,5}}|(?!两){NUMBER})(?:单元|室(?![一二两三四五六七八九]厅)|门牌|期工程)"
            rf"|(?P<floor>(?![一两二]栋楼|[一两]幢楼|一楼房|两){NUMBER})(?:[栋幢](?!楼房|房子|别墅)|楼(?!房)))"
        ),
        write=lambda found: _floor(found) if found["floor"] else _label(found),
        examples=(
            ("十二栋九零三", "12栋903。"),
            ("二十一栋一八零二", "21栋1802。"),
            ("五号楼一单元", "5号楼1单元。"),
            ("一零二室", "102室。"),
            ("三室一厅", "三室一厅。"),
            ("我住六楼", "我住6楼。"),
            ("在一楼开的店", "在1楼开的店。"),
            ("盖了两栋楼", "盖了两栋楼。"),
            ("整栋楼都这样", "整栋楼都这样。"),
            ("大概七楼八楼中间", "大概7楼8楼中间。"),
            ("三四楼", "三四楼。"),
            ("您住哪一栋", "您住哪一栋？"),
            ("这一栋都停电", "这一栋都停电。"),
        ),
    ),
    Rule(
        name="bus line",
        pattern=(
            rf"(?:{_NO_NAME}{BEFORE}(?P<number>[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]百[{ANY}]*|{DIGITS}{{3}})路(?!人|上的?人)"
            rf"|(?:{_RIDE}{BEFORE}|{_NO_NAME}{BEFORE})(?P<short>[一二三四五六七八九]|{DIGITS}{{3}})路(?=公交|车(?!祸)|汽车|末班))"
        ),
        write=lambda found: _bus(found["number"] or found["short"]),
        examples=(
            ("我投诉五十六路公交车", "我投诉56路公交车。"),
            ("二十三路", "23路。"),
            ("一百零四路", "104路。"),
            ("坐三路车", "坐3路车。"),
            ("一路公交", "1路公交。"),
            ("三零一路公交", "301路公交。"),
            ("一路上都是坑", "一路上都是坑。"),
            ("工业二路", "工业二路。"),
            ("五一路", "五一路。"),
            ("十字路口", "十字路口。"),
        ),
    ),
    Rule(
        name="group of a village",
        pattern=rf"(?<=[村组]){BEFORE}(?P<number>{NUMBER})(?:组|队|社)",
        write=_label,
        examples=(("古井村四组", "古井村4组。"), ("大塘村六组七组", "大塘村6组7组。"), ("学习四组", "学习四组。")),
    ),
)


def _floor(found: re.Match[str]) -> str | None:
    number = written(found["floor"])
    return None if number is None else number + found[0][len(found["floor"]) :]


def _bus(said: str) -> str | None:
    number = _number(said)
    return None if number is None else f"{number}路"

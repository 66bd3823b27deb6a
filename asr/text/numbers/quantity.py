"""Measured and counted things: 五十米 is 50米, 三个月 3个月; 一个人 and 两三个 stay."""

import re

from asr.text.numbers.rule import Rule
from asr.text.numbers.spoken import AFTER, BEFORE, DIGITS, NUMBER, by_digit, cardinal, decimal, figures, written

MEASURED = (
    "平方公里|公分|平方米|立方米|公里|千米|厘米|毫米|平方|平米|立方|公斤|千克|毫升|千瓦时|千瓦|分贝|小时|分钟|秒钟|秒|周岁|岁|"
    "米|斤|吨|克|升|倍|元|亩|里地|英寸|兆|赫兹"
)
_COUNTED = (
    "多?个|次|趟|回|遍|人|名|位|户|家|条|张|辆|台|间|套|棵|株|根|只|头|匹|件|份|封|例|起|宗|笔|处|支|袋|箱|瓶|桶|盒|包|"
    "顿|桌|盏|扇|座|所|项|批|层|站|场|片|天|晚上|晚|夜|届|口人|页|枚|部|道|排|副|车|针|块|排|节|课时|批次|起"
)
_LENGTHS = "天|年|个多?小时|个多?月|个多?星期|个多?礼拜|小时|次|周"
_VAGUE = "(?<![过这那前头隔后没早])"
HALVED = "公里|里地|斤|米|吨|亩|个小时|小时|千米"
_COUNTS_FROM = 3


def _half(found: re.Match[str], unit: str) -> str | None:
    number = cardinal(found["number"])
    return None if number is None else f"{number}.5{unit}"


def _range(found: re.Match[str]) -> str | None:
    first, last = written(found["from"]), written(found["number"])
    return None if first is None or last is None else f"{first}{found['to']}{last}"


def _counted(found: re.Match[str]) -> str | None:
    said = found["number"]
    number = cardinal(said)
    if number is None or said == "二" or number < _COUNTS_FROM:
        return None
    return figures(number) + found[0][len(said) :]


def _plain(found: re.Match[str]) -> str | None:
    number = written(found["number"])
    return None if number is None else number + found[0][len(found["number"]) :]


RULES = (
    Rule(
        name="and a half",
        pattern=rf"{BEFORE}(?P<number>{NUMBER})(?:(?P<unit>{HALVED})半|个半小时)",
        write=lambda found: _half(found, found["unit"] or "个小时"),
        examples=(
            ("走一公里半", "走1.5公里。"),
            ("等了两个半小时", "等了2.5个小时。"),
            ("买了三斤半", "买了3.5斤。"),
        ),
    ),
    Rule(
        name="metres and a part",
        pattern=rf"{BEFORE}(?P<whole>{NUMBER})米(?P<fraction>{DIGITS}{{1,2}}){AFTER}(?![个辆次张条度块元米斤])",
        write=lambda found: f"{part}米" if (part := decimal(found["whole"], found["fraction"])) else None,
        examples=(("身高一米七五", "身高1.75米。"), ("路只有三米五宽", "路只有3.5米宽。"), ("每米五块钱", "每米5元。")),
    ),
    Rule(
        name="discount",
        pattern=r"(?<=打)(?P<whole>[一二三四五六七八九])(?P<fraction>[一二三四五六七八九])?折",
        write=lambda found: (
            f"{by_digit(found['whole'])}{'.' if found['fraction'] else ''}{by_digit(found['fraction'] or '') or ''}折"
        ),
        examples=(("打八折", "打8折。"), ("打八五折", "打8.5折。")),
    ),
    Rule(
        name="measured",
        pattern=rf"{BEFORE}(?:(?<![元块角钱])|(?!一))(?P<number>{NUMBER})[多来]?(?:{MEASURED})(?!一把)",
        write=_plain,
        examples=(
            ("往东走五十米", "往东走50米。"),
            ("两公里", "2公里。"),
            ("困了十分钟了", "困了10分钟了。"),
            ("八十六平方米", "86平方米。"),
            ("今年十岁", "今年10岁。"),
            ("二十多分钟", "20多分钟。"),
            ("四五分钟", "四五分钟。"),
            ("五块钱三斤", "5元3斤。"),
            ("一百块钱一斤", "100元一斤。"),
            ("十分不满", "十分不满。"),
        ),
    ),
    Rule(
        name="from so many to so many",
        pattern=(rf"{BEFORE}(?P<from>{NUMBER})(?P<to>[到至])(?P<number>{NUMBER})(?=多?(?:{_COUNTED}|{MEASURED}|年|周|楼|块|元))"),
        write=_range,
        examples=(
            ("一般一到三个工作日", "一般1到3个工作日。"),
            ("一到两周到账", "1到2周到账。"),
            ("三到五年", "3到5年。"),
        ),
    ),
    Rule(
        name="lengths of time",
        pattern=rf"{BEFORE}{_VAGUE}(?P<number>两)[多]?(?:{_LENGTHS})(?!后头)",
        write=lambda found: "2" + found[0][1:],
        examples=(
            ("坏了两天了", "坏了2天了。"),
            ("停了两个月", "停了2个月。"),
            ("报修两次", "报修2次。"),
            ("过两天要做手术", "过两天要做手术。"),
            ("就这两天", "就这两天。"),
            ("两个人", "两个人。"),
            ("两三天", "两三天。"),
        ),
    ),
    Rule(
        name="years",
        pattern=rf"{BEFORE}(?P<number>(?!一年|两年|二年){NUMBER})多?年(?!级|制|义务|如一)",
        write=_plain,
        examples=(
            ("住了四十年了", "住了40年了。"),
            ("交了六年多", "交了6年多。"),
            ("三年级", "三年级。"),
            ("九年义务教育", "九年义务教育。"),
            ("一年一千八", "一年1800。"),
            ("两三年", "两三年。"),
        ),
    ),
    Rule(
        name="months after years, points",
        pattern=(rf"(?:(?<=[年岁]零)(?P<number>{NUMBER})(?=个月)|(?<=[扣记得考]){BEFORE}(?P<points>{NUMBER})(?=分(?!钟|之)))"),
        write=lambda found: written(found["number"] or found["points"]),
        examples=(("交了五年零三个月", "交了5年零3个月。"), ("扣十二分", "扣12分。"), ("考三十分钟", "考30分钟。")),
    ),
    Rule(
        name="counted",
        pattern=rf"{BEFORE}(?P<number>{NUMBER})多?(?:{_COUNTED})(?!头六臂)",
        write=_counted,
        examples=(
            ("找了三趟", "找了3趟。"),
            ("这一帮二十三个人", "这一帮23个人。"),
            ("三百多个人", "300多个人。"),
            ("欠三个月房租", "欠3个月房租。"),
            ("四百一十二户", "412户。"),
            ("连着三天了", "连着3天了。"),
            ("一个人", "一个人。"),
            ("一起去", "一起去。"),
            ("三起事故", "3起事故。"),
            ("七八个人", "七八个人。"),
            ("十几个人", "十几个人。"),
            ("二十几笔", "二十几笔。"),
            ("第三次", "第三次。"),
            ("好几次", "好几次。"),
            ("上百个", "上百个。"),
            ("一辆车", "一辆车。"),
            ("三天两头", "三天两头。"),
        ),
    ),
    Rule(
        name="bare number",
        pattern=(
            rf"{BEFORE}(?<!大年)(?<!腊月)(?<!正月)(?<![一二三四五六七八九十]月)(?<!双)(?P<number>{NUMBER}){AFTER}(?![几好点分成把比])"
        ),
        write=lambda found: _bare(found["number"]),
        examples=(
            ("我算了一下六千四百八", "我算了一下6480。"),
            ("两万八", "2.8万。"),
            ("一年一千八百多", "一年1800多。"),
            ("今年八十了", "今年80了。"),
            ("三十几", "三十几。"),
            ("大年三十", "大年三十。"),
            ("十一放假", "十一放假。"),
            ("五六千", "五六千。"),
            ("一亿二", "1.2亿。"),
            ("万一着火怎么办", "万一着火怎么办？"),
            ("俺是九千六", "俺是9600。"),
            ("平时一个月一百出头", "平时一个月100出头。"),
            ("欠我一个月五千五", "欠我一个月5500。"),
            ("交了八千六一共九十六节", "交了8600一共96节。"),
            ("血糖十九", "血糖19。"),
            ("房租两千一个月", "房租2000一个月。"),
            ("工资四千五一个月", "工资4500一个月。"),
        ),
    ),
)


def _bare(said: str) -> str | None:
    """With nothing counted 十一 may be the holiday, 十五 the full moon, and a small number part of a word."""
    number = cardinal(said)
    if number is None or len(said) < 2 or number < 13 or number == 15:
        return None
    return figures(number)

"""What is said digit by digit: phone numbers, doors, plates. Never split, whatever pauses there were."""

import re
from itertools import pairwise

from asr.text.numbers.rule import Rule
from asr.text.numbers.spoken import ANY, DIGIT, DIGITS, by_digit

_NO_UNIT = "(?![十百千万亿两点])"
_LARGE = "[十百千万亿两点个月天年]"
_FEWEST_DIGITS = 3
_ALONE = f"(?<![{ANY}幺几数第0-9点.])"


def _digits(found: re.Match[str]) -> str | None:
    return by_digit(found["digits"])


def _code(said: str) -> str | None:
    """In one piece and in capitals, if digits and letters take turns in it: else it is letters, then a number."""
    bare = said.replace(" ", "")
    digits = sum(not character.isascii() for character in bare)
    mixed = digits >= _FEWEST_DIGITS and any(after.isascii() and not before.isascii() for before, after in pairwise(bare))
    return "".join(DIGIT.get(character, character.upper()) for character in bare) if mixed else None


RULES = (
    Rule(
        name="holiday of consumers",
        pattern=r"三一五(?=晚会|打假|消费者|热线)",
        write=lambda _: "3·15",
        examples=(("三一五晚会", "3·15晚会。"),),
    ),
    Rule(
        name="figure before spelt letters",
        pattern=rf"{_ALONE}(?P<digits>[二三四五六七八九]) ?(?=[sS] ?店|[nN](?![a-zA-Z])|[gG](?![a-zA-Z]))",
        write=_digits,
        examples=(("不是四 s 店", "不是4S店。"), ("五 g 信号", "5G信号。")),
    ),
    Rule(
        name="plate or code of letters and digits",
        pattern=(
            rf"(?<![A-Za-z0-9{ANY}幺])(?P<code>[A-Za-z](?: ?(?:[A-Za-z](?![A-Za-z])|{DIGITS}(?!{_LARGE}))){{4,}})"
            rf"(?![A-Za-z]|{_LARGE})"
        ),
        write=lambda found: _code(found["code"]),
        examples=(
            ("车牌号是临 a 七 k 三八二", "车牌号是临A7K382。"),
            ("尾箱上写着 b 幺二三 c 四五", "尾箱上写着B123C45。"),
            ("我买的 g 一三零七次高铁", "我买的G1307次高铁。"),
            ("办 e t c 三个月了", "办ETC3个月了。"),
        ),
    ),
    Rule(
        name="identity number that ends in X",
        pattern=rf"{_ALONE}(?P<digits>{DIGITS}{{17}}) ?[叉xX](?![a-zA-Z])",
        write=lambda found: f"{_digits(found)}X",
        examples=(("三二九九零六一九八九一一二零六零零叉", "32990619891120600X。"),),
    ),
    Rule(
        name="one misheard among digits",
        pattern=(rf"(?<![{ANY}幺0-9.])(?P<digits>[腰妖夭吆](?={DIGITS}{{6}})[零〇○幺腰妖夭吆一二三四五六七八九]+){_NO_UNIT}"),
        write=lambda found: by_digit(re.sub("[腰妖夭吆]", "幺", found["digits"])),
        examples=(("电话腰五四零四零九腰二二六", "电话15404091226。"), ("腰疼三天了", "腰疼3天了。")),
    ),
    Rule(
        name="digit by digit",
        pattern=rf"{_ALONE}(?P<digits>{DIGITS}{{3,}}){_NO_UNIT}",
        write=_digits,
        examples=(
            ("我的电话是幺三八零零幺三八零零零", "我的电话是13800138000。"),
            ("幺二三四五热线", "12345热线。"),
            ("打幺幺零", "打110。"),
            ("座机九零六三零七六九", "座机90630769。"),
            ("住五零一", "住501。"),
            ("七七八八的事", "七七八八的事。"),
        ),
    ),
    Rule(
        name="two digits of which one is no word",
        pattern=(
            rf"{_ALONE}(?P<digits>幺[幺零一二三四五六七八九]|[一二三四五六七八九]幺|零[一二三四五六七八九]|[五六七八九]零(?=后)){_NO_UNIT}(?!年|[块元度米个架台人])"
        ),
        write=_digits,
        examples=(("分机幺二", "分机12。"), ("尾号零七", "尾号07。"), ("我是九零后", "我是90后。")),
    ),
)

"""Words put right for reading where sound and word boundary leave no doubt: 老仁 is no word, 老人 sounds so; 握 alone is 我.

Only for what is composed (matter, wish, title). A word of the recogniser that stands in a dictionary is left alone. Length and
positions stay, so that offsets keep pointing at what was heard.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import rjieba

from ticketing.drafting.spoken import Said
from ticketing.drafting.tables import listed, rows
from ticketing.gazetteer.sounds import syllable

_WORDS = listed(" ".join(rows("plain_words.txt")))
_ALONE: Mapping[str, tuple[str, str]] = {
    # heard alone: (meant, characters that keep it as it is when one of them follows)
    "握": ("我", "手住着紧了"),
    "窝": ("我", "里囊在藏着"),
    "腰": ("要", "疼痛酸间椎围伤杆板部都不也受扭闪断包带"),
    "咬": ("要", "了人到我他她它一住伤破断死过狗"),
    "豆": ("都", "腐浆制子芽"),
    "斗": ("都", "殴争嘴气"),
    "乐": ("了", "器队"),
    "勒": ("了", "索令"),
    "硕": ("说", "士"),
    "拟": ("你", "定"),
    "尼": ("你", ""),
    "泥": ("你", "水巴土沙石浆鳅"),
    "塔": ("他", "吊楼顶"),
    "宁": ("您", ""),
    "步": ("不", "行道伐子数骤"),
    "页": ("也", "面码"),
    "夺": ("多", ""),
    "趣": ("去", "味"),
    "罢": ("把", "工课免了"),
    "根": ("跟", "本据"),
    "酒": ("就", "店吧驾楼席水瓶"),
    "久": ("就", "了等"),
    "旧": ("就", "的手房物衣家车小楼"),
    "堆": ("对", "在着了放满得到杂垃成的一土煤"),
    "队": ("对", "伍员"),
    "灏": ("好", ""),
    "煤": ("没", "气炉球矿炭"),
    "美": ("没", "容甲女国发"),
    "生": ("声", "孩了病活气育小娃产"),
}
_OWN = listed("卫健 住建 城投 人社 交投")
"""Short for offices; no dictionary has them."""
_NUMBERS = "一二三四五六七八九十百千万两几零幺〇"
_NAME_GOES_ON = re.compile(
    "公司|集团|科技|中心|汽车|服务|店|药房|超市|厂|饭庄|酒|幼儿园|学校|小学|中学|小区|花园|家园|公寓|大厦|广场|路$|街|村|镇|乡|桥|馆|俱乐部|合作社|"
    "平台|app|物流|装饰|教育|文化|健身|美容|地产|银行|医院|诊所|农场|先生|女士|师傅|老师|经理"
)
"""After a word that no dictionary has, these make it a name: names are left as they were heard."""
_NAMED_BY = ("叫", "姓", "叫做", "名叫")
_SPACED = 4
"""At least one boundary in so many characters: the recogniser writes words apart."""
_LONGEST = 4


def plain(said: Sequence[Said]) -> tuple[Said, ...]:
    """The same turns, put right for reading."""
    return tuple(_plain(one) for one in said)


@lru_cache(maxsize=4_096)
def _plain(one: Said) -> Said:
    words = list(_words(one))
    if len(words) * _SPACED < len(one.text):
        return one
    around = zip(["", *words[:-1]], words, [*words[1:], ""], strict=True)
    text = "".join(word if _is_name(before, following) else _meant(word, following) for before, word, following in around)
    return one if text == one.text else replace(one, text=text, pieces=tuple(_pieces(text, one.pieces)))


def _words(one: Said) -> Iterator[str]:
    """As the recogniser wrote them apart; what was left out of the text parts words as well."""
    start = 0
    for at in range(1, len(one.text) + 1):
        if at == len(one.text) or one.origin[at] != one.origin[at - 1] + 1:
            yield one.text[start:at]
            start = at


def _pieces(text: str, pieces: Sequence[str]) -> Iterator[str]:
    start = 0
    for piece in pieces:
        yield text[start : start + len(piece)]
        start += len(piece)


def _is_name(before: str, following: str) -> bool:
    return before in _NAMED_BY or bool(_NAME_GOES_ON.match(following))


def _meant(word: str, following: str) -> str:
    if len(word) == 1:
        meant, kept = _ALONE.get(word, (word, ""))
        return word if following[:1] in kept and following else meant
    return _sounding(word) if 1 < len(word) <= _LONGEST else word


@lru_cache(maxsize=20_000)
def _sounding(word: str) -> str:
    if word in _WORDS or word in _OWN or word[0] in _NUMBERS or rjieba.has_word(word):
        return word
    return _BY_SOUND.get(_sound(word), word)


def _sound(word: str) -> tuple[str, ...]:
    return tuple(map(syllable, word))


def _by_sound() -> dict[tuple[str, ...], str]:
    """Words that no other of the list sounds like."""
    found: dict[tuple[str, ...], list[str]] = {}
    for word in sorted(_WORDS):
        if len(word) <= _LONGEST:
            found.setdefault(_sound(word), []).append(word)
    return {sound: words[0] for sound, words in found.items() if len(words) == 1}


_BY_SOUND = _by_sound()

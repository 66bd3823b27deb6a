"""Who calls and at which number to call back, each with the words that say so."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ticketing.drafting.facts import Evidence
from ticketing.drafting.misheard import SMALL_WORDS
from ticketing.drafting.numerals import DICTATED, digits
from ticketing.drafting.spoken import Said
from ticketing.gazetteer.sounds import syllable

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时"
    "穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩"
    "明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰"
    "支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阎邬危桂邰裘屠卜蒲井隋岑蒙应祁麦闵游仉郗郄逄亓笪隗麻呼昝"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")
_TITLE = (
    "老先生|老师傅|老爷子|老太太|老人家|老同志|先生|女士|小姐|师傅|师母|阿姨|大姐|大爷|大妈|大叔|大哥|大嫂|大姨|大婶|大娘|大伯|大舅|老汉|"
    "老伯|老太|老头|婶子|婶婶|伯伯|叔叔|姐姐|哥哥|嫂子|婆婆|嬢嬢|奶奶|爷爷|妈妈|爸爸|太太|妹子|老师|同学|同志|医生|大夫|护士|主任|科长|会计|"
    "队长|书记|村长|校长|园长|店长|厂长|工程师|律师|经理|老板|总(?!机|公司|是)|嫂|姨|婶|叔|伯|哥|姐|工(?=$|就)"
)
_CALLED = re.compile(rf"(?:叫我|喊我|叫|喊|写|记|我是)?((?:{'|'.join(COMPOUND)})|[\u4e00-\u9fff])({_TITLE})")
_PLAIN = re.compile(rf"(?:(?:叫|喊)?[我窝握])?([老小][{SURNAMES}])(?:就|酒|旧|吧|$)")
_FULL = re.compile(r"[我握窝](?:的名字)?叫([\u4e00-\u9fff]{2,3}?)(?=$|先生|女士|就|电话|手机|今年|住|我|是|在)")
_SURNAMED = re.compile(r"((?:我|免贵|免跪|本人)?(?<![百老])(?:贵?[姓性信])+)([\u4e00-\u9fff]{1,2})")
_ASKED_NAME = re.compile(r"贵[姓性]|姓什么|姓啥|称呼|姓名|怎么叫|叫什么|[您你宁](?:姓|叫)|您是哪位|留.{0,2}姓")
_EXPLAINED = re.compile(r"([\u4e00-\u9fff])\1?[\u4e00-\u9fff]{1,4}?[的那个地得]{1,2}\1")
"""庞大的庞, 屠宰的屠: how a surname is spelt."""
_ADDRESSED = re.compile(rf"(?:^|好的?|是吧|[，。])([\u4e00-\u9fff])({_TITLE})")
_ASKED_NUMBER = re.compile(r"电话|手机|号码|联系方式")
_THIS_NUMBER = re.compile(
    r"就?(?:是|打|留|用)?(?:这|现在)(?:个|一个)?(?:号|电话|手机|就行|就好|就可以)|就(?:打|留|用|是)?这个|(?:对|可以|嗯|是)的?$"
)
_AFFIRMED = re.compile(r"^(?:对|可以|是|行|嗯)")
_REFUSED = re.compile(r"不(?:想|要|方便|用)?留|不留|匿名|保密|别打|不要打|不用回")
_RUN = re.compile(rf"[{DICTATED}]{{3,}}(?:(?:杠|呃|嗯|那个|然后|空)?[{DICTATED}]{{2,}})*")
_EXTENSION = re.compile(rf"^(?:转|分机号?|再拨){{1,2}}号?([{DICTATED}]{{2,5}})")
_TAIL = re.compile(rf"(?:不对|错了|说错|不是).{{0,4}}?([{DICTATED}]{{2,7}})")
_CORRECTED = re.compile(r"不对|错了|说错|不是")
_YES = re.compile(r"^(?:对|是|嗯|没错|好|行|中|可以)")
_MOBILE, _LANDLINE, _AREA = 11, (7, 8), (10, 12)
HOTLINE = "12345"
MOST_SLIPS, LEAST_END = 4, 3
UNTITLED = "先生/女士"


def caller_name(said: Sequence[Said]) -> tuple[str, Evidence | None]:
    """周女士, 老李, or 周先生/女士 when only the surname was said; empty when the caller gave none.

    An agent who then says 周女士 has heard how the caller wants to be called.
    """
    best: tuple[str, Evidence | None] = ("", None)
    for before, one in pairwise((None, *said)):
        if one is None or one.channel != "caller":
            continue
        asked = before is not None and before.channel == "agent" and bool(_ASKED_NAME.search(before.text))
        name, phrase = _name_in(one.text, asked)
        if name and (asked or not best[0]):
            best = (name, Evidence(one.index, phrase, 0.9 if asked else 0.7))
    return _addressed(said, best)


def _addressed(said: Sequence[Said], best: tuple[str, Evidence | None]) -> tuple[str, Evidence | None]:
    """The title from the agent's mouth where the caller gave the surname alone, or no name that was understood."""
    if best[0] and not best[0].endswith(UNTITLED):
        return best
    for one in said:
        found = _ADDRESSED.search(one.text) if one.channel == "agent" else None
        if found and (found[1] in SURNAMES if not best[0] else syllable(best[0][0]) == syllable(found[1])):
            return f"{best[0][:1] or found[1]}{found[2]}", best[1] or Evidence(one.index, f"{found[1]}{found[2]}", 0.6)
    return best


def callback_number(said: Sequence[Said], caller_number: str) -> tuple[str, Evidence | None]:
    """The number spoken by the caller, else the line's own; empty when the caller refused to leave one."""
    spoken = _spoken_number(said)
    if spoken:
        return spoken
    for before, one in pairwise(said):
        if before.channel != "agent" or one.channel != "caller":
            continue
        if _ASKED_NUMBER.search(before.text) or _ASKED_NAME.search(before.text):
            about_number = bool(_ASKED_NUMBER.search(before.text) or _ASKED_NUMBER.search(one.text))
            if about_number and _REFUSED.search(one.text) and not _AFFIRMED.search(one.text):
                return "", Evidence(one.index, one.text, 0.7)
            if _ASKED_NUMBER.search(before.text) and _THIS_NUMBER.search(one.text):
                return caller_number, Evidence(one.index, one.text, 0.9)
    return caller_number, Evidence(None, "来电号码", 0.5) if caller_number else None


def _name_in(text: str, asked: bool) -> tuple[str, str]:
    text = re.sub(r"那个|这个|就是说|按|啊|哎", "", text)
    spelt = _EXPLAINED.search(text) if asked else None
    for called in _CALLED.finditer(text):
        if (asked or called[0].startswith(("叫我", "喊我", "我是"))) and (surname := _surname(called[1], spelt)):
            return f"{surname}{called[2]}", called[0]
    for pattern in (_PLAIN, _FULL):
        plain = pattern.search(text)
        if plain and (asked or plain[0].startswith(("叫我", "喊我"))):
            return plain[1], plain[0]
    if spelt and spelt[1] in SURNAMES:
        return f"{spelt[1]}{UNTITLED}", spelt[0]
    return _surname_only(text, asked)


def _surname_only(text: str, asked: bool) -> tuple[str, str]:
    """The last word that says a surname: 我姓赵, not the 姓 of 百姓家园 behind it."""
    found = list(_SURNAMED.finditer(text))
    at = next((one for one in reversed(found) if one[1].startswith(("我姓", "免"))), found[-1] if asked and found else None)
    surname = "" if at is None else at[2] if at[2] in COMPOUND else _surname(at[2][0])
    return (f"{surname}{UNTITLED}", at[1] + surname) if at and surname else ("", "")


def _surname(heard: str, spelt: re.Match[str] | None = None) -> str:
    """The surname as spelt, as written, or the commonest one that sounds so (成 is a surname itself, 称 is 程)."""
    if spelt and syllable(spelt[1]) == syllable(heard) and spelt[1] in SURNAMES:
        return spelt[1]
    if heard in COMPOUND or heard in SURNAMES:
        return heard
    if heard in SMALL_WORDS:
        return ""
    return next((s for s in SURNAMES if syllable(s) == syllable(heard)), "")


def _spoken_number(said: Sequence[Said]) -> tuple[str, Evidence] | None:
    """The last complete number of the caller; an agent's reading back that the caller does not deny beats it."""
    found: tuple[str, Evidence] | None = None
    for position, one in enumerate(said):
        mine = one.channel == "caller"
        for number, phrase in _numbers(one.text) if mine else _read_back(one.text):
            if mine:
                found = (number, Evidence(one.index, phrase, 0.8))
            elif found and found[0] == number and _agreed(said, position):
                found = (number, Evidence(found[1].turn, found[1].phrase, 0.95))
            elif found and _alike(found[0], number) and _agreed(said, position):
                found = (number, Evidence(one.index, phrase, 0.85))
            elif found is None and _affirmed(said, position):
                found = (number, Evidence(one.index, phrase, 0.8))
    return found or _in_pieces(said)


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Complete numbers with the words that say them; after “不对” a new number, or the new end of the one before."""
    last: tuple[str, str] | None = None
    for run in _RUN.finditer(text):
        number = digits(run[0])
        if _complete(number):
            extension = _EXTENSION.match(text[run.end() :])
            last = (number + (f"-{digits(extension[1])}" if extension else ""), run[0])
    if last is None:
        return
    after = text[text.rindex(last[1]) + len(last[1]) :]
    for tail in _TAIL.finditer(after):
        new = digits(tail[1])
        if not _complete(new) and _alike_end(last[0], new):
            last = (last[0][: -len(new)] + new, last[1])
    yield last


def _read_back(text: str) -> Iterator[tuple[str, str]]:
    for run in _RUN.finditer(text):
        number = digits(run[0])
        extension = _EXTENSION.match(text[run.end() :])
        if _complete(number) and number != HOTLINE:
            yield number + (f"-{digits(extension[1])}" if extension else ""), run[0]


def _alike(one: str, other: str) -> bool:
    """The same number with a slip or two: an agent who reads another number back did not mean this one."""
    plain, heard = one.partition("-")[0], other.partition("-")[0]
    return len(plain) == len(heard) and sum(a != b for a, b in zip(plain, heard, strict=True)) <= MOST_SLIPS


def _alike_end(number: str, new: str) -> bool:
    """Whether ``new`` may stand for the end of ``number``: said again with some digits the same."""
    old = number[-len(new) :]
    return (
        len(new) >= LEAST_END
        and sorted(old)[0:1] != []
        and sum(a == b for a, b in zip(old, new, strict=True)) * 2 >= len(new) - 2
    )


def _in_pieces(said: Sequence[Said]) -> tuple[str, Evidence] | None:
    """Three digits, “嗯”, four digits, “嗯”, four digits: the pieces of neighbouring turns together."""
    callers = [one for one in said if one.channel == "caller"]
    for first in range(len(callers)):
        number = ""
        for one in callers[first : first + 4]:
            piece = digits("".join(run[0] for run in re.finditer(rf"[{DICTATED}]{{2,}}", one.text)))
            if not piece:
                break
            number += piece
            if len(number) == _MOBILE and number.startswith("1"):
                return number, Evidence(one.index, number, 0.7)
    return None


def _complete(number: str) -> bool:
    if number.startswith("1"):
        return len(number) == _MOBILE
    return len(number) in _LANDLINE or (number.startswith("0") and _AREA[0] <= len(number) <= _AREA[1])


def _agreed(said: Sequence[Said], position: int) -> bool:
    after = said[position + 1].text if position + 1 < len(said) else ""
    return not _CORRECTED.search(after)


def _affirmed(said: Sequence[Said], position: int) -> bool:
    """Whether the caller said yes to what the agent read back."""
    after = said[position + 1] if position + 1 < len(said) else None
    return after is not None and after.channel == "caller" and bool(_YES.search(after.text)) and not _CORRECTED.search(after.text)

"""What happened (诉求内容): the caller's own phrases, the telling ones in order, without what belongs to the call itself."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ticketing.drafting.facts import Evidence
from ticketing.drafting.phrases import LEAST, Phrase, phrases, trimmed
from ticketing.drafting.privacy import mostly_digits
from ticketing.drafting.questions import asks
from ticketing.drafting.spoken import Said

MATTER_LENGTH = 90
CLAUSE_LENGTH = 40
CALL_ITSELF = re.compile(
    r"贵姓|免贵|我姓|^姓|叫我|谢谢|感谢您|再见|麻烦[你您]了|就打这个|打这个就|这个号|就留|手机号|打我座机|不客气|听得到吗|"
    r"你记一下|没有了|清楚了|知道了|晓得了|了解了|你们快一?点|^.{0,2}麻烦[你您]|^好[嘞啦]|"
    r"歇歇$|^好的?$|留名字|不说名字|打扰|再打|"
    r"辛苦[你您]|不用回|别打|保密|工号|座机|转接|慢走|拜拜|挂了"
)
_QUESTION_ABOUT_PERSON = re.compile(r"贵姓|称呼|电话|号码|手机|姓名|联系方式")
_YES = re.compile(r"^(?:对+的?|是的?|嗯+|好+的?|行|可以|有|没有|不是|交的呀?|有有)+[吧啊呀嘛啦嘞]?$")
_HARM = re.compile(
    r"坏|漏|堵|没人|没得人|不管|不给|不退|不发|没发|没给|拖|欠|扣|骗|吵|臭|脏|乱|破|裂|塌|"
    r"掉|断|停[水电气]|没[水电气]|冒|烧|炸|摔|伤|砸|打人|打了|骂|推|"
    r"拒|收费|多收|违|占|偷|排|倒|撞|丢|不热|不亮|不通|不到|没到|没解决|没修|过期|霉|坑|"
    r"慢|等了|排队|涨|贵|假|无证|没证|没牌|隐患|危险|睡不着|味|烟|"
    r"水[都就]?[进淹漫]|淹|虫|鼠|死|病|疼|吐|拉肚|晕|高烧|发烧|困|锁|拉黑|跑路|关门|"
    r"联系不上|不接|不理|不让|不肯|不认|不配合|不解决|没下文|"
    r"不开|不修|不赔|不同意|不合格|不达标|不公示|辞退|开除|开了我|裁|逼|强制|威胁|扰民|噪|"
    r"响|震|晃|黑咕|看不见|过不去|走不过|进不来|没地方|"
    r"偷工|超载|飙车|炸街|闯|逆行|违建|搭|养|群租|隔成|扬尘|灰|污|粪|油漆|毒|中毒|变质|"
    r"异物|钢丝|头发|缺斤|不够秤|贪|吃拿|补课|体罚|欺负"
)
_TRIED = re.compile(
    r"找[过了]|报[过了修警]|打[过了].{0,3}(?:电话|次)|反映过|投诉过|联系|问[过了]|"
    r"去[过了]|(?:物业|社区|他|她|客服|老板|店里|公司|学校|医生|开发商|说法|"
    r"回复).{0,3}[说讲]"
)
_MEASURE = re.compile(
    r"[一二三四五六七八九十百千万两几半]+(?:多)?(?:个|块|元|次|天|年|月|度|万|户|层|米|"
    r"公里|分钟|小时|点|趟|斤|吨|人|岁|辆|条|遍|回|家|名)"
)
_ASIDE = re.compile(
    r"你说|我说说|怕不怕|什么意思|凭什么|气[死人]|烦死|死人了|不像话|晓得了|明白|我不管|"
    r"谁知道|怎么讲|随便|说句|不好讲|我也(?:不|理解)|舍不得|没关系|无所谓|开玩笑|我告诉你|"
    r"真的是|不容易|没办法$|^(?:对|那)?(?:你们?(?:得|要|应该|快|叫)|叫他们|希望|要求|最好|"
    r"可以等|能不能派|要个)|感谢|还在不"
)
_NOTHING = re.compile(
    r"^(?:临江|同志|你好|您好|女士|先生|美女|政府|你们|热线|我|他|她|一个|事情?|问题|情况|"
    r"东西|说|讲|有|是|在|的|了|这|那|个|啊|吧|呢|喂|哎|对|嗯|哦|您|你|好|想|要|反映|投诉|"
    r"举报|咨询|一下|还|就|谁|不|没|晓得|知道|清楚|记)+$"
)
_ANSWER_ONLY = re.compile(
    r"^(?:大概|差不多|快|有)?[一二三四五六七八九十两几半多来个]+(?:天|年|月|礼拜|星期|小时|钟头|分钟|点|度|岁|块|元)?[多来]?$"
)
_BEFORE_PLACE = 3
_LEADS_TO_PLACE = re.compile("(?:[就在是住从的]|我们|我家)*$")
_AFTER_PLACE = re.compile("^(?:小区)?(?:这个|那个|这边|那边|那里|这里|上面|里面|的|上|里|那|这)?")
KNOWN, TELLS, HARMS, TRIES, MEASURES, ASIDE = 1.2, 0.9, 0.8, 0.5, 0.4, -1.0
OPENING, LATER, QUESTION = 1.2, 0.12, 1.2
SHORT, SHORT_COST = 6, 0.5
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Clause:
    """One phrase of the caller, ``heard`` and as it is written, and how much it says about the matter."""

    index: int
    text: str
    weight: float
    heard: str = ""


def clauses(
    said: Sequence[Said],
    telling: Iterable[str],
    places: Collection[str] = (),
    *,
    known: Collection[str] = (),
    consulting: bool = False,
) -> list[Clause]:
    """The caller's phrases that say something; ``telling`` words (of the category) make one weigh more.

    ``places`` as they were heard: the form names the place elsewhere. ``known``: words for what is wrong.
    """
    words = tuple(telling)
    found: list[Clause] = []
    turns = 0
    for position, one in enumerate(said):
        if one.channel != "caller" or (position and _QUESTION_ABOUT_PERSON.search(said[position - 1].text)):
            continue
        if mostly_digits(one.text) and not _HARM.search(one.text):
            continue
        before = len(found)
        for phrase in phrases(one):
            text = _without_place(phrase.text, places)[:CLAUSE_LENGTH]
            if _says(text, phrase):
                found.append(
                    Clause(one.index, text, _weight(text, turns, words, consulting) + _known(phrase, known), phrase.heard)
                )
        turns += len(found) > before
    return found


def _known(phrase: Phrase, known: Collection[str]) -> float:
    """More for a phrase that holds what a form has a name for."""
    return KNOWN if any(words in phrase.heard or phrase.heard in words for words in known) else 0.0


def _says(text: str, phrase: Phrase) -> bool:
    return (
        len(text) > LEAST
        and not _YES.match(text)
        and not CALL_ITSELF.search(phrase.heard)
        and not _NOTHING.match(text)
        and not _ANSWER_ONLY.match(text)
    ) or (not "\u4e00" <= text[:1] <= "\u9fff" and len(text) > LEAST)


def _without_place(text: str, places: Collection[str]) -> str:
    """The phrase without the place that it begins with."""
    for place in sorted(places, key=len, reverse=True):
        at = text.find(place)
        if 0 <= at <= _BEFORE_PLACE and len(text) - len(place) >= LEAST and _LEADS_TO_PLACE.match(text[:at]):
            return trimmed(_AFTER_PLACE.sub("", text[at + len(place) :], count=1))
    return text


def told_of(found: Sequence[Clause], wished: str = "") -> list[Clause]:
    """The weightiest phrases within ``MATTER_LENGTH`` characters, in the caller's order; none twice, none that is the wish."""
    chosen: list[Clause] = []
    room = MATTER_LENGTH
    for clause in sorted(found, key=lambda c: (-c.weight, c.index)):
        if chosen and (clause.weight <= 0 or clause.text in wished):
            continue
        if len(clause.text) < room and not any(_alike(clause.text, other.text) for other in chosen):
            chosen.append(clause)
            room -= len(clause.text) + 1
    return sorted(chosen, key=found.index)


def matter(told: Sequence[Clause]) -> tuple[str, Evidence | None]:
    """The phrases as one text, and the first of them."""
    if not told:
        return "", None
    return "，".join(clause.text for clause in told), Evidence(told[0].index, told[0].heard, 0.6)


def _weight(text: str, turns: int, words: Sequence[str], consulting: bool) -> float:
    weight = OPENING - LATER * turns
    weight += TELLS * min(2, sum(word in text for word in words))
    weight += ASIDE if _ASIDE.search(text) else 0.0
    weight -= SHORT_COST if len(text) < SHORT else 0.0
    if consulting:
        return weight + (QUESTION if asks(text) else 0.0)
    weight += HARMS * min(2, len(_HARM.findall(text)))
    weight += TRIES if _TRIED.search(text) else 0.0
    return weight + (MEASURES if _MEASURE.search(text) else 0.0)


def _alike(one: str, other: str) -> bool:
    pairs, others = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other))
    return len(pairs & others) >= ALIKE * max(1, min(len(pairs), len(others)))

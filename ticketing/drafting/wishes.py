"""What the caller wants (诉求): the agent's restatement that the caller affirms, an answer to the agent's question, or the
caller's own asking; of a consultation what was asked, of a report that it be looked into.

Words are the caller's or the agent's own. The few words of office that may stand before them are listed in ``OFFICE``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from ticketing.drafting.facts import Evidence, MatterType, UrgentWord
from ticketing.drafting.matters import CALL_ITSELF
from ticketing.drafting.phrases import cut_at_word, first_breath, phrases, trimmed
from ticketing.drafting.privacy import hide_numbers
from ticketing.drafting.questions import asked, wanted
from ticketing.drafting.remedies import remedies
from ticketing.drafting.spoken import Said
from ticketing.drafting.tables import listed

WISH_LENGTH = 40
HELP = "马上派人处理"
MOST = 3
OFFICE = ("告知相关规定", "表扬", "督促", "请", "告知", "查处", "尽快", "退款", "维修", "核查", "现场查看", HELP, "、")
"""What a wish may hold besides words of the call: who is to act, and the form's word for an everyday one."""

_END = r"(?:是吗|对吧|对吗|是吧|对不对|是不是|可以吗|好吗|这样|[吗呢吧啊])*$"
_RESTATED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:诉求|要求|愿望|建议|意思|想法)(?:就|也)?是(?:说)?(?:希望|要求|想|要)?(?P<wish>.{2,}?)" + _END,
        r"[您你](?:就|也|还|主要)?(?:是)?(?:希望|要求|想要|想让|建议|是要|是想)(?:的(?:就)?是)?(?P<wish>.{2,}?)" + _END,
        r"(?:[两三]个|[两三]项|[两三]点)(?:诉求|要求|愿望)(?P<wish>.{4,}?)" + _END,
        r"(?:希望|要求)(?P<wish>.{2,}?)" + _END,
    )
)
_ASKED = re.compile(
    r"(?:诉求|要求|愿望|想法|意见|希望|建议|[您你]想|想要|打算)[^，]{0,4}?(?:是|呢|什么|"
    r"怎么|如何|哪|啥)|(?:诉求|[您你]的?要求|[您你]的?希望|[您你]的?建议)$|"
    r"(?:怎么|如何)(?:处理|解决|办)(?:呢|才|比较|您)?|(?:希望|要求|想)(?:我们|相关部门|有关部门)?(?:怎么|做什么|得到什么)"
)
_NOT_RESTATED = re.compile(r"^(?:投诉|举报|反映|咨询|问)|什么|怎么|如何|哪|^您|^你|谅解|理解|配合|保持|稍等|评价|多久|几")
_PLAIN_LENGTH = 16
"""A wish in the caller's own words of more characters than this is told in the form's words where it has them."""
_UNCLEAR = re.compile(
    "我(?!们?(?:家|的))|[他她它你]|说|怎么|什么|谁|不知道|不晓得|没有|还有|就是|因为|"
    "但是|那个|这个|要是|已经|听|觉得|也不是|开玩笑|初[一二三]|姓|叫我|喊我|的是$|的话|"
    "吗|呢|了$"
)
_ACTS = re.compile(
    r"退|赔|还|修|换|装|拆|清|停|查|管|处理|解决|整改|安排|协调|恢复|开[放通门]|补|发|"
    r"道歉|取消|疏|罚|撤|改|加|增|设|建|划|限|禁|救|接|送|测|检|拉|挪|移|派|"
    r"公[布示开]|答复|说法|准话|时间|结束|小一点|轻一点|没收|延|减|表扬|感谢|放|摆|种|栽|"
    r"降|提|办|给|核|调|控|保证|落实|规范|整治|制止|监管|关|搬|赶|上门|执法|抓"
)
_DENIED = re.compile(r"^(?:不是|不对|不|没有)")
_AFFIRMED = re.compile(
    r"^(?:对对|对头|对的|对呀|对啊|对|堆的|堆|队|是的|是啊|是呀|是|嗯|就是|没错|可以|行|好的|好|尼|呢|那肯定|当然|的|啊|呀|吧)+"
)
_ENUMERATED = re.compile(
    r"(?:第?一个?是|第?[二三]个?是|第[一二三四](?:个|点)?|再一个(?:就?是)?|一个是|"
    r"另一个是|另外一个是?|还有一个是?|另外还?|还有(?:就是)?)"
)
_OUTSIDE = re.compile(
    r"(?:不然|要不然|凭什么|你说(?:是|对|怕)|(?:一个)?[^，]{0,6}懂什么|算什么|这不是|"
    r"怎么能|什么意思|谁知道|谁敢|外地人来|听说|人家(?:别|也)|我是说|不要说是我|不是我|"
    r"工号|麻烦(?:你|您)|谢谢|辛苦).*$"
)
_PARTY = re.compile(
    r"^(?:物业(?:公司)?|开发商|公司|老板|商家|店家|房东|学校|医院|平台|楼上|邻居|司机|"
    r"施工单位|施工方|工地|厂家|对方|卖家|机构|健身房|业主)(?=[^的，]{2})"
)
_PUBLIC = re.compile(
    r"^(?:社区|街道|城管|交警|环保(?:部门)?|相关部门|有关部门|政府|派出所|居委会|村委会|"
    r"供电公司|公交公司|燃气公司|热力公司|自来水公司|供水公司|"
    r"排水公司|市场监管(?:部门)?|住建(?:部门|局)?|教育局|劳动(?:部门|监察)?|人社(?:部门|"
    r"局)?|消防(?:部门)?|民政(?:部门|局)?)(?=[^的，]{2})"
)
_RHETORIC = re.compile("在不在?|还在|怎么(?!办理)|谁|凭什么|什么意思|难道|哪里有|是吗|你看|晓得|不知道|多少|什么时候|有没有")
_DROPPED = re.compile(
    r"^(?:他们|她们|我们|你们|他|她|我|你|有人|说|就是|就|要(?!么)|想|也|都|一个|一|二|三|先|最好|对|嗯|那)(?=.{2})"
)
_OFFICIAL = (
    (re.compile(r"(?:把)?钱(?:都|全部?)?退(?:还)?(?:给我们?|回来)|退钱"), "、退款"),
    (re.compile(r"(?:赶紧|赶快|马上|快点|快一点|早点|早一点|立马)(?:的)?(?=[^，；、]{2})"), "尽快"),
    (re.compile(r"修一修|修修|修一下"), "维修"),
    (re.compile(r"查一查|查查|查一下"), "核查"),
    (re.compile(r"来看一看|来看看|来看一下|过来看看?"), "现场查看"),
)
_V = (
    r"(?:给|把|来|派|修|换|装|拆|清|停|退|赔|搬|关|查|管|处理|解决|整改|安排|协调|恢复|"
    r"开通|补|发|还|道歉|取消|疏通|处罚|撤|改|加|增|设|建|划|限|禁|救|接|送|测|检|拉|挪|"
    r"移|赶)"
)
_WHO = r"(?:你们|政府|有关部门|相关部门|领导|部门|物业|社区|街道|城管|交警|他们|公司|学校|开发商|老板|商家)"
_OWN = tuple(
    (re.compile(pattern), confidence)
    for pattern, confidence in (
        (r"(?:希望|盼望|要求|恳请|请求|强烈要求)(?!是|您|呢|什么|怎么)(?P<wish>.{2,})", 0.82),
        (r"(?<!提个)(?<!提)(?<!个)(?<!的)建议(?!你|您|呢|一下$|吧|的|吗)(?P<wish>.{3,})", 0.78),
        (r"(?P<wish>(?:给|要)(?:我|我们|大家|老百姓)?(?:一)?个?(?:说法|交代|答复|准话|公道|时间表|明确答复|道歉))", 0.72),
        (r"(?:能不能|可不可以|能否|可以不可以)(?P<wish>.{3,})", 0.7),
        (rf"(?:我|我们)(?:就|只|还是|也|现在|那个)*(?:是)?要(?:求)?(?P<wish>(?:他|她|你|它|全|{_V}|免费|一个|让|把).+)", 0.68),
        (rf"(?P<wish>(?:赶紧|尽快|马上|赶快|立即|立刻|早点|尽早|抓紧|快点)(?:叫|让|把|给|来|派|{_V}).*)", 0.66),
        (r"(?P<wish>要么.{3,})", 0.64),
        (r"(?:我|我们)(?:就|只|是)*想(?:让|叫|请|要|把)(?P<wish>.{2,})", 0.62),
        (rf"{_WHO}(?:都|也|就|还)?(?:得|应该|必须|应当|要|赶紧|赶快|尽快|快点)(?!是|说|钱|收|交)(?P<wish>.{{2,}})", 0.58),
        (rf"(?P<wish>(?:请|叫|让|派|催)(?:他们|她们|他|她|你们|{_WHO}|个?人|警察|专人)(?:都|再|也|快点|赶紧|给)*.{{1,}})", 0.56),
        (
            r"(?P<wish>退一赔[三十]|假一赔[三十]|(?:全额)?退[钱款费](?:赔偿)?|赔偿?(?:我|"
            r"我们)?.{0,3}(?:损失|医药费|钱)|按法律赔)",
            0.56,
        ),
        (r"(?:最好(?:是)?|应该|应当)(?!没|不会)(?P<wish>.{3,})", 0.5),
        (r"(?P<wish>(?:给|帮)(?:我们?|他们?|她|大家|老人)(?:再|都|也)*" + _V + r".*)", 0.52),
        (r"(?:你们|你)(?:来|去|再|过来|派人)(?P<wish>.{2,})", 0.5),
        (r"(?P<wish>(?:派|来)(?:个|一?些)?人(?!说|问).{0,12})", 0.5),
        (
            r"(?P<wish>(?:换|装|修|补|拆|清|搬|停|关|撤|取消)(?:个|一|掉|了|好).{1,12}(?:吧|就行|"
            r"就好|行吗|好不好|可以吧|都行|嘛))",
            0.5,
        ),
        (r"(?P<wish>(?:管一?管|查一?查|管管|查查|查一下|处理一下|解决一下|修一下|来看看|看一下|清理一下|整治一下).*)", 0.45),
        (r"(?P<wish>救救?(?:命|我|人|他|她)|快来人?(?:救|啊|$)|赶紧来人?)", 0.4),
    )
)
_LATER = 0.002
_CERTAIN = 0.9
_WHOLE = 4
"""A restatement of fewer characters was broken off; the caller goes on."""
_ANSWERED = 0.85
_BESIDE = 0.62
_BARE = listed("核查 更换 维修 清理 检测 查处 补缴 恢复 补发 公示")
"""Words that want to be told what."""
_ADDED = re.compile(rf"^(?:还有|另外|最好|别|不要|让|叫|要|把|{_V})|也得|也要|也可以")
_TOLD = re.compile("[他她]说|我说|怀疑|怎么|什么|多少|谁|凭|电话|号码|名字|[吗呢]$")
_CONCEDED = re.compile("^(?:我|我们)?也?(?:不是|理解|晓得|知道|支持)")
_ASKING = re.compile("^.*(?:能不能|可不可以|可以不可以|能否|是不是可以)")


@dataclass(frozen=True, slots=True)
class _Wish:
    texts: tuple[str, ...]
    evidence: Evidence


def wish(
    said: Sequence[Said],
    kind: MatterType,
    about: str = "",
    urgent: Sequence[UrgentWord] = (),
    *,
    thing: str = "",
    heard_kind: Evidence | None = None,
) -> tuple[str, Evidence | None]:
    """The wish with the best standing; empty when none was uttered.

    ``about`` is whom a report or a praise is about, ``thing`` what is broken, ``heard_kind`` the words that made the kind.
    """
    uttered = sorted(_uttered(said), key=lambda one: -one.evidence.confidence)
    if kind == "consultation":
        return _of_consultation(said, [one for one in uttered if one.evidence.confidence >= _CERTAIN], heard_kind)
    if kind == "praise" and about and heard_kind:
        also = f"、{_joined(uttered, thing)}" if uttered else ""
        return f"表扬{about}{also}"[:WISH_LENGTH], heard_kind
    if uttered:
        return _joined(uttered, thing), uttered[0].evidence
    return _implied(said, kind, about, urgent)


def _of_consultation(said: Sequence[Said], restated: Sequence["_Wish"], heard: Evidence | None) -> tuple[str, Evidence | None]:
    found = _of_questions(said)
    if found:
        return found
    if restated:
        return _joined(restated, ""), restated[0].evidence
    return ("告知相关规定", heard) if heard else ("", None)


def _of_questions(said: Sequence[Said]) -> tuple[str, Evidence] | None:
    found = asked(said)
    if not found:
        return None
    return wanted(found), found[0].evidence


def _implied(said: Sequence[Said], kind: MatterType, about: str, urgent: Sequence[UrgentWord]) -> tuple[str, Evidence | None]:
    """Whoever reports somebody wants it looked into, whoever is in danger wants help; nothing else is supposed."""
    if urgent and kind in ("request", "complaint", "report"):
        first = urgent[0]
        return HELP, Evidence(first.turn, first.word, 0.4)
    if kind == "report" and about:
        one = next((one for one in said if "举报" in one.text and one.channel == "caller"), None)
        return f"查处{about}", Evidence(one.index, "举报", 0.4) if one else None
    return "", None


def _uttered(said: Sequence[Said]) -> Iterator[_Wish]:
    return (one for one in _heard(said) if one.texts)


def _heard(said: Sequence[Said]) -> Iterator[_Wish]:
    for order, (one, following) in enumerate(zip_longest(said, said[1:])):
        if one.channel == "agent":
            if following is not None and following.channel == "caller":
                yield from _by_agent(one, following)
        else:
            yield from (_later(found, order) for found in _own(one))


@lru_cache(maxsize=4_096)
def _by_agent(one: Said, following: Said) -> tuple[_Wish, ...]:
    return tuple(_restated(one, following))


def _restated(one: Said, following: Said) -> Iterator[_Wish]:
    restated = _restatement(one)
    if restated is not None and not _DENIED.match(following.text):
        texts = _parts(restated[0])
        if texts:
            yield _Wish(texts, Evidence(one.index, restated[1], _CERTAIN))
            yield from _added(following)
        if len(restated[0]) >= _WHOLE:
            return
        yield _Wish(_told(following.text), Evidence(following.index, following.text, _ANSWERED))
    if _ASKED.search(one.text) and not CALL_ITSELF.search(following.text):
        heard = [phrase.heard for phrase in phrases(following)] or [following.text]
        asked_for = [one for one in heard if not _CONCEDED.match(one) or _ASKING.match(one)]
        texts = _told("，".join(asked_for))
        if texts:
            yield _Wish(texts, Evidence(following.index, following.text, _ANSWERED))


def _restatement(one: Said) -> tuple[str, str] | None:
    """What the agent says that the caller wants, and the words that say so."""
    for pattern in _RESTATED:
        found = pattern.search(one.text)
        if found and not _NOT_RESTATED.search(found["wish"]):
            return found["wish"], found[0]
    return None


def _added(one: Said) -> Iterator[_Wish]:
    """对 还有 把 那个 钱 公示 出来: what the caller adds to a restatement."""
    rest = _AFFIRMED.sub("", one.text)
    if len(rest) >= 3 and _ADDED.search(rest) and not _TOLD.search(rest):
        texts = _told(rest)
        if texts:
            yield _Wish(texts, Evidence(one.index, rest, _ANSWERED))


@lru_cache(maxsize=4_096)
def _own(one: Said) -> tuple[_Wish, ...]:
    return tuple(_asked_for(one))


def _later(found: _Wish, order: int) -> _Wish:
    """Of two equal ones the later counts: people come to it at the end."""
    return replace(found, evidence=replace(found.evidence, confidence=round(found.evidence.confidence + order * _LATER, 3)))


def _asked_for(one: Said) -> Iterator[_Wish]:
    for pattern, confidence in _OWN:
        found = pattern.search(one.text)
        if found is None:
            continue
        heard = first_breath(found["wish"])
        texts = () if CALL_ITSELF.search(heard) else _told(heard)
        if texts:
            yield _Wish(texts[:1], Evidence(one.index, heard, confidence))


def _joined(uttered: Sequence["_Wish"], thing: str) -> str:
    """The best, and what was added to it or asked beside it, while there is room."""
    least = _ANSWERED if uttered[0].evidence.confidence >= _ANSWERED else _BESIDE
    kept: list[str] = []
    for one in uttered:
        for bare in one.texts if not kept or one.evidence.confidence >= least else ():
            text = f"{bare}{thing}" if bare in _BARE and not any(thing in other for other in one.texts) else bare
            room = WISH_LENGTH - sum(map(len, kept)) - len(kept)
            if len(kept) < MOST and len(text) <= room and not any(_alike(text, other) for other in kept):
                kept.append(text)
    return "、".join(kept) or cut_at_word(uttered[0].texts[0], WISH_LENGTH)


def _alike(text: str, other: str) -> bool:
    one, two = set(text), set(other)
    return len(one & two) * 10 >= min(len(one), len(two)) * 6


def _parts(text: str) -> tuple[str, ...]:
    """一个 是 查处 充电 一个 是 增设 充电棚: each part as a form has it."""
    parts = (_official(part) for part in _ENUMERATED.split(text))
    return tuple(part for part in parts if len(part) >= 2 and not _RHETORIC.search(part))


def _told(text: str) -> tuple[str, ...]:
    """What the caller asks for: in the own words where they are short and plain, else in the form's words, else not at all."""
    own = [part for piece in text.split("，") for part in _parts(piece)]
    plain = [part for part in own if len(part) <= _PLAIN_LENGTH and _ACTS.search(part) and not _UNCLEAR.search(part)]
    if own and len(plain) == len(own):
        return tuple(plain)
    return tuple(remedies(text)) or tuple(plain)


def _official(text: str) -> str:
    text = _ASKING.sub("", _OUTSIDE.sub("", text))
    text = trimmed(text) if len(text) > 2 else text
    for _ in range(3):
        text = _DROPPED.sub("", text)
    for pattern, official in _OFFICIAL:
        text = pattern.sub(official, text)
    text = re.sub(_END, "", text).strip("、")
    if _PARTY.match(text):
        text = "督促" + text
    elif _PUBLIC.match(text):
        text = "请" + text
    return hide_numbers(text)

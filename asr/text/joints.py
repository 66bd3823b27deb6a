"""Where one clause ends and the next begins, by the words alone: a comma stands there whether or not the speaker paused.

Chinese; tables and nothing else. Each pattern stands with the sentences that it is for; where small words could belong to
the clause before as well (打了他, 是因为, 一点也不), it does not match: a comma too few is read over, one too many is not.
"""

import re
from collections.abc import Callable, Iterator

from asr.text.clauses import asks
from asr.text.script import HAN

SHORTEST_BEFORE = 3
"""Characters that a clause has before a comma that only words ask for."""
LONGER_BEFORE = 5

_FORMULA = re.compile(
    "(?:(?:先生|女士|同志|师傅|美女|领导|大姐|大哥|阿姨|大爷|姑娘|老师)(?=[您你]好)[您你]好|喂|嗯|哦|噢|哎呀?|诶|唉|哈哈|您好|你好|好的|好嘞|对的|是的|行的|好吧|对对对?|不好意思|对不起|没关系|不客气|没事的?|谢谢(?:您|你们?|啊)?)"
    "(?=(?P<after>.))"
)
"""喂您好我要投诉: 喂，您好，我要投诉. Only at the beginning of what was said, one after another."""
_NO_FORMULA = re.compile(
    "[的地了吗呢吧啊呀嘛么]|里面?|上面?|好的(?:[一多]|东西|小区|地方|方面|办法)|是的[确士]|对对[碰联]|没事(?:人|故|找|儿|干)"
)
_SHORT_FORMULA = re.compile("(?:好|行|嗯)(?=那我?|我知道|我们?这边|谢谢|请|您稍)")

_OPENERS = (
    "但是|可是|(?<![考打抢比赶说看穿跑争受瞒算跟])不过(?![是来去了期分问关])|所以(?!说?然)|因为|而且|然后|(?<![理查处定测核试验复审馈诊析究断议比的])结果(?![是出公怎如什])|否则|要不然|不然(?!的话)|如果|要是|假如|万一(?!路|遇险金)|既然|虽然|"
    "尽管|除非|只要(?![了一])|哪怕|即使|就算(?!了)|何况|况且|另外(?![一两几的那这])|此外|比如|例如|因此|于是|反正|请问|甚至|还有就是|不但|不仅"
)
_OPENS = re.compile(f"(?:那|那么|就是说?|但|并且)?(?:{_OPENERS})")
_STILL_INSIDE = re.compile(
    "(?:[是就也都才正只可主要不没说想问那于的地得把被给跟和与或在还又再]|以及|觉得|知道|认为|担心|害怕|希望|看看|问问|问一下|请问|"
    "但是|可是|不过|所以|因为|而且|然后|结果|如果|要是|就是|还是|或者|并且|虽然|另外|只是|主要|我们?|你们?|您|他们?|她们?|它们?|大家|人家|自己|咱们?)$"
)
"""Before these words an opener goes on in the same clause: 是因为, 我如果, 但是如果."""

_ASKED_FOR = re.compile(
    "(?:我们?|业主们?|居民们?|大家|市民)?(?:都|也|还是)?希望(?=你们|您|相关|政府|部门|尽快|能|有关|可以|领导|有人|早点|以后|把|给)"
    "|麻烦(?=您|你们?|帮|尽快|给)|请(?=你们|您|尽快|相关|帮|有关|派|督促|部门|政府|保持|联系|稍|核实|给我|赶紧|转)"
)
_NOT_ASKED_FOR = re.compile("[聘邀宴申敬恳请有烦先想太很挺真更不怕找嫌个最只没的就再要会来去特]$")
"""聘请, 申请你们 and 太麻烦您 ask for nothing."""
_I_WANT = re.compile(
    "我?就?(?:是|特地)?[想要](?:请|再|来)?(?:问|咨询|反映|投诉|举报|了解|知道|查一下|求助|建议|表扬|提个)|我(?:打电话|咨询|投诉|反映|举报)(?!的|过|了|[之以]后)"
)
_WHO_WANTS = re.compile(
    "(?:[是就也都才只主要没说于地得把被给跟和与或还又再不能来去个位打您你他她们您家我]|电话|市民|公司|业主|群众|本人|客户)$"
)
"""我是新港的想问一下: what the caller wants comes after who he is or what happened."""
_COULD_IT = re.compile("(?:能不能|可不可以|行不行|是不是|要不要|算不算|有没有|该怎么|怎么办|什么时候|为什么|怎么还|是否)")
_DONE = re.compile("(?:了|(?:买|去|来|交|办|生|修|租|签|打|建|开|装|卖|报|换)的|的话)$")
"""孩子是八月出生的能不能上一年级: what is asked stands behind what was told."""

_AND_NOT = re.compile("也(?=[不没])")
_DENIED = re.compile("^(?!.*也[不没]).*[不没].{2}")
_ALL_OF_THEM = re.compile("[谁么里儿点再来他她我你您们它一人次个句天家话分回下趟遍毫字眼哪少者怎今后以从]$")
"""谁也不, 一点也没, 我也不: the clause has only begun; 证也没挂手套也没戴: where the second thing begins nobody knows."""

_SO_LONG = (
    "(?:[零一二两三四五六七八九十百千几半多0-9来](?:天|年|次|回|趟|遍|周|岁|夜|晚|宿)|(?:个多?|整)(?:月|星期|礼拜|小时|钟头)"
    "|分钟|好久|很久|半天)多?"
)
_LASTED = re.compile(f"{_SO_LONG}了(?=(?P<after>[{HAN}]))")
_OVER = re.compile(
    f"(?<=[{HAN}])[坏停走完断满塌漏跑倒灭裂烂黑堵翻]了(?=(?:我们?|你们?|您|他们?|她们?|这|那|物业|现在|到现在)[{HAN}])"
)
"""坏了三天了一直没人修, 水管漏了我们没法用."""
_IF = re.compile(f"(?<![说讲他她我你您听])的话(?=(?P<after>[{HAN}]))")
_NO_NEW_CLAUSE = "的了吗呢吧啊呀嘛么题费务剧语筒哦哈就都还"
_ASKED = re.compile(f"(?<![干])吗(?=[{HAN}])(?![啊呀呢])")
_SO = re.compile("(?<=[了好行是对])吧(?=(?:我们?|你们?|您|他们?|她们?|这|那|现在)[^的])")
_TOLD_AND_THEN = re.compile(
    f"已经?(?:[{HAN}]{{2}}|[{HAN}]{{2}}(?:好了|下来了|好))(?=会(?:在|尽快|转|有|给|按|安排)|承办|相关部门|有关部门|稍后|后续|到时候)"
)
"""工单已经生成承办单位会联系您."""
_TAG = re.compile("(?<![不这那样说])(?:对吗|对吧|对不对|是吗|是吧|是不是|行吗|行不行|好吗|好不好|行吧)$")
_WONDERING = re.compile("呢(?=方便|(?:我们?|你们?|您|他们?|她们?|这|那|现在|家里)[^的])")
_THANKED = re.compile("(?<=[了的吧啊好行快气])(?:谢谢(?:您|你们?|啊)?|麻烦(?:您|你们?)了|再见)$")

_ORDINAL = re.compile(
    "第([一二三四五])(?=[没不有是就要他我你您它这那得应必物小楼电水噪收乱从把被在])"
    "(?!小学|小区[一-龥]|水厂|电厂|物业|有色|是[一二])"
)


def joints(text: str) -> dict[int, str]:
    """From the offset of each place between two clauses to its mark (，？；)."""
    found = dict(_ordinals(text))
    start = 0
    for at in _greetings(text):
        found[at] = "，"
        start = at
    for at, mark, fits in sorted(_candidates(text), key=lambda one: one[0]):
        since = max((place for place in found if place < at), default=0)
        if at not in found and at >= start and fits(text[since:at]):
            found[at] = mark
    return found


Fits = Callable[[str], bool]


def _greetings(text: str) -> Iterator[int]:
    at = 0
    while (found := _FORMULA.match(text, at) or _SHORT_FORMULA.match(text, at)) and not _NO_FORMULA.match(text, found.end()):
        if _NO_FORMULA.match(text, at):
            return
        at = found.end()
        yield at


def _candidates(text: str) -> Iterator[tuple[int, str, Fits]]:
    """Place, mark and what the clause before it must be; of two at one place the first counts."""
    for found in _OPENS.finditer(text):
        yield found.start(), "，", lambda before: len(before) >= SHORTEST_BEFORE and not _STILL_INSIDE.search(before)
    for found in _ASKED_FOR.finditer(text):
        yield (
            found.start(),
            "，",
            lambda before: len(before) >= LONGER_BEFORE and not (_NOT_ASKED_FOR.search(before) or _STILL_INSIDE.search(before)),
        )
    for found in _COULD_IT.finditer(text):
        yield found.start(), "，", lambda before: len(before) >= LONGER_BEFORE and bool(_DONE.search(before))
    for found in _AND_NOT.finditer(text):
        yield found.start(), "，", lambda before: bool(_DENIED.search(before)) and not _ALL_OF_THEM.search(before)
    for pattern in (_LASTED, _OVER, _IF, _SO):
        for found in pattern.finditer(text):
            if (found.groupdict().get("after") or "。") not in _NO_NEW_CLAUSE:
                yield found.end(), "，", lambda before: len(before) >= SHORTEST_BEFORE
    for found in _ASKED.finditer(text):
        yield found.end(), "？", lambda before: len(before) >= SHORTEST_BEFORE
    for found in _I_WANT.finditer(text):
        yield found.start(), "，", lambda before: len(before) >= LONGER_BEFORE and not _WHO_WANTS.search(before)
    for found in _WONDERING.finditer(text):
        yield found.end(), "？", asks
    for found in _TOLD_AND_THEN.finditer(text):
        yield found.end(), "，", lambda before: len(before) >= LONGER_BEFORE
    for found in _TAG.finditer(text):
        yield found.start(), "，", lambda before: len(before) >= LONGER_BEFORE
    for found in _THANKED.finditer(text):
        yield found.start(), "，", lambda before: True


def _ordinals(text: str) -> Iterator[tuple[int, str]]:
    """第一没有通知第二没有赔偿: at least the first and the second, in their order."""
    found = list(_ORDINAL.finditer(text))
    if [one[1] for one in found] != list("一二三四五")[: len(found)] or len(found) < 2:
        return
    for one in found:
        if one[1] != "一":
            yield one.start(), "；"
        elif one.start():
            yield one.start(), "，"
        yield one.end(), "，"

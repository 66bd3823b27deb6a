"""Which of the seven kinds (诉求类型) a call is: what the caller calls it, how it goes, what such matters mostly are."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ticketing.drafting.corpus import kinds_of
from ticketing.drafting.facts import CategorySuggestion, Evidence, MatterType, UrgentWord
from ticketing.drafting.spoken import Said, callers

Cues = tuple[tuple[re.Pattern[str], MatterType, float], ...]


def _cues(*rows: tuple[str, MatterType, float]) -> Cues:
    return tuple((re.compile(pattern), kind, weight) for pattern, kind, weight in rows)


_RESCUERS = "消防|急救|抢修|应急|救援|救护|幺幺零|幺幺九|幺二零|幺二二|一一九|一二零|出警"
_HELPERS = "公安|警察|派出所|民警|燃气|供电|电力|救助站|医生|卫生院|海事|巡警|特警"
# What the caller calls it, and how callers of a kind talk: pattern, kind, weight. The opening turns count double.
_CALLERS = _cues(
    (r"瘫|残疾|孤老|低保|绝症|白血病|借遍|赊|揭不开锅|没钱(?:看|交|吃|治)|一个人带|无依无靠|咋办|怎么办$", "request", 0.8),
    (r"(?<!不是)(?<!没)(?<!不)(?<!要)举报|我要举报", "report", 4.0),
    (r"(?<!不是)(?<!不)(?<!没)(?<!你)投诉(?!你|我就)", "complaint", 3.0),
    (r"(?<!批评)表扬|锦旗|(?:要|想|来)感谢(?!您)|好人好事|夸[夸一]?[下个]|[想要来]夸|点个?赞", "praise", 5.0),
    # Who reports a fault of something public wants it mended; who complains that nobody mends it, complains.
    (r"(?:我要|我想|想|来|要|[给跟]你们)(?:报|反映)个?(?:修|一下故障|故障)(?!了|过)", "fault", 4.5),
    (r"报个(?:修|故障)|公共设施(?:报修|故障)|随手拍", "fault", 4.5),
    (r"提[个一点]*(?:小|点)?建议|建议(?:一下|你们|咱们|政府)|我有个?(?:想法|建议|主意)|出个主意", "suggestion", 4.0),
    (r"能不能(?:定|规定|增设|多[放设开建]|加[个设派]|搞个|统一|延长|开通)|[想我]的?(?:想法|主意)[简是很]", "suggestion", 1.5),
    (r"(?:想|要)?(?:咨询|问)(?:一下|一哈|个|问|下)|请问|打听|请教|了解一下", "consultation", 1.5),
    (r"怎么(?:办理|弄|办|申请|交|领|查|算)", "consultation", 1.2),
    (r"(?:要|带)(?:什么|哪些|啥)(?:材料|手续|东西|条件)", "consultation", 1.2),
    (r"能不能(?:补|办|报|领|提|转|打|申请)|多少(?:钱|天)?$|要不要|可以吗|行不行|是真的吗|真的假的", "consultation", 1.2),
    (r"在哪里?(?:交|办|弄|领)|到哪(?:去|里)|什么时候(?:能|开始|截止)|还能|是不是必须|合不合规", "consultation", 1.2),
    (r"救命|快来|快点来?|求求|帮帮|帮我|帮忙|麻烦你们(?:派|来)|要出人命", "request", 1.5),
    (r"不知道(?:该|要)?(?:打|找)?(?:谁|怎么办|哪)|没(?:钱|人)(?:看病|照顾)|走投无路|怎么活|活不下去", "request", 1.5),
    (r"没的?饭吃|走不动|走丢|找不到(?:人|孩子|老人|家)|(?:包|手机|证|行李|钥匙).{0,6}(?:丢|落|忘)了?|落在", "request", 1.5),
    (r"没人管|不管|不作为|太吵|扰民|态度|坑人|黑心|跑路|乱收费", "complaint", 1.0),
    (r"不给(?:退|我|发)|拖欠|违建|骗|缺德|受不了|气死", "complaint", 1.0),
    (r"反映", "complaint", 1.0),
    (r"没有?(?:到账|发|到|收到|解决|下文|人来|人修|人讲)|一个.{1,4}都没有", "complaint", 1.0),
    (r"不肯|不认账|推来推去|踢皮球|不归(?:它|他|我|她)", "complaint", 1.0),
    (r"火大|气人|不像话|太差|太过分|欺负人|霸道|不讲理|敷衍|应付|糊弄|骗人|被骗", "complaint", 1.0),
    (r"(?:偷偷|私下|黑(?:作坊|车|诊所)|非法|偷税|无证|传销|赌博|集资|造假)", "report", 1.5),
    (r"没有?(?:证|牌子|执照|资质)|没挂牌|没得(?:证|牌子)|别说是我|不要说是我|你们去(?:看|查)就是", "report", 0.6),
)  # fmt: skip
# What the agent makes of it.
_AGENTS = _cues(
    (r"作为建议|建议(?:很|挺|真|非常)好|好的建议|这个建议|您的建议(?!呢)", "suggestion", 3.0),
    (r"作为表扬|您的表扬|转达.{0,4}感谢|真是好|表扬.{0,4}(?:转|登记)", "praise", 2.0),
    (r"(?:信息|姓名)(?:会|是)?保密|为您保密|匿名|转.{0,12}(?:去|依法)查", "report", 0.8),
    (rf"(?:通知|转|联系|呼叫|叫)[^，]{{0,12}}(?:{_RESCUERS})", "request", 2.5),
    (
        rf"(?:马上|已经?|现在|立刻|立即|同步|这就)[^，]{{0,6}}(?:通知|转|联系|派|呼叫|报|打)[^，]{{0,10}}(?:{_RESCUERS}|{_HELPERS})",
        "request",
        1.5,
    ),
    (r"不要(?:挂|开灯|开门|靠近|进去|进楼|碰)|离开(?:现场|那里|屋)|退[到出]|往高处|捂住|上风口|湿毛巾|别怕", "request", 1.5),
)
_ON_THE_SPOT = re.compile(r"(?:还有|还需要|害有)(?:其他|别的|什么)(?:问题|可以|需要|要)?")
_REGISTERED = re.compile(
    r"工单|(?:给您|帮您|我|已经?|这边)[^，]{0,4}登[记机]|登[记机](?:好|了|完|上|转|您)|单子上|录入|(?:已经?|给您|帮您)提交|记上|记下|记好|"
    r"转给|转个|转办|转.{2,6}(?:部门|局)|上报|承办|(?<!没有办法)(?<!没法)(?<!不能)派单|贵[姓性]|怎[么摸]称呼|您[姓叫](?!什么都)|诉求(?:是|呢)|要的结果|"
    r"留.{0,6}(?:电话|号码|手机)|(?:就|是)打.{0,4}(?:这个|来电)|(?:电话|号码|手机)(?:就|是|留)|(?:我|马上|已经?|现在)[^，]{0,4}通知"
)
_OPENING_TURNS = 3
_TURNS_TO_JUDGE = 6
"""So many turns show whether an agent registers a call."""
_UNLAWFUL = re.compile("非法|无证|违法举报|偷排|骗保|集资|假冒|毁田|群租|秸秆|危险废物|燃放")
_IN_NEED = re.compile("救助|低保|残疾|居家养老|公租房|养老金|工伤|遗失|困难")
UNLAWFUL, IN_NEED = 1.0, 0.6
LIKE_OTHERS = 2.5
"""What calls about such a matter mostly are."""


def matter_type(
    said: Sequence[Said], urgent: Sequence[UrgentWord], categories: Sequence[CategorySuggestion] = ()
) -> tuple[MatterType, Evidence | None]:
    """The kind with the most weight; a complaint when the words say nothing, the commonest kind."""
    weights: dict[MatterType, float] = {"complaint": 1.0, "request": 0.4}
    evidence: dict[MatterType, Evidence] = {}
    for kind, weight, heard in (*_by_callers(said), *_by_agents(said)):
        weights[kind] = weights.get(kind, 0.0) + weight
        evidence.setdefault(kind, heard)
    if urgent:
        weights["request"] = weights.get("request", 0.0) + 2.5
        evidence.setdefault("request", Evidence(None, urgent[0].word, 0.6))
    for kind, share in _as_others(categories).items():
        weights[kind] = weights.get(kind, 0.0) + LIKE_OTHERS * share
    weights["consultation"] = weights.get("consultation", 0.0) + _course_of_talk(said)
    best = max(weights, key=lambda kind: weights[kind])
    return best, evidence.get(best)


def cues(said: Sequence[Said]) -> Iterator[tuple[MatterType, float, Evidence]]:
    """What the caller said for each kind, with its weight: the words to show to whoever doubts the kind."""
    return _by_callers(said)


def _by_callers(said: Sequence[Said]) -> Iterator[tuple[MatterType, float, Evidence]]:
    for position, one in enumerate(callers(said)):
        for pattern, kind, weight in _CALLERS:
            found = pattern.search(one.text)
            if found:
                yield kind, weight * (2 if position < _OPENING_TURNS else 1), Evidence(one.index, found[0], 0.6)


def _by_agents(said: Sequence[Said]) -> Iterator[tuple[MatterType, float, Evidence]]:
    """Each cue once: an agent repeats what belongs to the trade."""
    for pattern, kind, weight in _AGENTS:
        for one in said:
            found = pattern.search(one.text) if one.channel == "agent" else None
            if found:
                yield kind, weight, Evidence(one.index, found[0], 0.5)
                break


def _as_others(categories: Sequence[CategorySuggestion]) -> Mapping[MatterType, float]:
    """How often people who speak of the suggested matters complain, ask, report …: by the suggestions' shares."""
    found: dict[MatterType, float] = {}
    for one in categories:
        for kind, share in kinds_of(one.name).items():
            found[kind] = found.get(kind, 0.0) + one.score * share
        if _UNLAWFUL.search(one.name):
            found["report"] = found.get("report", 0.0) + one.score * UNLAWFUL
        if _IN_NEED.search(one.name):
            found["request"] = found.get("request", 0.0) + one.score * IN_NEED
    return found


def _course_of_talk(said: Sequence[Said]) -> float:
    """An agent who answers and asks whether there is more was consulted; one who registers was not."""
    agent = [one.text for one in said if one.channel == "agent"]
    registered = any(_REGISTERED.search(text) for text in agent)
    answered = any(_ON_THE_SPOT.search(text) for text in agent)
    if registered:
        return (1.5 if answered else 0.0) - 3.0
    return (2.5 if answered else 0.0) + (2.5 if len(said) >= _TURNS_TO_JUDGE else 0.0)

"""Which of the six kinds (诉求类型) a call is: what the caller calls it, and how the talk goes."""

import re
from collections.abc import Sequence

from ticketing.drafting.facts import Evidence, MatterType, UrgentWord
from ticketing.drafting.spoken import Said, callers

# Cues in the caller's words: pattern, kind, weight. The opening turns count double.
_CUES: tuple[tuple[re.Pattern[str], MatterType, float], ...] = (
    (re.compile(r"(?<!不是)(?<!不)(?<!要)举报|我要举报"), "report", 4.0),
    (re.compile(r"(?<!不是)(?<!不)(?<!没)投诉"), "complaint", 3.0),
    (re.compile(r"(?<!批评)表扬|锦旗|(?:要|想|来)感谢(?!您)"), "praise", 5.0),
    (re.compile(r"提[个一点]*(?:小|点)?建议|建议(?:一下|你们|咱们|政府)|我有个?(?:想法|建议)"), "suggestion", 4.0),
    (re.compile(r"(?:想|要)?(?:咨询|问)(?:一下|个|问|下)|请问|打听"), "consultation", 1.5),
    (re.compile(r"怎么(?:办理|弄|办|申请|交|领|查|算)"), "consultation", 1.2),
    (re.compile(r"(?:要|带)(?:什么|哪些|啥)(?:材料|手续|东西|条件)"), "consultation", 1.2),
    (re.compile(r"能不能(?:补|办|报|领|提|转|打|申请)|多少(?:钱|天)?$|要不要|可以吗|行不行"), "consultation", 1.2),
    (re.compile(r"在哪里?(?:交|办|弄|领)|到哪(?:去|里)|什么时候(?:能|开始|截止)|还能"), "consultation", 1.2),
    (re.compile(r"救命|快来|快点来?|求求|帮帮|帮我|帮忙|麻烦你们(?:派|来)"), "request", 1.5),
    (re.compile(r"不知道(?:该|要)?(?:找谁|怎么办|找哪)|没(?:钱|人)(?:看病|照顾)|走投无路"), "request", 1.5),
    (re.compile(r"没的?饭吃|走不动|找不到|丢了|落在"), "request", 1.5),
    (re.compile(r"没人管|不管|不作为|太吵|扰民|态度|坑人|黑心|跑路|乱收费"), "complaint", 1.0),
    (re.compile(r"不给(?:退|我|发)|拖欠|违建|骗|缺德|受不了|气死"), "complaint", 1.0),
    (re.compile(r"反映"), "complaint", 1.0),
    (re.compile(r"没有?(?:到账|发|到|收到|解决|下文|人来|人修|人讲)|一个.{1,4}都没有"), "complaint", 1.0),
    (re.compile(r"不肯|不认账|推来推去|踢皮球|不归(?:它|他|我|她)"), "complaint", 1.0),
    (re.compile(r"火大|气人|不像话|太差|太过分|欺负人|霸道|不讲理|敷衍|应付|糊弄|骗人|被骗"), "complaint", 1.0),
    (re.compile(r"(?:偷偷|私下|黑(?:作坊|车|诊所)|非法|偷税|无证|传销|赌博|集资|造假)"), "report", 1.5),
)  # fmt: skip
_ON_THE_SPOT = re.compile(r"(?:还有|还需要)(?:其他|别的|什么)(?:问题|可以|需要)?")
_REGISTERED = re.compile(r"工单|(?:给您|已经|我)登记|转给|转办|承办|派单|贵姓|怎么称呼")
_OPENING_TURNS = 3


def matter_type(said: Sequence[Said], urgent: Sequence[UrgentWord]) -> tuple[MatterType, Evidence | None]:
    """The kind with the most weight; a complaint when the words say nothing, the commonest kind."""
    weights: dict[MatterType, float] = {"complaint": 0.5, "request": 0.4}
    evidence: dict[MatterType, Evidence] = {}
    for position, one in enumerate(callers(said)):
        for pattern, kind, weight in _CUES:
            found = pattern.search(one.text)
            if found:
                weights[kind] = weights.get(kind, 0.0) + weight * (2 if position < _OPENING_TURNS else 1)
                evidence.setdefault(kind, Evidence(one.index, found[0], 0.6))
    if urgent:
        weights["request"] = weights.get("request", 0.0) + 2.5
        evidence.setdefault("request", Evidence(None, urgent[0].word, 0.6))
    weights["consultation"] = weights.get("consultation", 0.0) + _course_of_talk(said)
    best = max(weights, key=lambda kind: weights[kind])
    return best, evidence.get(best)


def _course_of_talk(said: Sequence[Said]) -> float:
    """An agent who answers and asks whether there is more was consulted; one who registers was not."""
    agent = "".join(one.text for one in said if one.channel == "agent")
    registered = bool(_REGISTERED.search(agent))
    return (2.5 if _ON_THE_SPOT.search(agent) else 0.0) - (3.0 if registered else 0.0)

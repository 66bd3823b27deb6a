"""Marks between sentences, by the pauses of the speaker and by what stands around them.

Under `SHORT_S` there is no mark. From there on a comma; from `LONG_S` on a full stop where a sentence can end. A question gets
its mark. An utterance that breaks off (我住在) ends in a comma. Text that has marks already (Whisper's) only gets its last one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asr.text.aligned import Edit
from asr.text.script import HAN

SHORT_S = 0.25
LONG_S = 0.6
HESITATION_S = 0.8
SHORTEST_SENTENCE = 4
ASKED_LATELY = 9
"""Characters: a word that asks further back no longer makes the clause a question."""

ENDS = frozenset("，。！？、；：,!?;:…")
_BACKWARDS = re.compile("[的了吗呢吧啊呀嘛么着过得地们哦哈喽嘞呗哇]")
"""What leans on the word before it, so that a pause before it parts nothing."""
_HANGS = re.compile(
    "(?:[把被在从往向和跟与将]|那个|这个|就是|就是说|因为|所以|但是|可是|而且|如果|要是|或者|还有|我们|你们|他们|她们|我|一个|一直|应该|关于|叫做)$"
)
"""What wants something after it, also where the utterance ends."""
_LEANS = re.compile(
    "[的给到对比让叫替为于就也都还又再才很太更最挺蛮不没别要会能想该是那这哪每第姓找去上有您你他她它]$|然后$|已经$|可以$|需要$|希望$|说$"
)
"""What more often than not wants something after it, so that a pause alone ends no sentence there."""
_CLOSED = re.compile("(?:好|是|对|真|行|可以|要|会|可|总|挺.{1,3})的$|(?:没|还)有$|不(?:要|会|能|想|该|是|去)$|(?:就|也)?是的?$")
_STARTS = re.compile(
    "(?:而且|但是|可是|不过|所以|因为|然后|还有|后来|结果|另外|我|你|您|他|她|我们|他们|现在|昨天|今天|请问|麻烦|希望|这个|那个|就)"
)
_ANSWER = re.compile(
    "(?:嗯|哦|噢|喂|哎|诶|啊|唉|对|好|行|是|中|没有|对的|好的|是的|行的|好吧|可以|谢谢|你好|您好|喂你好|喂您好|好谢谢|不是|没错|没事|免贵|同志|师傅)+$"
)
_PARTICLE = re.compile("[啊呀呢哦哈嘞]+$")
_ASKS = re.compile(
    "什么|多少|怎么|怎样|咋|为啥|为何|哪[里儿个些位天年边]?|谁|(?<![十好百千万这那前后头过有了])几[点个天年月号次岁口楼栋]|多[久长远大高](?!了)|是不是|有没有|能不能|可不可以|要不要|"
    "([{HAN}])不\\1|是否|能否|可否|[^不没]啥"
)
_ASKS_NOT = re.compile(
    "(?:(?:不|没|也|都)(?:知道|晓得|清楚|记得|明白|懂|管|论|是|说)|别说).{0,8}(?:什么|多少|怎么|哪|谁|几|啥|是不是|有没有)|记不清|不记得|"
    "(?:什么|怎么|谁|哪[里儿个]?|多少|几[个次天点])(?:钱)?(?:[^，。]{0,2})(?:都|也)|没(?:有)?(?:什么|啥|多少|几)|不怎么|叫(?:那个)?什么.{2}|那个什么|什么的$|"
    "(?:告诉|看看|查查|查一下|看一下|问了|说清楚|反正).{0,8}(?:什么|多少|怎么|哪|谁|几|啥|是不是|有没有)|怎么.{0,4}怎么|哪.{0,3}哪|谁.{0,3}谁|什么.{0,3}什么"
)
_SAID_AS_QUESTION = re.compile("(?:吗|么|呢)$")
_NOT_ASKING_NE = re.compile("(?:还|正|才|在|着).{0,8}呢$|那么$|这么$|多么$|什么么$")
_LISTED = re.compile(f"[{HAN}]{{1,4}}")
_CLOSES_LIST = re.compile("[和跟及与]|还有|以及|都|全|等")
_SHORTEST_LIST = 3


class Pause(NamedTuple):
    """``seconds`` of silence at the offset ``at`` of the text."""

    at: int
    seconds: float


def marks(text: str, pauses: Sequence[Pause], whole: Sequence[tuple[int, int]] = ()) -> list[Edit]:
    """The marks to insert; none inside a range of ``whole`` (a number, a name)."""
    bare = text.rstrip()
    if not bare:
        return []
    edits: list[Edit] = []
    clause = max((at + 1 for at, character in enumerate(bare) if character in ENDS), default=0)
    if clause == 0:
        edits = list(_inner(bare, [p for p in pauses if _parts(bare, p, whole)]))
        clause = edits[-1].start if edits else 0
    if bare[-1] not in ENDS and clause < len(bare):
        edits.append(Edit(len(bare), len(bare), _last(bare[clause:])))
    return edits


def _parts(text: str, pause: Pause, whole: Sequence[tuple[int, int]]) -> bool:
    inside = any(start < pause.at < end for start, end in whole)
    return pause.seconds >= SHORT_S and 0 < pause.at < len(text) and not inside and not _BACKWARDS.match(text, pause.at)


def _inner(text: str, pauses: Sequence[Pause]) -> Iterator[Edit]:
    listed = _lists(text, pauses)
    since = 0
    for pause in pauses:
        mark = "、" if pause.at in listed else _between(text[since : pause.at], text[pause.at :], pause.seconds)
        if mark:
            yield Edit(pause.at, pause.at, mark)
            since = pause.at


def _between(clause: str, rest: str, seconds: float) -> str:
    if not clause.strip():
        return ""
    if _hangs(clause) or _leans(clause):
        return "，" if seconds >= HESITATION_S and len(clause) > SHORTEST_SENTENCE else ""
    if asks(clause) and (seconds >= LONG_S or _SAID_AS_QUESTION.search(clause)):
        return "？"
    ends = seconds >= LONG_S and len(clause) >= SHORTEST_SENTENCE and not _ANSWER.fullmatch(clause)
    return "。" if ends else "，"


def _last(clause: str) -> str:
    if asks(clause):
        return "？"
    return "，" if _hangs(clause) else "。"


def _hangs(clause: str) -> bool:
    return bool(_HANGS.search(clause)) and not _ANSWER.fullmatch(clause)


def _leans(clause: str) -> bool:
    return bool(_LEANS.search(clause)) and not _CLOSED.search(clause) and not _ANSWER.fullmatch(clause)


def asks(clause: str) -> bool:
    """Whether these words, without their tone, are a question: 怎么办 is, 不知道怎么办 is not."""
    bare = _PARTICLE.sub("", clause) if not _SAID_AS_QUESTION.search(clause) else clause
    if _ASKS_NOT.search(bare):
        return clause.endswith("吗")
    if _SAID_AS_QUESTION.search(bare):
        return not _NOT_ASKING_NE.search(bare)
    return any(len(bare) - found.end() <= ASKED_LATELY for found in _ASKS.finditer(bare))


def _lists(text: str, pauses: Sequence[Pause]) -> set[int]:
    """The pauses between short things that are named one after another: 水、电、气都停了."""
    found: set[int] = set()
    offsets = [pause.at for pause in pauses if pause.seconds < LONG_S]
    for first in range(len(offsets) - 1):
        run = offsets[first : first + 2]
        for offset in offsets[first + 2 :]:
            run.append(offset)
        items = [text[a:b] for a, b in zip(run, run[1:], strict=False)]
        if len(items) >= _SHORTEST_LIST - 1 and all(map(_is_item, items)) and len(set(items)) == len(items):
            found.update(run)
    return found


def _is_item(item: str) -> bool:
    return bool(_LISTED.fullmatch(item)) and not _ANSWER.fullmatch(item) and not _HANGS.search(item)

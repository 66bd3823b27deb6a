"""Words that must not wait. Two opinions on each of the caller's sentences, weighed with what is said around it.

The tables name a word of danger; the model weighs the whole sentence and finds what no table knows. What both leave in doubt
rings while nothing else is known, and is taken back by calm talk around it or by the caller (现在没得了, 假的, 开玩笑的).
"""

import re
from collections.abc import Iterator, Sequence

from ticketing.drafting.alarm.opinion import Opinion, opinion
from ticketing.drafting.alarm.tables import Hit, hits, understood
from ticketing.drafting.facts import UrgentWord
from ticketing.drafting.hazards import table
from ticketing.drafting.privacy import hide_numbers
from ticketing.drafting.spoken import Said

RINGS = -1.3
"""A sentence of the model alone."""
LISTED_RINGS = -3.5
"""A sentence with a word of the tables: the model has to speak clearly against it."""
NEIGHBOURS, NEIGHBOURLY = 3, 1.0
"""So many of the caller's most alarming other sentences are heard with it, and what they count."""
CALM, ALARMED = -4.0, 2.0
"""No sentence says more than this about its neighbours."""
DOUBT = 1.25
"""So much more a sentence needs for each neighbour that was heard with it: first words may ring on less."""
SUBSTANTIAL = 6
"""A shorter utterance says nothing about its neighbours."""
ANSWERS, ANSWER, MOST_ANSWERS = 6, 1.0, 3
"""Of the next utterances the agent's: what each word of help counts, up to so many."""

_OVER_LATER = table(
    """
    现在没[得有]?了 扑灭了 灭掉了 救出来了 放出来了 没事了 找到了 泼?浇灭 浇上去 虚惊 是?假的 演习 演练 开玩笑
    我没有?看[到见] 我是?听~8~说的
    """,
    before="^[^，]{0,10}",
)
_LATER_TURNS = 4
_HELP = re.compile(
    "马上[转按通联上叫报]|上报|立[刻即]|紧急|[幺一][幺一][九零0]|[幺一]二零|消防|公安|急救|抢修|应急|救援|救护|撤|远一点|往高处|上风|"
    "不要(?:开|挂|动|进|靠|碰|按|离开|泼|倒)|别(?:挂|怕|急|动|进|下车)|受伤|被困|慢慢说|慢一点|小声|意识|疏散"
)


def urgent_words(said: Sequence[Said]) -> tuple[UrgentWord, ...]:
    """The caller's urgent words, each once, with the whole utterance; not those that the caller later says are over."""
    found: dict[str, UrgentWord] = {}
    texts = [understood(one.text) for one in said]
    scores = [opinion(text).score if one.channel == "caller" else None for one, text in zip(said, texts, strict=True)]
    for position, (one, text) in enumerate(zip(said, texts, strict=True)):
        if one.channel != "caller":
            continue
        beside = around(said, scores, position)
        for start, end in _ringing(text, beside, over=_over_later(said, position)):
            first, last = one.span(start, end)
            found.setdefault(text[start:end], UrgentWord(text[start:end], hide_numbers(one.text), one.index, first, last))
    return tuple(found.values())


def _ringing(text: str, beside: float, *, over: bool) -> Iterator[tuple[int, int]]:
    """Where the urgent words of one sentence stand: those of the tables, else the weightiest."""
    own: Opinion = opinion(text)
    listed = [hit for hit in hits(text) if hit.counts]
    kept: list[Hit] = [hit for hit in listed if not (hit.hazard.passes and over)]
    score = own.score + beside
    if kept and score > LISTED_RINGS:
        yield from ((hit.start, hit.end) for hit in kept)
    elif not listed and not over and score > RINGS:
        yield own.start, own.end


def around(said: Sequence[Said], scores: Sequence[float | None], position: int) -> float:
    """What the rest of the call says about one of its sentences."""
    others = [
        min(ALARMED, max(CALM, score))
        for place, (one, score) in enumerate(zip(said, scores, strict=True))
        if score is not None and place != position and len(one.text) >= SUBSTANTIAL
    ]
    loudest = sorted(others, reverse=True)[:NEIGHBOURS]
    answers = {
        word for one in said[position + 1 : position + 1 + ANSWERS] if one.channel == "agent" for word in _HELP.findall(one.text)
    }
    calm = NEIGHBOURLY * sum(loudest) / len(loudest) - DOUBT * len(loudest) if loudest else 0.0
    return calm + ANSWER * min(MOST_ANSWERS, len(answers))


def _over_later(said: Sequence[Said], position: int) -> bool:
    later = said[position : position + 1 + _LATER_TURNS]
    return any(one.channel == "caller" and _OVER_LATER.search(one.text) for one in later)

"""What happened (诉求内容): the caller's own sentences, tidied, in their order, without what belongs to the call itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ticketing.drafting.facts import Evidence
from ticketing.drafting.privacy import hide_numbers, mostly_digits
from ticketing.drafting.spoken import Said, tidy

MATTER_LENGTH = 120
CLAUSE_LENGTH = 60
CALL_ITSELF = re.compile(
    r"贵姓|免贵|我姓|^姓|叫我|谢谢|感谢您|再见|麻烦你了|就打这个|打这个就|这个号|就留|手机号|打我座机|不客气|听得到吗|"
    r"你记一下|没有了|清楚了|知道了|晓得了|了解了|你们快一?点|^.{0,2}麻烦你|^好[嘞啦]|歇歇$"
)
_QUESTION_ABOUT_PERSON = re.compile(r"贵姓|称呼|电话|号码|手机|姓名")
_YES = re.compile(r"^(?:对+的?|是的?|嗯+|好+的?|行|可以|有|没有|不是|交的呀?|有有)+[吧啊呀嘛啦嘞]?$")
_ONLY_OPENING = re.compile(r"^(?:喂|您好|你好|我?(?:想|要|来)?(?:投诉|反映|举报|咨询|问)(?:一下|个|一个)?)+$")
_HEAD = re.compile(
    r"^(?:对+|是的?|嗯+|好+的?|有|没有|不是|那|就|然后|还有就是|还有一个|还有|一个|再一个|后来|反正|因为|所以|而且)(?=.{5})"
)
_LEAD_IN = re.compile(r"^[我俺握窝]?(?:想|要|来|是)?(?:投诉|反映|举报|咨询|问|说|讲)(?:一下|一个|个|下)?(?=.{4})")


@dataclass(frozen=True, slots=True)
class Clause:
    """One tidied sentence of the caller and how much it says about the matter."""

    index: int
    text: str
    weight: float


def clauses(said: Sequence[Said], telling: Iterable[str]) -> list[Clause]:
    """The caller's sentences that say something; ``telling`` words (place, category) make one weigh more."""
    words = tuple(telling)
    found: list[Clause] = []
    for position, one in enumerate(said):
        if one.channel != "caller" or (position and _QUESTION_ABOUT_PERSON.search(said[position - 1].text)):
            continue
        text = "，".join(filter(None, map(sentence, one.pieces)))
        if len(text) >= 4 and not CALL_ITSELF.search(text) and not mostly_digits(one.text):
            found.append(Clause(one.index, text[:CLAUSE_LENGTH], _weight(text, len(found), words)))
    return found


def sentence(text: str) -> str:
    """Tidied and without numbers of persons; empty when it only says yes or good day."""
    text = tidy(text)
    if _YES.match(text) or _ONLY_OPENING.match(text):
        return ""
    for pattern in (_HEAD, _LEAD_IN, _HEAD):
        text = pattern.sub("", text)
    return hide_numbers(text)


def told_of(found: Sequence[Clause]) -> list[Clause]:
    """The weightiest sentences within ``MATTER_LENGTH`` characters, in the caller's order."""
    chosen: list[Clause] = []
    room = MATTER_LENGTH
    for clause in sorted(found, key=lambda c: (-c.weight, c.index)):
        if len(clause.text) < room:
            chosen.append(clause)
            room -= len(clause.text) + 1
    return sorted(chosen, key=lambda c: c.index)


def matter(told: Sequence[Clause]) -> tuple[str, Evidence | None]:
    """The sentences as one text, and the first of them."""
    if not told:
        return "", None
    return "，".join(clause.text for clause in told), Evidence(told[0].index, told[0].text, 0.6)


def _weight(text: str, order: int, words: Sequence[str]) -> float:
    return sum(word in text for word in words) + max(0.0, 1.5 - 0.25 * order) + min(len(text), 40) / 40

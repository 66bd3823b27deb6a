"""Which script is offered in which situation of a call. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.knowledge.schemas import CallMoment, ScriptContent

DANGER, HARASSED, WORD, CATEGORY, QUEUE, MOMENT, ALWAYS = 100.0, 60.0, 40.0, 20.0, 10.0, 5.0, 1.0
"""What a reason counts: a life in danger goes before everything."""
BEGINNING, END = ("opening", "verification"), ("closing",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known of the call: ``heard`` are its urgent words, ``said`` is the matter, ``harassing`` the caller's past.

    A duty session's ``queue`` is ``duty:ID``; a script that names ``duty`` fits them all.
    """

    queue: str | None = None
    category: str | None = None
    heard: tuple[str, ...] = ()
    said: str = ""
    moment: CallMoment | None = None
    harassing: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    score: float
    why: str


def offer(script: ScriptContent, now: Moment) -> Offer | None:
    """Why the script is offered; None where something that it names does not fit."""
    if script.queues and not {now.queue, (now.queue or "").partition(":")[0]} & set(script.queues):
        return None
    if script.moments and now.moment not in script.moments:
        return None
    reasons = [one for one in (_danger(script, now), _harassed(script, now), _word(script, now), _category(script, now)) if one]
    if not reasons and (script.words or script.categories):
        return None
    return max([*reasons, _everyday(script, now)], key=lambda reason: reason.score)


def best(offers: Sequence[tuple[Offer, str]]) -> list[tuple[Offer, str]]:
    """The strongest reason first, equals by code, so that a script keeps its place while the agent looks at it."""
    return sorted(offers, key=lambda one: (-one[0].score, one[1]))


def _danger(script: ScriptContent, now: Moment) -> Offer | None:
    """Not every urgent word is a life in danger: a script that names its words is offered for those alone."""
    if script.situation != "danger":
        return None
    named = next((word for word in script.words if any(word in heard for heard in now.heard)), None)
    if named:
        return Offer(DANGER + WORD, f"听到“{named}”")
    return Offer(DANGER, f"听到“{now.heard[0]}”") if now.heard and not script.words else None


def _harassed(script: ScriptContent, now: Moment) -> Offer | None:
    return Offer(HARASSED, "有骚扰来电记录") if script.situation == "harassment" and now.harassing else None


def _word(script: ScriptContent, now: Moment) -> Offer | None:
    found = next((word for word in script.words if word in now.said or word in now.heard), None)
    return Offer(WORD, f"提到“{found}”") if found else None


def _category(script: ScriptContent, now: Moment) -> Offer | None:
    fits = now.category and any(now.category.startswith(code) for code in script.categories)
    return Offer(CATEGORY, "事项分类相符") if fits else None


def _everyday(script: ScriptContent, now: Moment) -> Offer:
    if script.queues:
        return Offer(QUEUE, "本队列专用")
    ending = now.moment == "wrap_up"
    if script.situation in BEGINNING and not ending and not now.said:
        return Offer(MOMENT, "通话开始")
    if script.situation in END and (ending or now.said):
        return Offer(MOMENT, "通话将结束")
    return Offer(ALWAYS, "常用")

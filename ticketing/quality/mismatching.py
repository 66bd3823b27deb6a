"""What does not fit between what was said, what was written and what happened afterwards; each with its reason in words. Pure.

The type that a call sounds like goes by the rules of drafting (`ticketing.drafting.kinds`); it has to weigh clearly more than
the ticket's own, so that a caller who says 我想问一下，我要投诉 is not taken for either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from config.settings.quality import Mismatches as Limits
from ticketing.drafting import Turn
from ticketing.drafting.facts import TYPES, CategorySuggestion, MatterType, UrgentWord
from ticketing.drafting.kinds import cues, matter_type
from ticketing.drafting.spoken import listen

RuleName = Literal[
    "complaint_as_consultation", "report_as_other", "consultation_as_complaint", "called_again", "no_answer_text",
    "nobody_with_speech",
]  # fmt: skip
RULE_NAMES: Mapping[RuleName, str] = {
    "complaint_as_consultation": "投诉举报登记为咨询",
    "report_as_other": "举报未按举报登记",
    "consultation_as_complaint": "咨询登记为投诉举报",
    "called_again": "在线解答后再次来电",
    "no_answer_text": "在线解答无答复内容",
    "nobody_with_speech": "无效来电却有诉求",
}
NOBODY = ("silent", "harassment", "wrong_number")
ON_THE_SPOT = "answered_on_the_spot"
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of the call that speak for the mismatch, and the utterance they stood in (its index)."""

    text: str
    turn: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    rule: RuleName
    why: str
    words: tuple[Heard, ...] = ()
    same_matter: bool = False


def wrong_type(
    turns: Sequence[Turn],
    written: MatterType,
    limits: Limits,
    *,
    categories: Sequence[CategorySuggestion] = (),
    urgent: Sequence[UrgentWord] = (),
) -> Found | None:
    """The call sounds like another type than the ticket has, where the difference matters."""
    said = listen(turns)
    spoken, _ = matter_type(said, urgent, categories)
    rule = _rule(spoken, written)
    heard = [(kind, weight, one) for kind, weight, one in cues(said)]
    words = tuple(dict.fromkeys(Heard(one.phrase, one.turn) for kind, _, one in heard if kind == spoken))
    ahead = sum(weight for kind, weight, _ in heard if kind == spoken) - sum(w for kind, w, _ in heard if kind == written)
    if rule is None or not words or ahead < limits.type_weight:
        return None
    shown = "".join(f"“{word}”" for word in dict.fromkeys(one.text for one in words[:MOST_WORDS]))
    why = f"市民说了{shown}，像是{TYPES[spoken]}；工单登记为{TYPES[written]}。"
    return Found(rule=rule, why=why, words=words[:MOST_WORDS])


def _rule(spoken: MatterType, written: MatterType) -> RuleName | None:
    if spoken in ("complaint", "report") and written == "consultation":
        return "complaint_as_consultation"
    if spoken == "report" and written != "report":
        return "report_as_other"
    if spoken == "consultation" and written in ("complaint", "report"):
        return "consultation_as_complaint"
    return None


def no_answer(outcome: str | None, answer: str, limits: Limits, *, stands_for_none: Sequence[str] = ()) -> Found | None:
    """Answered on the spot, and nobody wrote what was answered; ``stands_for_none`` are sentences the system fills in."""
    text = answer.strip()
    if outcome != ON_THE_SPOT or (len(text) >= limits.least_answer and text not in stands_for_none):
        return None
    return Found(rule="no_answer_text", why=f"登记为在线解答，答复内容{f'只有“{text}”' if text else '空白'}。")


def speech_of_nobody(outcome: str | None, turns: Sequence[Turn], limits: Limits, names: Mapping[str, str]) -> Found | None:
    """Registered as silent, harassing or a wrong number, though the caller said much."""
    said = [(index, turn.text) for index, turn in enumerate(turns) if turn.channel == "caller"]
    count = sum(len("".join(text.split())) for _, text in said)
    if outcome not in NOBODY or count < limits.much_speech:
        return None
    longest = sorted(said, key=lambda one: (-len(one[1]), one[0]))[:2]
    words = tuple(Heard(text[:80], index) for index, text in sorted(longest))
    return Found(rule="nobody_with_speech", why=f"登记为{names[outcome]}，转写中市民说了{count}个字。", words=words)


def called_again(days: float, reasons: Sequence[str], *, alike: bool) -> Found:
    """The caller of a spot-answered call called again after so many days; ``reasons``: why it looks like the same matter."""
    when = f"{int(days)}天后" if days >= 1 else "当天"
    about = f"，像是同一事项（{'；'.join(reasons)}）" if alike and reasons else "，像是同一事项" if alike else "，事项不同或不明"
    return Found(rule="called_again", why=f"在线解答后，同一号码{when}再次来电{about}。", same_matter=alike)

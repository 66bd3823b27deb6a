"""Which calls are worth a second look: each rule by its name, with the figure that made it speak. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.settings.quality import SampleRules

MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What a rule may know of a call; times in seconds, ``grade`` of the callback 1 to 5, poor up to ``dissatisfied_to``.

    ``calls_of_number`` counts the number's calls in the rule's days, this one among them; ``confidence`` is the mean of what
    the caller was heard saying.
    """

    id: str
    agent: str
    talked_s: float = 0.0
    held_s: float = 0.0
    transfers: int = 0
    outcome: str | None = None
    urgent: tuple[str, ...] = ()
    grade: int | None = None
    dissatisfied_to: int = 2
    calls_of_number: int = 1
    agent_days: float = 1_000_000.0
    confidence: float | None = None


Rule = Callable[[CallFacts, SampleRules], str]


def _long_talk(call: CallFacts, at: SampleRules) -> str:
    return f"通话{_time(call.talked_s)}" if call.talked_s >= at.long_talk_s else ""


def _long_hold(call: CallFacts, at: SampleRules) -> str:
    return f"保持{_time(call.held_s)}" if call.held_s >= at.long_hold_s else ""


def _many_transfers(call: CallFacts, at: SampleRules) -> str:
    return f"转接{call.transfers}次" if call.transfers >= at.many_transfers else ""


def _very_short(call: CallFacts, at: SampleRules) -> str:
    return f"通话仅{_time(call.talked_s)}" if call.talked_s < at.very_short_s else ""


def _urgent(call: CallFacts, at: SampleRules) -> str:
    return f"紧急词：{'、'.join(call.urgent[:3])}" if call.urgent else ""


def _dissatisfied(call: CallFacts, at: SampleRules) -> str:
    poor = call.grade is not None and call.grade <= call.dissatisfied_to
    return f"回访评{call.grade}分（5分制）" if poor else ""


def _repeat(call: CallFacts, at: SampleRules) -> str:
    often = call.calls_of_number >= at.repeat_calls
    return f"{at.repeat_days}天内来电{call.calls_of_number}次" if often else ""


def _harassment(call: CallFacts, at: SampleRules) -> str:
    return "登记为骚扰电话" if call.outcome == "harassment" else ""


def _on_the_spot(call: CallFacts, at: SampleRules) -> str:
    return "登记为在线解答" if call.outcome == "answered_on_the_spot" else ""


def _new_agent(call: CallFacts, at: SampleRules) -> str:
    return f"话务员到岗{int(call.agent_days)}天" if call.agent_days < at.new_agent_days else ""


def _low_confidence(call: CallFacts, at: SampleRules) -> str:
    low = call.confidence is not None and call.confidence < at.low_confidence
    return f"转写平均置信度{call.confidence:.2f}" if low else ""


RULES: Mapping[str, Rule] = {
    "long_talk": _long_talk,
    "long_hold": _long_hold,
    "many_transfers": _many_transfers,
    "very_short": _very_short,
    "urgent": _urgent,
    "dissatisfied": _dissatisfied,
    "repeat": _repeat,
    "harassment": _harassment,
    "on_the_spot": _on_the_spot,
    "new_agent": _new_agent,
    "low_confidence": _low_confidence,
}
NAMES: Mapping[str, str] = {
    "long_talk": "通话过长",
    "long_hold": "保持过长",
    "many_transfers": "多次转接",
    "very_short": "通话过短",
    "urgent": "紧急词",
    "dissatisfied": "回访不满意",
    "repeat": "重复来电",
    "harassment": "骚扰电话",
    "on_the_spot": "在线解答",
    "new_agent": "新话务员",
    "low_confidence": "转写置信度低",
}


def reasons(call: CallFacts, wanted: tuple[str, ...], at: SampleRules) -> tuple[tuple[str, str], ...]:
    """Of the wanted rules those that take the call, each with its figure in words."""
    said = ((name, RULES[name](call, at)) for name in wanted)
    return tuple((name, why) for name, why in said if why)


def _time(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // MINUTE}分{whole % MINUTE}秒" if whole >= MINUTE else f"{whole}秒"

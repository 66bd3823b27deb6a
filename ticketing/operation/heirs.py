"""Who may go on with what somebody leaves: for each kind of work the roles that can do it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ticketing.intake.moves import CLERKS
from ticketing.people.columns import ROLE_WORDS
from ticketing.quality.who import REVIEWER_ROLES

Need = Literal["drafts", "callbacks", "reviews", "leading", "standing_in", "assisting"]


@dataclass(frozen=True, slots=True)
class Rule:
    """``what`` the work is called on screens, and any one of ``roles`` can go on with it."""

    what: str
    roles: frozenset[str]


RULES: Mapping[Need, Rule] = MappingProxyType(
    {
        "drafts": Rule("收件草稿", frozenset(CLERKS)),
        "callbacks": Rule("漏接回拨", frozenset({"agent", "leader", "supervisor"})),
        "reviews": Rule("质检评分", REVIEWER_ROLES),
        "leading": Rule("带班", frozenset({"leader"})),
        "standing_in": Rule("替补带班", frozenset({"agent", "leader", "supervisor"})),
        "assisting": Rule("协助带班", frozenset({"agent"})),
    }
)


def unfit(roles: Collection[str], needs: Collection[Need]) -> str | None:
    """None where somebody with ``roles`` can do all of it; else what is lacking, in words that name the roles to choose."""
    lacking = [rule for need, rule in RULES.items() if need in needs and not rule.roles & set(roles)]
    return "；".join(f"{rule.what}须由{_words(rule)}接手" for rule in lacking) or None


def _words(rule: Rule) -> str:
    return "或".join(word for role, word in ROLE_WORDS.items() if role in rule.roles)

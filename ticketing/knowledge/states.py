"""The way of one version, as one table: written, reviewed, shown, and out of use; nothing is ever deleted. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from config.errors import Conflict

VersionState = Literal["draft", "submitted", "returned", "approved", "published", "superseded", "withdrawn", "discarded"]
VersionCommand = Literal["submit", "return", "discard", "approve", "publish", "supersede", "withdraw"]
Standing = Literal["in_force", "coming", "expired"]

TRANSITIONS: Mapping[tuple[VersionState, VersionCommand], VersionState] = {
    ("draft", "submit"): "submitted",
    ("draft", "discard"): "discarded",
    ("submitted", "return"): "returned",
    ("submitted", "approve"): "approved",
    ("submitted", "publish"): "published",
    ("approved", "publish"): "published",
    ("approved", "withdraw"): "withdrawn",
    ("published", "supersede"): "superseded",
    ("published", "withdraw"): "withdrawn",
}
"""``approve``: reviewed, and shown from its first day on. The only place where states change."""
OPEN: frozenset[VersionState] = frozenset({"draft", "submitted", "approved"})
"""One version of an item at most is in one of these: the next one is written when this one's way is over."""
READABLE: frozenset[VersionState] = frozenset({"published", "superseded", "withdrawn"})
"""What everybody may read for ever, for it may have been cited."""
WORDS: Mapping[VersionState, str] = {
    "draft": "草稿",
    "submitted": "待审核",
    "returned": "已退回",
    "approved": "待生效",
    "published": "已发布",
    "superseded": "已被替代",
    "withdrawn": "已撤回",
    "discarded": "已作废",
}


def step(state: VersionState, command: VersionCommand) -> VersionState:
    """The state after the command; Conflict where the table has none."""
    try:
        return TRANSITIONS[state, command]
    except KeyError:
        raise Conflict(f"这个版本{WORDS[state]}，不能再做这一步。", "请刷新后按现在的状态处理。") from None


def review_of(effective_from: date | None, today: date) -> VersionCommand:
    """What a reviewer's consent does today: shown at once, or kept until its first day."""
    return "approve" if effective_from is not None and effective_from > today else "publish"


def standing(effective_from: date | None, expires_on: date | None, today: date) -> Standing:
    """``expires_on`` is the last day on which the text holds."""
    if expires_on is not None and expires_on < today:
        return "expired"
    return "coming" if effective_from is not None and effective_from > today else "in_force"

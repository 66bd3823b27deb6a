"""Draws that anybody can draw again, quotas, rules, and who gets what."""

import random

import pytest

from config.settings.quality import SampleRules
from ticketing.quality.rules import RULES, CallFacts, reasons
from ticketing.quality.sampling import Drawable, assign, digest, draw, packed, unpacked

FRAME = [Drawable(f"call-{n:03d}", f"agent-{n % 4}") for n in range(80)]


def test_the_same_frame_and_seed_give_the_same_calls_in_whatever_order_they_come() -> None:
    drawn = draw(FRAME, 10, "2026-03", per_agent=10)
    turned = FRAME[:]
    random.Random(1).shuffle(turned)
    assert draw(turned, 10, "2026-03", per_agent=10) == drawn
    assert draw(FRAME, 10, "2026-04", per_agent=10) != drawn


def test_no_agent_is_drawn_more_often_than_the_quota_and_what_was_drawn_before_counts() -> None:
    drawn = draw(FRAME, 100, "s", per_agent=3, had={"agent-0": 1, "agent-1": 5})
    counts = {agent: sum(one.agent == agent for one in drawn) for agent in ("agent-0", "agent-1", "agent-2", "agent-3")}
    assert counts == {"agent-0": 2, "agent-1": 0, "agent-2": 3, "agent-3": 3}


def test_a_kept_frame_comes_back_whole() -> None:
    assert sorted(unpacked(packed(FRAME)), key=lambda one: one.id) == FRAME
    assert digest(FRAME) == digest(FRAME[::-1]) != digest(FRAME[1:])


def test_every_call_has_the_same_chance_whoever_took_it() -> None:
    hits = {one.id: 0 for one in FRAME}
    for n in range(400):
        for one in draw(FRAME, 20, f"seed {n}", per_agent=80):
            hits[one.id] += 1
    assert min(hits.values()) >= 60, "100 each by chance, within five deviations"
    assert max(hits.values()) <= 145


def test_nobody_gets_own_calls_and_who_has_least_to_do_gets_the_next() -> None:
    drawn = [Drawable("c1", "r1"), Drawable("c2", "a"), Drawable("c3", "a"), Drawable("c4", "a")]
    assert assign(drawn, ["r1", "r2"], load={"r2": 1}, part={}) == ("r2", "r1", "r1", "r1")
    assert assign(drawn[:1], ["r1"], load={}, part={}) == (None,)
    assert assign(drawn[1:2], ["r1", "r2"], load={}, part={"c2": {"r1"}}) == ("r2",), "who passed it on had a part"


LIMITS = SampleRules()
HITS = {
    "long_talk": CallFacts(id="1", agent="a", talked_s=600),
    "long_hold": CallFacts(id="1", agent="a", talked_s=60, held_s=120),
    "many_transfers": CallFacts(id="1", agent="a", talked_s=60, transfers=2),
    "very_short": CallFacts(id="1", agent="a", talked_s=14.9),
    "urgent": CallFacts(id="1", agent="a", talked_s=60, urgent=("煤气",)),
    "dissatisfied": CallFacts(id="1", agent="a", talked_s=60, grade=2),
    "repeat": CallFacts(id="1", agent="a", talked_s=60, calls_of_number=3),
    "harassment": CallFacts(id="1", agent="a", talked_s=60, outcome="harassment"),
    "on_the_spot": CallFacts(id="1", agent="a", talked_s=60, outcome="answered_on_the_spot"),
    "new_agent": CallFacts(id="1", agent="a", talked_s=60, agent_days=89.9),
    "low_confidence": CallFacts(id="1", agent="a", talked_s=60, confidence=0.59),
}
JUST_NOT = CallFacts(
    id="2", agent="a", talked_s=599.9, held_s=119.9, transfers=1, outcome="ticket", grade=3, calls_of_number=2, agent_days=90,
    confidence=0.6,
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_takes_what_reaches_its_limit_and_says_its_figure_and_nothing_below(rule: str) -> None:
    assert [name for name, _ in reasons(HITS[rule], tuple(RULES), LIMITS)] == [rule]
    assert reasons(HITS[rule], (rule,), LIMITS)[0][1]
    assert reasons(JUST_NOT, (rule,), LIMITS) == ()

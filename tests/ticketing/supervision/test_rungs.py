"""The ladder never skips: read from its table, and over random climbs."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput, Conflict, NotAllowed
from ticketing.supervision import paper_states
from ticketing.supervision.rungs import (
    DISCIPLINE,
    GROUND_NAMES,
    LADDER,
    RISES,
    RUNG_NAMES,
    RUNGS,
    Ground,
    Rung,
    check,
    next_level,
    next_rung,
)

EVERYBODY = frozenset({"inspector", "supervisor", "dispatcher", "agent", "system"})


def test_each_rung_leads_to_the_one_above_and_to_no_other() -> None:
    assert [next_rung(rung) for rung in LADDER] == [*LADDER[1:], None]
    assert all(sum(start == rung for start, _ in RISES) <= 1 for rung in RUNGS)


def test_every_rung_and_ground_has_a_name() -> None:
    assert set(RUNG_NAMES) == set(RUNGS)
    assert {ground for rise in RISES.values() for ground in rise.grounds} <= set(GROUND_NAMES)


@given(st.lists(st.tuples(st.sampled_from(RUNGS), st.sampled_from(sorted(GROUND_NAMES))), max_size=12))
def test_random_climbs_never_skip_a_rung(tries: list[tuple[Rung, Ground]]) -> None:
    climb: list[Rung] = []
    for rung, ground in tries:
        try:
            check(climb[-1] if climb else None, rung, ground, EVERYBODY)
        except (Conflict, BadInput):
            continue
        climb.append(rung)
    on_ladder = [LADDER.index(rung) for rung in climb if rung in LADDER]
    assert on_ladder == list(range(on_ladder[0], on_ladder[0] + len(on_ladder))) if on_ladder else True
    assert not climb or climb[0] in ("urge", "notice", "opinion", "transfer")


@pytest.mark.parametrize(
    ("start", "to", "ground", "role", "error"),
    [
        ("urge", "pool", "unanswered", "inspector", Conflict),
        (None, "pool", "instruction", "inspector", Conflict),
        ("notice", "warning_letter", "unanswered", "inspector", Conflict),
        ("pool", "warning_letter", "unanswered", "dispatcher", NotAllowed),
        (None, "notice", "repeated", "agent", NotAllowed),
        (None, "transfer", "overdue", "inspector", BadInput),
        ("interview", "transfer", "unanswered", "inspector", BadInput),
    ],
)
def test_another_rung_other_hands_or_another_ground_is_refused(
    start: str | None, to: str, ground: str, role: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check(cast("Rung | None", start), cast(Rung, to), cast(Ground, ground), {role})


def test_a_transfer_outright_has_one_of_the_three_grounds_of_the_domain() -> None:
    assert RISES[None, "transfer"].grounds == DISCIPLINE == ("arbitrary_return", "perfunctory", "inaction")


def test_the_pool_has_three_levels_one_after_the_other() -> None:
    assert (next_level("hotline"), next_level("inspection_office"), next_level("discipline")) == (
        "inspection_office", "discipline", None,
    )  # fmt: skip


def test_a_paper_that_is_over_takes_no_step() -> None:
    over = set(paper_states.STATES) - set(paper_states.OPEN)
    assert not [pair for pair in paper_states.TRANSITIONS if pair[0] in over]

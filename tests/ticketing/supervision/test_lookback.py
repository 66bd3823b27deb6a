"""Look-back: the same rows and seed give the same sample, others call again, and a false closure is opened and scored."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput, NotAllowed
from tests.ticketing.evaluation.test_service import TOMORROW, says, waiting
from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.matters import closed, row_of
from tests.ticketing.supervision.people import inspector
from ticketing.spreadsheets import read, write_xlsx
from ticketing.supervision import lookback, samples, scoreboard, third_party
from ticketing.supervision.models import SampleRow
from ticketing.supervision.sampling import Drawable, digest, draw, quotas
from ticketing.tickets.actor import Actor

ROWS = st.lists(
    st.builds(Drawable, st.uuids().map(str), st.sampled_from(["S1", "S2", "S3"])), unique_by=lambda row: row.id, max_size=40
)
SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)


@given(ROWS, st.integers(1, 30), st.text(max_size=8), st.booleans(), st.randoms())
def test_the_same_rows_and_seed_give_the_same_sample_in_whatever_order_they_come(rows, size, seed, by_unit, shuffler) -> None:  # type: ignore[no-untyped-def]
    drawn = draw(rows, size, seed, by_unit=by_unit)
    other = list(rows)
    shuffler.shuffle(other)
    assert draw(other, size, seed, by_unit=by_unit) == drawn
    assert digest(other) == digest(rows)
    assert len(drawn) == len(set(drawn)) == min(size, len(rows))


def test_a_seed_draws_these_for_ever() -> None:
    rows = [Drawable(f"t{n}", "S1") for n in range(20)]
    assert [row.id for row in draw(rows, 4, "2026年第一季度")] == ["t0", "t7", "t12", "t3"]


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50), min_size=1), st.integers(1, 60))
def test_by_unit_each_has_its_share_within_one_and_never_more_than_it_has(counts: dict[str, int], size: int) -> None:
    shares = quotas(counts, size)
    total, taken = sum(counts.values()), min(size, sum(counts.values()))
    assert sum(shares.values()) == taken
    assert all(abs(shares[unit] - counts[unit] * taken / total) < 1 and shares[unit] <= counts[unit] for unit in counts)


def sample(story: Story, who: Actor, size: int = 10, **more: object) -> SampleRow:
    asked: dict[str, object] = {"since": SINCE, "until": UNTIL, "size": size, "seed": "s", "actor": who, "at": NOON} | more
    return story.do(lookback.sample, **asked)


def test_a_sample_keeps_its_seed_and_draws_the_same_again_as_long_as_the_tickets_are(story: Story) -> None:
    who = inspector(story)
    for _ in range(6):
        closed(story)
    row = sample(story, who, 3)
    checked = story.do(samples.check, row.id)
    assert (checked.same_population, checked.same_draw, checked.drawn) == (True, True, 3)
    closed(story)
    assert not story.do(samples.check, row.id).same_population


def test_who_called_the_citizen_back_is_told_apart_though_the_law_itself_closed_the_ticket(story: Story) -> None:
    who, other = inspector(story, "i7"), inspector(story, "i8")
    says(story, waiting(story), who, solved="solved", grade=5)
    row = sample(story, who, until=TOMORROW + timedelta(days=1))
    [mine] = story.do(samples.sample_out, row, who.id, with_items=True).items
    [theirs] = story.do(samples.sample_out, row, other.id, with_items=True).items
    assert (mine.mine, theirs.mine) == (True, False)
    with pytest.raises(NotAllowed, match="他人"):
        story.do(lookback.record, mine.id, "true", "", actor=who, at=TOMORROW)
    assert story.do(lookback.record, mine.id, "true", "", actor=other, at=TOMORROW).called_by == other.id


def test_nothing_closed_nothing_drawn(story: Story) -> None:
    with pytest.raises(BadInput, match="没有已办结"):
        sample(story, inspector(story))


def test_who_handled_a_ticket_or_called_back_does_not_look_back_at_it(story: Story) -> None:
    who = inspector(story)
    closed(story, by=who.id)
    row = sample(story, who)
    [item] = story.do(lookback.items_of, row.id)
    with pytest.raises(NotAllowed, match="他人"):
        story.do(lookback.record, item.id, "true", "", actor=who, at=NOON)
    shown = story.do(samples.sample_out, row, who.id, with_items=True)
    assert [one.mine for one in shown.items] == [True]
    story.do(lookback.record, item.id, "true", "", actor=inspector(story, "i2"), at=NOON)


def test_a_false_closure_opens_the_ticket_with_a_new_deadline_and_takes_points(story: Story) -> None:
    who = inspector(story)
    ticket = closed(story)
    [item] = story.do(lookback.items_of, sample(story, who).id)
    before = row_of(story, ticket)
    later = NOON + timedelta(days=7)
    with pytest.raises(BadInput):
        story.do(lookback.record, item.id, "false", " ", actor=who, at=later)
    story.do(lookback.record, item.id, "false", "灯还是不亮", actor=who, at=later)
    after = row_of(story, ticket)
    assert (after.state, after.closed_at, after.first_deadline) == ("handling", None, before.first_deadline)
    assert after.deadline is not None
    assert after.deadline > later
    [entry] = story.do(scoreboard.entries).items
    assert (entry.points, entry.ground, entry.unit.code) == (5.0, "false_closure", "Q-CG")
    shown = story.do(samples.sample_out, story.do(lookback.sample_row, item.sample_id), who.id)
    assert (shown.reached, shown.false_closures, shown.false_rate.percent) == (1, 1, 100.0)


def test_one_who_was_not_reached_may_be_called_again(story: Story) -> None:
    who = inspector(story)
    closed(story)
    [item] = story.do(lookback.items_of, sample(story, who).id)
    story.do(lookback.record, item.id, "unreached", "", actor=who, at=NOON)
    assert story.do(lookback.record, item.id, "true", "", actor=who, at=NOON).result == "true"


def test_an_agency_gets_a_sheet_and_its_results_come_back_all_or_nothing(story: Story) -> None:
    who = inspector(story)
    for _ in range(2):
        closed(story)
    row = sample(story, who, purpose="third_party", agency="某调查公司")
    content = story.do(third_party.sheet, row.id, actor=who, at=NOON)
    lines = [dict(line.values) for line in read("x.xlsx", content, third_party.COLUMNS).rows]
    assert all(line["phone"].startswith("164") for line in lines)
    half = write_xlsx(third_party.COLUMNS, [lines[0] | {"result": "true", "grade": "5"}, lines[1] | {"result": "好"}])
    with pytest.raises(BadInput, match="评估结果"):
        story.do(third_party.bring, row.id, "x.xlsx", half, actor=who, at=NOON)
    assert [item.result for item in story.do(lookback.items_of, row.id)] == [None, None]
    whole = write_xlsx(third_party.COLUMNS, [line | {"result": "true", "grade": "5"} for line in lines])
    assert story.do(third_party.bring, row.id, "x.xlsx", whole, actor=who, at=NOON) == 2
    assert [(item.result, item.grade) for item in story.do(lookback.items_of, row.id)] == [("true", 5)] * 2

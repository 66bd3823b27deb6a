"""The on-the-spot answer rate: the ledger reproduces the published figures from its rows."""

from datetime import UTC, datetime, timedelta

import pytest

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from ticketing import spreadsheets
from ticketing.duty import export, published
from ticketing.duty import service as duty
from ticketing.duty.ledger import LedgerCall, counted, tally


def call(answered: bool = True, ended: bool = True, outcome: str | None = None) -> LedgerCall:
    return LedgerCall(session_id="s", answered_at=NOON if answered else None, ended_at=NOON if ended else None, outcome=outcome)


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        (call(outcome="answered_on_the_spot"), "on_the_spot"),
        (call(outcome="ticket"), "other"),
        (call(outcome="supplement"), "other"),
        (call(outcome="harassment"), "other"),
        (call(outcome=None), "other"),
        (call(outcome="silent"), "silent"),
        (call(outcome="wrong_number"), "wrong_number"),
        (call(answered=False), "abandoned"),
        (call(answered=False, ended=False), None),
    ],
)
def test_each_call_counts_in_one_place(told: LedgerCall, counts: str | None) -> None:
    assert counted(told) == counts


def test_what_is_outside_the_base_stands_beside_it() -> None:
    sums = tally([call(outcome="answered_on_the_spot"), call(), call(outcome="silent"), call(answered=False)])
    assert (sums.on_the_spot, sums.connected, sums.silent, sums.abandoned) == (1, 2, 1, 1)


def test_the_published_figures_follow_from_the_rows(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    other = story.person("l2", "leader", unit="Q-HB")
    story.do(published.write, leader, "Q-CG", 2026)
    for sums in (published.NOVEMBER, published.YEARS_END):
        month, day = sums.until
        total = story.do(duty.figures, datetime(2026, month, day, 15, 59, tzinfo=UTC)).total
        assert (total.sessions, total.connected, total.on_the_spot) == (sums.sessions, sums.calls, sums.on_the_spot)
        assert (total.rate.percent, total.rate.numerator, total.rate.denominator) == (sums.percent, sums.on_the_spot, sums.calls)
    assert (published.NOVEMBER.percent, published.YEARS_END.percent) == (66.98, 66.83)

    story.do(published.write_rows, other, "Q-HB", published.YEARS_END, datetime(2025, 1, 6, 1, 0, tzinfo=UTC))
    year = story.do(duty.figures, datetime(2026, 12, 31, 15, 0, tzinfo=UTC))
    assert {line.name: line.connected for line in year.by_leader} == {"名l1": 1203}
    assert year.total.abandoned == 13
    for group in (year.by_leader, year.by_unit, year.by_month):
        assert sum(line.connected for line in group) == 1203
        assert sum(line.sessions for line in group) == 61
    assert [line.key for line in year.by_month][:2] == ["2026-01", "2026-02"]

    following = story.do(duty.figures, datetime(2027, 1, 2, tzinfo=UTC)).total
    assert (following.sessions, following.rate.percent) == (0, None)
    assert following.rate.base


def test_an_outcome_that_came_later_is_not_seen_as_of_before(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader)
    held = story.answered(leader, queue=f"duty:{session}")
    story.ended(held, leader)
    story.do(duty.judge, session, held, "on_the_spot", leader, NOON + timedelta(hours=1))
    early, late = (story.do(duty.figures, NOON + timedelta(minutes=m)).total for m in (30, 90))
    assert (early.on_the_spot, early.connected) == (0, 1)
    assert (late.on_the_spot, late.connected) == (1, 1)


def test_a_correction_after_the_closing_shows_as_one_and_leaves_the_figures_of_before(story: Story) -> None:
    leader, boss = story.person("l1", "leader", unit="Q-CG"), story.person("s1", "supervisor")
    session = story.session(leader)
    left, answered = (story.answered(leader, queue=f"duty:{session}", number=f"1640000000{n}") for n in range(2))
    for call in (left, answered):
        story.ended(call, leader)
    with pytest.raises(Conflict):
        story.do(duty.correct, session, left, "on_the_spot", boss, NOON, "早了")
    story.do(duty.judge, session, answered, "on_the_spot", leader, NOON)
    story.do(duty.close, session, leader, NOON + timedelta(hours=2))
    later = NOON + timedelta(days=2)
    corrected = story.do(duty.correct, session, left, "on_the_spot", boss, later, "当场已答复，误转派")
    assert (corrected.rate, corrected.corrections) == (100.0, 1)
    before, after = (story.do(duty.figures, at) for at in (later - timedelta(seconds=1), later))
    assert (before.total.rate.percent, before.total.corrections) == (50.0, 0)
    assert (after.total.rate.percent, after.as_closed.rate.percent, after.total.corrections) == (100.0, 50.0, 1)
    [told] = after.corrections
    assert (told.number, told.was, told.counts_as, told.reason) == ("164****0000", "other", "on_the_spot", "当场已答复，误转派")
    assert [call.outcome for call in corrected.calls if call.call_id == left] == ["ticket"]

    story.do(duty.correct, session, left, "wrong_number", boss, later + timedelta(hours=1), "原系错号")
    last = story.do(duty.figures, later + timedelta(hours=1)).total
    assert (last.connected, last.wrong_number, last.corrections) == (1, 1, 1)
    with pytest.raises(Conflict):
        story.do(duty.correct, session, left, "wrong_number", boss, later, "再来一次")


def test_the_ledgers_table_has_each_sum_beside_the_sessions_it_is_made_of(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    story.do(published.write, leader, "Q-CG", 2026)
    november = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    rows = story.do(export.ledger_rows, november)
    total, sessions = rows[0], [row for row in rows if row["group"] == "场次"]
    assert (total["name"], total["sessions"], total["percent"]) == ("2026年，截至2026-11-30 23:59", 59, 66.98)
    for column in ("connected", "on_the_spot", "abandoned"):
        assert sum(row[column] for row in sessions) == total[column]
    assert sessions[0]["name"] == "2026-01-05 09:00 市城市管理局 名l1"
    read = spreadsheets.read("ledger.xlsx", story.do(export.ledger_file, november, excel=True), export.COLUMNS)
    assert (len(read.rows), read.mistakes) == (len(rows), ())

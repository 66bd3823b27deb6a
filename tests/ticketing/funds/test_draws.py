"""Draws on a pool: exact balances also when fifty race for it, approval above the limit, and what comes back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.funds.fund_story import DISTRICT, OTHER, STREET, YUAN, Funds, a_ticket
from tests.ticketing.story import NOON, Story
from ticketing.funds import draws, ledger, pools, reading, repository, sheet, watch
from ticketing.funds.schemas import DrawDecision, DrawIn, PoolBudget, PoolClosing, PoolIn

RACERS = 50
THREADS = 10
DAY = timedelta(days=1)


@pytest.fixture
def funds(story: Story) -> Funds:
    return Funds(story)


def left(funds: Funds, pool: str, as_of: datetime | None = None) -> int:
    """In yuan, from the pool's row; the ledger's sum must be the same."""
    row = funds.story.do(repository.pool_row, pool, lock=False)
    summed = funds.story.do(reading.balance_as_of, pool, as_of or datetime(2100, 1, 1, tzinfo=UTC), by=funds.boss)
    if as_of is None:
        assert summed == row.balance_fen
    return summed // YUAN


def test_500000_with_a_draw_of_80000_leaves_420000(funds: Funds) -> None:
    pool = funds.pool(500_000)
    draw = funds.settle(funds.pay(funds.approve(funds.draw(pool, 80_000))), 80_000, at=NOON + 8 * DAY)
    assert left(funds, pool.id) == 420_000
    assert draw.state == "settled"


def test_fifty_draws_racing_for_a_pool_never_take_more_than_there_is(funds: Funds) -> None:
    pool = funds.pool(100_000)  # twenty of 5,000
    together = Barrier(THREADS)
    new = DrawIn(ticket=funds.ticket, amount_fen=5_000 * YUAN, purpose="抢修")

    def take(turn: int) -> bool:
        if turn < THREADS:
            together.wait(10)
        try:
            funds.story.do(draws.request, pool.id, new, by=funds.clerk, at=NOON)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        taken = list(threads.map(take, range(RACERS)))
    page = funds.story.do(reading.entries, pool.id, by=funds.boss, limit=100)
    assert (taken.count(True), left(funds, pool.id)) == (20, 0)
    assert [row.position for row in page.items] == list(range(21, 0, -1))
    assert [row.balance_fen // YUAN for row in page.items] == list(range(0, 100_001, 5_000))


def test_two_decisions_at_once_on_one_draw_release_its_money_once(funds: Funds) -> None:
    pool = funds.pool(100_000)
    draw = funds.draw(pool, 50_000)
    together = Barrier(4)

    def decide(turn: int) -> bool:
        together.wait(10)
        try:
            funds.refuse(draw) if turn % 2 else funds.withdraw(draw)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(decide, range(4))) == [False, False, False, True]
    assert left(funds, pool.id) == 100_000


def test_a_year_that_is_closed_while_draws_are_asked_for_ends_with_none_in_it(funds: Funds) -> None:
    """Whoever comes first: either the closing finds the draws, or the draws find the pool closed; the books are right."""
    december = datetime(2026, 12, 30, 4, tzinfo=UTC)
    pool = funds.pool(100_000)
    together = Barrier(THREADS)

    def act(turn: int) -> str:
        together.wait(10)
        try:
            if turn % 2:
                return funds.draw(pool, 1_000, at=december).state
            closing = PoolClosing(carry_fen=40_000 * YUAN, reason="结转")
            return funds.story.do(pools.close, pool.id, closing, by=funds.boss, at=december).state
        except Conflict:
            return "refused"

    with ThreadPoolExecutor(THREADS) as threads:
        done = list(threads.map(act, range(THREADS)))
    drawn, closings = done.count("approved") + done.count("requested"), done.count("closed")
    carried = sum(one.balance_fen for one in funds.story.do(reading.list_pools, 2027, by=funds.boss)) // YUAN
    assert (drawn == 0) if closings else (drawn == THREADS // 2)
    assert (left(funds, pool.id), carried) == ((0, 40_000) if closings else (100_000 - drawn * 1_000, 0))
    assert closings <= 1


def test_settlements_draws_and_budgets_at_once_leave_books_that_add_up(funds: Funds) -> None:
    pool = funds.pool(100_000)
    paid = [funds.pay(funds.approve(funds.draw(pool, 10_000))) for _ in range(3)]
    together = Barrier(9)

    def act(turn: int) -> bool:
        together.wait(10)
        try:
            if turn < 3:
                funds.settle(paid[turn], 4_000)
            elif turn < 6:
                funds.draw(pool, 30_000)
            else:
                lowered = PoolBudget(amount_fen=-30_000 * YUAN, reason="调减")
                funds.story.do(pools.change_budget, pool.id, lowered, by=funds.boss, at=NOON)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(9) as threads:
        done = list(threads.map(act, range(9)))
    assert all(done[:3])
    assert done[3:].count(True) in (2, 3)  # 70,000, and 18,000 that come back
    assert left(funds, pool.id) == 70_000 + 18_000 - 30_000 * done[3:].count(True) >= 0


def test_a_draw_within_the_limit_needs_no_approval_and_one_above_it_does(funds: Funds) -> None:
    pool = funds.pool(exempt_yuan=5_000)
    small, large = funds.draw(pool, 4_000), funds.draw(pool, 2_000)
    assert (small.state, small.exempt) == ("approved", True)
    assert (large.state, large.exempt) == ("requested", False)  # together they are above the limit
    with pytest.raises(Conflict, match="不能拨付"):
        funds.pay(large)


def test_nobody_approves_the_own_draw(funds: Funds) -> None:
    draw = funds.draw(funds.pool(), 80_000, by=funds.boss)
    with pytest.raises(NotAllowed, match="自己"):
        funds.approve(draw)
    with pytest.raises(NotAllowed):
        funds.approve(draw, by=funds.clerk)
    assert funds.approve(draw, by=funds.leader).state == "approved"


def test_what_is_refused_or_withdrawn_or_not_needed_returns_to_the_balance(funds: Funds) -> None:
    pool = funds.pool(500_000)
    funds.refuse(funds.draw(pool, 10_000))
    funds.withdraw(funds.approve(funds.draw(pool, 20_000)))
    settled = funds.settle(funds.pay(funds.approve(funds.draw(pool, 80_000)), 70_000), 65_000)
    assert left(funds, pool.id) == 435_000
    assert settled.actual_fen == 65_000 * YUAN
    kinds = [row.kind for row in funds.story.do(reading.entries, pool.id, by=funds.boss).items]
    assert kinds == ["returned", "reserved", "released", "reserved", "released", "reserved", "budget_set"]


def test_a_settlement_above_what_was_approved_is_refused(funds: Funds) -> None:
    draw = funds.pay(funds.approve(funds.draw(funds.pool(), 80_000)))
    with pytest.raises(BadInput, match="超过"):
        funds.settle(draw, 80_001)


def test_a_stale_version_is_told_what_happened_meanwhile(funds: Funds) -> None:
    draw = funds.draw(funds.pool(), 80_000)
    seen = draw.steps
    funds.approve(draw)
    with pytest.raises(Conflict, match="批准"):
        funds.story.do(draws.withdraw, draw.id, DrawDecision(version=seen, reason="x"), by=funds.clerk, at=NOON)


def test_a_draw_belongs_to_an_open_ticket_of_the_pools_area(funds: Funds) -> None:
    pool = funds.pool()
    elsewhere = a_ticket(funds.story, "20260304-000002", street=None, unit_code=OTHER)
    over = a_ticket(funds.story, "20260304-000003", state="closed")
    for ticket, error in ((elsewhere, BadInput), (over, Conflict)):
        with pytest.raises(error):
            funds.story.do(draws.request, pool.id, DrawIn(ticket=ticket, amount_fen=1, purpose="x"), by=funds.clerk, at=NOON)


def test_history_and_ledger_keep_every_step_with_its_reason(funds: Funds) -> None:
    draw = funds.settle(funds.pay(funds.approve(funds.draw(funds.pool(), 80_000))), 80_000)
    shown = funds.story.do(reading.draw, draw.id, by=funds.clerk, at=NOON)
    assert [(step.command, step.to_state) for step in shown.history] == [
        ("request", "requested"), ("approve", "approved"), ("pay", "paid"), ("settle", "settled"),
    ]  # fmt: skip
    assert (shown.may, shown.light) == (("record_output",), "green")


def test_outputs_are_counted_and_never_fall_below_zero(funds: Funds) -> None:
    draw = funds.pay(funds.approve(funds.draw(funds.pool(), 80_000)))
    draw = funds.made(funds.made(draw, "wall", "120.5", "米"), "wall", "-20.5", "米")
    draw = funds.made(draw, "tree", "14", "棵")
    with pytest.raises(Conflict, match="不能再减"):
        funds.made(draw, "tree", "-15", "棵")
    shown = funds.story.do(reading.draw, draw.id, by=funds.clerk, at=NOON)
    assert [(o.kind, o.quantity, o.unit) for o in shown.outputs] == [("tree", 14.0, "棵"), ("wall", 100.0, "米")]


def test_the_balance_is_known_as_of_any_day(funds: Funds) -> None:
    pool = funds.pool(500_000)
    draw = funds.approve(funds.draw(pool, 80_000, at=NOON + DAY), at=NOON + DAY)
    funds.settle(funds.pay(draw, at=NOON + 2 * DAY), 60_000, at=NOON + 9 * DAY)
    assert [left(funds, pool.id, NOON + n * DAY) for n in (0, 1, 8, 9)] == [500_000, 420_000, 420_000, 440_000]


def test_a_budget_is_raised_and_lowered_but_not_below_what_is_promised(funds: Funds) -> None:
    pool = funds.pool(100_000)
    funds.draw(pool, 90_000)
    funds.story.do(pools.change_budget, pool.id, PoolBudget(amount_fen=50_000 * YUAN, reason="追加"), by=funds.boss, at=NOON)
    with pytest.raises(Conflict, match="余额不足"):
        funds.story.do(pools.change_budget, pool.id, PoolBudget(amount_fen=-60_001 * YUAN, reason="调减"), by=funds.boss, at=NOON)
    funds.story.do(pools.change_budget, pool.id, PoolBudget(amount_fen=-60_000 * YUAN, reason="调减"), by=funds.boss, at=NOON)
    assert left(funds, pool.id) == 0


def test_a_year_has_one_pool_of_a_kind_and_is_set_by_the_hotline(funds: Funds) -> None:
    funds.pool()
    with pytest.raises(Conflict, match="已经设立"):
        funds.pool()
    with pytest.raises(NotAllowed):
        funds.story.do(pools.open_pool, PoolIn(unit=STREET, year=2027, budget_fen=1), by=funds.clerk, at=NOON)


def test_at_the_years_end_what_is_decided_is_carried_over_and_the_rest_lapses(funds: Funds) -> None:
    end = datetime(2026, 12, 31, 2, tzinfo=UTC)
    pool = funds.pool(500_000)
    closing = PoolClosing(carry_fen=120_000 * YUAN, reason="区政府同意结转")
    with pytest.raises(Conflict, match="12月"):
        funds.story.do(pools.close, pool.id, closing, by=funds.boss, at=NOON)
    draw = funds.draw(pool, 80_000)
    with pytest.raises(Conflict, match="1笔用款"):
        funds.story.do(pools.close, pool.id, closing, by=funds.boss, at=end)
    funds.withdraw(draw)
    closed = funds.story.do(pools.close, pool.id, closing, by=funds.boss, at=end)
    following = funds.story.do(reading.list_pools, 2027, by=funds.boss)
    assert (closed.state, left(funds, pool.id)) == ("closed", 0)
    assert [p.balance_fen // YUAN for p in following] == [120_000]
    assert sum(e.amount_fen for e in funds.story.do(reading.entries, pool.id, by=funds.boss).items) == 0
    with pytest.raises(Conflict, match="已关闭"):
        funds.draw(pool, 1, at=end)


def test_a_pool_serves_only_its_own_year(funds: Funds) -> None:
    with pytest.raises(Conflict, match="只用于当年"):
        funds.draw(funds.pool(), 1, at=datetime(2026, 12, 31, 16, tzinfo=UTC))  # 1 January in Shanghai


def test_what_is_late_and_a_year_left_open_are_told_of_once(funds: Funds) -> None:
    funds.draw(funds.pool(), 80_000)
    later = datetime(2027, 1, 2, tzinfo=UTC)
    assert [funds.story.do(watch.watch, NOON + 8 * DAY), funds.story.do(watch.watch, NOON + 9 * DAY)] == [0, 1]
    assert [funds.story.do(watch.watch, later), funds.story.do(watch.watch, later)] == [1, 0]
    kinds = [data["kind"] for data in funds.story.sent("notice")]
    assert kinds == ["fund_budget", "fund_draw_requested", "fund_draw_late", "fund_year_open"]


def test_the_years_figures_hold_time_against_the_limit_and_outputs(funds: Funds) -> None:
    pool = funds.pool(500_000)
    wall = funds.made(funds.pay(funds.approve(funds.draw(pool, 80_000))), "wall", "300", "米")
    funds.settle(wall, 80_000, at=NOON + 6 * DAY)
    funds.settle(funds.pay(funds.approve(funds.draw(pool, 20_000))), 10_000, at=NOON + 10 * DAY)
    funds.refuse(funds.draw(pool, 7_000))
    found = funds.story.do(reading.year_figures, 2026, NOON + 20 * DAY, by=funds.boss)
    total = found.total
    assert (total.budget_fen, total.drawn_fen, total.balance_fen) == (500_000 * YUAN, 90_000 * YUAN, 410_000 * YUAN)
    assert (total.drawn.percent, total.drawn.base) == (18.0, "年度预算，含追加、调减与上年结转")
    assert (total.in_time.numerator, total.in_time.denominator, total.in_time.percent) == (1, 2, 50.0)
    assert (total.mean_days, total.limit_days) == (8.0, 8.0)
    assert (total.settled, total.refused, total.open) == (2, 1, 0)
    assert [(o.kind, o.quantity) for o in total.outputs] == [("wall", 300.0)]
    early = funds.story.do(reading.year_figures, 2026, NOON + DAY, by=funds.boss).total
    assert (early.settled, early.open, early.balance_fen) == (0, 2, 400_000 * YUAN)
    assert [line.name for line in found.by_pool] == ["桥头街道办事处应急包"]


def test_others_units_do_not_see_a_streets_pool_or_its_draws(funds: Funds) -> None:
    pool = funds.pool()
    funds.draw(pool, 10_000)
    stranger = funds.story.person("other", "handler", unit=OTHER)
    assert funds.story.do(reading.list_pools, 2026, by=stranger) == ()
    assert funds.story.do(reading.draws, by=stranger, at=NOON).items == ()
    assert len(funds.story.do(reading.draws, by=funds.clerk, at=NOON).items) == 1
    with pytest.raises(NotAllowed):
        funds.story.do(reading.entries, pool.id, by=stranger)


def test_the_balance_of_rows_before_a_day_is_the_ledgers_own_sum(funds: Funds) -> None:
    pool = funds.pool(500_000)
    funds.draw(pool, 80_000)
    rows = funds.story.do(repository.entries_until, [pool.id], NOON)
    entries = [ledger.Entry(pool_id=r.pool_id, at=r.at, kind=ledger.entry_kind(r.kind), amount_fen=r.amount_fen) for r in rows]
    assert ledger.balance(entries) == 420_000 * YUAN


def test_a_tickets_pools_are_this_years_open_ones_that_serve_it_the_nearest_first(funds: Funds) -> None:
    street = funds.pool()
    funds.pool(year=2027)
    above = PoolIn(unit=DISTRICT, year=2026, budget_fen=YUAN)
    district = funds.story.do(pools.open_pool, above, by=funds.boss, at=NOON)
    found = funds.story.do(reading.pools_for, funds.ticket, NOON, by=funds.clerk)
    assert [pool.id for pool in found] == [street.id, district.id]
    assert all("request" in pool.may for pool in found)
    over = a_ticket(funds.story, "20260304-000003", state="closed")
    assert funds.story.do(reading.pools_for, over, NOON, by=funds.clerk) == ()


def test_a_sheet_is_printed_again_until_something_was_done_since(funds: Funds) -> None:
    draw = funds.draw(funds.pool(), 80_000)
    first, again = (funds.story.do(sheet.issue, draw.id, by=funds.clerk, at=NOON) for _ in range(2))
    funds.approve(draw, at=NOON + DAY)
    later = funds.story.do(sheet.issue, draw.id, by=funds.clerk, at=NOON + DAY)
    assert first.number == again.number != later.number

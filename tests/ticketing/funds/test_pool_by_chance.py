"""Random people at one pool: whatever they do in whatever order, the books are right. The seed stands in the failure."""

from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from config.errors import HotlineError
from tests.ticketing.funds.fund_story import YUAN, Funds
from tests.ticketing.story import Story
from ticketing.funds import pools, reading, repository
from ticketing.funds.draw_states import OPEN, TRANSITIONS
from ticketing.funds.models import FundDrawRow, FundStepRow
from ticketing.funds.schemas import PoolBudget, PoolClosing

EXAMPLES, STEPS = 6, 16
AMOUNTS = st.integers(1, 60_000)
YEARS = count(2001, 2)
"""Each example has a year and the one that follows for itself."""


def machine_of(funds: Funds) -> type[RuleBasedStateMachine]:
    people = st.sampled_from([funds.boss, funds.clerk, funds.leader])

    class Pool(RuleBasedStateMachine):
        """``expected`` is the balance as plain arithmetic has it; each example has a pool of a year of its own."""

        def __init__(self) -> None:
            super().__init__()
            self.year = next(YEARS)
            self.at = datetime(self.year, 3, 4, 4, tzinfo=UTC)
            self.pool = funds.pool(100_000, year=self.year)
            self.expected = 100_000 * YUAN
            self.rows = 1
            self.carried: int | None = None
            self.draws: dict[str, FundDrawRow] = {}

        @rule(yuan=AMOUNTS, by=people)
        def request(self, yuan: int, by: str) -> None:
            self.later()
            try:
                draw = funds.draw(self.pool, yuan, by=by, at=self.at)
            except HotlineError:
                assert by == funds.leader or yuan * YUAN > self.expected or self.carried is not None
                return
            assert self.carried is None
            self.draws[draw.id] = draw
            self.moved(-yuan * YUAN)

        @precondition(lambda self: self.draws)
        @rule(data=st.data(), command=st.sampled_from(["approve", "refuse", "withdraw", "pay", "settle"]), by=people)
        def decide(self, data: st.DataObject, command: str, by: str) -> None:
            self.later()
            draw = self.draws[data.draw(st.sampled_from(sorted(self.draws)))]
            before = draw.state
            actual = data.draw(st.integers(0, draw.reserved_fen // YUAN))
            try:
                after = self.command(draw, command, by, actual)
            except HotlineError:
                return
            assert TRANSITIONS[before, command] == after.state  # type: ignore[index]
            self.draws[draw.id] = after
            if command in ("refuse", "withdraw"):
                self.moved(draw.reserved_fen)
            if command == "settle" and actual * YUAN < draw.reserved_fen:
                self.moved(draw.reserved_fen - actual * YUAN)

        @rule(yuan=st.integers(-80_000, 80_000), by=people)
        def budget(self, yuan: int, by: str) -> None:
            self.later()
            try:
                funds.story.do(
                    pools.change_budget, self.pool.id, PoolBudget(amount_fen=yuan * YUAN, reason="调整"), by=by, at=self.at
                )
            except HotlineError:
                assert by != funds.boss or yuan == 0 or self.expected + yuan * YUAN < 0 or self.carried is not None
                return
            self.moved(yuan * YUAN)

        @initialize(month=st.sampled_from([3, 12]))
        def begins(self, month: int) -> None:
            """Only from December on may the year be closed."""
            self.at = datetime(self.year, month, 4, 4, tzinfo=UTC)

        @rule(data=st.data(), by=people)
        def close(self, data: st.DataObject, by: str) -> None:
            """What is carried over and what lapses are what there was; nothing is closed under a draw that is not over."""
            self.later()
            carry = data.draw(st.integers(0, self.expected // YUAN + 1)) * YUAN
            going_on = any(draw.state in OPEN for draw in self.draws.values())
            try:
                funds.story.do(pools.close, self.pool.id, PoolClosing(carry_fen=carry, reason="年终"), by=by, at=self.at)
            except HotlineError:
                too_early = self.at.month < 12
                assert by != funds.boss or too_early or going_on or carry > self.expected or self.carried is not None
                return
            assert not going_on
            self.rows += (carry > 0) + (carry < self.expected)
            self.carried, self.expected = carry, 0

        @invariant()
        def the_books_are_right(self) -> None:
            row = funds.story.do(repository.pool_row, self.pool.id, lock=False)
            entries = funds.story.do(reading.entries, self.pool.id, by=funds.boss, limit=200).items
            assert row.balance_fen == self.expected == sum(entry.amount_fen for entry in entries) >= 0
            assert [entry.position for entry in entries] == list(range(self.rows, 0, -1))
            assert all(entry.balance_fen >= 0 for entry in entries)
            following = funds.story.do(reading.list_pools, self.year + 1, by=funds.boss)
            assert sum(pool.balance_fen for pool in following) == (self.carried or 0)

        @invariant()
        def no_draw_loses_a_row_of_its_history(self) -> None:
            steps = funds.story.do(repository.steps, list(self.draws))
            assert len(steps) == sum(draw.steps for draw in self.draws.values())
            last: dict[str, FundStepRow] = {step.draw_id: step for step in steps}
            assert {id: step.to_state for id, step in last.items()} == {id: d.state for id, d in self.draws.items()}

        def command(self, draw: FundDrawRow, command: str, by: str, actual: int) -> FundDrawRow:
            if command == "approve":
                return funds.approve(draw, by=by, at=self.at)
            if command == "settle":
                return funds.settle(draw, actual, at=self.at)
            return {"refuse": funds.refuse, "withdraw": funds.withdraw, "pay": funds.pay}[command](draw, at=self.at)

        def moved(self, fen: int) -> None:
            self.expected += fen
            self.rows += 1

        def later(self) -> None:
            self.at += timedelta(minutes=7)

    return Pool


def test_by_chance_no_pool_is_ever_below_zero_and_no_row_is_lost(story: Story) -> None:
    run_state_machine_as_test(
        machine_of(Funds(story)),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

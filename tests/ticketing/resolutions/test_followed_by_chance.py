"""Random people at one resolution, in any order and late: it is never outside its table, and no row of its ledger is lost."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from config.errors import HotlineError
from tests.ticketing import joint
from tests.ticketing.chance import run_by_chance
from tests.ticketing.story import NOON, Story
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.schemas import OwnerIn, ResolutionOut
from ticketing.resolutions.states import OVER, TABLE
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

EXAMPLES, STEPS = 6, 14
OF_OWNERS = frozenset({"progress", "report"})
COMMANDS = ("progress", "report", "return", "close", "postpone", "withdraw")


def machine_of(story: Story) -> type[RuleBasedStateMachine]:
    convener = joint.actor(story, "d1", "dispatcher")
    owner = joint.actor(story, "h1", "handler", unit="Q-CG")
    other = joint.actor(story, "h2", "handler", unit="Q-HB")

    class Following(RuleBasedStateMachine):
        """``steps`` is the ledger as plain bookkeeping has it; ``dues`` every due date that there was."""

        def __init__(self) -> None:
            super().__init__()
            self.at = NOON
            self.id = story.do(self._decided)
            self.row = self._read()
            self.steps = ["decide"]
            self.dues = [self.row.due]

        def _decided(self, uow: UnitOfWork) -> str:
            new = OwnerIn(text="修复路灯", unit="Q-CG", days=3)
            return resolutions.decide(uow, new, resolutions.Origin(), by=convener.id, at=self.at).id

        def _read(self) -> ResolutionOut:
            return story.do(resolutions.get, self.id, actor=convener, now=self.at)

        @rule(command=st.sampled_from(COMMANDS), who=st.sampled_from((convener, owner, other)), stale=st.integers(0, 3))
        def act(self, command: str, who: Actor, stale: int) -> None:
            self.at += timedelta(minutes=1)
            behind = stale == 0
            may = who is convener or (command in OF_OWNERS and who is owner)
            fresh = command == "progress" or not behind
            allowed = may and fresh and (self.row.state, command) in TABLE.steps
            try:
                self._give(command, who, self.row.version - behind)
            except HotlineError:
                assert not allowed
                return
            assert allowed
            self.steps.append(command)
            if command == "postpone":
                self.dues.append(self.at + timedelta(days=5))

        def _give(self, command: str, who: Actor, version: int) -> None:
            more: dict[str, object] = {"actor": who, "at": self.at}
            if command == "progress":
                story.do(resolutions.progress, self.id, "进展", **more)
            elif command == "postpone":
                later = self.at + timedelta(days=5)
                story.do(resolutions.postpone, self.id, later, "等待备件", version=version, **more)
            else:
                function = {"return": resolutions.give_back}.get(command) or getattr(resolutions, command)
                story.do(function, self.id, "说明", version=version, **more)

        @rule(hours=st.integers(1, 80))
        def time_passes(self, hours: int) -> None:
            """The round runs twice at each turn: whoever is told, is told once."""
            self.at += timedelta(hours=hours)
            open_ = self.row.state == "open"
            story.do(resolutions.remind, self.at)
            told = [step.step for step in self._read().history[len(self.steps) :]]
            assert set(told) <= {"remind", "overdue"}
            assert len(set(told)) == len(told)
            assert open_ or not told
            assert ("overdue" in told) <= (self.at > self.row.due)
            self.steps += told
            story.do(resolutions.remind, self.at)

        @invariant()
        def the_ledger_is_whole_and_says_the_state(self) -> None:
            self.row = self._read()
            assert [step.step for step in self.row.history] == self.steps
            for before, after in zip(self.row.history, self.row.history[1:], strict=False):
                assert after.from_state == before.to_state
                assert TABLE.steps[after.from_state, after.step] == after.to_state
                assert before.at <= after.at
            assert self.row.history[-1].to_state == self.row.state

        @invariant()
        def the_first_due_date_stays_and_each_one_is_told_of_once(self) -> None:
            self.row = self._read()
            assert (self.row.first_due, self.row.due) == (self.dues[0], self.dues[-1])
            for told in ("remind", "overdue"):
                assert self.steps.count(told) <= len(self.dues)
            assert (self.row.closed_at is not None) == (self.row.state in OVER)
            assert not self.row.evidence or "report" in self.steps or "close" in self.steps

    return Following


def test_whoever_does_what_in_whatever_order_the_ledger_is_whole_and_the_due_dates_are_right(story: Story) -> None:
    run_by_chance(machine_of(story), examples=EXAMPLES, steps=STEPS)

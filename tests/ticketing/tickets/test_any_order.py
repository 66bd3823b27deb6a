"""Random people give random commands at random times: the tables, the history and the clock hold whatever they do."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.chance import run_by_chance
from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.scene import HELPER, Scene, dispatched
from ticketing.tickets import checking, extensions, flags, handling, pauses, repository, reviewing, suspensions
from ticketing.tickets.out import ticket_out
from ticketing.tickets.schemas import TicketOut
from ticketing.tickets.states import TRANSITIONS
from ticketing.tickets.sweep import sweep
from ticketing.uow import UnitOfWork

PEOPLE = ("agent", "lead", "helper", "dispatcher", "inspector", "stranger")
COMMANDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "sign": (handling.sign, {}),
    "sign_leg": (handling.sign_leg, {}),
    "start_handling": (handling.start_handling, {}),
    "start_leg": (handling.start_leg, {}),
    "report": (handling.report, {"result": "已办", "outcome": "solved"}),
    "report_leg": (handling.report_leg, {"result": "已办"}),
    "pass_review": (reviewing.pass_review, {}),
    "rework": (reviewing.rework, {"reason": "未解决"}),
    "close": (reviewing.close, {"effective": True, "solved": True}),
    "reopen": (reviewing.reopen, {"reason": "假办结"}),
    "archive": (reviewing.archive, {}),
    "ask_supplement": (pauses.ask_supplement, {"question": "哪里？"}),
    "supplement": (pauses.supplement, {"answer": "这里"}),
    "resume": (pauses.resume, {"reason": "继续"}),
    "review_suspension": (suspensions.review_suspension, {"reason": "仍缺资金"}),
    "suspend": (suspensions.suspend, {"ground": "funds", "reason": "缺资金"}),
    "ask_extension": (extensions.ask_extension, {"days": 2, "reason": "缺件"}),
    "extend": (extensions.extend, {}),
    "refuse_extension": (extensions.refuse_extension, {"reason": "不缺"}),
    "transfer": (reviewing.transfer, {"reason": "敷衍"}),
    "flag": (flags.flag, {"add": ["group"]}),
}
RIGHT = {  # the person whom a command is most often open to, so that histories get somewhere
    "sign": "lead", "start_handling": "lead", "report": "lead", "ask_extension": "lead", "sign_leg": "helper",
    "start_leg": "helper", "report_leg": "helper", "supplement": "agent", "close": "agent", "reopen": "inspector",
    "transfer": "inspector", "ask_supplement": "lead",
}  # fmt: skip
WITH_UNIT = {"dispatched": "dispatched", "signed": "signed", "handling": "handling", "reviewing": "reported"}
"""The lead leg goes with the ticket."""
REFUSALS = (BadInput, Conflict, NotAllowed)


class AnyOrder(RuleBasedStateMachine):
    story: Story

    @initialize(
        level=st.sampled_from((1, 3, 11)), hours=st.integers(0, 200), scheme=st.sampled_from(("level", "level", "simple"))
    )
    def begin(self, level: int, hours: int, scheme: str) -> None:
        self.at: datetime = NOON + timedelta(hours=hours)
        self.scene: Scene = scene_of(self.story, self.at, level, scheme)
        self.steps = len(self.scene.now().history)
        self.first = self.scene.now().first_deadline

    @rule(
        command=st.sampled_from(sorted(COMMANDS)),
        person=st.sampled_from((None, None, None, *PEOPLE)),
        minutes=st.sampled_from((0, 1, 59, 600, 3_000, 9_000)),
        stale=st.integers(0, 9),
    )
    def somebody_commands(self, command: str, person: str | None, minutes: int, stale: int) -> None:
        self.at += timedelta(minutes=minutes)
        work, more = COMMANDS[command]
        if command in ("suspend", "review_suspension"):
            more = more | {"review_on": (self.at + timedelta(days=20)).date()}
        by = getattr(self.scene, person or RIGHT.get(command, "dispatcher"))
        before = self.scene.version()
        try:
            self.story.do(work, self.scene.id, actor=by, version=before - (stale == 9), at=self.at, **more)
        except REFUSALS:
            assert self.scene.version() == before
        else:
            assert self.scene.version() == before + 1
            self.steps += 1

    @rule(days=st.sampled_from((0, 1, 6, 40)))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        before = self.scene.version()
        for work in (sweep, pauses.resume_due, reviewing.archive_due):
            self.story.do(work, self.at)
        self.steps += self.scene.version() - before

    @invariant()
    def the_tables_the_history_and_the_clock_hold(self) -> None:
        ticket, wrong = self.story.do(seen, self.scene.id)
        assert wrong == []
        assert ticket.first_deadline == self.first
        assert len(ticket.history) == self.steps == ticket.version - 1
        state: Any = "draft"
        for step in ticket.history:
            assert (step.from_state, step.to_state) == (state, TRANSITIONS[state, step.command])  # type: ignore[index]
            state = step.to_state
        assert ticket.state == state
        assert ticket.legs[0].state == WITH_UNIT.get(ticket.state, ticket.legs[0].state)


def seen(uow: UnitOfWork, id: str) -> tuple[TicketOut, list[str]]:
    """The ticket, and where its stored clock differs from the one that its history gives."""
    row = repository.ticket_row(uow, id)
    return ticket_out(uow, row, history=True), checking.differences(uow, row)


COUNT = [0]


def scene_of(story: Story, at: datetime, level: int, scheme: str) -> Scene:
    """People of earlier examples stay in the database; names count on."""
    COUNT[0] += 1
    return dispatched(story, at, co=(HELPER,), level=level, scheme=scheme, prefix=f"x{COUNT[0]}")


def test_no_order_of_commands_leaves_the_tables_loses_a_row_or_moves_a_deadline_against_the_rule(story: Story) -> None:
    AnyOrder.story = story
    run_by_chance(AnyOrder, examples=5, steps=20)

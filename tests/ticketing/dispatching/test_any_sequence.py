"""Any sequence of dispatch, objection, review, redispatch, merge and split, by anybody: what the law promises of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from config.errors import HotlineError
from tests.ticketing.dispatching.desk import BASIS, Desk, later
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.open_objection import open_one
from ticketing.dispatching.schemas import SplitMatter
from ticketing.tickets import handling, timing
from ticketing.tickets.actor import Actor
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork

UNITS = ("Q-CG", "Q-HB", "D1", "S1")
UNDER_WAY = ("dispatched", "signed", "handling", "problem_ticket")
COMMANDS = (
    "dispatch", "object", "object", "object", "reject", "reject", "grant", "redispatch", "merge", "unmerge", "split", "sign",
    "start", "refer", "name_unit", "add_leg",
)  # fmt: skip
STEPS = st.tuples(
    st.sampled_from(COMMANDS),
    st.sampled_from((0, 0, 0, 0, 1, 2)),
    st.integers(0, 3),
    st.sampled_from(UNITS),
    st.sampled_from((True, True, True, False)),
    st.sampled_from((0.1, 0.3, 2.0, 26.0)),
)


@dataclass(slots=True)
class Seen:
    """A ticket as it must be: what is counted beside the rows, and what never changes."""

    rejections: int = 0
    changes: int = 0
    named: bool = False
    first_deadline: datetime | None = None


@dataclass(slots=True)
class World:
    """The tickets that were made, in order, and what must hold of each."""

    desk: Desk
    hours: float = 0.0
    seen: dict[str, Seen] = field(default_factory=dict)

    def made(self, ticket: str) -> None:
        self.seen[ticket] = Seen()

    def nth(self, n: int) -> str:
        return list(self.seen)[n % len(self.seen)]


@settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=15, max_size=30))
def test_no_caller_is_lost_no_objection_stops_a_clock_and_the_third_makes_a_problem(desk: Desk, steps: list[Any]) -> None:
    world = World(desk)
    for n in range(3):
        world.made(desk.accepted() if n else desk.dispatched("Q-CG", at=later(0)))
    now = pictures(desk, world.seen)
    for command, one, other, unit, right_person, wait in steps:
        world.hours += wait
        ticket, head = world.nth(one), world.nth(other)
        before = now[ticket]
        actor = desk.dispatcher if right_person or command in ("object", "sign", "start") else desk.handler(unit)
        did = attempt(world, command, ticket, head, unit, actor, right_person)
        note(f"{world.hours:.1f} h {command} {ticket} {unit}: {did}")
        now = pictures(desk, world.seen)
        after = now[ticket]
        if not did:
            assert before == after, "a refused command changed something"
        elif command == "object":
            assert (before["state"], before["deadlines"]) == (after["state"], after["deadlines"])
        count(world, command, ticket, before, after, did)
        check(world, now)


def attempt(world: World, command: str, ticket: str, head: str, unit: str, actor: Actor, own: bool) -> bool:
    """Do it, as the unit that has the ticket where that is its right; whether it was allowed."""
    desk, at = world.desk, later(world.hours)
    holder = desk.handler(str(desk.column(ticket, "unit_code") or unit) if own else unit)
    given: dict[str, Any] = {"actor": actor, "version": None, "at": at}

    def work(uow: UnitOfWork) -> None:
        waiting = open_one(uow, ticket)
        if command == "dispatch":
            dispatching.dispatch_accepted(uow, ticket, unit, **given)
        elif command == "object":
            given["actor"] = holder
            dispatching.object_to(uow, ticket, legal_basis=BASIS, suggested_unit=unit, reason="不属职责", **given)
        elif command in ("reject", "grant", "refer") and waiting is not None:
            getattr(dispatching, command)(uow, waiting.id, "审核意见", **given)
        elif command == "redispatch":
            dispatching.redispatch(uow, ticket, unit, reason="改派", **given)
        elif command == "merge":
            dispatching.merge(uow, ticket, head, "同一事项", **given)
        elif command == "unmerge":
            dispatching.unmerge(uow, ticket, "并错了", **given)
        elif command == "split":
            children = dispatching.split(uow, ticket, [SplitMatter(matter="另一件事")], "两件事", **given)
            made.extend(child.id for child in children)
        elif command in ("sign", "start"):
            given["actor"] = holder
            (handling.sign if command == "sign" else handling.start_handling)(uow, ticket, **given)
        elif command == "name_unit":
            dispatching.name_unit(uow, ticket, unit, resolution=None, reason="研判", **given)
        elif command == "add_leg":
            dispatching.add_leg(uow, ticket, unit, "请协办", **given)
        else:
            raise HotlineError("nothing to do", "")

    made: list[str] = []
    try:
        desk.story.do(work)
    except HotlineError:
        return False
    for child in made:
        world.made(child)
    return True


def count(world: World, command: str, ticket: str, before: dict[str, Any], after: dict[str, Any], did: bool) -> None:
    """The third rejection or change makes a problem ticket, no earlier one does, and none after the joint study's word."""
    seen = world.seen[ticket]
    seen.first_deadline = seen.first_deadline or after["first_deadline"]
    if not did:
        return
    seen.named = seen.named or command == "name_unit"
    seen.rejections += command == "reject"
    seen.changes += command in ("grant", "redispatch")
    by_law = (
        before["state"] != "problem_ticket"
        and after["state"] == "problem_ticket"
        and command in ("reject", "grant", "redispatch")
    )
    third = (command == "reject" and seen.rejections == 3) or (command in ("grant", "redispatch") and seen.changes == 3)
    event(f"problem by itself: {by_law}")
    assert by_law == third
    assert seen.rejections <= 3
    assert seen.changes <= 3
    if seen.named:
        assert command not in ("object", "grant", "redispatch", "reject", "refer")


def check(world: World, pictured: dict[str, dict[str, Any]]) -> None:
    """What must hold of every ticket at any moment."""
    everyone = 0
    for ticket, seen in world.seen.items():
        now = pictured[ticket]
        everyone += now["people"]
        assert now["version"] == 1 + len(now["positions"])
        assert now["positions"] == list(range(1, len(now["positions"]) + 1))
        assert now["first_deadline"] == seen.first_deadline or seen.first_deadline is None
        if now["state"] in UNDER_WAY:
            assert now["leads"] == 1, "somebody has it, and only one"
            assert now["deadline"] is not None
            assert now["computed"] == now["deadline"], "the clock is that of the history"
    assert everyone == len(world.seen), "every caller is to be called back, once"


def pictures(desk: Desk, tickets: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What is looked at of each ticket, in one unit."""
    return desk.story.do(lambda uow: {ticket: picture(uow, ticket) for ticket in tickets})


def picture(uow: UnitOfWork, ticket: str) -> dict[str, Any]:
    row = locked(uow, ticket)
    live = [leg for leg in row.legs if leg.state != "withdrawn"]
    leads = [leg for leg in live if leg.role == "lead"]
    steps = timing.history(uow, ticket)
    course = timing.course_of(uow, row, leads[0], steps) if leads else None
    return {
        "state": row.state,
        "version": row.version,
        "deadline": row.deadline,
        "first_deadline": row.first_deadline,
        "deadlines": sorted((leg.id, leg.deadline) for leg in live if leg.deadline),
        "leads": len(leads),
        "computed": course.due if course else None,
        "positions": [step.position for step in steps],
        "people": len(dispatching.everyone(uow, row)) if row.merged_into is None else 0,
    }

"""Random people give random commands to several tickets at random times; the whole law holds whatever they do.

No state outside the table, no row of a history lost or changed, nobody does what the table of permissions does not give, a
refused command changes nothing, and every part is due when it is by hand: on both databases, repeatable by the printed seed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import event, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from config.errors import HotlineError
from tests.ticketing.chance import run_by_chance
from tests.ticketing.dispatching.desk import STREET, Desk
from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.any_command import GIVEN, UNITS, Try
from tests.ticketing.tickets.due_by_hand import Hand
from ticketing.dispatching.batches import round_of_batches
from ticketing.dispatching.objections import round_of_objections
from ticketing.tickets import pauses, reviewing
from ticketing.tickets.actor import Actor
from ticketing.tickets.moves import locked
from ticketing.tickets.permissions import GRANTS, may, standing
from ticketing.tickets.states import COMMANDS, TRANSITIONS
from ticketing.tickets.sweep import sweep
from ticketing.tickets.timing import history
from ticketing.uow import UnitOfWork

HOTLINE = ("agent", "leader", "dispatcher", "supervisor", "inspector", "analyst", "admin")
OF_DRAFTS = {"accept", "answer", "add_caller", "remove_caller"}
FLAGS = ("sensitive", "group", "repeated")
ANEW = ("rework", "reopen")
OF_ITS_CATEGORY, OF_NO_CATEGORY = 3, 7
LATEST = datetime(2026, 10, 1, tzinfo=UTC)
"""No later command: the State Council has published the working days of this year alone, and clocks run on for weeks."""


@dataclass(frozen=True)
class Seen:
    """A ticket as the rows have it: columns, live legs by id, all legs' states, and the history."""

    row: dict[str, Any]
    legs: dict[str, dict[str, Any]]
    steps: tuple[tuple[Any, ...], ...]


def see(uow: UnitOfWork, ticket: str) -> Seen:
    row = locked(uow, ticket)
    columns = (
        "state",
        "version",
        "deadline",
        "first_deadline",
        "level",
        "scheme",
        "unit_code",
        "asked_extension",
        "first_receiver",
    )
    named = ("unit_code", "role", "state", "deadline")
    legs = {leg.id: {name: getattr(leg, name) for name in named} for leg in row.legs}
    told = history(uow, ticket)
    steps = tuple((s.position, s.at, s.by, s.command, s.from_state, s.to_state, s.reason, s.leg_id, dict(s.detail)) for s in told)
    return Seen({name: getattr(row, name) for name in columns}, legs, steps)


def live(seen: Seen) -> dict[str, dict[str, Any]]:
    return {id: leg for id, leg in seen.legs.items() if leg["role"] != "cc" and leg["state"] != "withdrawn"}


def granted(actor: Actor, command: str, before: Seen) -> bool:
    """The table of permissions, read by hand."""
    units = {"lead": set(), "co": set()}  # type: dict[str, set[str]]
    for leg in live(before).values():
        units[leg["role"]].add(leg["unit_code"])
    units |= {"leg": units["lead"] | units["co"], "co": units["co"] - units["lead"]}
    grants = GRANTS[command]  # type: ignore[index]
    return any(role in actor.roles and (to == "any" or actor.unit in units[to]) for role, to in grants)


class WholeLaw(RuleBasedStateMachine):
    desk: Desk
    people: tuple[Actor, ...]

    @initialize(hours=st.integers(0, 400))
    def begin(self, hours: int) -> None:
        self.at: datetime = NOON + timedelta(hours=hours)
        self.tickets = [self.desk.accepted(place=STREET, at=self.at) for _ in range(2)]
        self.levels = dict.fromkeys(self.tickets, OF_ITS_CATEGORY)
        self.seen = self.look()
        self.hands: dict[str, Hand] = {}
        self.clocks: dict[str, tuple[str, int]] = {}
        self.first: dict[str, datetime] = {}

    @rule(
        data=st.data(),
        which=st.integers(0, 5),
        person=st.integers(0, 11),
        lucky=st.integers(0, 9),
        minutes=st.sampled_from((0, 1, 59, 400, 1_500, 9_000)),
        unit=st.sampled_from(UNITS),
        level=st.sampled_from((None, 1, 3, 11)),
        scheme=st.sampled_from(("level", "level", "simple", "complex")),
    )
    def somebody_commands(
        self, data: Any, which: int, person: int, lucky: int, minutes: int, unit: str, level: int | None, scheme: str
    ) -> None:
        self.at = min(self.at + timedelta(minutes=minutes), LATEST)
        ticket = self.tickets[which % len(self.tickets)]
        before = self.seen[ticket]
        likely = [name for name in GIVEN if (before.row["state"], name) in TRANSITIONS]
        command = data.draw(st.sampled_from(likely if likely and lucky else list(GIVEN)))
        named = before.row["unit_code"]
        right = [one for one in self.people if granted(one, command, before) and (one.unit in (None, named) or not lucky % 3)]
        actor = right[person % len(right)] if right and lucky > 1 else self.people[person % len(self.people)]
        one = Try(
            ticket=ticket,
            other=self.tickets[(which + 1) % len(self.tickets)],
            actor=actor,
            version=before.row["version"] - (lucky == 1),
            at=self.at,
            unit=unit,
            level=level,
            scheme=scheme,
            flag=FLAGS[person % len(FLAGS)],
        )
        self.attempt(command, one, before, stale=lucky == 1)

    def attempt(self, command: str, one: Try, before: Seen, *, stale: bool) -> None:
        made: list[str] = []

        def work(uow: UnitOfWork) -> None:
            result = GIVEN[command](uow, one)
            if command == "split":
                made.extend(child.id for child in result)  # type: ignore[attr-defined]

        try:
            self.desk.story.do(work)
        except HotlineError as refused:
            note(f"{one.at:%m-%d %H:%M} {command} {one.ticket[-4:]} by {sorted(one.actor.roles)}: {refused}")
            event("refused")
            assert self.look() == self.seen, "a refused command changed something"
            return
        event(f"done: {command}")
        note(f"{one.at:%m-%d %H:%M} {command} {one.ticket[-4:]} by {sorted(one.actor.roles)} {one.actor.unit}")
        assert not stale, "a stale version was taken"
        assert (before.row["state"], command) in TRANSITIONS
        assert granted(one.actor, command, before), "somebody did what the table does not give"
        self.tickets.extend(made)
        self.levels |= dict.fromkeys(made, OF_NO_CATEGORY)
        self.settle(one)

    @rule(days=st.sampled_from((0, 1, 6, 40)))
    def time_passes(self, days: int) -> None:
        self.at = min(self.at + timedelta(days=days), LATEST)
        for work in (sweep, pauses.resume_due, reviewing.archive_due, round_of_objections, round_of_batches):
            self.desk.story.do(work, self.at)
        self.settle(None)

    def settle(self, one: Try | None) -> None:
        """Take what is new of each history into the clocks by hand."""
        now = self.look()
        for ticket, after in now.items():
            before = self.seen.get(ticket, Seen({}, {}, ()))
            assert after.steps[: len(before.steps)] == before.steps, "a row of the history was lost or changed"
            for step in after.steps[len(before.steps) :]:
                self.take(ticket, step, before, after, one if one and one.ticket == ticket else None)
        self.seen = now

    def take(self, ticket: str, step: tuple[Any, ...], before: Seen, after: Seen, one: Try | None) -> None:
        _, at, _, command, from_state, _, _, leg_id, detail = step
        if one is not None and command == "dispatch" and ticket not in self.clocks:
            self.clocks[ticket] = (one.scheme, one.level or self.levels[ticket])
        elif one is not None and command in ("redispatch", "name_unit") and one.level:
            self.clocks[ticket] = (self.clock(ticket)[0], one.level)
        for id in live(after).keys() - self.hands.keys():
            self.hands[id] = Hand.begun(at, *self.clock(ticket))
            self.first.setdefault(ticket, self.hands[id].due)
        for id, leg in live(after).items():
            hand, was = self.hands[id], before.legs.get(id, leg)["state"]
            if was == "reported" and (command in ANEW or (command == "resume" and from_state != "supplement")):
                hand.again(at)
            elif command == "suspend":
                hand.done = False
            elif command == "ask_supplement" and from_state != "accepted":
                hand.pause(at)
            elif command in ("supplement", "resume") and from_state == "supplement":
                hand.go_on(at)
            elif command == "extend" and id == leg_id:
                hand.prolong(detail["days"])
            hand.done = hand.done or leg["state"] == "reported"

    def clock(self, ticket: str) -> tuple[str, int]:
        """Scheme and level as they were last given; a ticket that was parked before anybody dispatched it has its own."""
        return self.clocks.get(ticket, ("level", self.levels[ticket]))

    @invariant()
    def every_history_is_whole_and_every_part_due_when_it_is_by_hand(self) -> None:
        for ticket, seen in self.seen.items():
            assert [step[0] for step in seen.steps] == list(range(1, len(seen.steps) + 1))
            assert seen.row["version"] == 1 + len(seen.steps)
            state = "draft"
            for step in seen.steps:
                assert (step[4], step[5]) == (state, TRANSITIONS[state, step[3]])  # type: ignore[index]
                state = step[5]
            assert seen.row["state"] == state
            assert seen.row["first_deadline"] == self.first.get(ticket)
            for id, leg in live(seen).items():
                assert leg["deadline"] == self.hands[id].due, (leg, self.hands[id])
                assert leg["role"] != "lead" or seen.row["deadline"] == leg["deadline"]

    def look(self) -> dict[str, Seen]:
        return self.desk.story.do(lambda uow: {ticket: see(uow, ticket) for ticket in self.tickets})


def everybody(story: Story) -> tuple[Actor, ...]:
    hotline = [Actor(id=story.person(f"p-{role}", role), roles=frozenset({role})) for role in HOTLINE]  # type: ignore[arg-type]
    units = [
        Actor(id=story.person(f"u{n}", "handler", unit=unit), roles=frozenset({"handler"}), unit=unit)
        for n, unit in enumerate(UNITS)
    ]
    return (*hotline, *units)


def test_every_command_of_the_table_is_given_by_chance_or_comes_of_a_draft() -> None:
    assert set(GIVEN) | OF_DRAFTS == set(COMMANDS)


def test_whatever_anybody_does_the_whole_law_holds(story: Story) -> None:
    WholeLaw.desk = Desk(story)
    WholeLaw.people = everybody(story)
    run_by_chance(WholeLaw, examples=4, steps=30)


def test_the_table_of_permissions_read_by_hand_says_the_same(story: Story) -> None:
    desk = Desk(story)
    ticket = desk.dispatched("Q-CG", co_units=("D1-CG",))
    seen = desk.story.do(see, ticket)
    legs = desk.story.do(lambda uow: list(locked(uow, ticket).legs))
    for actor in everybody(story):
        for command in COMMANDS:
            assert granted(actor, command, seen) == may(actor, command, standing("dispatched", legs)), (actor, command)

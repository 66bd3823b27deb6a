"""Three-level deliberation: solved where it is, else up a level by itself, at last to the hotline."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import BadInput, Conflict, NotAllowed
from config.settings.joint import Joint
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.deliberation import levels, sittings
from ticketing.deliberation import service as deliberation
from ticketing.deliberation.levels import LEVELS, MATTERS, Level
from ticketing.deliberation.schemas import HeldIn, RaisedMatterIn, RaisedMatterOut, RhythmIn, SittingIn
from ticketing.documents.models import DocumentRow
from ticketing.intake.models import IntakeRow
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


@pytest.fixture
def grid(story: Story) -> str:
    code: str = story.do(lambda uow: next(unit.code for unit in uow.city.units if unit.level == "grid"))
    return code


@pytest.fixture
def keeper(story: Story, grid: str) -> Actor:
    """A person of the grid."""
    return joint.actor(story, "g1", "handler", unit=grid)


def parents(story: Story, code: str) -> list[str]:
    return story.do(lambda uow: [unit.code for unit in uow.city.units.ancestors(code)])


def raised(story: Story, keeper: Actor, grid: str, level: Level = "building", at: datetime = NOON) -> RaisedMatterOut:
    new = RaisedMatterIn(level=level, unit=grid, building="3 栋", title="楼道堆物", raised_by="王小明", phone="16412345678")
    return story.do(deliberation.raise_matter, new, actor=keeper, at=at)


def test_every_step_is_named_and_handing_on_is_the_end() -> None:
    assert {command for _, command in MATTERS.steps} <= set(MATTERS.commands)
    assert MATTERS.allowed("handed_on") == MATTERS.allowed("withdrawn") == ()


@settings(deadline=None)
@given(days=st.tuples(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60)))
def test_a_matter_is_above_the_community_after_the_time_of_all_levels_and_not_before(days: tuple[int, int, int]) -> None:
    rule = Joint(building_days=days[0], grid_days=days[1], community_days=days[2])
    at, level = NOON, LEVELS[0]
    while True:
        at = levels.leaves(level, at, rule)
        following = levels.above(level)
        if following is None:
            break
        level = following
    assert at - NOON == timedelta(days=sum(days))


def test_what_a_level_does_not_solve_goes_up_by_itself_and_at_last_to_the_hotline(story: Story, keeper: Actor, grid: str) -> None:
    matter = raised(story, keeper, grid)
    ways: list[tuple[str, str]] = []
    for day in (6, 7, 13, 14, 27, 28, 90):
        story.do(deliberation.go_up_due, NOON + timedelta(days=day))
        now = story.do(deliberation.get, matter.id, actor=Actor(id="x", roles=frozenset({"inspector"})))
        ways.append((now.state, now.level))
    assert ways == [
        ("open", "building"), ("open", "grid"), ("open", "grid"), ("open", "community"), ("open", "community"),
        ("handed_on", "community"), ("handed_on", "community"),
    ]  # fmt: skip
    assert now.unit.code == parents(story, grid)[1]
    assert [step.step for step in now.history] == ["raise", "go_up", "go_up", "hand_on"]
    intake = story.do(lambda uow: _intake(uow, now.intake))
    assert (intake.channel, intake.origin, intake.external_id) == ("grid", "proactive", matter.id)
    assert "楼道堆物" in intake.text


def _intake(uow: UnitOfWork, id: str | None) -> IntakeRow:
    assert id is not None
    return uow.session.get_one(IntakeRow, id)


def test_a_matter_goes_up_once_whoever_runs_the_round(story: Story, keeper: Actor, grid: str) -> None:
    matters = [raised(story, keeper, grid, level="community") for _ in range(3)]
    together = Barrier(3)

    def round(_n: int) -> int:
        together.wait(10)
        return story.do(deliberation.go_up_due, NOON + timedelta(days=20))

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(round, range(3))) == len(matters)
    steps = Counter(step.step for one in matters for step in story.do(deliberation.get, one.id, actor=keeper).history)
    assert steps == {"raise": 3, "hand_on": 3}


def test_solved_in_the_grid_is_its_level_and_stops_the_clock(story: Story, keeper: Actor, grid: str) -> None:
    matter = raised(story, keeper, grid, level="grid")
    with pytest.raises(BadInput):
        story.do(deliberation.solve, matter.id, " ", version=matter.version, actor=keeper, at=NOON)
    done = story.do(deliberation.solve, matter.id, "已清理", version=matter.version, actor=keeper, at=NOON)
    assert (done.state, done.resolved_level, done.goes_up_at) == ("solved", "grid", None)
    assert (done.phone, done.raised_by) == ("164****5678", "王**")
    assert story.do(deliberation.go_up_due, NOON + timedelta(days=90)) == 0
    again = story.do(deliberation.reopen, matter.id, "又堆上了", version=done.version, actor=keeper, at=NOON)
    assert (again.resolved_level, again.goes_up_at) == (None, NOON + timedelta(days=7))


def test_a_level_may_say_early_that_a_matter_is_beyond_it(story: Story, keeper: Actor, grid: str) -> None:
    matter = raised(story, keeper, grid)
    up = story.do(deliberation.go_up, matter.id, "涉及全小区", version=matter.version, actor=keeper, at=NOON)
    assert (up.level, up.goes_up_at) == ("grid", NOON + timedelta(days=7))
    with pytest.raises(Conflict):
        story.do(deliberation.go_up, matter.id, "涉及全小区", version=matter.version, actor=keeper, at=NOON)


def test_the_street_sees_what_lies_in_it_and_the_neighbour_does_not(story: Story, keeper: Actor, grid: str) -> None:
    matter = raised(story, keeper, grid)
    street = joint.actor(story, "st", "handler", unit=parents(story, grid)[2])
    bureau = story.do(lambda uow: next(unit.code for unit in uow.city.units if unit.kind == "industry"))
    other = joint.actor(story, "h2", "handler", unit=bureau)
    assert [one.id for one in story.do(deliberation.list_matters, actor=street).items] == [matter.id]
    assert story.do(deliberation.list_matters, actor=other).items == ()
    with pytest.raises(NotAllowed):
        story.do(deliberation.get, matter.id, actor=other)
    with pytest.raises(NotAllowed):
        story.do(deliberation.raise_matter, RaisedMatterIn(level="grid", unit=grid, title="x"), actor=other, at=NOON)


def test_a_rhythm_brings_sittings_with_its_themes_in_turn(story: Story, keeper: Actor, grid: str) -> None:
    new = RhythmIn(level="grid", unit=grid, rhythm="weekly", day=4, starts="19:00", themes=("停车", "养犬"))
    made = story.do(sittings.start, new, actor=keeper, at=NOON)
    assert story.do(sittings.plan_due, NOON) == 0
    assert story.do(sittings.plan_due, NOON + timedelta(days=7)) == 1
    listed = story.do(sittings.list_sittings, actor=keeper, units=[grid]).items[::-1]
    assert [(f"{one.starts_at:%m-%d}", one.theme) for one in listed] == [
        ("03-05", "停车"), ("03-12", "养犬"), ("03-19", "停车"),
    ]  # fmt: skip
    first = listed[0]
    early = HeldIn(version=first.version, attended=23)
    with pytest.raises(BadInput):
        story.do(sittings.hold, first.id, early, actor=keeper, at=NOON)
    held = story.do(sittings.hold, first.id, early, actor=keeper, at=NOON + timedelta(days=2))
    assert (held.state, held.attended) == ("held", 23)
    story.do(sittings.end, made.id, actor=keeper)
    assert story.do(sittings.list_rhythms, actor=keeper) == ()


def test_figures_say_how_much_did_not_leave_the_grid(story: Story, keeper: Actor, grid: str) -> None:
    for level in ("building", "grid", "grid", "community"):
        matter = raised(story, keeper, grid, level=level)
        story.do(deliberation.solve, matter.id, "已解决", version=matter.version, actor=keeper, at=NOON)
    raised(story, keeper, grid, level="community")
    story.do(deliberation.go_up_due, NOON + timedelta(days=20))
    raised(story, keeper, grid)
    sitting = story.do(sittings.plan, SittingIn(level="grid", unit=grid, theme="停车", starts_at=NOON), actor=keeper, at=NOON)
    story.do(sittings.hold, sitting.id, HeldIn(version=sitting.version, attended=12), actor=keeper, at=NOON)
    found = story.do(deliberation.figures, 2026)
    assert [(line.level, line.raised, line.solved, line.open) for line in found.levels] == [
        ("building", 2, 1, 1), ("grid", 2, 2, 0), ("community", 2, 1, 0),
    ]  # fmt: skip
    assert (found.in_grid.numerator, found.in_grid.denominator, found.in_grid.percent) == (3, 5, 60.0)
    assert (found.in_community.numerator, found.handed_on) == (4, 1)
    assert (found.levels[1].sittings, found.levels[1].attended) == (1, 12)


def test_a_sitting_that_was_held_has_a_numbered_record_of_what_was_raised(story: Story, keeper: Actor, grid: str) -> None:
    sitting = story.do(sittings.plan, SittingIn(level="grid", unit=grid, theme="停车", starts_at=NOON), actor=keeper, at=NOON)
    with pytest.raises(Conflict):
        story.do(sittings.record, sitting.id, actor=keeper, at=NOON)
    notes = HeldIn(version=sitting.version, attended=12, notes="王先生 16412345678 提出占道")
    story.do(sittings.hold, sitting.id, notes, actor=keeper, at=NOON)
    new = RaisedMatterIn(level="grid", unit=grid, title="楼道堆物", sitting=sitting.id)
    story.do(deliberation.raise_matter, new, actor=keeper, at=NOON)
    done = story.do(sittings.record, sitting.id, actor=keeper, at=NOON)
    [paper] = done.papers
    assert (paper.number, done.matters, grid in paper.units) == ("议事〔2026〕1号", 1, True)
    content = story.do(lambda uow: str(uow.session.get_one(DocumentRow, paper.id).content))
    assert "楼道堆物" in content
    assert "12 人" in content
    assert "16412345678" not in content

"""Evidence: added by those who take part while the matter is open, by the hotline at any time, seen by nobody else."""

from datetime import timedelta

import pytest

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.ticketing import joint
from tests.ticketing.exposures.test_exposures import NEW
from tests.ticketing.resolutions.test_resolutions import DECIDED, decided
from tests.ticketing.story import NOON, Story
from ticketing.attachments.store import Stored
from ticketing.evidence import service as evidence
from ticketing.exposures import service as exposures
from ticketing.meetings import service as meetings
from ticketing.meetings.schemas import ItemIn
from ticketing.resolutions import service as resolutions
from ticketing.tickets.actor import Actor


@pytest.fixture
def convener(story: Story) -> Actor:
    return joint.actor(story, "d1", "dispatcher")


@pytest.fixture
def handler(story: Story) -> Actor:
    return joint.actor(story, "h1", "handler", unit="Q-CG")


@pytest.fixture
def other(story: Story) -> Actor:
    return joint.actor(story, "h2", "handler", unit="Q-HB")


def added(story: Story, subject: str, actor: Actor, name: str = "修复后.jpg") -> str:
    stored = Stored(digest="a" * 64, kind="jpeg", size=64)
    return story.do(evidence.add, subject, stored, name, scanned="clean", actor=actor, at=NOON).name


def listed(story: Story, subject: str, actor: Actor) -> list[str]:
    return [file.name for file in story.do(evidence.of_subject, subject, actor=actor)]


def test_the_owner_adds_until_it_is_closed_and_the_hotline_after_it(
    story: Story, convener: Actor, handler: Actor, other: Actor
) -> None:
    task = decided(story, convener)
    subject = f"resolution:{task.id}"
    added(story, subject, handler)
    for act in (added, listed):
        with pytest.raises(NotAllowed):
            act(story, subject, other)
    story.do(resolutions.close, task.id, "现场核实", version=task.version, actor=convener, at=DECIDED)
    with pytest.raises(Conflict, match="办结"):
        added(story, subject, handler)
    added(story, subject, convener, "核实.jpg")
    assert listed(story, subject, handler) == ["修复后.jpg", "核实.jpg"]


def test_a_unit_adds_to_a_meeting_from_its_invitation_to_the_signing(story: Story, convener: Actor, handler: Actor) -> None:
    made = joint.planned(story, convener, items=(ItemIn(title="背街照明"),))
    subject = f"meeting:{made.id}"
    with pytest.raises(NotAllowed):
        added(story, subject, handler)
    called = story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    added(story, subject, handler, "汇报材料.pdf")
    held = story.do(meetings.hold, made.id, "", version=called.version, actor=convener, at=NOON + timedelta(days=3))
    joint.signed(story, convener, held)
    with pytest.raises(Conflict):
        added(story, subject, handler)
    assert listed(story, subject, handler) == ["汇报材料.pdf"]


def test_exposures_keep_their_cuttings_and_what_is_no_subject_is_refused(
    story: Story, convener: Actor, handler: Actor, other: Actor
) -> None:
    made = story.do(exposures.record, NEW, actor=convener, at=NOON)
    added(story, f"exposure:{made.id}", convener, "剪报.png")
    assert listed(story, f"exposure:{made.id}", handler) == ["剪报.png"]
    with pytest.raises(NotAllowed):
        listed(story, f"exposure:{made.id}", other)
    for wrong in ("exposure", "exposure:", "people:1", ""):
        with pytest.raises(BadInput):
            listed(story, wrong, convener)
    with pytest.raises(NotFound):
        listed(story, "dispute:none", convener)

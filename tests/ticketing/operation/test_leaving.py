"""Who leaves: nothing that lies open is left behind, and nobody is deactivated over somebody's open work."""

from datetime import timedelta

import pytest

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from ticketing.callbacks.models import CallbackRow
from ticketing.duty import planning
from ticketing.duty.models import DutySessionRow
from ticketing.duty.schemas import DutyPlan
from ticketing.operation import leaving
from ticketing.operation.schemas import LeavingIn
from ticketing.people import changes, repository


@pytest.fixture
def people(story: Story) -> dict[str, str]:
    unit = story.do(lambda uow: next(one.code for one in uow.city.units if one.kind == "industry"))
    made = {name: story.person(name, "leader", unit=unit) for name in ("leader1", "leader2")}
    return made | {"root1": story.person("root1", "admin"), "agent9": story.person("agent9")}


def claimed(story: Story, person: str) -> None:
    def add(uow) -> None:
        uow.session.add(
            CallbackRow(
                id="cb-1", number="1", state="claimed", count=1, queue="general", unit=None, last_call_id="", first_at=NOON,
                last_at=NOON, claimed_by=person, done_at=None, done_by=None, attempts=0, last_attempt_at=None,
            )
        )  # fmt: skip

    story.do(add)


def test_who_has_nothing_open_is_deactivated_with_the_reason_on_record(story: Story, people: dict[str, str]) -> None:
    left = story.do(leaving.leave, people["agent9"], LeavingIn(reason="离职"), by=people["root1"], at=NOON)
    assert left.active is False
    told = story.do(changes.of_person, people["agent9"], None, 10).items
    assert any(one.how == "left" and one.cells.get("reason") == ["", "离职"] for one in told)


def test_open_work_without_an_heir_keeps_the_account(story: Story, people: dict[str, str]) -> None:
    claimed(story, people["agent9"])
    assert story.do(leaving.open_work, people["agent9"]).callbacks == 1
    with pytest.raises(Conflict, match="此人还有未完的工作：1 条已领回拨"):
        story.do(leaving.leave, people["agent9"], LeavingIn(), by=people["root1"], at=NOON)
    assert story.do(repository.person_row, people["agent9"]).active


def test_the_heir_goes_on_with_callbacks_and_duty_sessions(story: Story, people: dict[str, str]) -> None:
    claimed(story, people["leader1"])
    starts = NOON + timedelta(days=1)
    plan = DutyPlan(leader=people["leader1"], starts_at=starts, ends_at=starts + timedelta(hours=2))
    story.do(planning.plan, plan, people["root1"], NOON)
    body = LeavingIn(heir=people["leader2"])
    story.do(leaving.leave, people["leader1"], body, by=people["root1"], at=NOON)
    assert story.do(lambda uow: uow.session.get(CallbackRow, "cb-1").claimed_by) == people["leader2"]
    assert story.do(lambda uow: uow.session.query(DutySessionRow).one().leader_id) == people["leader2"]
    assert story.do(leaving.open_work, people["leader1"]).any is False


def test_nobody_deactivates_the_own_account(story: Story, people: dict[str, str]) -> None:
    with pytest.raises(Conflict, match="不能停用自己的账号"):
        story.do(leaving.leave, people["root1"], LeavingIn(), by=people["root1"], at=NOON)

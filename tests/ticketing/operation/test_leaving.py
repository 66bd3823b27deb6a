"""Who leaves: nothing that lies open is left behind, and nobody is deactivated over somebody's open work."""

from datetime import timedelta

import pytest

from config.errors import BadInput, Conflict
from tests.ticketing.quality.conftest import LATER, Floor, floor
from tests.ticketing.story import NOON, Story
from ticketing.callbacks.models import CallbackRow
from ticketing.calls.models import CallRow
from ticketing.duty import planning
from ticketing.duty.models import DutySessionRow
from ticketing.duty.schemas import DutyPlan
from ticketing.intake import service as intake
from ticketing.intake.schemas import IntakeIn
from ticketing.operation import heirs, leaving
from ticketing.operation.schemas import LeavingIn
from ticketing.people import changes, repository
from ticketing.quality import calibrations, feedback, reading
from ticketing.quality.models import ReviewRow
from ticketing.quality.schemas import CalibrationIn

__all__ = ["floor"]


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


def test_the_heir_of_a_draft_is_the_clerk_of_its_intake_too(story: Story, people: dict[str, str]) -> None:
    new = IntakeIn(channel="walk_in", text="桥头小区的路灯坏了三天。", caller_name="李先生", caller_number="16412345678")
    made = story.do(intake.write_down, new, people["agent9"], NOON).id
    waits = story.do(intake.write_down, new, people["agent9"], NOON).id
    story.do(intake.ask, waits, "哪一盏？", people["agent9"], NOON)
    heir = story.person("agent8")
    with pytest.raises(BadInput, match="名leader2不能接手：收件草稿须由话务员或班长或派单员接手"):
        story.do(leaving.leave, people["agent9"], LeavingIn(heir=people["leader2"]), by=people["root1"], at=NOON)
    story.do(leaving.leave, people["agent9"], LeavingIn(heir=heir, reason="离职"), by=people["root1"], at=NOON)
    for id, state in ((made, "accepted"), (waits, "waiting")):
        seen = story.do(intake.get, id, NOON)
        assert (seen.state, seen.accepted_by and seen.accepted_by.id, seen.draft.agent) == (state, heir, heir)
        assert (seen.steps[-1].command, seen.steps[-1].note) == ("hand_over", "离职")
    assert story.do(intake.close, made, "市民撤回", heir, NOON).state == "closed", "an agent goes on with it"
    assert story.do(leaving.open_work, people["agent9"]).any is False


def test_nobody_deactivates_the_own_account(story: Story, people: dict[str, str]) -> None:
    with pytest.raises(Conflict, match="不能停用自己的账号"):
        story.do(leaving.leave, people["root1"], LeavingIn(), by=people["root1"], at=NOON)


def test_open_reviews_are_counted_and_go_to_a_reviewer_who_is_told_once(floor: Floor) -> None:
    admin, calls = floor.story.person("root1", "admin"), [floor.call(), floor.call()]
    begun, other, done = floor.review(calls[0]), floor.review(calls[1]), floor.submitted(floor.call())
    floor.fill(begun)
    who, heir = floor.reviewers[0], floor.reviewers[1]
    assert floor.story.do(leaving.open_work, who).reviews == 2
    with pytest.raises(Conflict, match="2 份质检评分"):
        floor.story.do(leaving.leave, who, LeavingIn(), by=admin, at=LATER)
    floor.story.do(leaving.leave, who, LeavingIn(heir=heir), by=admin, at=LATER)
    rows = {one: floor.story.do(lambda uow, id=one: uow.session.get(ReviewRow, id)) for one in (begun, other, done)}
    assert [rows[one].reviewer_id for one in (begun, other, done)] == [heir, heir, who]
    assert (rows[begun].state, rows[begun].answers) == ("open", {}), "what somebody else had begun begins anew"
    assert [text for text in floor.notices(heir) if "待您评分" in text] == [
        text for text in floor.notices(heir) if "有2通" in text
    ]
    steps = floor.story.do(reading.get, begun, floor.out(heir), LATER).history
    assert (steps[-1].step, steps[-1].by) == ("assign", admin)


def test_an_heir_without_the_role_is_refused_with_the_roles_to_choose(floor: Floor) -> None:
    admin, who, agent = floor.story.person("root1", "admin"), floor.reviewers[0], floor.agents[1]
    review = floor.review(floor.call())
    with pytest.raises(BadInput, match="名a1不能接手：质检评分须由班长或督办员接手"):
        floor.story.do(leaving.leave, who, LeavingIn(heir=agent), by=admin, at=LATER)
    assert floor.story.do(lambda uow: uow.session.get(ReviewRow, review).reviewer_id) == who
    assert floor.story.do(repository.person_row, who).active


def test_an_heir_who_had_a_part_in_the_call_does_not_review_it(floor: Floor) -> None:
    admin, who, heir = floor.story.person("root1", "admin"), floor.reviewers[0], floor.reviewers[2]
    call = floor.call()
    floor.review(call)
    floor.story.do(lambda uow: setattr(uow.session.get(CallRow, call), "supervisions", [{"supervisor": heir, "mode": "monitor"}]))
    with pytest.raises(BadInput, match="名s2参与过其中1份评分的通话"):
        floor.story.do(leaving.leave, who, LeavingIn(heir=heir), by=admin, at=LATER)


def test_a_calibration_goes_on_without_who_leaves(floor: Floor) -> None:
    admin = floor.story.person("root1", "admin")
    new = CalibrationIn(title="一月", call=floor.call(), reviewers=tuple(floor.reviewers))
    made = floor.story.do(lambda uow: calibrations.make(uow, new, by=floor.reviewers[0], at=LATER).id)
    papers = {row.reviewer_id: row for row in floor.story.do(calibrations.papers_of, made)}
    for by in (0, 1):
        mine = papers[floor.reviewers[by]].id
        floor.fill(mine, by)
        floor.story.do(lambda uow, mine=mine, by=by: feedback.submit(uow, mine, None, by=floor.reviewers[by], at=LATER))
    assert not any("已齐" in text for text in floor.notices(floor.reviewers[0]))
    work = floor.story.do(leaving.open_work, floor.reviewers[2])
    assert (work.papers, work.reviews, work.any) == (1, 0, False)
    floor.story.do(leaving.leave, floor.reviewers[2], LeavingIn(), by=admin, at=LATER)
    assert floor.story.do(lambda uow: uow.session.get(ReviewRow, papers[floor.reviewers[2]].id).state) == "withdrawn"
    assert any("已齐" in text for text in floor.notices(floor.reviewers[0]))


@pytest.mark.parametrize(
    ("roles", "needs", "said"),
    [
        ({"agent"}, {"drafts", "callbacks", "assisting"}, None),
        ({"leader"}, {"drafts"}, "收件草稿须由话务员或班长或派单员接手"),
        ({"handler"}, {"callbacks"}, "漏接回拨须由话务员或带班领导或班长接手"),
        ({"agent"}, {"leading", "reviews"}, "质检评分须由班长或督办员接手；带班须由带班领导接手"),
        ({"leader"}, {"assisting"}, "协助带班须由话务员接手"),
        (set(), set(), None),
    ],
)
def test_each_kind_of_work_names_the_roles_that_can_do_it(roles: set[str], needs: set[heirs.Need], said: str | None) -> None:
    assert heirs.unfit(roles, needs) == said

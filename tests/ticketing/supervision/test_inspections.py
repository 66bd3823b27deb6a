"""Inspections with their opinions and the year's figures; whose case it is; templates a city may replace."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import BadInput, BadSetting, Conflict
from tests.ticketing.conftest import LAW
from tests.ticketing.evaluation.test_service import TOMORROW, says, waiting
from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.matters import closed, ticket
from tests.ticketing.supervision.people import handler, inspector
from ticketing.db import open_database
from ticketing.directory import City
from ticketing.supervision import inspections, ladder, owners, reading, templates
from ticketing.tickets.actor import Actor


def hold(story: Story, who: Actor, at: datetime = NOON) -> str:
    said = {"place": "桥头小区", "unit": "Q-CG", "inspectors": "张、李", "findings": "三处路灯不亮", "ticket": None}
    return story.do(inspections.hold, at=at, actor=who, now=at, **said).id


def test_the_year_has_18_inspections_and_4_written_opinions_with_replies_as_of_any_date(story: Story) -> None:
    who, unit = inspector(story), handler(story)
    held = [hold(story, who, NOON + timedelta(days=n)) for n in range(18)]
    later = NOON + timedelta(days=20)
    for id in held[:4]:
        opinion = story.do(inspections.opine, id, "限期修复", actor=who, at=later)
        story.do(ladder.reply, opinion.id, "已修复", actor=unit, at=later + timedelta(days=1))
    year = story.do(reading.inspection_year, 2026, later, later + timedelta(days=2))
    assert (year.inspections, year.opinions, year.replied, year.late) == (18, 4, 4, 0)
    assert len(year.items) == 18
    before = story.do(reading.inspection_year, 2026, later, NOON + timedelta(days=9, hours=1))
    assert (before.inspections, before.opinions, before.replied) == (10, 0, 0)
    last_year = story.do(reading.inspection_year, 2025, later, later)
    assert (last_year.inspections, last_year.opinions) == (0, 0)


def test_an_inspection_has_one_opinion(story: Story) -> None:
    who = inspector(story)
    id = hold(story, who)
    assert story.do(inspections.opine, id, "限期修复", actor=who, at=NOON).number == "督查〔2026〕1号"
    with pytest.raises(Conflict):
        story.do(inspections.opine, id, "再发", actor=who, at=NOON)


def test_an_inspection_to_come_is_no_record(story: Story) -> None:
    with pytest.raises(BadInput):
        story.do(
            inspections.hold, at=NOON + timedelta(days=1), place="某地", unit="Q-CG", inspectors="张", findings="无", ticket=None,
            actor=inspector(story), now=NOON,
        )  # fmt: skip


def test_a_leader_owns_a_case_until_it_is_truly_over(story: Story) -> None:
    who, leader, other = inspector(story), story.person("l1", "leader"), story.person("l2", "leader")
    id = ticket(story)
    row = story.do(owners.give, id, "owner", leader, actor=who, at=NOON)
    with pytest.raises(Conflict, match="包案领导"):
        story.do(owners.give, id, "owner", other, actor=who, at=NOON)
    with pytest.raises(Conflict, match="尚未真正办结"):
        story.do(owners.release, row.id, "办完", actor=who, at=NOON)
    after = story.do(owners.hand_over, row.id, other, "工作调整", actor=who, at=NOON)
    assert (after.person_id, after.until) == (other, None)
    assert len(story.do(reading.case_owners, ticket=id)) == 2


def test_a_closed_case_is_released_and_two_leads_stand_beside_each_other(story: Story) -> None:
    who, leader = inspector(story), story.person("l1", "leader")
    id = closed(story)
    for role in ("first_lead", "second_lead", "owner"):
        row = story.do(owners.give, id, role, leader, actor=who, at=NOON)
    assert len(story.do(reading.case_owners)) == 3
    assert story.do(owners.release, row.id, "已解决", actor=who, at=datetime(2026, 3, 9, tzinfo=UTC)).open_key is None


def city_with(folder: Path, name: str, text: str) -> str:
    (folder / "papers").mkdir()
    (folder / "papers" / name).write_text(text, encoding="utf-8")
    templates.templates.cache_clear()
    return str(folder)


def test_all_built_in_papers_are_in_order() -> None:
    assert set(templates.templates("builtin")) == set(templates.VARIABLES)


def test_a_city_replaces_a_paper_by_its_own(tmp_path: Path) -> None:
    text = 'title = "{title}催办"\n[[blocks]]\nparagraph = "{unit}：{text}"\n[[blocks]]\nparagraph = "此前{previous}"\n'
    source = city_with(tmp_path, "urge.toml", text)
    values = dict.fromkeys(templates.PAPER, "") | {"title": "路灯", "unit": "城管局", "text": "{快办}"}
    paper = templates.written(source, "urge", values, day=NOON.date())
    assert (paper.title, len(paper.blocks)) == ("路灯催办", 1)
    assert "城管局：{快办}" in repr(paper.blocks)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('title = "x"\n[[blocks]]\nparagraph = "{nobody}"\n', "nobody"),
        ('title = "x"\n[[blocks]]\npicture = "x"\n', "picture"),
        ('title = "x"\n[[blocks]]\nparagraph = "{due"\n', "due"),
        ('title = "x"\n[[blocks]]\nfacts = [["a"]]\n', "facts"),
        ("blocks = []\n", "title"),
        ("title = \n", "read"),
    ],
)
def test_a_wrong_paper_is_refused_with_its_file_when_it_is_read(tmp_path: Path, text: str, wrong: str) -> None:
    source = city_with(tmp_path, "urge.toml", text)
    with pytest.raises(BadSetting, match=wrong) as caught:
        templates.templates(source)
    assert "urge.toml" in caught.value.setting


def test_a_wrong_paper_stops_the_start(tmp_path: Path, city: City) -> None:
    source = city_with(tmp_path, "urge.toml", 'title = "x"\n[[blocks]]\nparagraph = "{nobody}"\n')
    with pytest.raises(BadSetting, match="nobody"):
        open_database(f"sqlite:///{tmp_path / 'x.db'}", city=city, law=LAW.model_copy(update={"city_data": source}))


def test_a_case_is_not_over_while_the_citizen_says_that_it_is_solved_in_part(story: Story) -> None:
    scene = waiting(story)
    who, leader = inspector(story, "i9"), story.person("l9", "leader")
    row = story.do(owners.give, scene.id, "owner", leader, actor=who, at=NOON)
    says(story, scene, who, solved="partly", grade=3)
    assert scene.now().state == "closed"
    with pytest.raises(Conflict, match="尚未真正解决"):
        story.do(owners.release, row.id, "办完", actor=who, at=TOMORROW)

"""A table of people is looked at first and done whole or not at all; who left is deactivated, and one administrator stays."""

from collections.abc import Callable

import pytest

from config.errors import BadInput, Conflict
from tests.ticketing.story import NOON, Story
from ticketing.people import changes, importing, passwords
from ticketing.people import service as people
from ticketing.people.planning import Mode
from ticketing.people.schemas import PeopleImported, PeoplePreview, PersonPatch

HEAD = "username,name,roles,unit,phone,queues,levels,active,password\n"
ADMIN = "root,名root,admin,,browser,general,,yes,\n"
QUEUES = {"general", "business"}


def look(story: Story, text: str, mode: Mode = "merge") -> PeoplePreview:
    return story.do(importing.preview, "人员.csv", text.encode(), mode, QUEUES)


def bring(story: Story, text: str, mode: Mode = "merge", before: Callable[[], object] = lambda: None) -> PeopleImported:
    base = look(story, text, mode).base
    planned = story.do(importing.prepare, "人员.csv", text.encode(), mode, QUEUES, base)
    hashed = {new.username: passwords.hash_password(new.password or "") for new in planned.new}
    before()
    return story.do(importing.apply, planned, hashed, base=base, by="root", at=NOON)


@pytest.fixture
def root(story: Story) -> str:
    return story.person("root", "admin")


def test_new_people_come_with_a_password_that_is_told_once(story: Story, root: str) -> None:
    done = bring(
        story,
        HEAD + "h1,陆安平,承办单位经办人;话务员,S1,,general;business,business:2,,\nh2,周立,handler,S1,,,,是,Quiet-River-8\n",
    )
    assert [p.username for p in done.passwords] == ["h1", "h2"]
    assert done.passwords[1].password == "Quiet-River-8"
    for told in done.passwords:
        signed = story.do(people.sign_in, told.username, told.password, NOON)
        assert signed.me.must_change_password
    person = next(one for one in story.do(people.list_people) if one.username == "h1")
    assert (person.roles, person.queues, person.levels) == (("handler", "agent"), ("general", "business"), {"business": 2})
    assert story.do(changes.of_person, person.id, None, 10).items[0].how == "imported"


def test_changes_are_shown_cell_by_cell_and_written_to_the_record(story: Story, root: str) -> None:
    person = story.person("h1", "handler", unit="S1")
    text = "username,name,roles\nh1,新名字,handler;agent\n"
    [shown] = look(story, text).changes
    assert shown.cells == {"name": ("名h1", "新名字"), "roles": ("承办单位经办人", "承办单位经办人;话务员")}
    bring(story, text)
    [latest, _made] = story.do(changes.of_person, person, None, 10).items
    assert (latest.how, latest.by.id if latest.by else "") == ("imported", "root")
    assert latest.cells["name"] == ["名h1", "新名字"]
    assert story.do(people.get, person).unit == "S1"


def test_who_is_missing_from_a_whole_table_has_left_and_stays_on_record(story: Story, root: str) -> None:
    gone = story.person("h1", "handler", unit="S1")
    seen = look(story, HEAD + ADMIN, "replace")
    assert (seen.added, seen.changed, seen.leaving) == (0, 0, 1)
    assert look(story, HEAD + ADMIN, "merge").leaving == 0
    bring(story, HEAD + ADMIN, "replace")
    assert not story.do(people.get, gone).active
    assert story.do(changes.of_person, gone, None, 10).items[0].how == "left"
    bring(story, HEAD + "h1,名h1,handler,S1,browser,general,,yes,\n")
    assert story.do(people.get, gone).active


def test_the_last_administrator_cannot_be_taken_away_but_may_be_followed(story: Story, root: str) -> None:
    story.person("a1", "agent")
    assert "管理员" in look(story, HEAD + "a1,名a1,agent,,browser,general,,yes,\n", "replace").mistakes[0].what
    assert look(story, "username,name,roles\nroot,名root,agent\n").mistakes
    handed = "username,name,roles\nroot,名root,agent\na1,名a1,agent;admin\n"
    assert bring(story, handed).changed == 2
    assert story.do(people.get, root).roles == ("agent",)


def test_every_mistake_is_named_by_line_and_column_and_nobody_comes(story: Story, root: str) -> None:
    rows = (
        "x,名,agent,,,,,,\n"  # a username of one character
        "h1,名,市长,S9,telephone,nowhere,general:2,maybe,123\n"
        "h2,,,,,general,general:0,no,\n"
        "h2,名,agent,,,,,,\n"
        "root,名root,admin,,browser,general,,yes,Quiet-River-9\n"
    )
    seen = look(story, HEAD + rows)
    assert [(m.line, m.column) for m in seen.mistakes] == [
        (2, "username"), (3, "roles"), (3, "unit"), (3, "phone"), (3, "queues"), (3, "levels"), (3, "active"), (3, "password"),
        (4, "roles"), (4, "name"), (4, "levels"), (4, "active"), (5, "username"), (6, "password"),
    ]  # fmt: skip
    with pytest.raises(BadInput, match=r"人员\.csv:2 username"):
        bring(story, HEAD + rows)
    assert [one.username for one in story.do(people.list_people)] == ["root"]


def test_an_import_is_for_exactly_the_people_that_were_looked_at(story: Story, root: str) -> None:
    person = story.person("h1", "handler")
    text = "username,name,roles\nh1,新名字,handler\n"
    with pytest.raises(Conflict, match="预览之后"):
        bring(story, text, before=lambda: story.do(people.change, person, PersonPatch(name="别的名字")))
    assert story.do(people.get, person).name == "别的名字"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_exported_people_imported_again_change_nothing(story: Story, root: str, format: str) -> None:
    story.person("h1", "handler", "agent", unit="S1", queues=("general", "business"))
    gone = story.person("h2", "handler")
    story.do(people.change, gone, PersonPatch(active=False))
    content = story.do(importing.exported, format)
    seen = story.do(importing.preview, f"p.{format}", content, "replace", QUEUES)
    assert (seen.mistakes, seen.added, seen.changed, seen.leaving) == ((), 0, 0, 0)
    with pytest.raises(BadInput, match="完全相同"):
        story.do(importing.prepare, f"p.{format}", content, "replace", QUEUES, seen.base)


def test_a_new_password_stands_in_the_record_without_its_text(story: Story, root: str) -> None:
    person = story.person("h1", "handler")
    story.do(people.change, person, PersonPatch(password="Quiet-River-99"), by=root)
    page = story.do(changes.of_person, person, None, 10)
    assert page.items[0].cells == {"password": ["", "•••"]}
    assert "Quiet-River-99" not in page.model_dump_json()

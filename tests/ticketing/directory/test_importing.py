"""An import shows first what it would do, names every mistake by its place, strands nobody silently, and wipes nothing."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from config.errors import BadInput, Conflict, NotFound
from tests.ticketing.directory.city_data import TABLES, write_city
from tests.ticketing.directory.importing import look, publish, table
from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.test_tickets import dispatched
from ticketing.directory import City, Place, explaining, exporting, load_city, organisation, versions
from ticketing.directory.columns import COLUMNS, TableName, table_of
from ticketing.directory.columns import TABLES as NAMES
from ticketing.directory.proposing import Upload, propose
from ticketing.spreadsheets import write_csv

HERE = Place(text="桥头小区", district="东城区", street_code="S1")
NO_LAMPS = table("categories", ("0101010101,城市管理,市政设施,路灯,路灯故障,路灯不亮,路灯;不亮,3,0\n", ""))
NO_LAMP_DUTY = table("duty", ("01,city,Q-CG,,in_charge,city\n", ""))


def small(tmp_path: Path) -> City:
    return load_city(str(write_city(tmp_path)))


def test_a_preview_tells_what_is_added_removed_and_changed_cell_by_cell(story: Story) -> None:
    street, more = "S1,桥头街道办事处,territory,D1,street,6", "\nS2,新桥街道,territory,D1,street,500"
    seen = look(story, table("units", ("东城区城市管理局", "东城区城管局"), (f"{street}0000", f"{street}1000{more}")))
    [units] = seen.tables
    assert (units.table, units.rows, units.added, units.changed, units.removed) == ("units", 7, 1, 2, 0)
    cells = {row.key: [(c.title, c.was, c.becomes) for c in row.cells] for row in units.changes}
    assert cells == {
        "D1-CG": [("名称", "东城区城市管理局", "东城区城管局")], "S1": [("常住人口", "60000", "61000")], "S2": [],
    }  # fmt: skip
    assert (seen.base_number, seen.mistakes, seen.stranded) == (1, (), ())


def test_a_preview_writes_nothing(story: Story, city: City) -> None:
    look(story, NO_LAMPS, NO_LAMP_DUTY)
    with story.database.reading() as uow:
        assert len(versions.timetable(uow.session)) == 1


def test_all_mistakes_of_all_files_are_listed_by_line_and_column_and_none_is_taken(story: Story) -> None:
    seen = look(
        story,
        table("units", ("territory,Q,district", "territory,Q9,district")),
        table("categories", ("3,0", "4,0"), ("01010101,社区", "0101,社区")),
    )
    assert [(m.file, m.line, m.column) for m in seen.mistakes] == [
        ("units.csv", 5, "parent_code"), ("categories.csv", 2, "default_level"), ("categories.csv", 4, "code"),
    ]  # fmt: skip
    with pytest.raises(BadInput, match=r"units\.csv:5 parent_code"):
        publish_unseen(story, table("units", ("territory,Q,district", "territory,Q9,district")))


def publish_unseen(story: Story, upload: Upload) -> None:
    from ticketing.directory import service

    story.do(
        service.publish, [upload], "replace", base=story.database.city.version, digest="", effective_at=None, note="",
        accept_stranded=True, by="a", at=NOON,
    )  # fmt: skip


def test_a_unit_that_goes_is_missed_by_the_tables_that_name_it(story: Story) -> None:
    seen = look(story, table("units", ("Q-HB,市生态环境局,industry,Q,city,\n", "")))
    assert [(m.file, m.line, m.column) for m in seen.mistakes] == [("职责目录（现行）", 3, "co_units")]
    together = look(story, table("units", ("Q-HB,市生态环境局,industry,Q,city,\n", "")), table("duty", ("Q-HB", "")))
    assert together.mistakes == ()
    assert [t.table for t in together.tables] == ["units", "duty"]


def test_what_removal_would_strand_is_told_and_must_be_accepted(story: Story, city: City) -> None:
    story.person("h1", "handler", unit="Q-CG")
    agent = story.person("a1")
    dispatched(story, agent)
    files = (
        table("units", ("Q-CG,市城市管理局,industry,Q,city,\n", "")),
        table("duty", ("01,city,Q-CG,,in_charge,city\n", ""), ("district:城管局", "D1-CG")),
    )
    seen = look(story, *files)
    assert [(s.kind, s.code, s.tickets, s.people) for s in seen.stranded] == [("unit", "Q-CG", 1, 1)]
    assert look(story, NO_LAMPS, NO_LAMP_DUTY).stranded[0].tickets == 1
    with pytest.raises(Conflict, match="会落空"):
        publish(story, *files)
    assert publish(story, *files, accept_stranded=True).number == 2


def test_a_file_without_later_columns_wipes_nothing_that_stands_in_them(story: Story) -> None:
    head = "code,name,kind,parent_code,level,population,area,first_responsible,responsible_title\n"
    full = Upload("units.csv", (head + "S1,桥头街道办事处,territory,D1,street,60000,东一片,陆安平,书记\n").encode())
    publish(story, full, mode="merge")
    assert story.database.city.unit("S1").first_responsible == "陆安平"
    publish(story, table("units", ("S1,桥头街道办事处", "S1,桥头街道")))
    unit = story.database.city.unit("S1")
    assert (unit.name, unit.first_responsible, unit.area) == ("桥头街道", "陆安平", "东一片")


def test_merging_only_adds_and_changes(story: Story) -> None:
    rows = "name,kind,street_unit_code,district\n桥头小区,estate,S1,东城\n新桥,road,S1,东城区\n".encode()
    seen = look(story, Upload("地名.csv", rows), mode="merge")
    assert [(t.added, t.changed, t.removed) for t in seen.tables] == [(1, 1, 0)]
    assert look(story, Upload("units.csv", b"code,name,kind,parent_code,level,population\n"), mode="merge").mistakes == ()
    twice = Upload("g.csv", rows + "新桥,road,S1,东城区\n".encode(), "gazetteer")
    assert [(m.line, m.column) for m in look(story, twice, mode="merge").mistakes] == [(4, "name")]


def test_a_workbook_holds_several_tables_each_named_on_its_sheet(story: Story) -> None:
    book = Workbook()
    book.active.title = "单位"
    for line in table("units", ("市城市管理局", "市城市管理执法局")).content.decode().splitlines():
        book.active.append(line.split(","))
    places = book.create_sheet("地名")
    places.append(["地名", "类型", "所属街道编码", "所属区"])
    places.append(["桥头小区", "不是类型", "S1", "东城区"])
    out = io.BytesIO()
    book.save(out)
    seen = look(story, Upload("一批.xlsx", out.getvalue()))
    assert [t.table for t in seen.tables] == ["units", "gazetteer"]
    assert [(m.file, m.line, m.column) for m in seen.mistakes] == [("一批.xlsx[地名]", 2, "kind")]


def test_a_file_that_says_not_what_it_is_or_comes_twice_is_asked_about(story: Story) -> None:
    units = table("units")
    assert "哪张表" in look(story, Upload("x.csv", units.content)).mistakes[0].what
    assert "两次" in look(story, units, Upload("单位.csv", units.content)).mistakes[0].what
    assert look(story, Upload("x.csv", units.content, "units")).mistakes == ()
    assert [table_of(n) for n in ("units-2026.csv", "职责目录（新）.xlsx", "C:\\表\\联系方式.csv", "x")] == [
        "units", "duty", "contacts", None,
    ]  # fmt: skip


@pytest.mark.parametrize("source", ["builtin", "shared"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_exported_and_imported_again_changes_nothing(
    source: str, format: exporting.Format, story: Story, request: pytest.FixtureRequest
) -> None:
    folder = str(request.getfixturevalue("shared_data") / "city") if source == "shared" else source
    city = load_city(folder)
    with story.database.unit_of_work() as uow:
        last = versions.newest(uow.session)
        row = versions.add(uow.session, city, at=NOON, effective_at=NOON, by="a", source="import", note="", base=last)
        files = [Upload(f"{name}.{format}", exporting.exported(uow.session, row.id, name, format), name) for name in NAMES]
        base = versions.load(uow.session, row.id)
    found = propose(base, files, "replace")
    assert (found.mistakes, found.changed) == ((), False)
    assert found.city is not None
    assert found.city.tables == base.tables


def test_a_city_of_1100_units_and_233_categories_is_imported_whole(story: Story, shared_data: Path) -> None:
    city = load_city(str(shared_data / "city"))
    grids = [
        {"code": f"{unit.code}-X{n}", "name": f"第{n}网格", "kind": "territory", "parent_code": unit.code, "level": "grid"}
        for unit in city.units
        if unit.level == "street"
        for n in range(40)
    ]  # fmt: skip
    units: list[dict[str, str]] = [*map(dict, city.tables["units"]), *grids]
    tables: dict[TableName, list[dict[str, str]]] = {name: [*map(dict, city.tables[name])] for name in NAMES} | {"units": units}
    files = [Upload(f"{name}.csv", write_csv(COLUMNS[name], tables[name])) for name in NAMES]
    assert len(units) >= 1100
    publish(story, *files, accept_stranded=True)
    assert {row["code"] for row in story.database.city.tables["units"]} == {row["code"] for row in units}


def test_a_ticket_is_explained_by_the_version_that_judged_it(story: Story, city: City) -> None:
    ticket = dispatched(story, story.person("a1"))
    publish(story, table("duty", ("01,city,Q-CG,,in_charge,city", "01,city,Q-HB,,approves,city")))
    with story.database.reading() as uow:
        told = explaining.of_ticket(uow, ticket.id, NOON)
        assert ticket.directory_version == city.version != uow.city.version
        assert told.now is not None
        assert (told.now.lead_unit, told.now.number) == ("Q-HB", 2)
        assert explaining.why_in(uow, ticket.directory_version, "0101010101", HERE).lead_unit == "Q-CG"
        for leg in told.legs:
            assert leg.judged is not None
            assert (leg.unit_code, leg.judged.lead_unit, leg.judged.version) == ("Q-CG", "Q-CG", city.version)
            assert leg.judged.rows[0].chosen
        with pytest.raises(NotFound):
            explaining.of_ticket(uow, "nothing", NOON)
        with pytest.raises(NotFound):
            explaining.why_in(uow, city.version, "9999999999", None)


def test_an_explanation_shows_each_row_of_the_category_and_why_it_did_not_speak(tmp_path: Path) -> None:
    duty = TABLES["duty.csv"].replace("dispatch_level\n", "dispatch_level,place\n", 1).replace("city\n,", "city,\n,")
    duty = (
        "\n".join(line + "," if line.count(",") == 5 else line for line in duty.splitlines())
        + "\n01,street,S1,,permits,street,S1\n01,street,S2,,permits,street,D2\n"
    )
    city = load_city(str(write_city(tmp_path, duty=duty)))
    told = explaining.judge(city, 1, "0101010101", Place(text="", street_code="S1"))
    assert [(row.line, row.chosen, row.why_not) for row in told.rows] == [
        (5, True, ""), (3, False, "有更具体的适用地区"), (6, False, "适用于别的地区"),
    ]  # fmt: skip
    assert explaining.judge(city, 1, "0101010102", None).rows[0].line == 4


def test_an_explanation_is_in_words_units_and_places_by_their_names() -> None:
    city = load_city("builtin")
    told = explaining.judge(city, 1, "0204010301", Place(text="", street_code="S01"))
    spoke, broader = told.rows
    assert (spoke.cells["category"], spoke.cells["lead_rule"]) == ("路灯不亮", "市城市管理局")
    assert told.co_unit_names == (spoke.cells["co_units"],)
    assert (broader.cells["lead_rule"], broader.cells["co_units"]) == ("事发区县的城管局", "事发街道（镇）")


def test_of_two_rows_with_one_key_the_second_is_the_mistake_also_when_merging(story: Story) -> None:
    head = "code,name,kind,parent_code,level,population"
    twice = Upload("units.csv", f"{head}\nQ-HB,市生态环境局,industry,Q,city,\nQ-HB,又一次,industry,Q,city,\n".encode())
    seen = look(story, twice, mode="merge")
    assert [(m.line, m.column) for m in seen.mistakes] == [(3, "code")]


def test_a_mistake_says_in_words_what_may_stand_there(story: Story) -> None:
    seen = look(story, table("units", ("Q-HB,市生态环境局,industry,", "Q-HB,市生态环境局,怪类,")))
    assert "属地、行业主管" in seen.mistakes[0].what


def test_the_tree_counts_people_of_a_unit_and_of_its_branch(story: Story) -> None:
    story.person("h1", "handler", unit="S1")
    story.person("h2", "handler", unit="D1-CG")
    with story.database.reading() as uow:
        nodes = {node.code: (node.people, node.people_below) for node in organisation.tree(uow).units}
    assert nodes == {"Q": (0, 2), "Q-CG": (0, 0), "Q-HB": (0, 0), "D1": (0, 2), "D1-CG": (1, 1), "S1": (1, 1)}


def test_only_contacts_marked_public_are_shown_and_no_persons_name(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    head = "name,number,unit_code,quick,person,duty,public,hours,address\n"
    rows = "值班室,02510000001,C-CG,no,周立,yes,no,,\n服务热线,02510000002,C-CG,no,周立,yes,yes,全天,滨江路1号\n"
    (folder / "contacts.csv").write_text(head + rows, "utf-8")
    shown = organisation.public_contacts(load_city(str(folder)))
    assert [(c.unit, c.name, c.hours) for c in shown.contacts] == [("市城市管理局", "服务热线", "全天")]
    assert "周立" not in shown.model_dump_json()
    assert organisation.public_contacts(load_city(str(folder)), "供水").contacts == ()

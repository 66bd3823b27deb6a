"""Of the city's versions one is in force at each moment, in every process, and each can be read again for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest

from config.errors import BadInput, Conflict, HotlineError, NotFound
from tests.ticketing.conftest import LAW
from tests.ticketing.directory.city_data import write_city
from tests.ticketing.directory.importing import look, publish, table
from tests.ticketing.story import NOON, Story
from ticketing.db import Database, open_database
from ticketing.directory import City, load_city, service, versions
from ticketing.directory.cities import PREPARED_AHEAD, Cities
from ticketing.directory.models import DirectoryVersionRow

RENAMED = table("units", ("市城市管理局", "市城市管理和综合执法局"))
AGAIN = table("units", ("市城市管理局", "市城市管理事务局"))
TOMORROW = NOON + timedelta(days=1)


def states(story: Story, at: datetime) -> list[str]:
    from ticketing.directory import reading

    with story.database.reading() as uow:
        return [one.state for one in reading.history(uow, None, 50, at).items]


def test_the_folders_tables_are_the_first_version(story: Story, city: City) -> None:
    assert story.database.city.version == city.version
    with story.database.reading() as uow:
        row = versions.get(uow.session, city.version)
        assert (row.number, row.source) == (1, "folder")
        assert versions.load(uow.session, city.version).tables == city.tables


def test_an_import_is_in_force_at_once_and_the_version_before_can_still_be_read(story: Story, city: City) -> None:
    made = publish(story, RENAMED)
    assert (made.number, made.state, made.changes["units"]) == (2, "now", {"added": 0, "changed": 1, "removed": 0})
    assert story.database.city.version == made.id
    assert story.database.city.unit("Q-CG").name == "市城市管理和综合执法局"
    with story.database.reading() as uow:
        assert versions.load(uow.session, city.version).unit("Q-CG").name == "市城市管理局"
    assert states(story, NOON) == ["now", "past"]


def test_a_version_comes_into_force_at_its_date_without_a_look_at_the_database(
    story: Story, clock: list[datetime], city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = publish(story, RENAMED, effective_at=TOMORROW)
    assert made.state == "waiting"
    assert story.database.city.version == city.version
    clock[0] = TOMORROW - timedelta(microseconds=1)
    monkeypatch.setattr(versions, "timetable", None)
    assert story.database.city.version == city.version
    clock[0] = TOMORROW
    assert story.database.city.version == made.id
    clock[0] = NOON
    assert story.database.city.version == city.version


def test_the_same_version_is_the_same_object_for_all_who_keep_what_they_derive(story: Story) -> None:
    publish(story, RENAMED)
    with story.database.reading() as one, story.database.reading() as other:
        assert one.city is other.city is story.database.city


def test_another_process_finds_a_new_version_by_itself(story: Story, city: City, clock: list[datetime]) -> None:
    ticks = [0.0]
    other = Cities(story.database._reading, city, check_s=5.0, ticks=lambda: ticks[0])
    assert other.at(NOON).version == city.version
    made = publish(story, RENAMED)
    ticks[0] = 4.9
    assert other.at(NOON).version == city.version
    ticks[0] = 5.0
    assert other.at(NOON).version == made.id


def test_a_database_that_fails_leaves_what_is_known(story: Story, city: City) -> None:
    from sqlalchemy.exc import OperationalError

    ticks = [0.0]
    broken: list[bool] = []

    def reading():  # type: ignore[no-untyped-def]
        if broken:
            raise OperationalError("x", {}, Exception("gone"))
        return story.database._reading()

    cities = Cities(reading, city, check_s=1.0, ticks=lambda: ticks[0])
    assert cities.at(NOON).version == city.version
    broken.append(True)
    ticks[0] = 2.0
    assert cities.at(NOON).version == city.version


def test_a_process_that_must_not_pause_prepares_a_version_beside_its_work(story: Story, city: City) -> None:
    ticks, prepared, go = [0.0], [], Event()

    def prepare(made: City) -> None:
        assert go.wait(10)
        prepared.append(made.version)

    cities = Cities(story.database._reading, city, check_s=1.0, ticks=lambda: ticks[0], prepare=prepare)
    assert cities.at(NOON) is city
    later = publish(story, RENAMED, effective_at=NOON + PREPARED_AHEAD)
    ticks[0] = 2.0
    assert cities.at(NOON - timedelta(seconds=1)) is city
    assert cities._preparing is None
    assert cities.at(NOON) is city
    assert cities.at(NOON + PREPARED_AHEAD) is city  # due, and not yet ready: the one before judges on
    go.set()
    thread = cities._preparing
    assert thread is not None
    thread.join(10)
    assert cities.at(NOON + PREPARED_AHEAD).version == later.id
    assert prepared == [later.id]


def test_who_dispatches_is_told_from_when_on_a_version_judges(story: Story) -> None:
    made = publish(story, RENAMED, effective_at=TOMORROW, note="机构改革")
    story.do(service.withdraw, made.id, by="a", why="填错", at=NOON)
    told = [event["data"]["text"] for event in story.events if event["type"] == "notice"]
    assert told == ["城市目录第 2 版将于 2026-03-05 12:00 生效：机构改革", "城市目录第 2 版已撤回：填错"]
    assert all("dispatcher" in event["roles"] for event in story.events if event["type"] == "notice")


def test_versions_follow_one_another_none_before_the_one_it_rests_on(story: Story) -> None:
    publish(story, RENAMED, effective_at=TOMORROW)
    assert look(story, AGAIN).not_before == TOMORROW
    with pytest.raises(Conflict, match="第 2 版将于 2026-03-05 12:00 生效"):
        publish(story, AGAIN)
    assert publish(story, AGAIN, effective_at=TOMORROW).number == 3
    with pytest.raises(BadInput, match="已经过去"):
        publish(story, RENAMED, effective_at=NOON - timedelta(seconds=1))


def test_only_the_newest_waiting_version_may_be_taken_back_and_its_row_stays(story: Story, city: City) -> None:
    second = publish(story, RENAMED, effective_at=TOMORROW)
    third = publish(story, AGAIN, effective_at=TOMORROW)
    with pytest.raises(Conflict, match="之后还有"):
        story.do(service.withdraw, second.id, by="a", why="错", at=NOON)
    assert story.do(service.withdraw, third.id, by="a", why="错", at=NOON).state == "withdrawn"
    with pytest.raises(Conflict, match="已经撤回"):
        story.do(service.withdraw, third.id, by="a", why="错", at=NOON)
    with pytest.raises(Conflict, match="已经生效"):
        story.do(service.withdraw, second.id, by="a", why="错", at=TOMORROW)
    fourth = publish(story, AGAIN, effective_at=TOMORROW)
    assert (fourth.number, fourth.id) == (4, f"{third.id}.4")
    assert states(story, TOMORROW) == ["now", "withdrawn", "past", "past"]


def test_of_people_who_import_at_once_exactly_one_makes_the_next_version(story: Story) -> None:
    seen = look(story, RENAMED)
    together = Barrier(4)

    def make(by: str) -> str:
        together.wait(10)
        try:
            return publish_as_seen(by)
        except HotlineError as error:
            return type(error).__name__

    def publish_as_seen(by: str) -> str:
        return story.do(
            service.publish, [RENAMED], "replace", base=seen.base, digest=seen.digest, effective_at=None, note="",
            accept_stranded=False, by=by, at=NOON,
        ).id  # fmt: skip

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(make, "abcd"))
    assert sorted(made)[-3:] == ["Conflict"] * 3 or made.count("Conflict") == 3
    with story.database.reading() as uow:
        assert len(versions.timetable(uow.session)) == 2


def test_an_import_of_what_was_not_previewed_is_refused(story: Story) -> None:
    seen = look(story, RENAMED)
    with pytest.raises(Conflict, match="与预览时不同"):
        publish(story, AGAIN, digest=seen.digest)
    publish(story, RENAMED)
    with pytest.raises(Conflict, match="第 2 版"):
        publish(story, AGAIN, base=seen.base)
    with pytest.raises(BadInput, match="完全相同"):
        publish(story, RENAMED)


def opened(url: str, city: City) -> str:
    database = open_database(url, city=city, law=LAW, clock=lambda: NOON.astimezone(UTC))
    try:
        return database.city.version
    finally:
        database.close()


def test_a_changed_folder_is_a_new_version_until_somebody_imports(
    url: str, city: City, tmp_path: Path, clock: list[datetime]
) -> None:
    other = load_city(str(write_city(tmp_path)))
    assert opened(url, city) == city.version
    assert opened(url, other) == other.version
    assert opened(url, city) == f"{city.version}.3"
    assert opened(url, city) == f"{city.version}.3"
    database = open_database(url, city=city, law=LAW, clock=lambda: NOON.astimezone(UTC))
    made = publish(Story(database), RENAMED)
    database.close()
    assert opened(url, other) == made.id


def test_nodes_that_start_at_once_make_one_first_version(url: str, city: City, database: Database) -> None:
    from ticketing.directory.models import DirectoryTableRow

    with database.unit_of_work() as uow:
        uow.session.query(DirectoryVersionRow).delete()
        uow.session.query(DirectoryTableRow).delete()
    database.close()
    together = Barrier(3)

    def start(_n: int) -> str:
        together.wait(10)
        node = open_database(url, city=city, law=LAW, lock=False)
        found = node.city.version
        node.close()
        return found

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(start, range(3))) == {city.version}


def test_content_that_versions_share_is_kept_once(story: Story) -> None:
    from ticketing.directory.models import DirectoryTableRow

    publish(story, RENAMED)
    publish(story, AGAIN)
    with story.database.reading() as uow:
        kept = [row.name for row in uow.session.query(DirectoryTableRow)]
    assert (kept.count("units"), kept.count("duty"), len(kept)) == (3, 1, 7)


def test_an_unknown_version_is_not_found(story: Story) -> None:
    with story.database.reading() as uow, pytest.raises(NotFound):
        versions.load(uow.session, "nonsense")

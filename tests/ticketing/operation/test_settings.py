"""Settings changed on the page: tried first, kept for ever, under the environment, and in force in every process."""

from datetime import timedelta

import pytest

from config.errors import BadInput, Conflict
from config.settings import Settings, layers, load
from tests.ticketing.story import NOON, Story
from ticketing.db import Database, open_database
from ticketing.operation import service
from ticketing.operation.judging import PUBLIC_ADDRESS, beyond
from ticketing.operation.schemas import SettingsFile, SettingsImportIn


@pytest.fixture
def under(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    return load()


def put(story: Story, under: Settings, changes: dict, *, base: int = 0, by: str = "system", **more):
    return story.do(service.change, under, changes, base=base, by=by, at=NOON, **more)


def shown(story: Story, under: Settings, key: str):
    listed = story.do(service.listed, under, under)
    return next(one for one in listed.settings if one.key == key)


def test_a_change_is_kept_with_who_when_before_after_and_why(story: Story, under: Settings) -> None:
    boss = story.person("admin2", "admin")
    put(story, under, {"acd.offer_s": 25}, by=boss, reason="夜间话务员少")
    (row,) = story.do(service.history, "acd.offer_s", None, 10).items
    assert (row.before, row.after, row.reason, row.at, row.by and row.by.name) == (20.0, 25.0, "夜间话务员少", NOON, "名admin2")
    one = shown(story, under, "acd.offer_s")
    assert (one.value, one.beneath, one.source, one.changed_by and one.changed_by.name) == (25.0, 20.0, "page", "名admin2")


def test_the_law_of_the_next_unit_of_work_is_the_changed_one(story: Story, under: Settings) -> None:
    put(story, under, {"law.terms.extensions": 3})
    assert story.do(lambda uow: uow.law.terms.extensions) == 3
    assert story.do(lambda uow: uow.law.terms.archive_after_days) == 30


def test_another_process_takes_the_change_up_at_its_next_look(story: Story, database: Database, under: Settings) -> None:
    other = open_database(
        database.engine.url.render_as_string(hide_password=False), city=database.city, law=database.law, lock=False
    )
    try:
        assert other.law.terms.extensions == 1
        put(story, under, {"law.terms.extensions": 4})
        other.in_force.look()
        assert other.law.terms.extensions == 4
    finally:
        other.close()


def test_a_changed_working_day_changes_the_calendar_of_the_clocks(story: Story, database: Database, under: Settings) -> None:
    put(story, under, {"law.day_ends": "18:00"})
    assert database.calendar.day_ends.hour == 18


def test_the_environment_stays_on_top_and_the_setting_is_shown_as_locked(
    story: Story, under: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(story, under, {"law.terms.extensions": 3})
    monkeypatch.setenv("HOTLINE_LAW__TERMS__EXTENSIONS", "2")
    held = load()
    one = shown(story, held, "law.terms.extensions")
    assert (one.value, one.source, one.locked) == (2, "environment", "HOTLINE_LAW__TERMS__EXTENSIONS")
    with pytest.raises(BadInput, match="由环境变量 HOTLINE_LAW__TERMS__EXTENSIONS 固定"):
        put(story, held, {"law.terms.extensions": 5}, base=1)


def test_wrong_values_are_named_in_chinese_and_nothing_is_written(story: Story, under: Settings) -> None:
    changes = {"acd.offer_s": 0, "law.terms.extensions": "x", "law.evaluation.satisfied_from": 9}
    seen = story.do(service.preview, under, changes)
    assert {one.name: one.what for one in seen.problems} == {
        "应答时限": "须大于 0",
        "延期次数": "须是整数",
        "满意起点": "不能大于 5",
    }
    with pytest.raises(BadInput, match="应答时限：须大于 0"):
        put(story, under, changes)
    assert story.do(service.history, None, None, 10).items == ()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"acd.offer_s": float("inf")}, "不能大于 316224000"),
        ({"acd.offer_s": "1e300"}, "不能大于 316224000"),
        ({"acd.offer_s": 1e-12}, "不能小于 0.001"),
        ({"law.terms.archive_after_days": 10**9}, "不能大于 3660"),
        ({"law.leading.public_per_minute": 10**30}, "不能大于 1000000000000"),
        ({"queues": [{"name": "general", "title": "综合话务", "weight": 10**400}]}, "不能大于 1000000000000"),
        ({"queues": [{"name": "general", "title": "综合话务", "relax_s": [1e300]}]}, "不能大于 316224000"),
    ],
)
def test_a_number_that_no_clock_can_reckon_with_never_comes_into_force(
    story: Story, under: Settings, changes: dict, what: str
) -> None:
    """Else each round that adds it to a time would stop, and calls would wait for an agent without end."""
    seen = story.do(service.preview, under, changes)
    assert [one.what for one in seen.problems] == [what]


def test_what_the_house_comes_with_is_within_these_bounds(under: Settings) -> None:
    assert [key for key in layers.leaves() if beyond(layers.plain(layers.value_of(under, key)), key)] == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"home": "/elsewhere"}, "只能在配置文件中修改"),
        ({"no.such": 1}, "没有这项设置"),
        ({"law.day_starts": "9 Uhr"}, "须写成 09:00 这样的时间，且开始早于结束"),
        ({"law.day_starts": "18:00"}, "须写成 09:00 这样的时间，且开始早于结束"),
        ({"law.intake.mailbox_address": "12345.example.cn"}, PUBLIC_ADDRESS),
        ({"law.messages.link_address": "https://12345.example.cn/?from=sms"}, PUBLIC_ADDRESS),
        ({"queues": [{"name": "other", "title": "别的"}]}, "“综合话务”是主队列，须保留在第一位"),
    ],
)
def test_what_no_page_may_change_is_refused(story: Story, under: Settings, changes: dict, what: str) -> None:
    seen = story.do(service.preview, under, changes)
    assert [one.what for one in seen.problems] == [what]


def test_an_address_for_citizens_is_a_text_that_a_whole_url_fits(story: Story, under: Settings) -> None:
    assert shown(story, under, "law.intake.mailbox_address").shape.kind == "text"
    put(story, under, {"law.intake.mailbox_address": "https://12345.example.cn/"})
    assert shown(story, under, "law.intake.mailbox_address").value == "https://12345.example.cn/"


def test_of_two_people_at_once_the_second_hears_what_the_first_changed(story: Story, under: Settings) -> None:
    first = story.person("admin2", "admin")
    put(story, under, {"acd.offer_s": 25}, by=first)
    with pytest.raises(Conflict, match="名admin2改了“应答时限”（20 → 25）"):
        put(story, under, {"acd.offer_s": 15}, base=0)
    put(story, under, {"acd.wrap_up_s": 15}, base=0)
    assert shown(story, under, "acd.offer_s").value == 25.0


def test_a_change_that_changes_nothing_is_refused(story: Story, under: Settings) -> None:
    put(story, under, {"acd.offer_s": 25})
    with pytest.raises(BadInput, match="没有要保存的改动"):
        put(story, under, {"acd.offer_s": 25}, base=1)


def test_an_earlier_value_comes_back_as_a_change_of_its_own(story: Story, under: Settings) -> None:
    put(story, under, {"acd.offer_s": 25})
    put(story, under, {"acd.offer_s": 30}, base=1)
    first = story.do(service.history, "acd.offer_s", None, 10).items[-1]
    assert first.after == 25.0
    story.do(service.revert, under, "acd.offer_s", first.id, base=2, by="system", at=NOON + timedelta(hours=1), reason="")
    rows = story.do(service.history, "acd.offer_s", None, 10).items
    assert (rows[0].before, rows[0].after, rows[0].how, len(rows)) == (30.0, 25.0, "revert", 3)


def test_left_to_the_file_again_the_default_holds(story: Story, under: Settings) -> None:
    put(story, under, {"acd.offer_s": 25})
    put(story, under, {"acd.offer_s": None}, base=1)
    one = shown(story, under, "acd.offer_s")
    assert (one.value, one.source) == (20.0, "default")


def test_what_was_exported_comes_back_whole_and_may_take_the_rest_away(story: Story, under: Settings) -> None:
    put(story, under, {"acd.offer_s": 25, "law.default_level": 3})
    file = SettingsFile.model_validate_json(story.do(service.exported, NOON).model_dump_json())
    put(story, under, {"acd.offer_s": 40, "acd.dial_s": 50}, base=1)
    brought = SettingsImportIn(file=file, only=True)
    changes = story.do(service.changes_of, brought)
    assert changes == {"acd.offer_s": 25.0, "law.default_level": 3, "acd.dial_s": None}
    put(story, under, dict(changes), base=2, how="import")
    assert story.do(service.exported, NOON).values == file.values


def test_secrets_are_never_shown(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    monkeypatch.setenv("HOTLINE_LAW__MESSAGES__SECRET", "geheim-4711")
    monkeypatch.setenv("HOTLINE_DATABASE__URL", "postgresql+psycopg://u:geheim-4711@db/x")
    settings = load()
    listed = story.do(service.listed, settings, settings)
    assert "geheim-4711" not in listed.model_dump_json()
    assert next(one.given for one in listed.settings if one.key == "law.messages.secret")


def test_what_acts_from_the_next_start_is_shown_as_pending_until_then(story: Story, under: Settings) -> None:
    put(story, under, {"asr.max_streams": 20})
    one = shown(story, under, "asr.max_streams")
    assert (one.value, one.running, one.pending) == (20, 12, True)

"""Queues and hours among the others: what clashes is said by its name, nothing is closed under anybody. Pure."""

import pytest

from config.errors import BadInput, Conflict
from config.settings import Hours, Queue
from ticketing.operation.queue_rules import hours_changes, hours_of, put, queue_changes, queue_of, without

GENERAL = Queue(name="general", title="综合话务", numbers=("12345",), digit="0")
BUSINESS = Queue(name="business", title="企业专席", digit="1", overflow_to="general", hours="office")
QUEUES = (GENERAL, BUSINESS)
HOURS = {"office": Hours(title="上班", workday=("09:00-17:00",))}


def test_a_new_queue_stands_last_and_a_changed_one_in_its_place() -> None:
    new = Queue(name="medical", title="医保专席", digit="6")
    assert [one.name for one in put(QUEUES, new, HOURS)] == ["general", "business", "medical"]
    renamed = GENERAL.model_copy(update={"title": "总台"})
    assert [one.title for one in put(QUEUES, renamed, HOURS)] == ["总台", "企业专席"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"digit": "1"}, "导航按键：1 已用于“企业专席”"),
        ({"numbers": ["12345"]}, "号码：12345 已用于“综合话务”"),
        ({"title": "企业专席"}, "名称：“企业专席”已有"),
        ({"overflow_to": "medical"}, "溢出到：须选择另一个专席"),
        ({"overflow_to": "gone"}, "溢出到：须选择另一个专席"),
        ({"hours": "night"}, "服务时间：没有这个服务时间"),
        ({"name": "Duty:1"}, "编号：须是小写字母开头"),
    ],
)
def test_what_clashes_is_named_by_field(change: dict, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        put(QUEUES, queue_of({"name": "medical", "title": "医保专席", **change}), HOURS)


def test_a_wrong_value_is_named_by_field() -> None:
    with pytest.raises(BadInput, match="达标比例：不能大于 1"):
        queue_of({"name": "medical", "title": "医保专席", "service_level_goal": 80})
    with pytest.raises(BadInput, match="导航按键：格式不对"):
        queue_of({"name": "medical", "title": "医保专席", "digit": "A"})


def test_a_queue_is_closed_only_when_nobody_waits_and_nobody_needs_it() -> None:
    assert without(QUEUES, "business", waiting=0) == [GENERAL]
    with pytest.raises(Conflict, match="还有 3 人在等候"):
        without(QUEUES, "business", waiting=3)
    with pytest.raises(Conflict, match="是主队列，不能关闭"):
        without(QUEUES, "general", waiting=0)
    third = Queue(name="third", title="三", overflow_to="business")
    with pytest.raises(Conflict, match="“三”溢出到这个专席"):
        without((*QUEUES, third), "business", waiting=0)


def test_hours_are_refused_that_overlap_or_that_a_queue_still_names() -> None:
    with pytest.raises(BadInput, match="11:00-13:00 与同一天的另一时段重叠"):
        hours_of({"office": {"title": "上班", "workday": ["09:00-12:00", "11:00-13:00"]}}, QUEUES, HOURS)
    with pytest.raises(BadInput, match="“上班”：时段须写成 09:00-17:30"):
        hours_of({"office": {"title": "上班", "workday": ["17:00-09:00"]}}, QUEUES, HOURS)
    with pytest.raises(Conflict, match="“企业专席”还在使用服务时间“上班”"):
        hours_of({}, QUEUES, HOURS)


def test_history_tells_what_became_of_each() -> None:
    before = [{"name": "a", "title": "甲", "digit": "1"}, {"name": "b", "title": "乙"}]
    after = [{"name": "a", "title": "甲", "digit": "2"}, {"name": "c", "title": "丙"}]
    told = queue_changes(before, after)
    assert [(one.name, one.what) for one in told] == [("a", "changed"), ("b", "closed"), ("c", "added")]
    assert told[0].fields == {"digit": ("1", "2")}
    assert [one.name for one in hours_changes({"x": {}, "y": {"a": 1}}, {"y": {"a": 2}, "z": {}})] == ["x", "y", "z"]

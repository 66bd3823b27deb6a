"""Whether a queue, or opening hours, fit among the others, said in Chinese; what became of each between two lists. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from config.errors import BadInput, Conflict
from config.settings import Hours, Queue, minutes_of
from ticketing.operation.judging import said
from ticketing.operation.schemas import HoursChange, QueueChange

FIELDS: Mapping[str, str] = {
    "name": "编号",
    "title": "名称",
    "numbers": "号码",
    "digit": "导航按键",
    "weight": "优先权重",
    "max_length": "最多等候",
    "max_wait_s": "最长等待",
    "overflow_to": "溢出到",
    "strategy": "接听策略",
    "relax_s": "放宽等级",
    "offer_s": "应答时限",
    "announce_every_s": "播报间隔",
    "callback_digit": "回电按键",
    "on_full": "排满时",
    "hours": "服务时间",
    "wrap_up_s": "话后整理",
    "service_level_s": "达标秒数",
    "service_level_goal": "达标比例",
}
MOST_QUEUES = 60
NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
ALWAYS = "always"


def queue_of(given: Mapping[str, Any]) -> Queue:
    """BadInput that names the field in Chinese."""
    try:
        return Queue.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = FIELDS.get(str(first["loc"][0]), str(first["loc"][0]))
        raise BadInput(f"{field}：{said('', first)}。", "请改正后重新保存。") from None


def put(queues: Sequence[Queue], one: Queue, hours: Mapping[str, Hours]) -> list[Queue]:
    """The list with this queue added at its end, or in the place of the one of its name."""
    others = [queue for queue in queues if queue.name != one.name]
    if len(others) == len(queues) and not NAME.fullmatch(one.name):
        raise BadInput("编号：须是小写字母开头的字母、数字、- 或 _，最多 32 个字符。", "请修改编号，或留空由系统编号。")
    if len(others) >= MOST_QUEUES:
        raise BadInput(f"最多 {MOST_QUEUES} 个专席。", "请先关闭不用的专席。")
    wrong = list(_clashes(one, others, hours))
    if wrong:
        raise BadInput("；".join(wrong) + "。", "请改正后重新保存。")
    if len(others) == len(queues):
        return [*queues, one]
    return [one if queue.name == one.name else queue for queue in queues]


def _clashes(one: Queue, others: Sequence[Queue], hours: Mapping[str, Hours]) -> Iterator[str]:
    for other in others:
        if one.title.strip() == other.title:
            yield f"名称：“{one.title}”已有"
        if one.digit and one.digit == other.digit:
            yield f"导航按键：{one.digit} 已用于“{other.title}”"
        if both := sorted(set(one.numbers) & set(other.numbers)):
            yield f"号码：{both[0]} 已用于“{other.title}”"
    if one.overflow_to == one.name or (one.overflow_to and one.overflow_to not in {other.name for other in others}):
        yield "溢出到：须选择另一个专席"
    if one.hours != ALWAYS and one.hours not in hours:
        yield "服务时间：没有这个服务时间"


def without(queues: Sequence[Queue], name: str, *, waiting: int) -> list[Queue]:
    """The list without that queue; Conflict while callers wait in it, others overflow into it, or it is the main one."""
    gone = next((queue for queue in queues if queue.name == name), None)
    if gone is None:
        raise Conflict("这个专席已经关闭。", "请刷新后查看。")
    if queues[0].name == name:
        raise Conflict(f"“{gone.title}”是主队列，不能关闭。", "可以改名或调整其他设置。")
    if waiting:
        raise Conflict(f"“{gone.title}”还有 {waiting} 人在等候。", "请等候清空后再关闭。")
    if into := [queue.title for queue in queues if queue.overflow_to == name]:
        raise Conflict(f"“{into[0]}”溢出到这个专席。", "请先把它的溢出改到别处。")
    return [queue for queue in queues if queue.name != name]


def hours_of(given: Mapping[str, Any], queues: Sequence[Queue], before: Mapping[str, Hours]) -> dict[str, Hours]:
    """BadInput that says which hours and which span are wrong; Conflict for hours that a queue still names."""
    found: dict[str, Hours] = {}
    for name, one in given.items():
        try:
            found[name] = Hours.model_validate(one)
        except ValidationError:
            raise BadInput(f"“{_title(name, one)}”：时段须写成 09:00-17:30 这样，开始早于结束。", "请改正后重新保存。") from None
        if clash := _overlapping(found[name]):
            raise BadInput(f"“{_title(name, one)}”：{clash} 与同一天的另一时段重叠。", "请合并或改正这两个时段。")
    used = next((queue for queue in queues if queue.hours != ALWAYS and queue.hours not in found), None)
    if used is not None:
        named = before[used.hours].title if used.hours in before else ""
        raise Conflict(f"“{used.title}”还在使用服务时间“{named or used.hours}”。", "请先为它换一个服务时间。")
    return found


def _title(name: str, given: Any) -> str:
    return (given.get("title") if isinstance(given, Mapping) else "") or name


def _overlapping(hours: Hours) -> str:
    """A span that begins before another one of the same day has ended; empty where none does."""
    days = (hours.workday, hours.weekend, hours.holiday, *hours.weekdays.values(), *hours.days.values())
    for spans in days:
        ordered = sorted((minutes_of(span.split("-")[0]), minutes_of(span.split("-")[1]), span) for span in spans)
        for (_, ends, _), (starts, _, span) in pairwise(ordered):
            if starts < ends:
                return span
    return ""


def queue_changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> tuple[QueueChange, ...]:
    """What became of each queue between two lists, by field."""
    was, becomes = {one["name"]: one for one in before}, {one["name"]: one for one in after}
    found = []
    for name in dict.fromkeys((*was, *becomes)):
        old, new = was.get(name), becomes.get(name)
        if old is None or new is None:
            title = (old or new or {})["title"]
            found.append(QueueChange(name=name, title=title, what="added" if old is None else "closed", fields={}))
            continue
        fields = {field: (old.get(field), new.get(field)) for field in FIELDS if old.get(field) != new.get(field)}
        if fields:
            found.append(QueueChange(name=name, title=new["title"], what="changed", fields=fields))
    return tuple(found)


def hours_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[HoursChange, ...]:
    """What became of each opening hours between two tables."""
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    return tuple(HoursChange(name=name, before=before.get(name), after=after.get(name)) for name in names)

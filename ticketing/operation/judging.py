"""Whether values may stand where the page puts them: by the same models as everything else, said in Chinese by setting. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.errors import HotlineError
from config.settings import Settings, layers
from config.settings.words import Words, acts, words
from ticketing.clocks import working_calendar
from ticketing.operation.schemas import SettingProblem

PUBLIC_ADDRESS = "须留空，或写 http:// 或 https:// 开头的网址，不带账号、“?”和“#”，例如 https://12345.example.cn"
RULES: Mapping[str, str] = {
    "asr.servers": "每行须是 ws:// 或 wss:// 开头并带端口的地址，不能重复",
    "law.webhooks.intranet": "每行须是网段，例如 10.0.0.0/8",
    "law.intake.mailbox_address": PUBLIC_ADDRESS,
    "law.messages.link_address": PUBLIC_ADDRESS,
    "hours": "时段须写成 09:00-17:30 这样，开始早于结束",
    "queues": "专席之间的关系不对：名称不能重复，溢出和服务时间须指向已有的",
}
REASONS: Mapping[str, str] = {
    "missing": "没有填写",
    "extra_forbidden": "没有这一项",
    "float_type": "须是数字",
    "float_parsing": "须是数字",
    "int_type": "须是整数",
    "int_parsing": "须是整数",
    "int_from_float": "须是整数",
    "bool_type": "须是“是”或“否”",
    "bool_parsing": "须是“是”或“否”",
    "string_type": "须是文字",
    "string_pattern_mismatch": "格式不对",
    "literal_error": "不在可选的范围内",
    "tuple_type": "须是一组值",
    "dict_type": "须是一组对应关系",
    "finite_number": "须是有限的数字",
}
BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", "须大于 {}"),
    "greater_than_equal": ("ge", "不能小于 {}"),
    "less_than": ("lt", "须小于 {}"),
    "less_than_equal": ("le", "不能大于 {}"),
    "too_long": ("max_length", "不能多于 {} 项"),
    "too_short": ("min_length", "不能少于 {} 项"),
    "string_too_long": ("max_length", "不能多于 {} 个字"),
    "string_too_short": ("min_length", "不能少于 {} 个字"),
}
MOST = 10**12
MOST_OF_UNIT: Mapping[str, int] = {"_s": 10 * 366 * 86_400, "_ms": 86_400_000, "_hours": 10 * 366 * 24, "_days": 10 * 366}
"""What is measured so lasts ten years at most: much longer leaves the calendar, and the round that reckons with it stops."""
LEAST_S = 0.001
"""What is done again and again is not done more often."""
HOURS_OF_DAY = ("law.day_starts", "law.day_ends")


def named(key: str) -> Words:
    """A setting's words; its key where nobody has given it any."""
    return words().get(key) or Words(name=key, meaning="", unit="")


def problems(under: Settings, kept: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[SettingProblem, ...]:
    """Everything that forbids these changes; ``kept`` are the page's values so far. Empty: they may stand."""
    refused = tuple(_refused(changes))
    if refused:
        return refused
    wanted = {key: value for key, value in {**kept, **changes}.items() if value is not None}
    try:
        settings = layers.laid_over(under, {key: value for key, value in wanted.items() if key in layers.leaves()})
    except ValidationError as error:
        return _of_error(error, set(changes))
    return tuple(_relations(under, settings, changes))


def _refused(changes: Mapping[str, Any]) -> Iterator[SettingProblem]:
    held = layers.of_environment()
    for key in changes:
        if key not in layers.leaves():
            yield SettingProblem(key=key, name=key, what="没有这项设置")
        elif acts(key) == "file":
            yield _problem(key, "只能在配置文件中修改")
        elif key in held:
            yield _problem(key, f"由环境变量 {variable(key)} 固定，页面上不能修改")


def variable(key: str) -> str:
    """The environment variable that sets a key."""
    return f"HOTLINE_{key.upper().replace('.', '__')}"


def _of_error(error: ValidationError, changed: set[str]) -> tuple[SettingProblem, ...]:
    """What is wrong with what was changed; else, with something it does not fit together with."""
    found = [(layers.key_of(one["loc"]) or ".".join(map(str, one["loc"])), one) for one in error.errors(include_url=False)]
    mine = [(key, one) for key, one in found if key in changed] or found
    return tuple(_problem(key, said(key, one)) for key, one in mine)


def said(key: str, error: ErrorDetails) -> str:
    """One clause in Chinese for what pydantic found."""
    kind = error["type"]
    if kind in BOUNDS:
        bound, text = BOUNDS[kind]
        return text.format(_number(error.get("ctx", {}).get(bound)))
    if kind == "value_error":
        return RULES.get(key, "这个值不符合要求")
    return REASONS.get(kind, "格式不对")


def beyond(value: Any, name: str) -> str:
    """Why no clock and no column of the house could work with a number in this value; empty where each can.

    ``name`` ends with the unit: ``offer_s``, ``similar_days``; of a group each value goes by its own name.
    """
    if isinstance(value, Mapping):
        return next(filter(None, (beyond(one, str(key)) for key, one in value.items())), "")
    if isinstance(value, list | tuple):
        return next(filter(None, (beyond(one, name) for one in value)), "")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    most = next((most for unit, most in MOST_OF_UNIT.items() if name.endswith(unit)), MOST)
    if not -most <= value <= most:
        return f"不能大于 {most}"
    return f"不能小于 {LEAST_S}" if name.endswith("_s") and 0 < value < LEAST_S else ""


def _relations(under: Settings, settings: Settings, changes: Mapping[str, Any]) -> Iterator[SettingProblem]:
    """What no single value shows: the working day has hours, the first queue stays the first."""
    if set(HOURS_OF_DAY) & set(changes):
        try:
            working_calendar(settings.law)
        except HotlineError:
            yield _problem(next(key for key in HOURS_OF_DAY if key in changes), "须写成 09:00 这样的时间，且开始早于结束")
    for key in changes:
        if key in layers.leaves() and (wrong := beyond(layers.plain(layers.value_of(settings, key)), key)):
            yield _problem(key, wrong)
    if "queues" in changes and settings.queues[0].name != under.queues[0].name:
        yield _problem("queues", f"“{under.queues[0].title}”是主队列，须保留在第一位")


def _problem(key: str, what: str) -> SettingProblem:
    return SettingProblem(key=key, name=named(key).name, what=what)


def _number(bound: Any) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)

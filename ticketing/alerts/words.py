"""An alarm in one Chinese sentence. Pure."""

from ticketing.alerts.kinds import KINDS, Kind

STEP_WORDS = ("正常", "减少临时文本", "暂停临时文本", "新来电通话后转写", "排队转写", "识别引擎中断")
SIDES = {"above": "超过", "at_least": "达到", "below": "低于"}
HOUSE_TITLE = "全部"


def sentence(kind: Kind, subject: str, figure: float, threshold: float) -> str:
    """Such as “综合话务：排队人数 12 人，超过 10 人”; a line is only lost, without a figure."""
    known = KINDS[kind]
    whose = f"{subject}：" if subject else ""
    if kind == "line_lost":
        return f"{whose}线路中断，来电可能无法接入"
    if kind == "recogniser_step":
        return f"转写降级为“{_step(figure)}”，已达到“{_step(threshold)}”"
    if kind == "agents_free" and figure == 0:
        return f"{whose}没有空闲坐席"
    unit = known.unit if known.unit == "%" else f" {known.unit}"
    return f"{whose}{known.title} {_number(figure)}{unit}，{SIDES[known.sense]} {_number(threshold)}{unit}"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _step(figure: float) -> str:
    return STEP_WORDS[max(0, min(int(figure), len(STEP_WORDS) - 1))]

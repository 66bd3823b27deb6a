"""Quiet hours: alarms are raised and written down as always, and nobody is told until they are over. Pure."""

from datetime import time

from config.errors import BadInput


def minute_of(text: str) -> time:
    """``HH:MM`` as a time of day; BadInput for anything else."""
    try:
        hours, minutes = text.split(":")
        if len(hours) == len(minutes) == 2:
            return time(int(hours), int(minutes))
    except ValueError:
        pass
    raise BadInput(f"“{text}”不是时刻。", "请按 22:00 的样式填写静默时段。")


def is_quiet(quiet_from: str, quiet_to: str, at: time) -> bool:
    """Whether ``at`` (the city's clock) lies in the span, which may go past midnight; no span, never."""
    if not quiet_from or not quiet_to:
        return False
    begins, ends = minute_of(quiet_from), minute_of(quiet_to)
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends

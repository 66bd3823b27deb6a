"""Acceptance within the hour: when it is due, and its light. Pure. Calendar hours (the domain notes, Clocks)."""

from datetime import datetime, timedelta
from typing import Literal

Light = Literal["blue", "yellow", "red", "green"]


def due(arrived: datetime, within_s: float) -> datetime:
    return arrived + timedelta(seconds=within_s)


def light(arrived: datetime, due: datetime | None, accepted: datetime | None, now: datetime, warn_share: float) -> Light:
    """Green once accepted, red when due is past, yellow with no more than ``warn_share`` of the time left, else blue."""
    if accepted is not None or due is None:
        return "green"
    if now >= due:
        return "red"
    return "yellow" if due - now <= (due - arrived) * warn_share else "blue"

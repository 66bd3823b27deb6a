"""The lamp of a ticket: 蓝 open and in time, 绿 closed, 黄 warning, 红 alarm."""

from datetime import datetime
from typing import Literal

Light = Literal["blue", "green", "yellow", "red"]
WARNING_SHARE = 0.2


def light(
    now: datetime,
    *,
    start: datetime,
    due: datetime,
    closed: bool = False,
    risk_word: bool = False,
    group: bool = False,
    sensitive: bool = False,
    warning_share: float = WARNING_SHARE,
) -> Light:
    """Red beats yellow; a closed ticket is green whatever it was.

    ``warning_share`` is the share (0 to 1) of the time between ``start`` and ``due`` at whose beginning the lamp turns
    yellow. All times aware.
    """
    if closed:
        return "green"
    if sensitive or now > due:
        return "red"
    little_left = due - now <= (due - start) * warning_share
    return "yellow" if little_left or risk_word or group else "blue"

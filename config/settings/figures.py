"""What wallboards, plans and desks count: which service level, over which intervals, against which weeks, how fresh."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.values import Seconds, Section


class Figures(Section):
    """``variant`` is the service level that goals and alerts go by; ``interval_s`` divides an hour (the intervals begin with it).

    ``weeks`` previous weeks' same weekday are what an hour is compared with: by their median, so that one odd day counts little.
    """

    variant: Literal["of_answered", "abandons_in_time_count", "of_offered", "long_abandons_count", "short_abandons_out"] = (
        "short_abandons_out"
    )
    interval_s: Literal[300, 600, 900, 1800] = 900
    intervals: Annotated[int, Field(ge=4, le=96)] = 16
    """So many finished intervals stand on the wall, the running one beside them."""
    weeks: Annotated[int, Field(ge=1, le=12)] = 4
    connection_goal: Annotated[float, Field(gt=0, le=1)] = 0.95
    board_kept_s: Seconds = 0.9
    """However many walls ask, the board is computed once within this time …"""
    day_kept_s: Seconds = 15.0
    """… the day's intervals and hours once within this …"""
    shift_kept_s: Seconds = 30.0
    """… and the figures of all agents' shifts once within this."""
    least_peers: Annotated[int, Field(ge=2)] = 4
    """A median of fewer colleagues is not shown: it would tell of one of them."""

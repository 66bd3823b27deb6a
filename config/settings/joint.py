"""Joint handling: which tickets a joint study is offered, when what it decided is reminded of, and how long a level has."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Section

Days = Annotated[int, Field(ge=1, le=366)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Joint(Section):
    """``fixed_offices`` are the codes of the three units that sit in every 3+X meeting."""

    fixed_offices: tuple[str, ...] = ()
    concentrated_from: Annotated[int, Field(ge=2)] = 5
    """So many open tickets of one category in one street are a concentrated matter."""
    repeated_from: Annotated[int, Field(ge=2)] = 3
    """So many callers of one ticket are a repeated matter."""
    hard_returns: Annotated[int, Field(ge=1)] = 3
    """So many returns, or half as many reworks, are a hard matter."""
    agenda_days: Days = 31
    """The list of matters for a joint study looks back so many days."""
    remind_working_days: Annotated[int, Field(ge=0, le=30)] = 1
    """An owner is reminded so many working days before a resolution is due …"""
    resolution_working_days: Days = 7
    """… which it is, where nothing else was said, after so many working days."""
    invite_remind_h: Annotated[int, Field(ge=0, le=336)] = 24
    """Those who are invited are reminded so many hours before a meeting, and asked for the answer that they owe."""
    series_ahead_days: Days = 14
    """The next meeting of a rhythm stands in the calendar so many days ahead."""
    building_days: Days = 7
    """What a building's residents have not solved goes to the grid after so many days, …"""
    grid_days: Days = 7
    """… from the grid to the community, …"""
    community_days: Days = 14
    """… and from the community to the hotline as a ticket."""
    talks_goal: Percent = 85.0
    """The share of complex disputes that talks are to settle, in percent."""
    recurrence_days: Days = 90
    """A matter that comes again within so many days after its root cause was noted has recurred."""

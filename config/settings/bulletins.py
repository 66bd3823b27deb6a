"""Bulletins: how rates are weighed, from how many cases on a unit is ranked, how many topics are named."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Section

Weight = Annotated[float, Field(gt=0, le=1)]
Number = Annotated[int, Field(ge=1, le=100)]


class Weights(Section):
    """Shares of the composite score; they are scaled to their sum."""

    response: Weight = 0.3
    resolution: Weight = 0.35
    satisfaction: Weight = 0.35


class Bulletins(Section):
    least_cases: Number = 5
    """A unit with fewer cases is listed apart, not ranked."""
    topics: Number = 10
    """So many hot, rising and repeated topics are named."""
    rising_least: Number = 5
    """A topic has to have so many tickets before its rise says anything."""
    weights: Weights = Weights()

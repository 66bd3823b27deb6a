"""How categories are learnt from closed tickets."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Seconds, Section


class Learning(Section):
    """What `hotline learn` does. ``half_life_days``: a ticket closed so long ago counts half of one closed today."""

    least_tickets: Annotated[int, Field(ge=10)] = 200
    """Fewer closed tickets teach nothing yet: the model is then made of the directory alone."""
    most_tickets: Annotated[int, Field(ge=100)] = 50_000
    """The newest so many are read."""
    half_life_days: Annotated[float, Field(gt=0)] = 180.0
    held_out: Annotated[float, Field(gt=0, lt=0.5)] = 0.2
    """Share of the newest tickets on which models are judged …"""
    least_held_out: Annotated[int, Field(ge=1)] = 20
    """… and how many of them there must be at least."""
    check_s: Seconds = 30.0
    """How often a running service looks whether there is another model."""
    versions_kept: Annotated[int, Field(ge=1)] = 5

"""The law's terms: by when a ticket is accepted, signed, answered; how long it may rest, be extended, or stay suspended."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Count, Section

Hours = Annotated[float, Field(gt=0, le=720)]
Days = Annotated[int, Field(ge=1, le=366)]
Share = Annotated[float, Field(ge=0, lt=1)]


class Terms(Section):
    """Hours run by the calendar, nights and holidays included."""

    acceptance_h: Hours = 1.0
    signing_h: Hours = 2.0
    contact_h: Hours = 24.0
    simple_h: Hours = 24.0
    """The second scheme's short term (简单) …"""
    complex_h: Hours = 72.0
    """… and its long one (复杂)."""
    warning_share: Share = 0.2
    """The lamp turns yellow when this share of the time is left."""
    supplement_days: Days = 5
    """The clock rests for the citizen's answer at most so many days of 24 hours."""
    extensions: Count = 1
    """So often one ticket may be extended, each time by its own length at most."""
    suspension_days: Days = 90
    """A suspended ticket is reviewed within so many days …"""
    suspension_reminder_days: Days = 7
    """… and who should review it is reminded every so many days after that."""
    archive_after_days: Count = 30
    """A closed ticket is archived by itself after so many days."""

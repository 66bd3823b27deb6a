"""Leaders' duty sessions: how far ahead they are planned, when people are reminded, and when they count as late."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Count, Seconds, Section


class Duty(Section):
    """Times in seconds before or after a session's planned beginning."""

    weeks_ahead: Annotated[int, Field(ge=1, le=52)] = 4
    """A recurring plan has its sessions written down so many weeks ahead."""
    remind_before_s: tuple[Seconds, ...] = (86_400.0, 1_800.0)
    """Leader, deputy and assisting agent are reminded so long before, once each."""
    check_in_early_s: Seconds = 1_800.0
    late_after_s: Count = 300
    absent_after_s: Seconds = 900.0
    """A leader who has not checked in by then is absent, and the deputy is called …"""
    deputy_after_s: Seconds = 600.0
    """… and has so long to come; then the session's callers go to the general queue."""
    longest_s: Seconds = 43_200.0
    """A session is at most so long."""

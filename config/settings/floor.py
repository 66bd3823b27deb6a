"""The supervisor's working view: from when on a time in a state is too long, how much is shown and kept."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Seconds, Section


class Floor(Section):
    """Times in seconds. ``paused_by_reason_s`` holds for its reasons in the place of ``paused_s``."""

    waiting_s: Seconds = 30.0
    """A caller who waits longer is marked …"""
    wrap_up_s: Seconds = 60.0
    """… so is an agent who writes up for longer, …"""
    held_s: Seconds = 90.0
    paused_s: Seconds = 900.0
    paused_by_reason_s: dict[str, Seconds] = Field(
        default_factory=lambda: {"meal": 3_600.0, "meeting": 5_400.0, "training": 7_200.0, "signed_in": 300.0, "missed": 120.0}
    )
    talking_s: Seconds = 900.0
    order_kept_s: Seconds = 86_400.0
    """So long an order stands on the desk of whom it concerns, until it is confirmed."""
    broadcast_s: Seconds = 14_400.0
    """So long a broadcast is shown where its sender says nothing else; ``broadcast_longest_s`` at most."""
    broadcast_longest_s: Seconds = 86_400.0
    broadcasts_per_minute: Annotated[int, Field(ge=1, le=600)] = 10
    """So many broadcasts one person sends within any minute."""
    watched: Annotated[int, Field(ge=1, le=20)] = 4
    """So many calls one supervisor's page reads along at a time."""

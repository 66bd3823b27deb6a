"""Fund pools, conditional approvals and studios: limits in fen, terms in days."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Section

Days = Annotated[int, Field(ge=1, le=366)]


class Funds(Section):
    """One yuan is 100 fen. A pool may have an exemption limit of its own; this is the default of new ones."""

    exempt_fen: Annotated[int, Field(ge=0)] = 500_000
    """A draw up to this amount needs no approval."""
    draw_days: Days = 8
    """From the request to the settlement, in calendar days …"""
    draw_warning_days: Annotated[int, Field(ge=0, le=366)] = 2
    """… and the lamp turns yellow so many days before."""
    closes_from_month: Annotated[int, Field(ge=1, le=12)] = 12
    """A pool may be closed from this month of its year on."""
    paper_remind_days: Days = 3
    """Approve first, complete later: a missing paper is called for so many calendar days before it is due …"""
    paper_grace_days: Days = 5
    """… and what is late is revoked after so many working days of grace …"""
    paper_extensions: Annotated[int, Field(ge=0, le=10)] = 1
    """… unless it was extended, at most so many times for each paper …"""
    paper_extension_days: Days = 30
    """… by at most so many calendar days each time."""
    studio_suggestions: Annotated[int, Field(ge=1, le=20)] = 3
    """So many studios are suggested for a ticket."""

"""The knowledge base: when owners hear of what runs out, who may review, and how much a desk is shown."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Section

Shown = Annotated[int, Field(ge=1, le=50)]


class Knowledge(Section):
    """``expiry_notice_days`` before its last day an article's owner is told; ``author_may_review``: for a house of one editor."""

    expiry_notice_days: Annotated[int, Field(ge=0, le=366)] = 30
    author_may_review: bool = False
    found: Shown = 20
    """So many finds of a search are shown."""
    suggested: Shown = 5
    """So many articles, and as many scripts, are suggested for a draft."""

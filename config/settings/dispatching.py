"""Dispatch: who leads, how often a unit may object, what happens to drafts that nobody ended, and batches."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.values import Seconds, Section

Days = Annotated[int, Field(ge=1, le=366)]
TypeName = Literal["consultation", "request", "complaint", "report", "suggestion", "praise", "fault"]


class Dispatching(Section):
    """``type_units`` gives tickets of a type to one unit whatever the directory says, e.g. ``{"report": "LJ-JC"}``."""

    parallel_lead: Literal["territory", "industry"] = "territory"
    """Of a territory and an industry unit that handle side by side this one leads."""
    copy_district: bool = True
    """The district is told of what goes straight to a street, town or community (直派)."""
    type_units: dict[TypeName, str] = Field(default_factory=dict)
    confidential_types: tuple[TypeName, ...] = ("report",)
    """The handling unit never sees who brought a matter of these types."""
    rejections_to_problem: Annotated[int, Field(ge=1)] = 3
    """So many rejected objections make a problem ticket (疑难工单) …"""
    changes_to_problem: Annotated[int, Field(ge=1)] = 3
    """… and so do so many changes of the unit."""
    returned_from: Annotated[int, Field(ge=1)] = 2
    """The dispatcher's box of tickets that were returned often begins here."""
    review_s: Seconds = 14_400.0
    """An objection that waits longer for its review is told of to the supervisors."""
    similar_days: Days = 90
    """Closed tickets so old speak for where a matter goes."""
    merge_undo_s: Seconds = 1_800.0
    """Within so long a merge may be undone."""
    batch_page: Annotated[int, Field(ge=1, le=2_000)] = 200
    """So many tickets of a batch are answered in one transaction."""
    leftover_supervisor_s: Seconds = 1_800.0
    """The draft of an answered call without outcome goes to the supervisors after so long …"""
    leftover_dispatch_s: Seconds = 7_200.0
    """… and is dispatched by itself after so long, if it has a matter and a place; …"""
    leftover_notice_s: Seconds = 3_600.0
    """… otherwise the supervisors are told again each time so long has passed."""

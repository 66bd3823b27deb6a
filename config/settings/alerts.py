"""How often figures are held against their thresholds, how long a node's figures count, and the rules a city may begin with."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.values import Count, Seconds, Section


class UsualStep(Section):
    """A step of escalation; the fields are those of `ticketing.alerts.schemas.EscalationStep`."""

    after_min: Annotated[int, Field(ge=1, le=1_440)]
    roles: tuple[str, ...] = ()
    message: bool = False


class UsualRule(Section):
    """A rule that one press of the page takes over, to be changed there; the fields are those of `ticketing.alerts.schemas`."""

    title: str
    kind: str
    scope: str = ""
    threshold: float
    clear_at: float
    hold_s: Count = 0
    calm_s: Count = 0
    severity: Literal["notice", "warning", "critical"] = "warning"
    roles: tuple[str, ...] = ("supervisor",)
    escalation: Annotated[tuple[UsualStep, ...], Field(max_length=4)] = ()


class Alerts(Section):
    """``every_s`` is also the finest time that a rule's holding time can tell apart."""

    every_s: Seconds = 5.0
    fresh_s: Seconds = 20.0
    """Live figures of a node that has told none for so long count no more: it is down, or was taken away."""
    most_rules: Annotated[int, Field(ge=1, le=1000)] = 100
    """More rules than this are nobody's to look through."""
    usual: tuple[UsualRule, ...] = ()

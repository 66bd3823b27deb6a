"""Loads the dictionaries of drafting before the first call: within a call it would hold up whoever shares the process."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ticketing.drafting.compose import compose
from ticketing.drafting.facts import Turn
from ticketing.drafting.scorer import CategoryScorer

if TYPE_CHECKING:
    from ticketing.directory import City

REHEARSAL = Turn(channel="caller", text="您好我姓李人民路幺三四号的路灯坏了三天了希望尽快修好", t0=0.0, t1=8.0)
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def warm(city: "City", scorer: CategoryScorer | None = None) -> None:
    """Compose one draft and throw it away."""
    compose([REHEARSAL], city=city, call_time=NOON, caller_number="", scorer=scorer)

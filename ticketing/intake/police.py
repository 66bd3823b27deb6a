"""Transfer from 110: who takes a matter. Pure.

Non-police matters come over with their number. Where it is unclear whose a matter is, both sides confer with the citizen on
one line; what they agree on holds, and where they do not agree the one who received it first accepts it (首接负责).
"""

from typing import Literal

Side = Literal["hotline", "police"]
SIDE_NAMES: dict[Side, str] = {"hotline": "12345", "police": "110"}


def takes(*, first: Side, agreed: Side | None, unclear: bool) -> Side:
    """Who accepts: a clear transfer is the hotline's; an unclear one goes by the agreement, else by first receipt."""
    if not unclear:
        return "hotline"
    return agreed or first

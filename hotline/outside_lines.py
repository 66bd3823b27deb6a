"""The lines to the outside in a few words, for people at a terminal: trunks and registrars, and how each stands. Pure."""

from collections.abc import Iterable, Iterator

from config.settings import Trunk
from telephony.sip.port import RegistrationStatus, TrunkStatus

NONE = "none: nobody can call. Remedy: [sip] trunks or registrars (docs/operators/trunks.md)"


def trunk_words(trunks: Iterable[Trunk], statuses: Iterable[TrunkStatus]) -> Iterator[str]:
    """``carrier (10.20.0.1): up, 12 ms``; only name and address of a trunk that is not asked, or has not answered yet."""
    known = {status.trunk: status for status in statuses}
    for trunk in trunks:
        status = known.get(trunk.name)
        state = _trunk_state(status) if status else ""
        yield f"{trunk.name} ({trunk.host})" + (f": {state}" if state else "")


def _trunk_state(status: TrunkStatus) -> str:
    if status.state == "unknown":
        return ""
    if status.state == "up":
        return "up" if status.round_trip_ms is None else f"up, {status.round_trip_ms:.0f} ms"
    return f"down, {status.reason}" if status.reason else "down"


def registrar_words(statuses: Iterable[RegistrationStatus]) -> Iterator[str]:
    """``12345@10.20.0.9: registered``, or why not."""
    for status in statuses:
        why = f", {status.reason}" if status.reason and status.state == "failed" else ""
        yield f"{status.registrar}: {status.state}{why}"

"""Who hears whom in a conversation of caller, agent, third party and supervisors: one table, one rule for supervisors. Pure.

In each phase some people stand in one circle and hear one another; who stands outside hears a sound, or nothing. A monitor
hears the circle (or one side of it) and is heard by nobody; who whispers is heard by the agent alone; who barges in stands in
the circle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from config.ids import PersonId
from telephony.calls.state import State
from telephony.events import SupervisionMode

Role = Literal["caller", "agent", "party"]
PartyState = Literal["calling", "consulting", "joined"]
Side = Literal["both", "caller", "agent"]
Sound = Literal["hold_music", "ringback"]


class Phase(StrEnum):
    """``alternating``: the agent is back with the caller while the party waits; ``transferring``: the party rings."""

    NOBODY = "nobody"
    TALKING = "talking"
    HELD = "held"
    CALLING = "calling"
    CONSULTING = "consulting"
    ALTERNATING = "alternating"
    THREE_WAY = "three_way"
    TRANSFERRING = "transferring"
    TRANSFERRED = "transferred"


@dataclass(frozen=True, slots=True)
class Watch:
    """A supervisor on the call; ``side`` is what a monitor hears."""

    supervisor: PersonId
    mode: SupervisionMode
    side: Side = "both"


Place = Role | Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """``circle``: who hears one another; ``beside``: who is there and heard by nobody; ``sounds`` for those outside."""

    circle: frozenset[Role] = frozenset()
    beside: frozenset[Role] = frozenset()
    sounds: Mapping[Role, Sound] = field(default_factory=dict)


PHASES: Mapping[tuple[State, PartyState | None], Phase] = MappingProxyType(
    {
        ("answered", None): Phase.TALKING,
        ("answered", "calling"): Phase.TALKING,
        ("answered", "consulting"): Phase.ALTERNATING,
        ("answered", "joined"): Phase.THREE_WAY,
        ("held", None): Phase.HELD,
        ("held", "calling"): Phase.CALLING,
        ("held", "consulting"): Phase.CONSULTING,
        ("held", "joined"): Phase.CONSULTING,
        ("transferred", None): Phase.TRANSFERRING,
        ("transferred", "calling"): Phase.TRANSFERRING,
        ("transferred", "consulting"): Phase.TRANSFERRING,
        ("transferred", "joined"): Phase.TRANSFERRED,
    }
)

SCENES: Mapping[Phase, Scene] = MappingProxyType(
    {
        Phase.NOBODY: Scene(),
        Phase.TALKING: Scene(circle=frozenset({"caller", "agent"})),
        Phase.HELD: Scene(beside=frozenset({"caller", "agent"}), sounds={"caller": "hold_music"}),
        Phase.CALLING: Scene(beside=frozenset({"caller", "agent"}), sounds={"caller": "hold_music", "agent": "ringback"}),
        Phase.CONSULTING: Scene(
            circle=frozenset({"agent", "party"}), beside=frozenset({"caller"}), sounds={"caller": "hold_music"}
        ),
        Phase.ALTERNATING: Scene(
            circle=frozenset({"caller", "agent"}), beside=frozenset({"party"}), sounds={"party": "hold_music"}
        ),
        Phase.THREE_WAY: Scene(circle=frozenset({"caller", "agent", "party"})),
        Phase.TRANSFERRING: Scene(beside=frozenset({"caller"}), sounds={"caller": "ringback"}),
        Phase.TRANSFERRED: Scene(circle=frozenset({"caller", "party"})),
    }
)

OUR_SIDE: frozenset[Role] = frozenset({"agent", "party"})


def phase_of(state: State, party: PartyState | None) -> Phase:
    """The phase that a call's state and its third party make; ``nobody`` while no agent has it."""
    return PHASES.get((state, party), Phase.NOBODY)


def hearing(phase: Phase, watches: Iterable[Watch] = ()) -> dict[Place, frozenset[Place]]:
    """For everybody who is there, whom they hear; who hears nobody has an empty set."""
    scene = SCENES[phase]
    watches = tuple(watches) if scene.circle | scene.beside else ()
    barging = frozenset(watch for watch in watches if watch.mode == "barge" and scene.circle)
    circle: frozenset[Place] = scene.circle | barging
    heard: dict[Place, frozenset[Place]] = {role: circle - {role} for role in scene.circle}
    heard |= {role: frozenset() for role in scene.beside}
    for watch in watches:
        heard[watch] = _heard_by(watch, circle)
    if "agent" in heard:
        heard["agent"] |= frozenset(watch for watch in watches if watch.mode != "monitor") - {"agent"}
    return heard


def _heard_by(watch: Watch, circle: frozenset[Place]) -> frozenset[Place]:
    if watch.mode != "monitor" or watch.side == "both":
        return circle - {watch}
    if watch.side == "caller":
        return circle & frozenset[Place]({"caller"})
    return circle & frozenset[Place](OUR_SIDE)


def spoken_on_our_side(phase: Phase, watches: Iterable[Watch] = ()) -> frozenset[Place]:
    """Whose words belong into the recording beside the caller's: the agent's, those of a party who is not waiting, and who

    barged in.
    """
    scene = SCENES[phase]
    barging = frozenset[Place](watch for watch in watches if watch.mode == "barge" and scene.circle)
    return scene.circle & OUR_SIDE | scene.beside & {"agent"} | barging


def agent_is_silenced(phase: Phase) -> bool:
    """Whether nothing that the agent says may reach anybody or the recording: nobody is there to listen."""
    return phase in (Phase.HELD, Phase.CALLING)

"""Who hears whom in a conversation of caller, agent, third party and supervisors: one table, one rule for supervisors. Pure.

In each phase some people stand in one circle and hear one another; who stands outside hears a sound, or nothing, or what a
called network says before anybody has answered (early media, RFC 3960), which goes one way. A monitor hears the circle (or one
side of it) and is heard by nobody; who whispers is heard by the agent alone; who barges in stands in the circle.
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
PartyStage = PartyState | Literal["early"]
"""``early``: still called, but its network sends sound: its own ring-back, or why nobody will come."""
Side = Literal["both", "caller", "agent"]
Sound = Literal["hold_music", "ringback"]


class Phase(StrEnum):
    """``alternating``: the agent is back with the caller while the party waits; ``transferring``: the party rings.

    ``calling_heard`` and ``transferring_heard``: whoever waits for the party hears its network.
    """

    NOBODY = "nobody"
    TALKING = "talking"
    HELD = "held"
    CALLING = "calling"
    CALLING_HEARD = "calling_heard"
    CONSULTING = "consulting"
    ALTERNATING = "alternating"
    THREE_WAY = "three_way"
    TRANSFERRING = "transferring"
    TRANSFERRING_HEARD = "transferring_heard"
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
    """``circle``: who hears one another; ``beside``: outside; ``sounds`` for those, ``listens``: whom such a one hears."""

    circle: frozenset[Role] = frozenset()
    beside: frozenset[Role] = frozenset()
    listens: Mapping[Role, Role] = field(default_factory=dict)
    sounds: Mapping[Role, Sound] = field(default_factory=dict)


PHASES: Mapping[tuple[State, PartyStage | None], Phase] = MappingProxyType(
    {
        ("answered", None): Phase.TALKING,
        ("answered", "calling"): Phase.TALKING,
        ("answered", "early"): Phase.TALKING,
        ("answered", "consulting"): Phase.ALTERNATING,
        ("answered", "joined"): Phase.THREE_WAY,
        ("held", None): Phase.HELD,
        ("held", "calling"): Phase.CALLING,
        ("held", "early"): Phase.CALLING_HEARD,
        ("held", "consulting"): Phase.CONSULTING,
        ("held", "joined"): Phase.CONSULTING,
        ("transferred", None): Phase.TRANSFERRING,
        ("transferred", "calling"): Phase.TRANSFERRING,
        ("transferred", "early"): Phase.TRANSFERRING_HEARD,
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
        Phase.CALLING_HEARD: Scene(
            beside=frozenset({"caller", "agent", "party"}), sounds={"caller": "hold_music"}, listens={"agent": "party"}
        ),
        Phase.CONSULTING: Scene(
            circle=frozenset({"agent", "party"}), beside=frozenset({"caller"}), sounds={"caller": "hold_music"}
        ),
        Phase.ALTERNATING: Scene(
            circle=frozenset({"caller", "agent"}), beside=frozenset({"party"}), sounds={"party": "hold_music"}
        ),
        Phase.THREE_WAY: Scene(circle=frozenset({"caller", "agent", "party"})),
        Phase.TRANSFERRING: Scene(beside=frozenset({"caller"}), sounds={"caller": "ringback"}),
        Phase.TRANSFERRING_HEARD: Scene(beside=frozenset({"caller", "party"}), listens={"caller": "party"}),
        Phase.TRANSFERRED: Scene(circle=frozenset({"caller", "party"})),
    }
)

OUR_SIDE: frozenset[Role] = frozenset({"agent", "party"})


def phase_of(state: State, party: PartyStage | None) -> Phase:
    """The phase that a call's state and its third party make; ``nobody`` while no agent has it."""
    return PHASES.get((state, party), Phase.NOBODY)


def hearing(phase: Phase, watches: Iterable[Watch] = ()) -> dict[Place, frozenset[Place]]:
    """For everybody who is there, whom they hear; who hears nobody has an empty set."""
    scene = SCENES[phase]
    watches = tuple(watches) if scene.circle | scene.beside else ()
    barging = frozenset(watch for watch in watches if watch.mode == "barge" and scene.circle)
    circle: frozenset[Place] = scene.circle | barging
    heard: dict[Place, frozenset[Place]] = {role: circle - {role} for role in scene.circle}
    heard |= {role: frozenset({scene.listens[role]} if role in scene.listens else ()) for role in scene.beside}
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
    return phase in (Phase.HELD, Phase.CALLING, Phase.CALLING_HEARD)

"""Who hears whom in a call, as a document: the table of `telephony.conversation.hearing` in the words of the desk."""

from collections.abc import Iterable, Mapping

from config.ids import PersonId
from telephony.conversation.hearing import PHASES, SCENES, Phase, Place, Role, Watch, hearing, spoken_on_our_side

_BOSS = PersonId("supervisor")
WATCHES: Mapping[str, Watch] = {
    "monitor": Watch(_BOSS, "monitor"),
    "monitor, caller's side": Watch(_BOSS, "monitor", "caller"),
    "monitor, agent's side": Watch(_BOSS, "monitor", "agent"),
    "whisper": Watch(_BOSS, "whisper"),
    "barge": Watch(_BOSS, "barge"),
}
ROLES: tuple[Role, ...] = ("caller", "agent", "party")
ORDER: tuple[str, ...] = (*ROLES, "supervisor")


def conversation() -> str:
    """Markdown: each phase, who hears whom without a supervisor, then what each kind of supervision changes."""
    parts = [
        "# Who hears whom",
        "",
        "Made by `python -m hotline.docs` from `telephony/conversation/hearing.py`; do not edit.",
        "",
        "| phase | call and third party | caller hears | agent hears | party hears | recorded beside the caller |",
        "|---|---|---|---|---|---|",
        *(_phase_row(phase) for phase in Phase if phase != Phase.NOBODY),
        "",
        "With a supervisor on the call:",
        "",
        "| phase | supervision | supervisor hears | who else hears the supervisor |",
        "|---|---|---|---|",
        *(_watch_row(phase, name, watch) for phase in Phase if phase != Phase.NOBODY for name, watch in WATCHES.items()),
        "",
    ]
    return "\n".join(parts)


def _phase_row(phase: Phase) -> str:
    heard, sounds = hearing(phase), SCENES[phase].sounds
    made_of = ", ".join(f"{state} + {party or 'none'}" for (state, party), one in PHASES.items() if one == phase)
    cells = [
        _names(heard[role]) or sounds.get(role, "silence") if role in heard else "–" for role in ("caller", "agent", "party")
    ]
    return f"| {phase.value} | {made_of} | {' | '.join(cells)} | {_names(spoken_on_our_side(phase)) or '–'} |"


def _watch_row(phase: Phase, name: str, watch: Watch) -> str:
    heard = hearing(phase, [watch])
    hearers = [place for place, sources in heard.items() if watch in sources]
    return f"| {phase.value} | {name} | {_names(heard[watch]) or 'silence'} | {_names(hearers) or 'nobody'} |"


def _names(places: Iterable[Place]) -> str:
    named = [place if isinstance(place, str) else "supervisor" for place in places]
    return ", ".join(sorted(named, key=ORDER.index))
